"""The words of a mark, or of a case, as one value of a unit. Words that state anything else are refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from kb.model.numbers.grammar import Number, read_number
from kb.model.numbers.numerals import MOST_DIGITS, WRITTEN, plain_words, read_numeral
from kb.model.numbers.units import FOREIGN
from kb.model.values import MEASURES, YUAN, Count, Ends, Measured, Money, Rate, Span, Unit, Value

_TYPES: dict[Unit, type[Value]] = {
    "money": Money, "rate": Rate, "count": Count, "years": Span, "date": date, "last-day": date,
    "points": Rate, "money-range": Ends, "rate-range": Ends,
    **dict.fromkeys(("area", "power", "energy", "mass", "length", "volume"), Measured),
}  # fmt: skip
_NOUNS: dict[Unit, dict[str, Fraction]] = {
    "area": {
        "平方米": Fraction(1), "公顷": Fraction(10**4), "平方公里": Fraction(10**6), "亩": Fraction(2000, 3),
    },
    "power": {"千瓦": Fraction(1), "kW": Fraction(1), "兆瓦": Fraction(1000), "MW": Fraction(1000)},
    "energy": {
        "千瓦时": Fraction(1), "kWh": Fraction(1), "度": Fraction(1),
        "兆瓦时": Fraction(1000), "MWh": Fraction(1000),
    },
    "mass": {"吨": Fraction(1), "公斤": Fraction(1, 1000), "千克": Fraction(1, 1000)},
    "length": {"米": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000)},
    "volume": {"立方米": Fraction(1)},
}  # fmt: skip
"""The words for units of measurement, each with its size in the base unit (one 亩 is 2000/3 m²)."""
_COUNT = re.compile(rf"(?P<numeral>(?>{WRITTEN})) ?(?P<noun>[^\W\d_]{{1,6}})")
_NO_NOUN = re.compile(
    r"[万亿百十余多几来成折倍元块角月年半]|千(?![瓦米克伏卡帕赫])|分|个月|个半|周年|个季度|.*(?:以[上下内]|左右|上下)"
    rf"|{'|'.join(FOREIGN)}"
)
_PERIOD_END = re.compile("(?P<month>.+年.+月)[底末份]?|(?P<year>.+年)[底末]")
"""A month or the end of a year, each of which stands for its last day."""
_COUNTABLE = ("count", "time", "number")
_LONGEST = 2 * MOST_DIGITS


def is_readable(text: str, unit: Unit) -> bool:
    """Whether :func:`read_value` reads ``text`` as one exact quantity of ``unit``."""
    try:
        read_value(text, unit)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def read_value(text: str, unit: Unit) -> Value:
    """The one value that ``text``, the words of a mark, states.

    Money is in fen. ``100万`` is read as ``100万元``, since a list may leave out the 元. A rate may also be a
    multiple (``1倍``) or an even match (``1:1``). Points (``5个百分点``) are a fraction of one too. A last
    day may be a month (``2027年12月``) or the end of a year (``2027年底``).

    Raises ``ValueError`` where the words are no quantity of that unit, are not exact, state two values
    although the unit is no range, are finer than a fen or a piece, or are no day.
    """
    written = plain_words(text) if len(text) <= _LONGEST else ""
    if unit == "money":
        written = written.removeprefix("人民币").removeprefix("¥")
    number = read_number(written)
    whole = number if number is not None and number.end == len(written) else None
    value = _count(written, whole) if unit == "count" else _value(written, whole, unit)
    if unit == "last-day" and value is None:
        value = _period_end(written)
    if unit in _NOUNS:
        value = _measure(written, number, unit)
    if not isinstance(value, _TYPES[unit]):
        raise ValueError(f"{text[:_LONGEST]!r} is no {unit}")
    return value


def _measure(written: str, number: Number | None, unit: Unit) -> Measured | None:
    """A measured number, such as ``1.5兆瓦``, in whole steps of its unit."""
    if number is None or number.end != len(written) or not number.values:
        return None
    (value, *others) = number.values
    size = _NOUNS[unit].get(number.noun)
    if others or size is None:
        return None
    plain = Fraction(value.number) if isinstance(value, Count) else value
    if not isinstance(plain, Fraction):
        return None
    steps = plain * size * MEASURES[unit][2]
    return Measured(steps.numerator, unit) if steps.denominator == 1 else None


def _period_end(written: str) -> date | None:
    """The last day of a month, or of a year that the words end with."""
    found = _PERIOD_END.fullmatch(written)
    if found is None:
        return None
    month = found["month"] or f"{found['year']}12月"
    first = _value(f"{month}1日", read_number(f"{month}1日"), "date")
    if not isinstance(first, date):
        return None
    # 31 days after the first of a month lie in the next month.
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def elides_yuan(text: str) -> bool:
    """Whether a sum leaves out its 元 because a later member of the list has it, as ``100万`` does."""
    return text.endswith(("万", "亿", "萬", "億")) and is_readable(text, "money")


def _value(written: str, whole: Number | None, unit: Unit) -> Value | Fraction | None:
    if whole is None or not whole.values:
        return None
    if unit in ("money-range", "rate-range"):
        return _ends(whole, unit)
    if len(whole.values) != 1:
        return None
    value = whole.values[0]
    if isinstance(value, Fraction):
        if unit == "money" and whole.kind == "number" and written[-1] in "万亿":
            fen = value * YUAN
            return Money(fen.numerator) if fen.denominator == 1 else None
        if unit == "rate" and (whole.noun == "倍" or (whole.kind == "ratio" and value == 1)):
            return Rate(value)
        if unit == "points" and whole.kind == "points":
            return Rate(value / (100 if "百分" in whole.noun or whole.noun == "个点" else 10_000))
    return value


def _ends(whole: Number, unit: Unit) -> Ends | None:
    """The two bounds of a range of sums or rates, the lesser first."""
    kind = Money if unit == "money-range" else Rate
    if len(whole.values) != 2 or not all(isinstance(one, kind) for one in whole.values):
        return None
    low, high = whole.values
    assert isinstance(low, Money | Rate)
    assert isinstance(high, Money | Rate)
    return Ends(low, high) if low.__class__ is high.__class__ and low < high else None  # type: ignore[operator]


def _count(written: str, whole: Number | None) -> Count | None:
    found = _COUNT.fullmatch(written)
    if found is None or _NO_NOUN.match(found["noun"]) or (whole and whole.kind not in _COUNTABLE):
        return None
    number = read_numeral(found["numeral"])
    return Count(number.numerator, found["noun"]) if number is not None and number.denominator == 1 else None
