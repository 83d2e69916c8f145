"""Choosing the fewest claims that cover all targets, and packing them into few cases."""

from __future__ import annotations

import pytest

from kb.cases.case import Case
from kb.model.facts import LEDGER
from kb.verify.cover.packing import choose
from kb.verify.cover.run import Covering
from kb.verify.cover.targets import CONDITION, STATUS, Place, Plan, Target, cover_of

pytest.importorskip("z3")


def test_the_fewest_are_chosen() -> None:
    case = Case.__new__(Case)
    object.__setattr__(case, "claims", ())
    object.__setattr__(case, "ledger", ())
    cover = {
        Target("a", STATUS, "x"): [(Place(0, 0),), (Place(2, 0),)],
        Target("a", STATUS, "y"): [(Place(1, 0),), (Place(2, 0),)],
        Target("a", CONDITION, LEDGER): [(Place(2, 0), Place(3, 0)), (Place(0, 0), Place(1, 0))],
    }
    chosen, proved = choose(cover, [case] * 4)
    assert proved
    assert chosen in ([0, 1], [2, 3])


def test_without_a_proof_none_that_was_chosen_can_be_left_out(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, afresh: Covering
) -> None:
    monkeypatch.setattr("kb.verify.cover.packing.MOST_WORK", 1)
    cases = [one.case for one in afresh.added[-8:]]
    cover = cover_of(plan, plan.views(cases))
    chosen, _ = choose(cover, cases)
    for gone in chosen:
        left = set(chosen) - {gone}
        assert any(
            all(any(place.case not in left for place in way) for way in ways) for ways in cover.values()
        )
