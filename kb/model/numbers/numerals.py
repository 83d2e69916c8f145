"""Numerals in all their written forms: ``1,000``, ``1亿2000万``, ``三亿``, ``壹仟``.

All functions work on the text in plain characters. It has exactly as many characters as the published text,
so that a place in one is the same place in the other.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

MOST_DIGITS = 30
"""The length of the longest numeral that is read, in characters. No sum or count needs more."""

BLANK = "[ \u00a0\u2009\u202f\u3000]?"
"""A blank that may stand within a number or before its unit, as in ``1000 万元``."""

_WIDTH = str.maketrans(
    "０１２３４５６７８９％／：∶﹕～〜∼－—–−―‐‑‒﹣﹒萬億圓圆兩○", "0123456789%/:::~~~---------．万亿元元两〇"
)
_WIDE_POINT = re.compile("(?<=[０-９])．(?=[０-９])|(?<=[0-9])(?<![。；;：:][0-9])．(?=[0-9])")
"""A wide decimal point. In 2．加大 and in ；2．3家 it ends a label."""
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_FORMAL_RUN = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零]{2,}|[壹贰貳叁參肆伍陆陸柒捌玖拾](?=[万亿元])")

_YEAR = re.compile("(?<![0-9A-Za-z一二三四五六七八九])[一二][〇零一二三四五六七八九0０OoＯｏΟ]{3}(?=年)")
_NOUGHTS = str.maketrans("0０OoＯｏΟ", "〇〇〇〇〇〇〇")
"""What stands for 〇 in a year in Chinese figures, as in 二OO六年 and 二0三一年."""

_LEADING = re.compile(r"\A[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]+")

_STEPS = (("亿", 10**8), ("万", 10**4), ("千", 10**3), ("百", 10**2), ("十", 10))
_FIGURES = "零一二三四五六七八九"
_DIGITS = {digit: n for n, digit in enumerate(_FIGURES)} | {"两": 2, "〇": 0}
_POSITIONAL = "[〇零一二三四五六七八九]"
_WHOLE = re.compile(
    r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:[, \u00a0\u2009\u202f][0-9]{3})+(?:\.[0-9]+)?"
)

# The 千 in 千瓦 and the 百 in 百分之 belong to the word after them.
_KILO, _HUNDRED = "千(?![瓦米克伏卡帕赫])", "百(?!分|帕)"
_SCALE = rf"(?:[十百千]?万亿|[十百千]?[亿万]|{_KILO}|{_HUNDRED})"
_GROUPED = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?!,?[0-9])|(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9]))"
_ARABIC = rf"(?:{_GROUPED}|[0-9]+)(?:\.[0-9]+)?"
_MIXED = rf"{_ARABIC}(?:{BLANK}{_SCALE}(?:零?[0-9]+{_SCALE}|零?[0-9]{{1,4}}(?=元|$))*)?"
_CHINESE = rf"(?:[〇零一二三四五六七八九十两万亿]|{_KILO}|{_HUNDRED})+(?:点{_POSITIONAL}+[万亿]?)?"
WRITTEN = rf"(?:{_MIXED}|{_CHINESE})"
"""A numeral in plain characters, regular or not."""


def plain_words(text: str) -> str:
    """The words of a mark in plain characters. They begin with a numeral, which may
    be in formal characters.
    """
    return _LEADING.sub(lambda run: run[0].translate(_FORMAL), plain(text))


def plain(text: str) -> str:
    """``text`` in plain characters, one for one: half width, simplified, without formal numerals.

    A formal character is read as a numeral only next to another one, or before 万, 亿 or 元; 伍 in 队伍 is
    none.
    """
    text = _YEAR.sub(lambda year: year[0].translate(_NOUGHTS), text)
    text = _WIDE_POINT.sub(".", text).translate(_WIDTH)
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_FORMAL), text)


# The value, the scale and the digits of a number are read from one numeral.
@lru_cache(maxsize=64)
def read_numeral(written: str) -> Fraction | None:
    """The exact value of a numeral in plain characters; ``None`` where the numeral is not regular.

    一万五 is not regular, since it may mean 15,000 or 10,005, nor is 1亿2000: a place that is left out needs
    零.
    """
    if len(written) > MOST_DIGITS or (
        re.search("[0-9]", written) and re.search("[一二两三四五六七八九]", written)
    ):
        return None
    whole, point, decimals = written.partition("点")
    if point:
        scale = _worth(f"一{decimals[-1]}") if decimals[-1:] in ("万", "亿") else Fraction(1)
        digits = "".join(str(_DIGITS[digit]) for digit in decimals if digit in _DIGITS)
        number = _worth(whole)
        return None if number is None or not scale else (number + Fraction(f"0.{digits}")) * scale
    return _worth(re.sub(f"{BLANK[:-1]}(?![0-9])", "", written))


def numeral(text: str) -> int:
    """The whole number that a Chinese numeral states (``二十四`` is 24). Raises ``ValueError``."""
    number = read_numeral(text) if not re.search("[0-9]", text) else None
    if number is None or number.denominator != 1:
        raise ValueError(f"{text[:MOST_DIGITS]!r} is no numeral")
    return number.numerator


def write_numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 0, as in the numbers of clauses (14 is ``十四``)."""
    text = _write(number)
    return text.removeprefix("一") if text.startswith("一十") else text


def _write(number: int) -> str:
    for mark, scale in _STEPS:
        count, rest = divmod(number, scale)
        if count:
            left_out = "零" if rest < scale // 10 else ""
            return _write(count) + mark + (left_out + _write(rest) if rest else "")
    return _FIGURES[number]


def _worth(written: str, steps: tuple[tuple[str, int], ...] = _STEPS) -> Fraction | None:
    """The value of a numeral, taken apart at its greatest scale.

    The part before the scale multiplies it; the part after it must be less than it. ``readMoney`` in
    ``render/calculator/case.js`` follows the same rules.
    """
    for n, (mark, scale) in enumerate(steps, 1):
        before, found, after = written.partition(mark)
        if not found:
            continue
        count = (
            Fraction(1) if mark == "十" and not before else _worth(before, steps[n:] if scale > 1000 else ())
        )
        if count is None or (mark == "十" and before == "两") or (after and (not count or "." in written)):
            return None
        return count * scale if not after else _with_rest(count * scale, scale, after, steps[n:])
    if written in _DIGITS:
        return Fraction(_DIGITS[written])
    return Fraction(re.sub("[^0-9.]", "", written)) if _WHOLE.fullmatch(written) else None


def _with_rest(
    number: Fraction, scale: int, after: str, steps: tuple[tuple[str, int], ...]
) -> Fraction | None:
    """The value of a numeral with a part after its scale, where 零 marks each place that is left out."""
    bare = after.removeprefix("零")
    rest = _worth(bare, steps)
    if not rest or rest >= scale or bare == "两":
        return None
    leaves_out, is_large = rest < scale // 10, scale == 10**8
    fits = leaves_out or is_large if bare != after else not leaves_out or (is_large and "万" in after)
    return number + rest if fits else None
