"""Numerals: the digits of a number however they are written, ``1,000``, ``1亿2000万``, ``三亿``, ``壹仟``.

All work is done on the text in plain characters, which has as many characters as the published one, so that a
place in the one is the same place in the other.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

MOST_DIGITS = 30
"""The longest numeral that is read, in characters: more than any sum or count needs."""

BLANK = "[ \u00a0\u2009\u202f\u3000]?"
"""A blank that may stand within a number or before its unit, as in ``1000 万元``."""

_WIDTH = str.maketrans("０１２３４５６７８９％／：∶～－—–−萬億圓圆兩○", "0123456789%/::~----万亿元元两〇")
_WIDE_POINT = re.compile("(?<=[０-９])．(?=[０-９])")  # 2．加大 is the second of a list
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_FORMAL_RUN = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零]{2,}|[壹贰貳叁參肆伍陆陸柒捌玖拾](?=[万亿元])")

_LEADING = re.compile(r"\A[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]+")

_DIGIT = "[一二三四五六七八九]"
_TENS = rf"{_DIGIT}十{_DIGIT}?"
_HUNDREDS = rf"(?:{_DIGIT}|两)百(?:{_TENS}|零{_DIGIT})?"
_THOUSANDS = rf"(?:{_DIGIT}|两)千(?:{_HUNDREDS}|零{_TENS}|零{_DIGIT})?"
_SECTION = rf"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|十{_DIGIT}?|{_DIGIT}|两)"
_MYRIADS = rf"{_SECTION}万(?:{_THOUSANDS}|零(?:{_HUNDREDS}|{_TENS}|十{_DIGIT}?|{_DIGIT}))?"
NUMERAL = rf"(?:{_SECTION}万?亿(?:零?{_MYRIADS}|零{_SECTION})?|{_MYRIADS}|{_SECTION})"
"""A Chinese numeral, regularly written: 五, 一百零五, 三亿五千万. 一万五 is none: 15,000 or 10,005?"""

_POSITIONAL = "[〇零一二三四五六七八九]"
_REGULAR = re.compile(rf"(?P<whole>零|{NUMERAL})(?:点(?P<decimals>{_POSITIONAL}+)(?P<scale>[万亿]?))?")
_VALUES = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)) | {"两": "2"}
_SCALES = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}

# The 千 of 千瓦 and the 百 of 百分之 belong to what follows.
_KILO, _HUNDRED = "千(?![瓦米克伏卡帕赫])", "百(?!分|帕)"
_SCALE = rf"(?:[十百千]?万亿|[十百千]?[亿万]|{_KILO}|{_HUNDRED})"
_GROUPED = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?!,?[0-9])|(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9]))"
_ARABIC = rf"(?:{_GROUPED}|[0-9]+)(?:\.[0-9]+)?"
_MIXED = rf"{_ARABIC}(?:{BLANK}{_SCALE}(?:[0-9]+{_SCALE}|[0-9]{{1,4}}(?=元|$))*)?"
_CHINESE = rf"(?:[〇零一二三四五六七八九十两万亿]|{_KILO}|{_HUNDRED})+(?:点{_POSITIONAL}+[万亿]?)?"
WRITTEN = rf"(?:{_MIXED}|{_CHINESE})"
"""What is written as a numeral, regular or not, in plain characters."""

_TERM = re.compile(rf"(?P<digits>{_ARABIC}){BLANK}(?P<scale>{_SCALE}?)")


def plain_words(text: str) -> str:
    """The words of a mark in plain characters: what they begin with is a numeral, formal or not."""
    return _LEADING.sub(lambda run: run[0].translate(_FORMAL), plain(text))


def plain(text: str) -> str:
    """``text`` in plain characters, one for one: half width, simplified, and without the formal numerals.

    Those are taken for numerals only where several stand together, or before 万, 亿 or 元: 队伍 is none.
    """
    text = _WIDE_POINT.sub(".", text).translate(_WIDTH)
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_FORMAL), text)


def read_numeral(written: str) -> Fraction | None:
    """The number that a numeral in plain characters writes, exactly; ``None`` where it is not regular."""
    if len(written) > MOST_DIGITS:
        return None
    return _arabic(written) if written[:1].isdecimal() else _chinese(written)


def numeral(text: str) -> int:
    """The whole number that a Chinese numeral writes (``二十四`` is 24). Raises ``ValueError``."""
    number = _chinese(text) if len(text) <= MOST_DIGITS else None
    if number is None or number.denominator != 1:
        raise ValueError(f"{text[:MOST_DIGITS]!r} is no numeral")
    return number.numerator


@cache
def write_numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 1 to 9999, as clauses are numbered (``14`` is ``十四``)."""
    import cn2an  # costs a tenth of a second, and few commands write one

    text = str(cn2an.an2cn(number, "low"))
    return text.removeprefix("一") if text.startswith("一十") else text


def _arabic(written: str) -> Fraction | None:
    """Digits, each with a scale where several stand together, and every scale less than the one before."""
    terms = list(_TERM.finditer(written))
    if not terms or sum(len(term[0]) for term in terms) != len(written):
        return None
    total, above = Fraction(0), 0
    for n, term in enumerate(terms):
        digits = re.sub("[^0-9.]", "", term["digits"])
        if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
            return None
        scale = _scale(term["scale"])
        part = Fraction(digits) * scale
        # 1亿2000 is as likely to be 1亿2000万: what has no scale fills the places right below the last one.
        if n and not (part < above and (term["scale"] or part >= above // 10)):
            return None
        if len(terms) > 1 and "." in digits:
            return None
        total, above = total + part, scale
    return total


def _scale(written: str) -> int:
    product = 1
    for character in written:
        product *= _SCALES[character]
    return product


def _chinese(written: str) -> Fraction | None:
    found = _REGULAR.fullmatch(written)
    if found is None:
        return None
    decimals = "".join(_VALUES[digit] for digit in found["decimals"] or "")
    number = _regular(found["whole"]) + Fraction(int(decimals or 0), 10 ** len(decimals))
    return number * _scale(found["scale"] or "")


def _regular(written: str) -> int:
    """A regular numeral: what stands before 亿 and 万 counts those, and every other digit its own scale."""
    for mark in "亿万":
        before, found, after = written.partition(mark)
        if found:
            return _regular(before) * _SCALES[mark] + _regular(after)
    total = digit = 0
    for character in written:
        if character in _VALUES:
            digit = int(_VALUES[character])
        else:
            total += (digit or 1) * _SCALES[character]
            digit = 0
    return total + digit
