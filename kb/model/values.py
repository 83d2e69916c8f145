"""The values a policy text states: money, rates, counts, spans of years and months, and dates.

Money is integer fen and a rate an exact fraction: no float anywhere. :mod:`kb.model.numbers` reads them from
words.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Unit = Literal[
    "money", "rate", "count", "years", "date", "last-day",
    "points", "area", "power", "energy", "mass", "length", "volume",
    "money-range", "rate-range",
]  # fmt: skip
"""The unit that the concept of a quantity declares.

In order: fen; a fraction of one; pieces; years and months; a day; the last day of something, which the words
may state as a month (2027年12月) or as the end of a year (2027年底); a difference of rates (百分点, as a
fraction of one); one of :data:`MEASURES`; and the two bounds of a range of sums or rates (``5%—20%``).
"""

STEPS = 1000
"""The number of steps in one unit of a measure. A measured number has three decimals at most."""

MEASURES: dict[str, tuple[str, str, int]] = {
    "area": ("平方米", "square metres", STEPS),
    "power": ("千瓦", "kilowatts", STEPS),
    "energy": ("千瓦时", "kilowatt-hours", STEPS),
    "mass": ("吨", "tonnes", STEPS),
    "length": ("米", "metres", STEPS),
    "volume": ("立方米", "cubic metres", STEPS),
    "percent": ("%", "%", STEPS),
    "months": ("个月", "months", 1),
}
"""The measures that a fact may have: the unit in Chinese and English, and its number of steps."""

YUAN = 100
"""Fen in one yuan."""

MONTHS = 12
"""Months in one year."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The first and last year in which a day of a case may lie."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum of money in integer fen."""

    fen: int

    @classmethod
    def yuan(cls, amount: int) -> Money:
        """The sum of a whole number of yuan."""
        return cls(amount * YUAN)

    def __str__(self) -> str:
        return f"{self.fen // YUAN:,}.{self.fen % YUAN:02d}" if self.fen % YUAN else f"{self.fen // YUAN:,}"


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """An exact fraction of one: 30 % is ``Fraction(3, 10)``."""

    of_one: Fraction

    @property
    def machine(self) -> str:
        """The form for programs: decimals, or a fraction where the decimals do not end (``0.3``, ``1/3``)."""
        return _decimals(self.of_one) or str(self.of_one)

    def __str__(self) -> str:
        """In percent, or as a fraction where the decimals do not end: ``30%``, ``1/3``."""
        hundredths = _decimals(self.of_one * 100)
        return f"{hundredths}%" if hundredths else str(self.of_one)


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """A number of pieces: ``3张`` is ``Count(3, "张")``."""

    number: int
    noun: str

    def __str__(self) -> str:
        return f"{self.number}{self.noun}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of whole months. Most spans are years: ``5年`` is ``Span(60)``, ``半年`` is ``Span(6)``."""

    months: int

    @classmethod
    def of_years(cls, number: int) -> Span:
        """The span of a number of years."""
        return cls(number * MONTHS)

    @property
    def years(self) -> int:
        """The number of years, rounded up."""
        return -(-self.months // MONTHS)

    @property
    def iso(self) -> str:
        """The span as ISO 8601 writes it: ``P5Y``, ``P1Y6M``."""
        years, months = divmod(self.months, MONTHS)
        return "P" + (f"{years}Y" if years or not months else "") + (f"{months}M" if months else "")

    def __str__(self) -> str:
        years, months = divmod(self.months, MONTHS)
        return (f"{years}年" if years or not months else "") + (f"{months}个月" if months else "")


@dataclass(frozen=True, slots=True, order=True)
class Measured:
    """A measured number in whole steps of its unit, one of :data:`MEASURES`.

    1.5 千瓦 is ``Measured(1500, "power")``. A growth of 20 % is ``Measured(20_000, "percent")``, and three
    years are ``Measured(36, "months")``.
    """

    steps: int
    unit: str

    @property
    def of_unit(self) -> Fraction:
        """The exact number of units."""
        return Fraction(self.steps, MEASURES[self.unit][2])

    def __str__(self) -> str:
        """The number alone, as decimals: ``1.5``."""
        return _decimals(self.of_unit)


@dataclass(frozen=True, slots=True, order=True)
class Ends:
    """The two bounds of a sum or a rate within which an agency sets it: ``50—200万元``, ``5%—20%``."""

    low: Money | Rate
    high: Money | Rate

    def __str__(self) -> str:
        return f"{self.low}—{self.high}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A sum between two bounds, in fen, both included; ``high`` is ``None`` where there is no upper bound."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether the two bounds are equal."""
        return self.low == self.high

    def holds(self, other: Interval) -> bool:
        """Whether another interval lies within this one."""
        if other.low < self.low:
            return False
        return self.high is None or (other.high is not None and other.high <= self.high)


Value = Money | Rate | Count | Span | date | Measured | Ends


def is_nothing(value: Value) -> bool:
    """Whether a value is a sum, rate, count or span of zero, which no text can intend."""
    match value:
        case Money():
            return value.fen == 0
        case Rate():
            return value.of_one == 0
        case Count():
            return value.number == 0
        case Span():
            return value.months == 0
        case Measured():
            return value.steps == 0
        case Ends():
            return is_nothing(value.high)
        case date():
            return False


def is_decimal(number: Fraction) -> bool:
    """Whether the decimals of a number end: those of a half do, those of a third do not."""
    # A denominator with no prime factors but 2 and 5 needs at most as many decimals as it has binary digits.
    return bool(10 ** number.denominator.bit_length() % number.denominator == 0)


def _decimals(number: Fraction) -> str:
    """All decimals of a number; empty where they do not end."""
    if not is_decimal(number):
        return ""
    power = number.denominator.bit_length()
    return f"{Decimal(int(number * 10**power)).scaleb(-power).normalize():f}"


def plus_year(day: date, years: int = 1) -> date:
    """The same day a number of years later; 29 February becomes 1 March in a year that lacks it."""
    return plus_span(day, Span.of_years(years))


def plus_span(day: date, span: Span) -> date:
    """The same day a number of months later; where that month is shorter, the first day of the next month.

    Raises ``ValueError`` for a day after the year 9999, where Python's calendar ends.
    """
    years, month = divmod(day.month - 1 + span.months, MONTHS)
    year, month = day.year + years, month + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"the calendar has no year {year}")
    if day.day > monthrange(year, month)[1]:
        return date(year + month // MONTHS, month % MONTHS + 1, 1)
    return date(year, month, day.day)
