"""Periods in which units are counted: calendar years, years of validity, any twelve months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kb.core.days import ANY_YEAR, YEAR_OF_VALIDITY
from kb.core.terms import year, year_since
from kb.model.values import plus_year


def year_of(period: str, first: date, day: date) -> int:
    """The number of the period that contains a day; years of validity count from
    ``first``, their first day.
    """
    found: int = year_since(first, day) if period == YEAR_OF_VALIDITY else year(day)
    return found


def in_one_period(period: str, first: date, day: date, days: Iterable[date]) -> int:
    """The greatest number of ``days`` that one period together with ``day`` contains."""
    if period != ANY_YEAR:
        return sum(year_of(period, first, other) == year_of(period, first, day) for other in days)
    # It is enough to test the twelve months that begin with one of the days, or with the day itself.
    starts = [other for other in (*days, day) if other <= day < plus_year(other)]
    return max((sum(start <= other < plus_year(start) for other in days) for start in starts), default=0)
