"""The labels of provisions: 第一章, 第一条, 一、, （一）, 1., （1）, ① and a). Text that only resembles a
label is reported as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.model.numbers.numerals import plain, read_numeral

Shape = Literal[
    "编", "章", "节", "条", "一、", "（一）", "1", "1.", "1)", "（1）", "①", "1.1", "1.1.1", "a)", "方向",
    "附件",
]  # fmt: skip
"""A way of numbering, named by its first label."""

ORDER: tuple[Shape, ...] = (
    "附件", "编", "章", "节", "条", "一、", "（一）", "1", "1.", "1.1", "1.1.1", "方向", "（1）", "1)", "①",
    "a)",
)  # fmt: skip
"""The ways of numbering from the outermost to the innermost, as official documents nest them."""

ARTICLES: tuple[Shape, ...] = ("附件", "编", "章", "节", "条")
"""The ways of numbering whose labels cannot be mistaken for those of another way."""

MOST = 40
"""The length of the longest label that is read, in characters."""

_NUM = "[〇零一二三四五六七八九十廿卅百千两]"
_GAP = "[ \\u3000\\u00a0]{0,3}"
_SPACED = f"(?:{_NUM}|[0-9])(?:{_GAP}(?:{_NUM}|[0-9])){{0,7}}"
_NOT_NUMBER = "(?:(?![0-9])|(?=(?:19|20)[0-9]{2}年))"
"""What follows the point of a label: no further digits, unless they are a year (1.2031年……)."""
_AND = "至(?!少|今)|和(?!谐|平)|及(?!时|早)"
"""Words that join a cited provision with another one, and not those that a provision may begin with."""
_CITED = f"(?!规定|第{_NUM}+[款项]|所[列称述]|{_AND}|、(?:第|{_NUM}|[0-9])|的)"
_CITED_ITEM = f"(?!款(?!项)|项(?!目)|的|{_AND}|规定|所[列称述])"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
BEGINNINGS = f"[第（({_CIRCLES}一二三四五六七八九十廿卅0-9]"
"""The characters with which a label may begin after the end of a sentence."""

_PARENTHESISED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_DIGITS = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_POINTS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"

_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))  # ０-９, Ａ-Ｚ, ａ-ｚ
_ORDINARY = {code: code - 0xFEE0 for code in _WIDE} | str.maketrans("條節編則項錄規稱", "条节编则项录规称")
"""Wide letters and digits, and traditional characters of labels, in their ordinary form, one for one."""
_TWENTIES = {"廿": "二十", "卅": "三十"}

_COUNTED = "年月日个家名万亿元人项次台套件周天倍户亩条处级类星千百兆平公小工号至以及和或"
"""The words after a number and a blank that show that a page broke a sentence before the number."""
_BEFORE_WORDS = f"[ \\u3000]{{1,4}}(?![{_COUNTED}])[\u4e00-\u9fff]"

_PATTERNS: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    *(
        (shape, re.compile(f"第{_GAP}(?P<n>{_SPACED}){_GAP}{shape}(?:之(?P<sub>{_NUM}{{1,3}}))?{_CITED}"))
        for shape in ("编", "章", "节", "条")
    ),
    ("编", re.compile(f"第{_GAP}(?P<n>{_SPACED}){_GAP}部分(?=[ \\u3000:：、]|$)")),
    ("章", re.compile(f"附{_GAP}则(?P<n>)(?=[ \\u3000:：]|$)")),
    (
        "附件",
        re.compile(
            f"附{_GAP}(?:件|表|录)(?:{_GAP}(?P<n>[0-9]{{1,2}}|{_NUM}{{1,3}}))?(?=[ \\u3000:：.．、]|$|《)"
        ),
    ),
    ("方向", re.compile(f"方向{_GAP}(?P<n>[0-9]{{1,2}})(?=[ \\u3000:：]|$)")),
    (
        "一、",
        re.compile(
            f"(?P<n>{_NUM}{{1,5}}){_GAP}(?:、|[.．](?![0-9])|[，,](?=\\S{{2,20}}$))(?!{_NUM}{{1,3}}(?:、|类|级|等))"
        ),
    ),
    ("（一）", re.compile(f"[(（]{_GAP}(?P<n>{_NUM}{{1,5}}){_GAP}[)）]、?{_CITED_ITEM}")),
    ("（一）", re.compile(f"(?P<n>[{_PARENTHESISED}])")),
    ("（1）", re.compile(f"[(（]{_GAP}(?P<n>[0-9]{{1,3}}){_GAP}[)）]")),
    ("（1）", re.compile(f"(?P<n>[{_DIGITS}])")),
    (
        "1.1.1",
        re.compile(
            "(?P<n>[0-9]{1,2}[.．][0-9]{1,2}[.．][0-9]{1,2})(?:、|(?=[ \\u3000]|$|[^0-9.．、%％元万亿倍]))"
        ),
    ),
    ("1.1", re.compile("(?P<n>[0-9]{1,2}[.．][0-9]{1,2})(?:、|(?=[ \\u3000]|$))")),
    ("1.", re.compile(f"(?P<n>[0-9]{{1,3}}){_GAP}[.．、]{_NOT_NUMBER}")),
    ("1.", re.compile(f"(?P<n>[{_POINTS}])")),
    ("1)", re.compile(f"(?P<n>[0-9]{{1,3}}){_GAP}[)）]")),
    ("①", re.compile(f"(?P<n>[{_CIRCLES}])")),
    ("a)", re.compile("(?P<n>[a-z])(?:[)）]|[.．、](?=[ \\u3000]?[\u4e00-\u9fff]))")),
    ("1", re.compile(f"0?(?P<n>[1-9][0-9]?)(?={_BEFORE_WORDS})")),
)
_BARE = re.compile("[0-9]{1,2}(?=[ \\u3000]|$)")
_JOINED_ANNEX = re.compile("附(?:件|表|录)(?P<n>[0-9]{1,2})(?=[\u4e00-\u9fff])")
_TIGHT = re.compile("(?P<n>[1-9][0-9]?)[.．、](?=[0-9])")

_FORMAL = "壹贰貳叁參参肆伍陆陸柒捌玖拾"
_STRANGE = re.compile(
    r"(?:"
    rf"[(（<〈【《「『〖\[〔]\s?第[0-9A-Za-z零〇一二三四五六七八九十廿卅百{_FORMAL}]{{1,5}}\s?[条章节编款项]\s?[)）>〉】》」』〗\]〕]"
    rf"|第\s?[{_FORMAL}佰Ⅰ-ⅿ]{{1,5}}\s?[条章节编款项](?!规定|第|所|[、和及的至])"
    r"|第\s?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s?[、，,：:](?!\s?[第零〇一二三四五六七八九十百0-9])"
    r"|[0-9]{1,3}\s?[\]】〕》〉>｝}」〗](?![0-9号])|[0-9]{1,2}[。·•](?=[\u4e00-\u9fff])"
    r"|[0-9]{1,2}(?:[.．][0-9]{1,2}){1,2}[.．)）](?![0-9])"
    r"|[〇零][一二三四五六七八九]、"
    r"|[(（<〈【\[〔]\s?(?:[甲乙丙丁戊己庚辛壬癸]|[A-Za-z]|[Ⅰ-ⅿ]|[ivxIVX]{1,4}|[0-9一二三四五六七八九十]{1,3}(?:[-—.][0-9一二三四五六七八九十]{1,3})?)\s?[)）>〉】\]〕]"
    rf"|(?:[甲乙丙丁戊己庚辛壬癸]|[A-Z]|[Ⅰ-ⅿ]{{1,3}}|[{_FORMAL}]{{1,3}}|[IVX]{{1,4}})\s?[、.．:：)）](?![A-Za-z0-9])"
    r"|第\s?(?:[0-9A-Za-z一二三四五六七八九十百零〇]{1,5}(?:[-—之][0-9一二三四五六七八九十]{1,3})?|[甲乙丙丁])\s?[条章节编款项点](?!规定|第|所|[、和及的至])"
    r"|[0-9]{1,3}(?:[-—][0-9]{1,3})+(?:\s|、|[.．])(?![0-9])"
    r"|[0-9]{1,2}(?:[.．][0-9]{1,2}){3,}"
    r"|[0-9]{1,3}[:：](?=[^0-9\s])"
    r"|[❶-❿➀-➓㊀-㊉⓪-⓿Ⓐ-ⓩ⒜-⒵]"
    r"|[(（][零〇一二三四五六七八九十0-9 \u3000]{1,8}(?![零〇一二三四五六七八九十0-9 \u3000)）])(?=[、.．])"
    r"|[一二三四五六七八九十]{1,3}(?:[)）\]】〕]|。(?=\S)|[:：](?=[^\s零〇一二三四五六七八九十百0-9]))"
    r"|(?:[QqAa]|问题?) ?[0-9]{1,2} ?[:：.．、]"
    r"|(?:专题|板块|措施|条款|任务|类别|项目|批次|政策|方法|案例|步骤|情形|方式|阶段)"
    r"[0-9一二三四五六七八九十]{1,3} ?[:：.．、\u3000]"
    r")"
)
"""The beginning of a line that resembles a label and is no known one."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the beginning of a text: its words, its way of numbering and its number.

    ``sub`` is the number after 之 (第五条之一). ``end`` is the place where the text after the label begins.
    """

    text: str
    shape: Shape
    number: int
    end: int
    sub: int = 0


def read_label(text: str) -> Label | None:
    """The label at the beginning of ``text``; ``None`` where there is none."""
    head = plain(text[:MOST]).translate(_ORDINARY)
    for shape, pattern in _PATTERNS:
        if found := pattern.match(head):
            number = _number(found["n"] or "1", shape)
            if number is None:
                continue
            sub = found["sub"] if "sub" in found.groupdict() else None
            end = found.end()
            return Label(
                text[:end], shape, number, end + _blanks(text, end), _number(sub, "条") or 0 if sub else 0
            )
    return None


def read_num(text: str) -> Label | None:
    """The label at the beginning of a text that is known to begin with one, if it is known.

    A number before a blank is one as well, whatever follows: ``1 5G应用``, and ``1`` alone.
    """
    if (label := read_label(text)) is not None or not (found := _BARE.match(text)):
        return label
    number, end = int(found[0]), found.end()
    return Label(found[0], "1", number, end + _blanks(text, end)) if number else None


def read_tight_label(text: str) -> Label | None:
    """The label of a line such as ``1.80周岁以上的`` or ``3、2030年``, which may begin with a number."""
    found = _TIGHT.match(plain(text[:MOST]))
    return Label(text[: found.end()], "1.", int(found["n"]), found.end()) if found else None


def read_joined_annex(text: str) -> Label | None:
    """The label of a line such as ``附件1重点企业标准``, which may also be a sentence that cites it."""
    found = _JOINED_ANNEX.match(plain(text[:MOST]))
    return Label(text[: found.end()], "附件", int(found["n"]), found.end()) if found else None


def is_strange(text: str) -> bool:
    """Whether a text begins with something that resembles a label and is no known one."""
    return _STRANGE.match(text[:MOST].translate(_ORDINARY)) is not None


def begins_part(text: str) -> bool:
    """Whether a text begins with a label, or with something that resembles one."""
    return read_label(text) is not None or is_strange(text)


def _number(written: str, shape: Shape) -> int | None:
    for signs in (_CIRCLES, _PARENTHESISED, _DIGITS, _POINTS):
        if written and written in signs:
            return signs.index(written) + 1
    if shape == "a)":
        return ord(written) - ord("a") + 1
    if shape in ("1.1", "1.1.1"):
        return int(re.split("[.．]", written)[-1])
    bare = re.sub("[廿卅]", lambda tens: _TWENTIES[tens[0]], re.sub(r"\s", "", written))
    number = read_numeral(bare.lstrip("0") if bare.isdecimal() else bare)
    return None if number is None or number.denominator != 1 or number > 9999 else number.numerator


def _blanks(text: str, start: int) -> int:
    return len(text[start : start + MOST]) - len(text[start : start + MOST].lstrip(" \t\u3000\u00a0"))
