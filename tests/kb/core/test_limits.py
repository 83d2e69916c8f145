"""What earlier grants do to a claim: bar it, take the difference off, use up a number or a ceiling."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.core.carriers.exact import exact_claim, exact_ledger
from kb.core.limits import Limits, lower_ledger
from kb.core.rules import Rules
from kb.core.ruleset import choose_readings
from kb.core.terms import Range
from kb.model.values import Money

SAVING, CERTIFICATES, PLATFORM = "para_5__sup_1", "para_12__sup_2", "para_14__sup_4"
GRANT = {"object": "机房", "amount": Money.yuan(1_000_000), "level": "city", "same-kind": True}
"""A grant of another policy of the city, for the machine room that a claim is about."""


def limits(policy: Policy, key: str, facts: dict[str, Any], *grants: dict[str, Any], **option: str) -> Limits:
    rules = Rules(policy, choose_readings(policy, option))
    support = policy.support(key)
    claim = exact_claim(rules, support.per, facts, "甲")
    return lower_ledger(rules, support, claim, exact_ledger(rules, grants))


def of_room(policy: Policy, grant: dict[str, Any], **option: str) -> Limits:
    return limits(policy, SAVING, {"object": "机房"}, grant, **option)


def test_without_earlier_grants_nothing_is_limited(policy: Policy) -> None:
    found = limits(policy, SAVING, {"object": "机房"})
    assert (found.fails, found.waits, found.to_agency, found.refers) == (False, False, False, False)
    assert found.off == Range(0, 0)
    assert found.rest is not None
    assert found.rest[1].sum == Range(Money.yuan(10_000_000).fen, Money.yuan(10_000_000).fen)  # 最高1000万元


def test_similar_support_of_the_city_bars_another_grant(policy: Policy) -> None:
    """我市市级层面其他同类优惠措施不得重复享受: an agency decides whether another policy's is similar."""
    assert of_room(policy, GRANT).fails is True
    assert of_room(policy, {**GRANT, "same-kind": False}).fails is False
    unjudged = {key: value for key, value in GRANT.items() if key != "same-kind"}
    found = of_room(policy, unjudged)
    assert (found.fails, found.waits, found.to_agency) == (False, False, True)
    assert of_room(policy, {**GRANT, "object": "厂房"}).fails is False


def test_where_the_difference_is_paid_the_grant_is_taken_off(policy: Policy) -> None:
    found = of_room(policy, GRANT, G4="c")
    assert (found.fails, found.off) == (False, Range(100_000_000, 100_000_000))
    silent = {key: value for key, value in GRANT.items() if key != "amount"}
    found = of_room(policy, silent, G4="c")
    assert (found.waits, found.off.bounded) == (True, False)


@pytest.mark.parametrize(
    ("option", "level", "fails", "refers", "to_agency"),
    [
        # The rules of the state and the province stand beside it, replace the sum, or rule the claim out.
        ({"G6": "a"}, "province", False, False, False),
        ({"G6": "b"}, "province", False, True, False),
        ({"G6": "b"}, "state", False, True, False),
        ({"G6": "c"}, "state", True, False, False),
        # The sentence names the level of the city alone; under G5=c the district's own rules decide.
        ({"G5": "a"}, "district", False, False, False),
        ({"G5": "c"}, "district", False, False, True),
    ],
)
def test_grants_of_other_levels_have_the_effect_that_the_reading_gives(
    policy: Policy, option: dict[str, str], level: str, fails: bool, refers: bool, to_agency: bool
) -> None:
    found = of_room(policy, {**GRANT, "level": level}, **option)
    assert (found.fails, found.refers, found.to_agency) == (fails, refers, to_agency)


def test_support_of_city_and_district_together_stays_within_the_investment(policy: Policy) -> None:
    claim = {"object": "机房", "verified-total-investment": Money.yuan(3_000_000)}
    found = limits(policy, SAVING, claim, {**GRANT, "level": "district"}, G5="b").district
    assert found == (True, Range(200_000_000, 200_000_000))  # 300万元 less 100万元
    more = {**GRANT, "level": "district", "amount": Money.yuan(4_000_000)}
    assert limits(policy, SAVING, claim, more, G5="b").district == (True, Range(0, 0))


def certificates(count: int, **facts: Any) -> list[dict[str, Any]]:
    day = {"applied-on": date(2026, 4, 1), "date": date(2026, 5, 1)}
    return [{"support": CERTIFICATES, "object": str(n), **day, **facts} for n in range(count)]


@pytest.mark.parametrize(("count", "fails"), [(2, False), (3, True)])
def test_the_number_of_a_year_is_used_up_by_as_many_as_it_allows(
    policy: Policy, count: int, fails: bool
) -> None:
    """同一企业每年受资助不超过3张证书"""
    claim = {"object": "甲", "applied-on": date(2026, 12, 31)}
    assert limits(policy, CERTIFICATES, claim, *certificates(count)).fails is fails
    next_year = {**claim, "applied-on": date(2027, 1, 1)}
    assert limits(policy, CERTIFICATES, next_year, *certificates(count)).fails is False
    of_group = certificates(count, holder="group")
    assert limits(policy, CERTIFICATES, claim, *of_group).fails is False


def test_a_grant_without_a_day_may_use_up_the_number(policy: Policy) -> None:
    claim = {"object": "甲", "applied-on": date(2026, 12, 31)}
    undated = {"support": CERTIFICATES, "object": "乙"}
    found = limits(policy, CERTIFICATES, claim, *certificates(2), undated)
    assert (found.fails, found.waits) == (False, True)


@pytest.mark.parametrize(
    ("yuan", "rest", "fails"), [(1_000_000, 9_000_000, False), (9_999_999, 1, False), (10_000_000, 0, True)]
)
def test_the_phases_of_a_carrier_share_one_ceiling(policy: Policy, yuan: int, rest: int, fails: bool) -> None:
    """分组建和提升两个阶段,合计予以最高1000万元支持"""
    had = {"support": PLATFORM, "object": "平台", "phase": "formation", "amount": Money.yuan(yuan)}
    found = limits(policy, PLATFORM, {"object": "平台", "phase": "improvement"}, had)
    assert found.rest is not None
    assert found.rest[1].sum == Range(Money.yuan(rest).fen, Money.yuan(rest).fen)
    assert found.fails is fails
