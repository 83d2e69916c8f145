"""Text and rules of one part on one sheet: the lines of the text, a line 【规则】, and the rule lines.

A person may change the text of a sheet as well as its rules. Rule lines without a change by the person follow
the text automatically. In a changed line, the sentences that it named before follow too. New lines number
sentences as in the text on the same sheet. Where it cannot be told which of these a line is, the person is
asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from kb.model.document import DELETED, name_place
from kb.model.numbers import numeral
from kb.versions.alignment import measure_likeness

MARK = "【规则】"
"""The line between the text and the rules."""

HINTS = (
    "# 以下是规则行，手册：docs/rule-lines.md。没有动过的行会跟着上面的条文走；",
    "# 改过的行里原来就有的第几句也跟着走；新写的，第几句照上面改好的条文数。# 开头的行不会写入。",
)
"""The lines above the rule lines of a sheet."""

_ALIKE = Fraction(3, 5)
"""The similarity that a typed line needs so that it counts as an edit of a replaced line."""

_NUMERAL = "[一二三四五六七八九十百千]+"
_PLACE = re.compile(rf"(?<![）)则持点知言])(?<!{DELETED})第({_NUMERAL})句(?:第({_NUMERAL})分句)?")
"""The name of a sentence in the part of the page. For another part, the name of that part precedes it."""

_UNIT = re.compile(r"〔[^〕]*〕|\[(?:[^\]\\]|\\.)*\]|\{(?:[^}\\]|\\.)*\}")
"""A part of a line that a person writes as a whole: the basis of a sentence, a figure, a link."""

_QUOTED = re.compile(rf"：(?P<place>第{_NUMERAL}句(?:第{_NUMERAL}分句)?)「(?P<words>(?:[^「」\\]|\\.)*)」")


_SHAPE = (
    "# 这一条还没有规则。下面是样子：去掉行首的“# ”，把……换成自己的话，多余的行删去。",
    "# 规则",
    "#   领域 ……：本条「……」；依据 原文",
    "#   行文 给予资助：第一句「……」",
    "#   支持 1：第一句；按 企业",
    "#     对象 ……：第一句「……」",
    "#     遴选 未写明",
    "#     金额",
    "#       上限 [……|最高限额]",
    "#",
    "# 通俗说明",
    "#   题目：……",
    "#   概要〔依据 第一句〕：……",
    "#   给什么",
    "#     句〔依据 第一句〕：……[……|最高限额|第一句]。",
    "#   给谁",
    "#     句〔依据 第一句〕：……",
    "#   谁来定",
    "#     句〔依据 责任单位〕：责任单位是{……}。",
    "#   没写清的",
    "#     句〔依据 第一句〕：……",
    "#   简称 1：……",
    "#",
    "# 通俗说明（英）",
    "#   题目：……",
    "#   概要〔依据 第一句〕：……",
    "#   给什么",
    "#     句〔依据 第一句〕：……[……|最高限额|第一句]……",
    "#   给谁",
    "#     句〔依据 第一句〕：……",
    "#   谁来定",
    "#     句〔依据 责任单位〕：The responsible agency is the {……}.",
    "#   没写清的",
    "#     句〔依据 第一句〕：……",
    "#   简称 1：……",
    "#",
    "# 概念 编号；类别 支持对象",
    "#   名称：……",
    "#   名称（英）：……",
)
"""The placeholder for the rules of a measure without rules."""


def join_sheet(text: str, page: str) -> str:
    """The sheet of a text and a page of rule lines."""
    return "\n".join([text.rstrip("\n"), "", MARK, *HINTS, open_page(page)])


def open_page(page: str) -> str:
    """The rule lines as a person gets to edit them: where there are none, what they look like."""
    return page if page.strip() else "\n".join([*_SHAPE, page])


def split_sheet(sheet: str) -> tuple[str, str | None, int]:
    """The text and the rule lines of a sheet (``None`` where there are none), and the number of lines before
    them.
    """
    lines = sheet.split("\n")
    for n, line in enumerate(lines):
        if line.strip() == MARK:
            return "\n".join(lines[:n]) + "\n", "\n".join(lines[n + 1 :]), n + 1
    return sheet, None, 0


def without_hints(rules: str) -> str:
    """Rule lines without comment lines."""
    return "\n".join(line for line in rules.split("\n") if not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class Unclear:
    """A typed line that may number its sentences as in the new text, or as before: as it was typed, and as
    it is where it follows the text.
    """

    typed: str
    followed: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The rule lines of a person, adapted to a changed text, and the lines about which they must be asked."""

    lines: str
    unclear: tuple[Unclear, ...] = ()


def merge_rules(
    opened: str,
    typed: str,
    carried: str,
    moves: Mapping[str, str],
    texts: Mapping[str, str],
    eid: str,
    *,
    counts_anew: bool = True,
) -> Merged:
    """The rule lines that a person typed, adapted to a text that was changed on the same sheet.

    ``opened`` is the original page, and ``carried`` the page after following the text, line for line.
    ``moves`` are the changed eIds, ``texts`` the words of the new text by eId, and ``eid`` is the part of the
    page. Unclear lines stay as typed where the sentences in them are counted anew; otherwise they follow.
    """
    before, after = opened.split("\n"), carried.split("\n")
    mine = typed.split("\n")
    blocks = SequenceMatcher(None, before, mine, autojunk=False).get_opcodes()
    gone = {line for op, i, j, _, _ in blocks if op != "equal" for line in before[i:j]}
    following = _Following(moves, texts, eid)
    merged: list[str] = []
    unclear: list[Unclear] = []
    for op, i, j, k, m in blocks:
        if op == "equal":
            merged += after[i:j]
            continue
        origins = _find_origins(mine[k:m], before[i:j])
        for line, origin in zip(mine[k:m], origins, strict=True):
            # A line that stands elsewhere now is the one that is gone from its place.
            was = line if line in gone else origin
            told, is_clear = following.follow(line, was, is_new=i == j)
            if not is_clear:
                unclear.append(Unclear(line, told))
            merged.append(line if not is_clear and counts_anew else told)
    return Merged("\n".join(merged), tuple(unclear))


def _find_origins(lines: Sequence[str], olds: Sequence[str]) -> list[str]:
    """The line that each line was before it was edited; empty where there is none.

    It is the most similar one or, where little of the words is left, one with the same beginning up to the
    colon, which holds the basis of a sentence. No line was two lines.
    """
    found = [""] * len(lines)
    left = [one for one in olds if one.strip()]
    scored = sorted(
        (-likeness, n, k)
        for n, line in enumerate(lines)
        for k, one in enumerate(left)
        if (likeness := measure_likeness(one, line)) >= _ALIKE
    )
    taken: set[int] = set()
    for _, n, k in scored:
        if not found[n] and k not in taken:
            found[n] = left[k]
            taken.add(k)
    left = [one for k, one in enumerate(left) if k not in taken]
    for n, line in enumerate(lines):
        head, colon, _ = line.partition("：")
        same = [one for one in left if colon and one.partition("：")[:2] == (head, colon)]
        if not found[n] and same:
            found[n] = same[0]
            left.remove(same[0])
    return found


@dataclass(frozen=True)
class _Following:
    """Lets the sentence numbers of typed lines follow the text."""

    moves: Mapping[str, str]
    texts: Mapping[str, str]
    eid: str

    def follow(self, line: str, before: str, *, is_new: bool) -> tuple[str, bool]:
        """A typed line with the numbers that it had ``before`` as in the new text, and whether this is
        clear.

        ``before`` is empty for a line that was no other one. With ``is_new`` nothing was replaced by it.
        """
        if (quoted := _QUOTED.search(line)) is not None:
            return self._follow_quoted(line, quoted), True
        everything = _PLACE.sub(lambda found: self._exchange(found[0]), line)
        if everything == line or (is_new and not before):
            return line, True
        if not before:
            return everything, False
        units, rest = _split(line)
        units_before, rest_before = _split(before)
        places = set(_PLACE.findall(before))
        is_clear = True

        def exchange(found: re.Match[str]) -> str:
            nonlocal is_clear
            start = found.start()
            unit = next((one for one, (first, last) in units if first <= start < last), None)
            is_kept = rest == rest_before if unit is None else unit in [one for one, _ in units_before]
            now = self._exchange(found[0])
            if found.groups("") not in places or now == found[0]:
                return found[0]
            is_clear &= is_kept
            return now

        return _PLACE.sub(exchange, line), is_clear

    def _follow_quoted(self, line: str, quoted: re.Match[str]) -> str:
        """A line with a quotation, which decides what sentence is meant."""
        place = _read(quoted["place"], self.eid)
        words = re.sub(r"\\(.)", r"\1", quoted["words"])
        now = self.moves.get(place, place)
        if words in self.texts.get(place, "") or words not in self.texts.get(now, ""):
            return line
        start, end = quoted.span("place")
        return line[:start] + _write(now, self.eid) + line[end:]

    def _exchange(self, place: str) -> str:
        now = self.moves.get(_read(place, self.eid))
        return place if now is None else _write(now, self.eid)


def _split(line: str) -> tuple[list[tuple[str, tuple[int, int]]], list[tuple[str, ...]]]:
    """The units of a line with their spans, and the sentences that are named outside of them."""
    units = [(found[0], found.span()) for found in _UNIT.finditer(line)]
    rest = _UNIT.sub("", line)
    return units, [found.groups("") for found in _PLACE.finditer(rest)]


def _read(place: str, eid: str) -> str:
    """The eId of a sentence of a part by its name in a line."""
    found = _PLACE.fullmatch(place)
    assert found is not None
    return eid + "".join(_steps(found))


def _steps(found: re.Match[str]) -> Iterator[str]:
    for mark, written in zip("sc", found.groups(), strict=True):
        if written:
            yield f"__{mark}_{numeral(written)}"


def _write(eid: str, part: str) -> str:
    """The name of a provision in the part of its page; the eId for one elsewhere."""
    is_here = re.fullmatch(rf"{re.escape(part)}__s_[0-9]+(?:__c_[0-9]+)?", eid)
    return name_place(eid) if is_here else f"#{eid}"
