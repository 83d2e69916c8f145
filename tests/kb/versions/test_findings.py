"""Findings that a change causes: those that were there before are not new."""

from __future__ import annotations

from kb.model.words.errors import Place, note
from kb.versions.findings import new_findings


def test_the_same_finding_twice_is_new_once() -> None:
    finding = note("editing-unchanged", Place("甲", 1))
    assert new_findings([finding], [finding, finding]) == (finding,)


def test_a_finding_whose_line_moved_is_not_new() -> None:
    before = note("editing-unchanged", Place("甲", 1))
    moved = note("editing-unchanged", Place("甲", 9))
    elsewhere = note("editing-unchanged", Place("乙", 1))
    assert new_findings([before], [moved, elsewhere]) == (elsewhere,)
    assert new_findings([before], []) == ()


def test_new_findings_keep_their_order_and_their_lines() -> None:
    old, first, last = (note("editing-unchanged", Place(name, 3)) for name in "甲乙丙")
    assert new_findings([old], [last, old, first]) == (last, first)
