"""The notes on references that were adapted to a changed text, in words for the person who confirms them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from kb.model.document import part_of
from kb.versions.carrying import Kind, Note

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "reworded": "引用的原话变了，请逐处确认：",
        "lost": "引用的原话已经没有了，请改写：",
        "placed": "引用的句子拆成了几句，现在指其中一句，请确认：",
        "deleted": "引用了删去的条文：",
        "counted": "这几行改过，里面的“第几句”也变了；说的是改好的条文的第几句，还是原来的那一句？",
        "dropped": "随删去的条文一起去掉的：",
        "renumbered": "支持的编号接着排，别处的引用和留存的情况都跟着改：",
        "reworded-line": "{eid}：“{old}” → “{new}”（{files}）",
        "counted-line": "{eid}：{old}（原来的那一句现在写作：{new}）",
        "renumbered-line": "{eid}",
        "placed-line": "{eid}（{files}）",
        "line": "{eid}：“{old}”（{files}）",
        "bare-line": "{eid}（{files}）",
        "thinned": "还留着，但依据的条文删去了一句，请看看还对不对：",
    },
    "en": {
        "reworded": "Quotations that have new words; please confirm each:",
        "lost": "Quotations that are gone and have to be rewritten:",
        "placed": "References to a sentence that was split now name one of its pieces; please confirm:",
        "deleted": "These depend on deleted provisions:",
        "counted": "Changed lines that name sentences by numbers; as the new text counts, or as before?",
        "dropped": "Removed with the deleted provisions:",
        "renumbered": "Supports with other numbers; references and stored cases follow:",
        "reworded-line": "{eid}: “{old}” → “{new}” ({files})",
        "counted-line": "{eid}: {old} (as before: {new})",
        "renumbered-line": "{eid} → {new}",
        "placed-line": "{eid} → {new} ({files})",
        "line": "{eid}: “{old}” ({files})",
        "bare-line": "{eid} ({files})",
        "thinned": "These stay, but a provision that they depended on is gone; check whether they are right:",
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
_ENGLISH = "plain.en.xml"
_WITH_FORM = ("reworded", "placed", "renumbered", "counted")
"""The notes whose lines have a form of their own."""

_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside others change their kind."""
TO_SETTLE: tuple[Kind, ...] = ("reworded", "lost", "placed", "deleted", "counted")
"""The notes that a person decides on before anything is written."""

Question = Literal["reword", "drop", "count"]
"""The questions: whether quotations follow the text, whether rules of deleted text are deleted too, and
whether sentences in changed lines are counted as in the new text.
"""

_ASKED: dict[Kind, Question] = {
    "reworded": "reword",
    "placed": "reword",
    "deleted": "drop",
    "counted": "count",
}
SETTLED: tuple[Kind, ...] = ("dropped", "thinned", "renumbered")
"""The notes on the results of those decisions."""


def find_questions(notes: Iterable[Note]) -> tuple[Question, ...]:
    """The questions that a person must answer before lines with these notes are written."""
    asked = {_ASKED[one.kind] for one in notes if one.kind in _ASKED}
    return tuple(one for one in get_args(Question) if one in asked)


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
                found.setdefault(_said(one, lang), []).append(_stands(one, names, lang))
        if found:
            lines = []
            for (place, old, new), files in found.items():
                plain = "line" if old else "bare-line"
                form = f"{kind}-line" if kind in _WITH_FORM else plain
                stands = "、".join(dict.fromkeys(files))
                lines.append(words[form].format(eid=place, old=old, new=new, files=stands))
            yield words[kind], tuple(lines)


def list_pages(notes: Iterable[Note]) -> dict[str, str]:
    """The parts on whose pages the notes stand, by the names with which the Chinese lines name them."""
    return {one.page_name: one.page for one in notes if one.page}


def name_file(file: str) -> str:
    """The Chinese name of the kind of rule lines that a file of a version has; empty for other files."""
    return _FILES["zh"].get(file, "")


def _said(one: Note, lang: str) -> tuple[str, str, str]:
    """The place, the old and the new words of a note. Chinese lines quote no English sentence;
    what is reworded are Chinese words in every file.
    """
    if lang != "zh":
        return one.eid, one.old, one.new
    place = one.place or one.eid
    is_shown = (one.file != _ENGLISH or one.kind == "reworded") and one.old != place
    return place, one.old.translate(_INNER) if is_shown else "", one.new.translate(_INNER)


def _stands(one: Note, names: Mapping[str, str], lang: str) -> str:
    """The file of a note, and the page where it is not that of the provision."""
    where = names.get(one.file, one.file)
    if one.page == part_of(one.eid):
        return where
    if lang == "zh":
        return f"{one.page_name or one.page or names['general']}的{where}"
    return f"{where} {one.page or names['general']}"
