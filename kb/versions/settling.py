"""The notes on references that follow a text, in words for the person who confirms them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from kb.model.document import part_of
from kb.versions.carrying import Kind, Note

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "reworded": "引用的原话变了，请逐处确认：",
        "lost": "引用的原话已经没有了，请改写：",
        "placed": "引用的句子拆成了几句，现在指其中一句，请确认：",
        "deleted": "引用了删去的条文：",
        "dropped": "随删去的条文一起去掉的：",
        "reworded-line": "{eid}：“{old}” → “{new}”（{files}）",
        "lost-line": "{eid}：“{old}”（{files}）",
        "placed-line": "{eid} → {new}（{files}）",
        "deleted-line": "{eid}：“{old}”（{files}）",
        "dropped-line": "{eid}：“{old}”（{files}）",
        "thinned": "还留着，但依据的条文删去了一句，请看看还对不对：",
        "thinned-line": "{eid}：“{old}”（{files}）",
    },
    "en": {
        "reworded": "Quotations that read otherwise now; please confirm each:",
        "lost": "Quotations that are gone and have to be written anew:",
        "placed": "References to a sentence that was split name one of its pieces now; please confirm:",
        "deleted": "These rest on deleted provisions:",
        "dropped": "Gone with the deleted provisions:",
        "reworded-line": "{eid}: “{old}” → “{new}” ({files})",
        "lost-line": "{eid}: “{old}” ({files})",
        "placed-line": "{eid} → {new} ({files})",
        "deleted-line": "{eid}: “{old}” ({files})",
        "dropped-line": "{eid}: “{old}” ({files})",
        "thinned": "These stay and have lost a provision that they rested on; see whether they still hold:",
        "thinned-line": "{eid}: “{old}” ({files})",
    },
}
_FILES = {
    "zh": {
        "rules.xml": "规则",
        "readings.xml": "读法",
        "facts.xml": "事实",
        "concepts.xml": "概念",
        "plain.zh.xml": "通俗说明",
        "plain.en.xml": "英文通俗说明",
        "general": "通用",
    },
    "en": {
        "rules.xml": "rules",
        "readings.xml": "readings",
        "facts.xml": "facts",
        "concepts.xml": "concepts",
        "plain.zh.xml": "plain wording",
        "plain.en.xml": "plain wording in English",
        "general": "general",
    },
}
_LONGEST = 40
TO_SETTLE: tuple[Kind, ...] = ("reworded", "lost", "placed", "deleted")
"""The notes that a person decides on before anything is written."""

Question = Literal["reword", "drop"]
"""The questions: whether quotations follow the text, and whether rules of deleted text are deleted too."""

_ASKED: dict[Kind, Question] = {"reworded": "reword", "placed": "reword", "deleted": "drop"}
SETTLED: tuple[Kind, ...] = ("dropped", "thinned")
"""The notes on the results of those decisions."""


def find_questions(notes: Iterable[Note]) -> tuple[Question, ...]:
    """The questions that a person must answer before lines with these notes are written."""
    asked = {_ASKED[one.kind] for one in notes if one.kind in _ASKED}
    return tuple(one for one in ("reword", "drop") if one in asked)


def list_carried(
    notes: Iterable[Note], lang: str, kinds: tuple[Kind, ...] = (*TO_SETTLE, *SETTLED)
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The notes with their places: a heading for each kind, and a line for each group of equal notes."""
    words, names = _WORDS[lang], _FILES[lang]
    listed = list(notes)
    for kind in kinds:
        found: dict[tuple[str, str, str], list[str]] = {}
        for one in listed:
            if one.kind == kind:
                where = names.get(one.file, one.file)
                is_elsewhere = one.page != part_of(one.eid)
                where += f" {one.page or names['general']}" if is_elsewhere else ""
                found.setdefault((one.eid, one.old, one.new), []).append(where)
        if found:
            lines = []
            for (eid, old, new), files in found.items():
                stands = "、".join(dict.fromkeys(files))
                line = words[f"{kind}-line"]
                lines.append(line.format(eid=eid, old=_short(old), new=_short(new), files=stands))
            yield words[kind], tuple(lines)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
