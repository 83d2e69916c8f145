"""The fate of each sentence of a text, worked out by hand on measures written for the test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.loading import load_text
from kb.loading.lines import read_parts
from kb.model.document import Clause, Document
from kb.versions.alignment import align
from tests.conftest import REAL

GRANTS = "对风车项目给予资助"
CHECKS = "由主管部门核定项目投资"
TRAINS = "鼓励企业培训风车工匠"


@pytest.fixture(scope="module")
def real() -> Document:
    return load_text(REAL)[1]


def text_of(real: Document, *measures: tuple[str, ...]) -> Document:
    """A text of measures, each given by its heading and its sentences."""
    registry = load_text(REAL)[2]
    lines = "\n\n".join(f"(一){heading}\n" + "\n".join(rest) for heading, *rest in measures)
    clauses = []
    for n, part in enumerate(read_parts(lines, registry), 1):
        assert isinstance(part, Clause)
        sentences = tuple(replace(one, eid=f"para_{n}__s_{m}") for m, one in enumerate(part.sentences, 1))
        clauses.append(replace(part, eid=f"para_{n}", sentences=sentences))
    return replace(real, clauses=tuple(clauses))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (["建造。", f"{TRAINS}。", f"{GRANTS},{CHECKS}。"], {1: ("moved", "2"), 2: ("moved", "1")}),
        (["建造。", f"{GRANTS},{CHECKS}并公示。", f"{TRAINS}。"], {1: ("reworded", "1"), 2: ("same", "2")}),
        (["建造。", f"{GRANTS}。", f"{CHECKS}。", f"{TRAINS}。"], {1: ("split", "1 2"), 2: ("moved", "3")}),
        (["建造。", f"{GRANTS},{CHECKS};{TRAINS}。"], {1: ("joined", "1"), 2: ("joined", "1")}),
        (["建造。", f"{TRAINS}。"], {1: ("deleted", ""), 2: ("moved", "1")}),
        (
            ["建造。", "新的一句。", f"{GRANTS},{CHECKS}。", f"{TRAINS}。"],
            {1: ("moved", "2"), 2: ("moved", "3")},
        ),
    ],
    ids=["swapped", "reworded", "split", "joined", "deleted", "inserted"],
)
def test_each_sentence_has_one_fate(
    real: Document, new: list[str], expected: dict[int, tuple[str, str]]
) -> None:
    old = text_of(real, ("建造。", f"{GRANTS},{CHECKS}。", f"{TRAINS}。"))
    fates = {fate.old: fate for fate in align(old, text_of(real, tuple(new)))}
    for sentence, (kind, places) in expected.items():
        fate = fates[f"para_1__s_{sentence}"]
        assert (fate.kind, fate.new) == (kind, tuple(f"para_1__s_{n}" for n in places.split()))


def test_a_sentence_is_found_in_the_measure_that_it_was_moved_to(real: Document) -> None:
    old = text_of(real, ("建造。", f"{GRANTS}。", f"{TRAINS}。"), ("其他。", f"{CHECKS}。"))
    new = text_of(real, ("建造。", f"{GRANTS}。"), ("培训。", f"{TRAINS}。"), ("其他。", f"{CHECKS}。"))
    fates = {fate.old: fate.new for fate in align(old, new)}
    assert fates["para_1__s_2"] == ("para_2__s_1",)
    assert fates["para_2"] == ("para_3",)
    assert fates["para_2__s_1"] == ("para_3__s_1",)


def test_a_text_aligned_with_itself_stays_as_it_is(real: Document) -> None:
    assert {fate.kind for fate in align(real, real)} == {"same"}


def test_an_inserted_sentence_leaves_the_words_of_every_other_where_they_are(real: Document) -> None:
    for clause in real.clauses[:6]:
        first, *others = clause.sentences
        moved = [
            replace(
                one,
                eid=f"{clause.eid}__s_{n}",
                clauses=tuple(
                    replace(each, eid=f"{clause.eid}__s_{n}__c_{m}") for m, each in enumerate(one.clauses, 1)
                ),
            )
            for n, one in enumerate(others, 3)
        ]
        inserted = replace(first, eid=f"{clause.eid}__s_2", runs=("鼓励公开数据。",), clauses=())
        changed = replace(clause, sentences=(first, inserted, *moved))
        new = replace(real, clauses=tuple(changed if one is clause else one for one in real.clauses))
        words = {one.eid: one.text for one in new.provisions()}
        was = {one.eid: one.text for one in real.provisions()}
        for fate in align(real, new):
            if fate.old in was:
                assert [words[eid] for eid in fate.new] == [was[fate.old]]
