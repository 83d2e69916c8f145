"""Choosing the fewest claims that cover all targets, and packing them into few cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.facts import LEDGER
from kb.verify.cover.packing import assign, choose, pack
from kb.verify.cover.run import Covering
from kb.verify.cover.targets import CONDITION, STATUS, SUM, Place, Plan, Target, cover_of

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


@pytest.fixture(scope="module")
def toys(toy: Policy) -> Plan:
    return Plan(read_policy(toy))


def case(kind: str, day: date = date(2031, 3, 1), ledger: tuple[Grant, ...] = (), **facts: Any) -> Case:
    return Case(day, {}, (Claim("甲", kind, facts),), ledger)


def kinds_of(cases: list[Case]) -> list[list[str]]:
    return [[claim.kind for claim in one.claims or ()] for one in cases]


def test_claims_of_different_kinds_share_a_case_and_those_of_one_kind_do_not(toys: Plan) -> None:
    cases = [case("project"), case("site"), case("project"), case("enterprise")]
    # The most frequent kind comes first, and the next claim goes to the case with the fewest claims.
    assert kinds_of(pack(toys, cases)) == [["project", "site"], ["project", "enterprise"]]


def test_cases_of_other_days_or_with_grants_stay_alone(toys: Plan) -> None:
    grant = Grant({"object": "甲"})
    cases = [case("project"), case("site", date(2031, 3, 2)), case("enterprise", ledger=(grant,))]
    assert kinds_of(pack(toys, cases)) == [["project"], ["site"], ["enterprise"]]


def test_a_claim_is_named_after_its_kind_wherever_its_name_stands(toys: Plan) -> None:
    (one,) = pack(toys, [case("project", ledger=(Grant({"object": "甲"}),), object="甲")])
    (claim,), (grant,) = one.claims or (), one.ledger or ()
    assert (claim.id, claim.facts["object"], grant.facts["object"]) == ("项目", "项目", "项目")


def test_each_target_is_assigned_to_as_few_claims_as_possible() -> None:
    one, two, three = Place(0, 0), Place(1, 0), Place(2, 0)
    status, sum_ = Target("a", STATUS, "x"), Target("a", SUM, "y")
    cover = {
        status: [(one,), (two,)],
        sum_: [(two,)],
        Target("a", CONDITION, "z"): [(one, three), (two, three)],
    }
    found = assign(cover)
    # Only the second claim shows the sum, so that it shows the other targets too.
    assert set(found) == {two, three}
    assert found[two][0] == sum_
    assert status in found[two]
