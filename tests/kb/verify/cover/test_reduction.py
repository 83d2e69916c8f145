"""Reduction: a case keeps only the facts that what it shows needs, with plain values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import read_policy
from kb.model.values import Interval, Money
from kb.verify.cover.reduction import Paring
from kb.verify.cover.targets import Plan

pytest.importorskip("z3")


@pytest.fixture(scope="module")
def toys(toy: Policy) -> Plan:
    return Plan(read_policy(toy))


def paring(plan: Plan, support: str) -> Paring:
    return Paring(plan, plan.rules.by_id[support])


def case(kind: str, *grants: dict[str, Any], **facts: Any) -> Case:
    told = {key.replace("_", "-"): value for key, value in facts.items()}
    return Case(date(2031, 3, 1), {}, (Claim("甲", kind, told),), tuple(map(Grant, grants)))


def facts_of(case: Case) -> dict[str, Any]:
    (claim,) = case.claims or ()
    return dict(claim.facts)


def has(status: Status) -> Any:
    return lambda outcome: outcome.status is status


def test_facts_that_the_status_does_not_need_are_left_out(toys: Plan) -> None:
    full = case(
        "enterprise",
        **{"is": {"windmill": True}, "selected": False, "object": "公司", "achieved-on": date(2031, 1, 1)},
    )
    (found,) = paring(toys, "para_8__sup_1").pare((full,), has(Status.INELIGIBLE))
    assert facts_of(found) == {"is": {"windmill": True}, "selected": False}


def test_grants_that_the_status_does_not_need_are_left_out(toys: Plan) -> None:
    grant = {"object": "别的", "amount": Money(5), "level": "city"}
    full = case("project", grant, **{"is": {"windmill-project": True}})
    (found,) = paring(toys, "para_1__sup_1").pare((full,), has(Status.ELIGIBLE))
    assert found.ledger == ()


def test_an_open_support_keeps_its_sum_unless_any_sum_will_do(toys: Plan) -> None:
    million = Money.yuan(1_000_000)
    full = case("project", **{"is": {"windmill-project": True}, "investment": million})
    one = paring(toys, "para_1__sup_1")
    (kept,) = one.pare((full,), has(Status.ELIGIBLE))
    assert one.outcome(kept).amount == Interval(40_000_000, 40_000_000)
    assert facts_of(kept)["investment"] == million
    (fewer,) = one.pare((full,), has(Status.ELIGIBLE), any_sum=True)
    assert "investment" not in facts_of(fewer)


def test_two_cases_that_differ_in_one_fact_stay_equal_in_the_others(toys: Plan) -> None:
    common = {"is": {"windmill": True}, "object": "公司"}
    pair = (case("enterprise", **common, selected=True), case("enterprise", **common, selected=False))

    def keeps(outcome: Outcome) -> bool:
        return outcome.status in (Status.ELIGIBLE, Status.INELIGIBLE)

    def differ(outcomes: list[Outcome]) -> bool:
        return len({one.status for one in outcomes}) == 2

    one, other = paring(toys, "para_8__sup_1").pare(pair, keeps, differ)
    assert {**facts_of(one), "selected": None} == {**facts_of(other), "selected": None}
    assert [facts_of(each)["selected"] for each in (one, other)] == [True, False]
    assert "object" not in facts_of(one)


def test_a_fact_is_varied_to_the_first_value_that_fits(toys: Plan) -> None:
    base = case("enterprise", **{"is": {"windmill": True}, "selected": True})
    one = paring(toys, "para_8__sup_1")
    varied = one.vary(base, "selected", has(Status.INELIGIBLE))
    assert varied is not None
    assert facts_of(varied) == {"is": {"windmill": True}, "selected": False}
    other = one.vary(base, "is:windmill", has(Status.INELIGIBLE))
    assert other is not None
    assert facts_of(other)["is"] == {"windmill": False}
    assert one.vary(base, "selected", has(Status.BARRED)) is None


def test_a_grant_of_the_city_bars_where_a_second_grant_is_barred(policy: Policy, toys: Plan) -> None:
    plan = Plan(read_policy(policy))
    base = case("project", **{"is": {"data-centre": True}, "object": "机房"})
    barred = paring(plan, "para_5__sup_1").grant(base, "机房")
    assert barred is not None
    (grant,) = barred.ledger or ()
    assert grant.facts["object"] == "机房"
    # A title is no payment, so that no grant bars it.
    base = case("enterprise", **{"is": {"windmill": True}, "object": "公司"})
    assert paring(toys, "para_8__sup_1").grant(base, "公司") is None
