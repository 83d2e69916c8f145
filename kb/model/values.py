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
    "money", "rate", "count", "years", "date",
    "points", "area", "power", "energy", "mass", "length", "volume",
    "money-range", "rate-range",
]  # fmt: skip
"""The unit a quantity's concept declares.

They are fen, a fraction of one, pieces, years and months, a day, a difference of rates (百分点, as a fraction
of one), one of :data:`MEASURES`, and two ends of a sum or rate (``5%—20%``).
"""

STEPS = 1000
"""The steps that one unit of what is measured has: it is stated with three decimals at most."""

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
"""What a fact may measure: the unit in Chinese and English, and into how many steps it is divided."""

YUAN = 100
"""Fen in one yuan."""

MONTHS = 12
"""Months in one year."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years in which a day of a case may lie."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum of money in integer fen."""

    fen: int

    @classmethod
    def yuan(cls, amount: int) -> Money:
        """A whole number of yuan."""
        return cls(amount * YUAN)

    def __str__(self) -> str:
        return f"{self.fen // YUAN:,}.{self.fen % YUAN:02d}" if self.fen % YUAN else f"{self.fen // YUAN:,}"


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A share of one, exact: 30 % is ``Fraction(3, 10)``."""

    of_one: Fraction

    @property
    def machine(self) -> str:
        """As programs read it: decimals, or a fraction where they have no end (``0.3``, ``1/3``)."""
        return _decimals(self.of_one) or str(self.of_one)

    def __str__(self) -> str:
        """In hundredths, or as a fraction where decimals have no end: ``30%``, ``1/3``."""
        hundredths = _decimals(self.of_one * 100)
        return f"{hundredths}%" if hundredths else str(self.of_one)


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """So many pieces of a thing: ``3张`` is ``Count(3, "张")``."""

    number: int
    noun: str

    def __str__(self) -> str:
        return f"{self.number}{self.noun}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of whole months, in which most are years: ``5年`` is ``Span(60)``, ``半年`` is ``Span(6)``."""

    months: int

    @classmethod
    def of_years(cls, number: int) -> Span:
        """A span of whole years."""
        return cls(number * MONTHS)

    @property
    def years(self) -> int:
        """The years that it touches: those that are whole, and one more for months that are left."""
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
        """How many units it is, exactly."""
        return Fraction(self.steps, MEASURES[self.unit][2])

    def __str__(self) -> str:
        """The number alone, as decimals: ``1.5``."""
        return _decimals(self.of_unit)


@dataclass(frozen=True, slots=True, order=True)
class Ends:
    """Two ends of a sum or a rate within which an agency sets it: ``50—200万元``, ``5%—20%``."""

    low: Money | Rate
    high: Money | Rate

    def __str__(self) -> str:
        return f"{self.low}—{self.high}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A sum between two bounds, in fen, both included; ``high`` is ``None`` where nothing bounds it."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether both bounds are one."""
        return self.low == self.high

    def holds(self, other: Interval) -> bool:
        """Whether another interval lies within this one."""
        if other.low < self.low:
            return False
        return self.high is None or (other.high is not None and other.high <= self.high)


Value = Money | Rate | Count | Span | date | Measured | Ends


def is_nothing(value: Value) -> bool:
    """Whether a value is a sum, rate, count or span of nothing, which no text can mean to give."""
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
    """Whether the decimals of a number have an end: a half has some, a third has not."""
    # No denominator of 2s and 5s needs more places than it has binary digits.
    return bool(10 ** number.denominator.bit_length() % number.denominator == 0)


def _decimals(number: Fraction) -> str:
    """All the decimals of a number; empty where they have no end."""
    if not is_decimal(number):
        return ""
    power = number.denominator.bit_length()
    return f"{Decimal(int(number * 10**power)).scaleb(-power).normalize():f}"


def plus_year(day: date, years: int = 1) -> date:
    """The same day so many years on; of 29 February, 1 March where the year has none."""
    return plus_span(day, Span.of_years(years))


def plus_span(day: date, span: Span) -> date:
    """The same day so many months on; where that month is shorter, the first of the month after it.

    Raises ``ValueError`` where the calendar of Python, which ends with the year 9999, has no such day.
    """
    years, month = divmod(day.month - 1 + span.months, MONTHS)
    year, month = day.year + years, month + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"the calendar has no year {year}")
    if day.day > monthrange(year, month)[1]:
        return date(year + month // MONTHS, month % MONTHS + 1, 1)
    return date(year, month, day.day)
