"""Two versions of a text, part by part: changes, insertions, repeals and renumbering."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.loading import find_folders, load_text
from kb.model.document import Change, Document
from kb.model.registry import Registry
from kb.versions.amendment import insert_clause, repeal_clause
from kb.versions.comparison import Row, compare_documents, list_changes
from kb.versions.impact import FigureChange
from tests.conftest import TOY
from tests.kb.versions.edits import new_clause, with_words


@pytest.fixture(scope="module")
def old() -> Document:
    return load_text(TOY)[1]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_text(TOY)[2]


def changed(old: Document, new: Document) -> Row:
    """The only part that differs."""
    (row,) = [one for one in compare_documents(old, new) if one.kind != "same"]
    return row


def test_comparing_pairs_measures_by_their_words_and_tells_what_is_new_and_gone(old: Document) -> None:
    new = repeal_clause(insert_clause(old, "para_5", new_clause(old)), "para_8")
    rows = compare_documents(old, new)
    told = {row.new or row.old: row.kind for row in rows if row.kind != "same"}
    assert told == {"para_5-1": "inserted", "para_8": "repealed"}
    assert all(row.kind == "same" for row in compare_documents(old, old))
    assert find_folders(TOY).chosen.name == "2030-01-01"


def test_a_changed_figure_is_a_redline_of_its_sentence(old: Document, registry: Registry) -> None:
    row = changed(old, with_words(old, registry, "para_1", ("[800万元|", "[900万元|")))
    assert (row.kind, row.old, row.new, row.is_renumbered, row.is_retitled) == (
        "changed",
        "para_1",
        "para_1",
        False,
        False,
    )
    (line,) = row.lines
    assert ("gone", "800万元") in line.runs
    assert ("new", "900万元") in line.runs
    assert row.figures == (FigureChange("最高限额", "800万元", "900万元", "para_1__s_1"),)


def test_a_heading_and_the_agencies_differ_apart_from_the_sentences(
    old: Document, registry: Registry
) -> None:
    row = changed(old, with_words(old, registry, "para_2", ("资助标准。", "资助规则。")))
    assert (row.is_retitled, row.kind, [line.kind for line in row.lines]) == (True, "changed", ["same"])
    row = changed(old, with_words(old, registry, "para_2", ("、水磨局", "")))
    assert (row.is_retitled, [line.kind for line in row.lines]) == (False, ["same"])
    assert any(op == "gone" and "水磨局" in text for op, text in row.closing)


def test_sentences_come_and_go_in_their_places(old: Document, registry: Registry) -> None:
    row = changed(
        old, with_words(old, registry, "para_9", ("鼓励各村种花。", "鼓励各村种花。\n鼓励各户养鱼。"))
    )
    assert [(line.kind, line.old, line.new) for line in row.lines] == [
        ("same", "para_9__s_1", "para_9__s_1"),
        ("same", "para_9__s_2", "para_9__s_2"),
        ("inserted", "", "para_9__s_3"),
    ]
    row = changed(old, with_words(old, registry, "para_9", ("保障风车用地。\n", "")))
    assert [(line.kind, line.old, line.new) for line in row.lines] == [
        ("repealed", "para_9__s_1", ""),
        ("same", "para_9__s_2", "para_9__s_1"),
    ]
    assert row.lines[1].is_renumbered


def test_changes_are_listed_by_provision_and_once(old: Document, registry: Registry) -> None:
    new = with_words(old, registry, "para_9", ("保障风车用地。\n", ""), ("种花", "多种花"))
    assert list_changes(old, new) == (
        Change("repeal", "para_9", "para_9__s_1"),
        Change("renumbering", "para_9__s_1", "para_9__s_2"),
        Change("substitution", "para_9__s_1", "para_9__s_2"),
    )
    assert list_changes(old, old) == ()
    retitled = with_words(old, registry, "para_2", ("资助标准。", "资助规则。"))
    assert list_changes(old, retitled) == (Change("substitution", "para_2", "para_2"),)


def test_a_repealed_part_stands_at_its_old_place(old: Document) -> None:
    without = replace(old, clauses=tuple(one for one in old.clauses if one.eid != "para_4"))
    rows = compare_documents(old, without)
    places = [row.old for row in rows]
    assert places.index("para_4") == places.index("para_3") + 1
    (gone,) = [row for row in rows if row.kind == "repealed"]
    assert {op for line in gone.lines for op, _ in line.runs} == {"gone"}
