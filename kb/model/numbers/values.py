"""The words of a mark, or of a case, as one value of a unit; whatever else they say is refused."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache

from kb.model.numbers.grammar import FOREIGN, Number, read_number
from kb.model.numbers.numerals import MOST_DIGITS, WRITTEN, plain_words, read_numeral
from kb.model.values import YUAN, Count, Money, Rate, Span, Unit, Value

_TYPES: dict[Unit, type[Value]] = {"money": Money, "rate": Rate, "count": Count, "years": Span, "date": date}
_COUNT = re.compile(rf"(?P<numeral>(?>{WRITTEN})) ?(?P<noun>[^\W\d_]{{1,6}})")
_NO_NOUN = re.compile(
    r"[万亿百十余多几来成折倍元块角月年半]|千(?![瓦米克伏卡帕赫])|分|个月|个半|周年|个季度|.*(?:以[上下内]|左右|上下)"
    rf"|{'|'.join(FOREIGN)}"
)
_COUNTABLE = ("count", "time", "number")
_LONGEST = 2 * MOST_DIGITS


def is_readable(text: str, unit: Unit) -> bool:
    """Whether ``text`` states one exact quantity of ``unit``: whether :func:`read_value` reads it."""
    try:
        read_value(text, unit)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def read_value(text: str, unit: Unit) -> Value:
    """The one value that ``text``, the words of a mark, states.

    Money in fen; ``100万`` reads as ``100万元``, whose 元 the sentence elides. A rate may also be written as
    a multiple (``1倍``) or an even match (``1:1``). Raises ``ValueError`` where the words are no quantity of
    that unit, are not exact, are two values, are finer than a fen or a piece, or are no day.
    """
    written = plain_words(text) if len(text) <= _LONGEST else ""
    if unit == "money":
        written = written.removeprefix("人民币").removeprefix("¥")
    number = read_number(written)
    whole = number if number is not None and number.end == len(written) else None
    value = _count(written, whole) if unit == "count" else _value(written, whole, unit)
    if not isinstance(value, _TYPES[unit]):
        raise ValueError(f"{text[:_LONGEST]!r} is no {unit}")
    return value


def elides_yuan(text: str) -> bool:
    """Whether a sum leaves its 元 to a later member of the list, as ``100万`` does."""
    return text.endswith(("万", "亿", "萬", "億")) and is_readable(text, "money")


def _value(written: str, whole: Number | None, unit: Unit) -> Value | Fraction | None:
    if whole is None or len(whole.values) != 1:
        return None
    value = whole.values[0]
    if isinstance(value, Fraction):
        if unit == "money" and whole.kind == "number" and written[-1] in "万亿":
            fen = value * YUAN
            return Money(fen.numerator) if fen.denominator == 1 else None
        if unit == "rate" and (whole.noun == "倍" or (whole.kind == "ratio" and value == 1)):
            return Rate(value)
    return value


def _count(written: str, whole: Number | None) -> Count | None:
    found = _COUNT.fullmatch(written)
    if found is None or _NO_NOUN.match(found["noun"]) or (whole and whole.kind not in _COUNTABLE):
        return None
    number = read_numeral(found["numeral"])
    return Count(number.numerator, found["noun"]) if number is not None and number.denominator == 1 else None
