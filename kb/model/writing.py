"""Values in words: sums, rates, counts, spans and days in each language, never rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from kb.model.amounts import Quantity
from kb.model.numbers import elides_yuan
from kb.model.values import MEASURES, MONTHS, YUAN, Count, Ends, Measured, Money, Rate, Span, Value
from kb.model.words.errors import Language

MILLION = 1_000_000
"""The number of yuan from which English writes a sum in millions, as public services do."""

_SMALLEST_MILLION_STEP = 10_000
"""A sum in millions has at most two decimals. Any other sum is written out, so that none is rounded."""

_WAN, _YI = 10_000, 100_000_000
"""The units of large sums in Chinese, in yuan."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


_TIMES = {
    "工作日": "working day", "自然日": "calendar day", "交易日": "trading day", "天": "day", "日": "day",
    "周": "week", "星期": "week", "小时": "hour", "分钟": "minute",
    "学时": "class hour", "课时": "class hour",
}  # fmt: skip
"""The units of time that a text counts, other than months, quarters and years, which are spans."""


def write_value(value: Value, lang: Language) -> str:
    """A value in words of ``lang``, exactly."""
    match value:
        case Money():
            if lang == "zh":
                return f"{value}元"
            return f"{_in_millions(Fraction(value.fen, YUAN)) or value} yuan"
        case Rate():
            return str(value)
        case Count():
            return str(value) if lang == "zh" else str(value.number)
        case Span():
            if lang == "zh":
                return str(value)
            years, months = divmod(value.months, MONTHS)
            parts = [(years, "year")] * bool(years or not months) + [(months, "month")] * bool(months)
            return " and ".join(f"{n} {noun}" if n == 1 else f"{n} {noun}s" for n, noun in parts)
        case Measured():
            zh, en, _ = MEASURES[value.unit]
            number = f"{_exact(value.of_unit):,f}"
            if lang == "zh" or en == zh:
                return f"{number}{zh}"
            return f"{number} {en.removesuffix('s') if value.of_unit == 1 else en}"
        case Ends():
            low, high = (write_value(one, lang) for one in (value.low, value.high))
            return f"{low}至{high}" if lang == "zh" else f"{low} to {high}"
        case date():
            if lang == "zh":
                return f"{value.year}年{value.month}月{value.day}日"
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case _:  # pragma: no cover
            assert_never(value)


def write_quantity(quantity: Quantity, lang: Language) -> str:
    """A quantity of the text: the published words in Chinese, its value in English.

    Where the sentence leaves the 元 of a sum to a later sum, it is added.
    """
    if lang == "en":
        return write_value(quantity.value, lang)
    return f"{quantity.text}元" if quantity.unit == "money" and elides_yuan(quantity.text) else quantity.text


def write_term(quantity: Quantity, lang: Language) -> str:
    """A time limit or duration of the text: ``20个工作日`` is 20 working days.

    A counted unit that is no unit of time keeps its published words.
    """
    value = quantity.value
    if lang == "zh" or not isinstance(value, Count):
        return write_quantity(quantity, lang)
    unit = _TIMES.get(value.noun.removeprefix("个").removeprefix("整"))
    return f"{value.number} {unit}{'' if value.number == 1 else 's'}" if unit else quantity.text


def write_sum(fen: int | Fraction, lang: Language) -> str:
    """A sum within a calculation, exactly, so that a reader can follow it by hand.

    Chinese uses whole 万 and 亿 as the text does, and English millions as on every page. A product with a
    rate may be finer than a fen before it is rounded.

    >>> write_sum(5_000_000_000, "zh"), write_sum(12_000_000_000, "zh"), write_sum(999_999_999_9, "zh")
    ('5000万元', '1.2亿元', '99,999,999.99元')
    >>> write_sum(5_000_000_000, "en"), write_sum(999_999_999_9, "en")
    ('50 million yuan', '99,999,999.99 yuan')
    """
    yuan = Fraction(fen) / YUAN
    if lang == "en":
        return f"{_in_millions(yuan) or _decimal(yuan)} yuan"
    if yuan and yuan % _WAN == 0:
        unit, name = (_YI, "亿") if yuan >= _YI else (_WAN, "万")
        return f"{_exact(yuan / unit):f}{name}元"
    return f"{_decimal(yuan)}元"


def _decimal(yuan: Fraction) -> str:
    if yuan.denominator == 1:
        return f"{yuan.numerator:,}"
    exact = _exact(yuan)
    return f"{exact:,.2f}" if yuan * YUAN % 1 == 0 else f"{exact:,f}"


def _exact(number: Fraction) -> Decimal:
    """All digits of a number with a finite decimal expansion, even beyond the digits of any sum."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).normalize()


def _in_millions(yuan: Fraction) -> str:
    """A sum in millions as English writes it, or nothing where it is smaller or finer."""
    if yuan < MILLION or yuan % _SMALLEST_MILLION_STEP:
        return ""
    return f"{_exact(yuan / MILLION):,f} million"
