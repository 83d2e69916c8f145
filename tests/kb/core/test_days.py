"""Days within the validity, and the number of earlier grants in one period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.core.carriers.exact import exact_claim, exact_ledger, value_of
from kb.core.days import ANY_YEAR, YEAR_OF_VALIDITY, lower_dates, most_in_one_period
from kb.core.facts import Facts
from kb.core.nodes import Node
from kb.core.rules import Rules, Way
from kb.core.ruleset import choose_readings

FIRST, LAST = date(2024, 5, 23), date(2029, 5, 22)
"""自2024年5月23日起施行，有效期5年"""


def dates(policy: Policy, facts: dict[str, Any], granted: bool = True, **readings: str) -> tuple[Node, ...]:
    rules = Rules(policy, choose_readings(policy, readings))
    return lower_dates(rules, exact_claim(rules, "project", facts, "甲"), granted)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 5, 22), False),
        (FIRST, True),
        (LAST, True),
        (date(2029, 5, 23), False),
    ],
)
def test_an_application_lies_within_the_validity_with_its_first_and_last_day(
    policy: Policy, day: date, holds: bool
) -> None:
    within = dates(policy, {"applied-on": day, "achieved-on": FIRST})[0]
    assert value_of(within.test) is holds
    assert [one.kind for one in within.told or () if one.shown is True] == ["validity"]


def test_a_deadline_of_a_measure_replaces_the_last_day(policy: Policy) -> None:
    late = {"applied-on": date(2029, 6, 1), "own-deadline": date(2029, 6, 30)}
    within = dates(policy, late)[0]
    assert value_of(within.test) is True
    assert [one.kind for one in within.told or () if one.shown is True] == ["deadline"]
    # Where it can only shorten the validity, a later deadline changes nothing.
    assert value_of(dates(policy, late, G11="a")[0].test) is False


def test_an_earlier_completion_counts_where_an_agency_accepts_it(policy: Policy) -> None:
    early = {"applied-on": FIRST, "achieved-on": date(2024, 5, 22)}
    assert value_of(dates(policy, {**early, "achieved-on": FIRST})[1].test) is True
    assert value_of(dates(policy, early)[1].test) is None
    assert value_of(dates(policy, {**early, "early-completion-counts": True})[1].test) is True
    assert value_of(dates(policy, {**early, "early-completion-counts": False})[1].test) is False
    assert value_of(dates(policy, early, G9="a")[1].test) is False
    assert len(dates(policy, early, granted=False)) == 1


def test_a_policy_that_asks_for_no_day_has_no_reason_about_days(toy: Policy) -> None:
    rules = Rules(toy, {})
    assert lower_dates(rules, exact_claim(rules, "project", {}, "甲"), True) == ()


def most(policy: Policy, period: str, day: date, *days: date) -> Any:
    ledger = exact_ledger(Rules(policy, {}), [{"date": one} for one in days])

    def counts(entry: Facts) -> tuple[Any, Any]:
        return entry.get("date")

    return most_in_one_period((Way(period, True),), FIRST, day, ledger, counts)


def test_a_calendar_year_counts_the_grants_of_that_year(toy: Policy) -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert most(toy, "calendar-year", date(2026, 6, 1), *days) == 2
    assert most(toy, "calendar-year", date(2024, 6, 1), *days) == 0


def test_a_year_of_validity_begins_on_the_day_of_the_first(toy: Policy) -> None:
    days = (date(2025, 5, 22), date(2025, 5, 23), date(2026, 5, 22), date(2026, 5, 23))
    assert most(toy, YEAR_OF_VALIDITY, date(2025, 6, 1), *days) == 2
    assert most(toy, YEAR_OF_VALIDITY, date(2025, 5, 1), *days) == 1


def test_any_twelve_months_around_the_day_are_tried(toy: Policy) -> None:
    # From 2 March 2025 to 1 March 2026 there are three, though no calendar year has them all.
    days = (date(2025, 3, 2), date(2025, 12, 1), date(2026, 3, 1), date(2026, 3, 2))
    assert most(toy, ANY_YEAR, date(2026, 1, 15), *days) == 3
    # Twelve months that hold 3 March 2027 begin on 4 March 2026 at the earliest.
    assert most(toy, ANY_YEAR, date(2027, 3, 3), *days) == 0
