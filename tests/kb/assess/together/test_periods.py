"""Periods in which units are counted: calendar years, years of validity, and any twelve months."""

from __future__ import annotations

from datetime import date

import pytest

from kb.assess.together.periods import in_one_period, year_of

FIRST = date(2030, 3, 1)


@pytest.mark.parametrize(
    ("day", "calendar", "validity"),
    [
        (date(2030, 3, 1), 2030, 0),
        (date(2030, 12, 31), 2030, 0),
        (date(2031, 1, 1), 2031, 0),
        (date(2031, 2, 28), 2031, 0),
        (date(2031, 3, 1), 2031, 1),
    ],
)
def test_a_year_of_validity_turns_on_the_day_of_commencement(day: date, calendar: int, validity: int) -> None:
    assert year_of("calendar-year", FIRST, day) == calendar
    assert year_of("year-of-validity", FIRST, day) - year_of("year-of-validity", FIRST, FIRST) == validity


DAYS = (date(2030, 11, 1), date(2031, 2, 1), date(2031, 10, 31), date(2031, 11, 1))


@pytest.mark.parametrize(
    ("period", "number"),
    [
        ("calendar-year", 3),  # all but November 2030
        ("year-of-validity", 2),  # from 1 March 2031: October and November 2031
        ("any-year", 3),  # from 1 November 2030: three; from 1 February 2031: three
    ],
)
def test_as_many_days_are_counted_as_one_period_together_with_the_day_contains(
    period: str, number: int
) -> None:
    assert in_one_period(period, FIRST, date(2031, 6, 1), DAYS) == number


def test_twelve_months_end_before_the_same_day_of_the_next_year() -> None:
    day = date(2030, 11, 1)
    assert in_one_period("any-year", FIRST, day, [date(2031, 10, 31)]) == 1
    assert in_one_period("any-year", FIRST, day, [date(2031, 11, 1)]) == 0
    assert in_one_period("any-year", FIRST, day, []) == 0
