"""Text and rules of one part on one sheet: the lines of the text, a line 【规则】, and the rule lines.

A person may change the text of a sheet as well as its rules. Rule lines without a change by the person follow
the text automatically. In changed rule lines, sentences are numbered as in the text on the same sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from kb.model.document import DELETED, name_place
from kb.model.numbers import numeral
from kb.versions.alignment import measure_likeness

MARK = "【规则】"
"""The line between the text and the rules."""

HINTS = (
    "# 以下是规则行，手册：docs/rule-lines.md。没有动过的行会跟着上面的条文走；",
    "# 新写的、改过的行，第几句照上面改好的条文数。不改规则就不用动，# 开头的行不会写入。",
)
"""The lines above the rule lines of a sheet."""

_ALIKE = Fraction(3, 5)
"""The similarity that a typed line needs so that it counts as an edit of a replaced line."""

_NUMERAL = "[一二三四五六七八九十百千]+"
_PLACE = re.compile(rf"(?<![）)则持点知言])(?<!{DELETED})第({_NUMERAL})句(?:第({_NUMERAL})分句)?")
"""The name of a sentence in the part of the page. For another part, the name of that part precedes it."""

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


def merge_rules(
    opened: str, typed: str, carried: str, moves: Mapping[str, str], texts: Mapping[str, str], eid: str
) -> str:
    """The rule lines that a person typed, adapted to a text that was changed on the same sheet.

    ``opened`` is the original page, and ``carried`` the page after following the text, line for line.
    ``moves`` are the changed eIds, ``texts`` the words of the new text by eId, and ``eid`` is the part of the
    page.
    """
    before, after = opened.split("\n"), carried.split("\n")
    mine = typed.split("\n")
    merged: list[str] = []
    for op, i, j, k, m in SequenceMatcher(None, before, mine, autojunk=False).get_opcodes():
        if op == "equal":
            merged += after[i:j]
            continue
        for line in mine[k:m]:
            likest = _likest(line, before[i:j])
            merged.append(_follow(line, likest, moves, texts, eid))
    return "\n".join(merged)


def _likest(line: str, lines: Sequence[str]) -> str:
    """The line that a line was before it was edited; empty where there is none."""
    scored = [(measure_likeness(one, line), one) for one in lines if one.strip()]
    likeness, found = max(scored, default=(Fraction(0), ""))
    return found if likeness >= _ALIKE else ""


def _follow(line: str, before: str, moves: Mapping[str, str], texts: Mapping[str, str], eid: str) -> str:
    """A typed line in which the sentence numbers that the person did not change follow the text."""
    if (quoted := _QUOTED.search(line)) is not None:
        place = _read(quoted["place"], eid)
        words = re.sub(r"\\(.)", r"\1", quoted["words"])
        now = moves.get(place, place)
        if words in texts.get(place, "") or words not in texts.get(now, ""):
            return line
        start, end = quoted.span("place")
        return line[:start] + _write(now, eid) + line[end:]
    kept = set(_PLACE.findall(before))

    def exchange(found: re.Match[str]) -> str:
        place = _read(found[0], eid)
        return _write(moves[place], eid) if found.groups("") in kept and place in moves else found[0]

    return _PLACE.sub(exchange, line) if before else line


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
