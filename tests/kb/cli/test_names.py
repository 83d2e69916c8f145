"""Names that people type: an eId, a number in any numerals, an agency, a domain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.cli.names import part_named, resolve
from kb.model.document import Clause, Document
from kb.model.words.errors import PolicyError


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("para_3", "para_3"),
        (" 3 ", "para_3"),
        ("三", "para_3"),
        ("(三)", "para_3"),
        ("（三）", "para_3"),
        ("（3）", "para_3"),
        ("附则", "final"),
        ("市风车局", "fengche"),
        ("玩具城水磨局", "shuimo"),
        ("制造", "making"),
        ("Services", "serving"),
        ("para_9__s_2", "para_9__s_2"),
        ("G1", "G1"),
    ],
)
def test_a_thing_is_meant_by_any_of_its_names(toy: Policy, typed: str, key: str) -> None:
    assert resolve(toy, typed) == key


def test_an_unknown_name_is_answered_with_the_nearest(toy: Policy) -> None:
    with pytest.raises(PolicyError) as refused:
        resolve(toy, "para_33")
    (finding,) = refused.value.findings
    assert "para_3" in finding.remedy("zh")


@pytest.mark.parametrize(
    ("typed", "eid"), [("10", "para_10"), ("十", "para_10"), ("para_3__s_1", "para_3"), ("支持重点", "scope")]
)
def test_a_part_is_named_by_number_section_or_anything_inside_it(toy: Policy, typed: str, eid: str) -> None:
    assert part_named(toy.document, typed, "file") == eid


def test_an_unknown_part_is_told_with_the_last_number_and_the_sections(toy: Policy) -> None:
    with pytest.raises(PolicyError) as refused:
        part_named(toy.document, "11", "--measure")
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.file, finding.place.eid) == ("part-unknown", "--measure", "11")
    assert dict(finding.words) == {"id": "11", "last": "10", "sections": "通知、支持重点、附则"}


def numbered(*nums: tuple[str, str]) -> Document:
    """A text whose provisions have some eIds and labels."""
    clauses = tuple(Clause(eid, num, (), (), None) for eid, num in nums)
    return Document("", "", "", "", None, None, None, clauses, None)


def test_a_number_that_two_provisions_have_is_not_guessed() -> None:
    twice = numbered(("art_1", "第一条"), ("chp_2__art_1", "第一条"))
    for typed in ("1", "第一条"):
        with pytest.raises(PolicyError):
            part_named(twice, typed, "")
    assert part_named(twice, "chp_2__art_1", "") == "chp_2__art_1"


def test_an_inserted_provision_is_named_with_the_number_of_its_insertion() -> None:
    text = numbered(("art_9", "第九条"), ("art_9-1", "第九条之一"))
    for typed in ("9-1", "九之一", "第九条之一"):
        assert part_named(text, typed, "") == "art_9-1"
    assert part_named(text, "第九条", "") == "art_9"
    assert part_named(replace(text, clauses=text.clauses[:1]), "9", "") == "art_9"
