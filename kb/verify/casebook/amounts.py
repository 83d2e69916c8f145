"""Sums as people write them in the casebook: ``1000万元``, ``0元至1000万元``, ``300万元以上``."""

from __future__ import annotations

import re
import unicodedata

from kb.model.fact_types import MOST_FEN
from kb.model.numbers import read_value
from kb.model.values import Interval, Money
from kb.model.writing import write_sum

_NO_SUM = frozenset({"", "无", "不写", "none", "-", "\u2014"})
_CEILING = re.compile(r"^(?:最多|至多|最高|不超过|up to|at most)|(?:以内|以下)$")
_TRAILING = re.compile(r"(?:以上|起|or more)$")
_OPEN = frozenset({"不限", "数额不定", "an open sum"})
_BETWEEN = re.compile(r"至|到|\.\.|~|\u2013|\u2014|-|to")
_SUM = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[万亿]?)(?P<yuan>元|yuan)?")


def write_amount(amount: Interval) -> str:
    """An interval of fen in Chinese words that :func:`read_amount` reads back as the same interval.

    >>> write_amount(Interval(0, 1_000_000_000)), write_amount(Interval(0, None))
    ('0元至1000万元', '0元以上')
    """
    low = write_sum(amount.low, "zh")
    if amount.high is None:
        return f"{low}以上"
    return low if amount.is_exact else f"{low}至{write_sum(amount.high, 'zh')}"


def read_amount(text: str) -> Interval | None:
    """The interval of fen that words state; ``None`` where they say that no sum is stated.

    Raises ``ValueError`` where the words are no sum, or the upper bound lies below the lower one. A lower
    bound without a unit of its own takes the unit of the upper bound (``100至300万元``). A ceiling
    (``最高1000万元``) is read as the computed sum, as answers word it too.

    >>> read_amount("1000万") == read_amount("最高 1,000 万元"), read_amount("0")
    (True, Interval(low=0, high=0))
    """
    plain = re.sub(r"[\s,\u3001_]", "", unicodedata.normalize("NFKC", text)).lower()
    if plain in _NO_SUM:
        return None
    if plain in _OPEN:
        return Interval(0, None)
    if _TRAILING.search(plain):
        return Interval(_fen(_TRAILING.sub("", plain), ""), None)
    plain = _CEILING.sub("", plain)
    bounds = _BETWEEN.split(plain)
    if len(bounds) == 1:
        fen = _fen(plain, "")
        return Interval(fen, fen)
    if len(bounds) != 2:
        raise ValueError(text)
    scale = re.search(r"[万亿]", bounds[1])
    return _ordered(_fen(bounds[0], scale[0] if scale else ""), _fen(bounds[1], ""))


def _fen(text: str, scale: str) -> int:
    found = _SUM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    unit = found["unit"] or ("" if found["yuan"] else scale)
    value = read_value(f"{found['number']}{unit}元", "money")
    assert isinstance(value, Money)
    if value.fen > MOST_FEN:
        raise ValueError(text)
    return value.fen


def _ordered(low: int, high: int) -> Interval:
    if high < low:
        raise ValueError(f"{high} is less than {low}")
    return Interval(low, high)
