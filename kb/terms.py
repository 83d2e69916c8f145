"""The values a policy text states: money, rates, counts, spans of years and dates, read from their own words.

Money is integer fen and a rate an exact fraction: no float anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

Unit = Literal["money", "rate", "count", "years", "date"]
"""The unit a quantity's concept declares: fen, a fraction of one, pieces, years, or a calendar day."""

YUAN = 100
"""Fen in one yuan."""

_DIGIT = "[一二三四五六七八九]"
_TENS = rf"{_DIGIT}十{_DIGIT}?"
_HUNDREDS = rf"(?:{_DIGIT}|两)百(?:{_TENS}|零{_DIGIT})?"
_THOUSANDS = rf"(?:{_DIGIT}|两)千(?:{_HUNDREDS}|零{_TENS}|零{_DIGIT})?"
_NUMERAL = rf"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|十{_DIGIT}?|{_DIGIT}|两)"
"""A Chinese numeral from 1 to 9999, written regularly: 五, 十四, 二十, 一百零五, 三千."""

_NUMBER = rf"(?P<number>\d+(?:\.\d+)?|{_NUMERAL})"
_SCALES = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_FORMS: dict[Unit, re.Pattern[str]] = {
    # The yuan sign may be elided only behind 万 or 亿: a bare number is no sum of money.
    "money": re.compile(rf"{_NUMBER}(?:(?P<scale>万亿|亿|万)元?|(?P<thousand>(?<=\d)千)?元)"),
    "rate": re.compile(rf"(?P<number>\d+(?:\.\d+)?)%|百分之(?P<chinese>{_NUMERAL})"),
    "count": re.compile(rf"{_NUMBER}(?P<noun>[^\d\s]{{1,4}})"),
    "years": re.compile(rf"{_NUMBER}年"),
    "date": re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"),
}


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

    def __str__(self) -> str:
        return f"{Decimal(self.of_one.numerator * 100) / Decimal(self.of_one.denominator):f}%"


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """So many pieces of a thing: ``3张`` is ``Count(3, "张")``."""

    number: int
    noun: str

    def __str__(self) -> str:
        return f"{self.number}{self.noun}"


@dataclass(frozen=True, slots=True, order=True)
class Years:
    """A span of whole years."""

    number: int

    def __str__(self) -> str:
        return f"{self.number}年"


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


Value = Money | Rate | Count | Years | date


def is_readable(text: str, unit: Unit) -> bool:
    """Whether ``text`` states a quantity of ``unit``: whether :func:`read_value` would read it.

    A regular Chinese numeral is taken at its form, as working it out needs a library that is slow to load.
    """
    match = _FORMS[unit].fullmatch(text)
    if match is None:
        return False
    number = match.groupdict().get("number")
    if number is not None and not number[0].isdecimal():
        return True
    try:
        read_value(text, unit)
    except ValueError:
        return False
    return True


def read_value(text: str, unit: Unit) -> Value:
    """The value that ``text`` states.

    Money in fen; ``100万`` reads as ``100万元``, whose 元 the sentence elides. Raises ``ValueError`` where
    the text is no quantity of that unit, a sum is finer than a fen, or a date is not in the calendar.
    """
    match = _FORMS[unit].fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no {unit}")
    parts = match.groupdict()
    if unit == "date":
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if unit == "rate":
        percent = Fraction(parts["number"]) if parts["number"] else Fraction(numeral(parts["chinese"]))
        return Rate(percent / 100)
    if unit == "money":
        fen = (
            Fraction(_read_number(parts["number"]))
            * _SCALES[parts["scale"] or parts["thousand"] or ""]
            * YUAN
        )
        return Money(_whole(fen, text))
    number = _whole(_read_number(parts["number"]), text)
    return Years(number) if unit == "years" else Count(number, parts["noun"])


def plus_year(day: date, years: int = 1) -> date:
    """The same day so many years on; of 29 February, 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def elides_yuan(text: str) -> bool:
    """Whether a sum leaves its 元 to a later member of the list, as ``100万`` does."""
    match = _FORMS["money"].fullmatch(text)
    return match is not None and not text.endswith("元")


@cache
def numeral(text: str) -> int:
    """The whole number that a Chinese numeral writes (``二十四`` is 24). Raises ``ValueError``."""
    import cn2an  # costs a tenth of a second, and most texts write Arabic digits

    return int(cn2an.cn2an(text, "normal"))


@cache
def write_numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 1 to 9999, as clauses are numbered (``14`` is ``十四``)."""
    import cn2an

    text = str(cn2an.an2cn(number, "low"))
    return text.removeprefix("一") if text.startswith("一十") else text


def _read_number(text: str) -> Fraction:
    return Fraction(text) if text[0].isdecimal() else Fraction(numeral(text))


def _whole(number: Fraction, text: str) -> int:
    if number.denominator != 1:
        raise ValueError(f"{text!r} is finer than its unit allows")
    return number.numerator
