"""Days and the periods they lie in, as terms: the mirror of :mod:`kb.assess.periods`.

A day is its ordinal. Days are encoded within some years around the validity of the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.assess.ruleset import Ruleset
from kb.terms import plus_year
from kb.verify.encoding_terms import Number, Truth, conj, count, disj, eq, greatest, ite, le, lt, plus

YEARS_AROUND = 2
"""How many calendar years before and after the validity days may lie in."""

_WITHOUT_VALIDITY = (2020, 2035)


@dataclass
class Calendar:
    """The years that days are encoded in, from ``first`` to ``last``, both included."""

    rules: Ruleset
    _years: dict[tuple[str, int], Number] = field(default_factory=dict)

    @property
    def first(self) -> date:
        """The first day that a case may name."""
        return date(self._span[0], 1, 1)

    @property
    def last(self) -> date:
        """The last day that a case may name."""
        return date(self._span[1], 12, 31)

    def year(self, day: Number) -> Number:
        """The calendar year of a day."""
        return self._place("calendar-year", day)

    def most_in_one_period(self, period: str, day: Number, days: Sequence[tuple[Truth, Number]]) -> Number:
        """How many of ``days``, each with whether it is there, one period around ``day`` holds at most."""
        if period != "any-year":
            mine = self._place(period, day)
            return count(conj(there, eq(self._place(period, one), mine)) for there, one in days)
        most: Number = 0
        for there, start in (*days, (True, day)):
            is_start = conj(there, le(start, day), lt(day, self._next_year(start)))
            end = self._next_year(start)
            held = count(conj(is_there, le(start, one), lt(one, end)) for is_there, one in days)
            most = greatest(most, ite(is_start, held, 0))
        return most

    @property
    def _span(self) -> tuple[int, int]:
        validity = self.rules.validity
        if validity is None:
            return _WITHOUT_VALIDITY
        return validity.first.year - YEARS_AROUND, validity.last.year + YEARS_AROUND

    def _place(self, period: str, day: Number) -> Number:
        """The number of the period a day lies in, in order from the first encoded."""
        if isinstance(day, int):
            return sum(start <= day for start in self._starts(period))
        key = (period, day.ast.value)
        if key not in self._years:
            starts = self._starts(period)
            found: Number = len(starts)
            for n, start in reversed(list(enumerate(starts))):
                found = ite(lt(day, start), n, found)
            self._years[key] = found
        return self._years[key]

    def _starts(self, period: str) -> list[int]:
        first, last = self._span
        if period != "year-of-validity":
            return [date(year, 1, 1).toordinal() for year in range(first + 1, last + 1)]
        begins = self.rules.validity.first if self.rules.validity else date(first, 1, 1)
        years = range(first - begins.year, last - begins.year + 1)
        return [plus_year(begins, n).toordinal() for n in years]

    def _next_year(self, day: Number) -> Number:
        """The same day of the next year: a day later where a leap day lies between."""
        first, last = self._span
        leaps = [date(year, 2, 29).toordinal() for year in range(first, last + 2) if _is_leap(year)]
        crosses = disj(*(conj(lt(leap - 366, day), le(day, leap)) for leap in leaps))
        return plus(day, 365, ite(crosses, 1, 0))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
