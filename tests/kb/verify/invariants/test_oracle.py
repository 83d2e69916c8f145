"""The oracle: sums, requirements and days computed a second time, against values worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.assess.facts import Known, Ledger, know
from kb.cases.case import Case, Claim
from kb.core.ruleset import choose_readings, read_policy
from kb.model.values import Interval, Money
from kb.verify.invariants import oracle

DAY = date(2030, 6, 1)


def known(policy: Policy, kind: str, **facts: Any) -> Known:
    told = {key.replace("_", "-"): value for key, value in facts.items()}
    return know(Claim("甲", kind, told), Case(DAY, {}, (), ()), read_policy(policy))


@pytest.mark.parametrize(
    ("key", "kind", "facts", "low", "high"),
    [
        # 按核定投资的40%给予资助，最高800万元
        ("para_1__sup_1", "project", {"investment": Money.yuan(1_000_000)}, 400_000, 400_000),
        ("para_1__sup_1", "project", {"investment": Money.yuan(30_000_000)}, 8_000_000, 8_000_000),
        ("para_1__sup_1", "project", {}, 0, 8_000_000),
        # 国际标准、国家标准分别不超过60万、20万元
        ("para_2__sup_1", "standard-document", {"standard_level": "international"}, 600_000, 600_000),
        ("para_2__sup_1", "standard-document", {"standard_level": "national"}, 200_000, 200_000),
        ("para_2__sup_1", "standard-document", {}, 200_000, 600_000),
        # 单张证书不超过5万元
        ("para_3__sup_1", "certificate", {}, 50_000, 50_000),
        # 一定比例，最高700万元: any sum up to the investment and the ceiling
        ("para_5__sup_1", "project", {"investment": Money.yuan(1_000_000)}, 0, 1_000_000),
        ("para_5__sup_1", "project", {}, 0, 7_000_000),
    ],
)
def test_a_sum_follows_from_the_words(
    toy: Policy, key: str, kind: str, facts: dict[str, Any], low: int, high: int
) -> None:
    found = oracle.find_sum(toy.support(key).amount, known(toy, kind, **facts))
    assert found == Interval(Money.yuan(low).fen, Money.yuan(high).fen)


def test_a_fraction_of_a_fen_is_dropped(toy: Policy) -> None:
    # 40% of 9 fen are 3.6 fen.
    found = oracle.find_sum(toy.support("para_1__sup_1").amount, known(toy, "project", investment=Money(9)))
    assert found == Interval(3, 3)


def test_what_states_no_sum_has_none(toy: Policy) -> None:
    for key, kind in (("para_6__sup_1", "carrier"), ("para_8__sup_1", "enterprise")):
        amount = toy.support(key).amount
        assert oracle.find_sum(amount, known(toy, kind)) is None
        assert oracle.find_cap(amount, known(toy, kind)) is None


def test_the_ceiling_is_that_of_the_level(toy: Policy) -> None:
    amount = toy.support("para_2__sup_1").amount
    national = known(toy, "standard-document", standard_level="national")
    assert oracle.find_cap(amount, national) == Money.yuan(200_000).fen
    assert oracle.find_cap(amount, known(toy, "standard-document")) == Money.yuan(600_000).fen
    assert oracle.find_cap(toy.support("para_1__sup_1").amount, known(toy, "project")) == 800_000_000


def test_the_base_is_what_a_share_is_taken_of(toy: Policy) -> None:
    amount = toy.support("para_1__sup_1").amount
    assert oracle.find_base(amount, known(toy, "project", investment=Money(7))) == 7
    assert oracle.find_base(amount, known(toy, "project")) is None
    assert oracle.find_base(toy.support("para_3__sup_1").amount, known(toy, "certificate")) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"is": {"windmill": True}, "selected": True}, True),
        ({"is": {"windmill": True}, "selected": False}, False),
        ({"is": {"windmill": True}}, True),
        ({"is": {"windmill": False}, "selected": True}, False),
        ({"selected": True}, None),
    ],
)
def test_a_claim_meets_what_is_asked_fails_it_or_leaves_it_open(
    toy: Policy, facts: dict[str, Any], expected: bool | None
) -> None:
    rules = read_policy(toy)
    support = rules.by_id["para_8__sup_1"]
    assert oracle.meets(rules, support, known(toy, "enterprise", **facts), Ledger(())) is expected


def test_the_validity_is_counted_month_by_month(toy: Policy, policy: Policy) -> None:
    assert oracle.find_validity(toy, {}) == (date(2030, 3, 1), date(2033, 2, 28))
    for option, last in (("a", date(2029, 5, 22)), ("b", date(2029, 5, 23))):
        readings = choose_readings(policy, {"G7": option})
        assert oracle.find_validity(policy, readings) == (date(2024, 5, 23), last)


@pytest.mark.parametrize(
    ("applied", "completed", "readings", "expected"),
    [
        (date(2029, 5, 22), date(2026, 1, 1), {}, True),
        (date(2029, 5, 23), date(2026, 1, 1), {}, False),
        (date(2026, 1, 1), date(2024, 5, 22), {"G9": "a"}, False),
        # An agency may accept an earlier completion, and has not decided yet.
        (date(2026, 1, 1), date(2024, 5, 22), {"G9": "c"}, None),
        (date(2026, 1, 1), date(2024, 5, 23), {"G9": "c"}, True),
    ],
)
def test_days_lie_within_the_validity(
    policy: Policy, applied: date, completed: date, readings: dict[str, str], expected: bool | None
) -> None:
    told = known(policy, "project", applied_on=applied, achieved_on=completed)
    assert oracle.in_time(policy, choose_readings(policy, readings), told, True) is expected


def test_periods_begin_with_the_calendar_the_validity_or_any_day() -> None:
    begins = date(2024, 5, 23)

    def same(period: str, one: date, other: date) -> bool:
        return oracle.same_period(period, begins, one, other)

    new_year = date(2025, 12, 31), date(2026, 1, 1)
    assert not same("calendar-year", *new_year)
    assert same("year-of-validity", *new_year)
    assert same("any-year", *new_year)
    turn = date(2026, 5, 22), date(2026, 5, 23)
    assert same("calendar-year", *turn)
    assert not same("year-of-validity", *turn)
    assert same("any-year", date(2026, 5, 22), date(2025, 5, 23))
    assert not same("any-year", date(2026, 5, 22), date(2025, 5, 22))


def test_limits_over_several_supports_are_read_from_the_clause(together: Policy) -> None:
    number, sum_, share, _ = together.together.limits
    # 最多享受其中两项，合计不超过120万元; 总额不超过改造投资的50%
    assert [oracle.is_number(together, one) for one in (number, sum_, share)] == [True, False, False]
    told = known(together, "project", retrofit_investment=Money.yuan(1_000_001))
    assert oracle.find_joint_limit(together, number, told) == 2
    assert oracle.find_joint_limit(together, sum_, told) == Money.yuan(1_200_000).fen
    assert oracle.find_joint_limit(together, share, told) == 50_000_050
    assert oracle.find_joint_limit(together, share, known(together, "project")) is None
