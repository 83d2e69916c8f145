"""Text with marks, ``最高[1000万元|最高限额]``: read into runs, and written from runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.loading.lines.shapes import BLANKS, ESCAPABLE, ESCAPE, ORGANIZATION, SIGNS, STRUCTURE, WIDE_BAR
from kb.model.document import Mark, Run, Tag
from kb.model.numbers import read_value
from kb.model.registry import Concept, Registry
from kb.model.values import Unit
from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import say_nearest

_SPECIAL = re.compile(rf"[{re.escape(SIGNS + ESCAPE)}]")
_TOKEN = re.compile(
    rf"\\(?P<escaped>.?)|(?P<sign>[{re.escape(SIGNS)}])|(?P<plain>[^{re.escape(SIGNS + ESCAPE)}]+)", re.DOTALL
)
_EXAMPLES: dict[Unit, str] = {
    "money": "1000万元", "rate": "30%", "count": "3张", "years": "5年", "date": "2024年5月23日",
    "last-day": "2027年12月", "points": "5个百分点", "area": "500平方米", "power": "10千瓦",
    "energy": "100千瓦时", "mass": "3吨", "length": "10米", "volume": "5立方米", "money-range": "50—200万元",
    "rate-range": "5%—20%",
}  # fmt: skip
_STRAY = {"]": "markup-bracket-stray", "|": "markup-bar-stray", WIDE_BAR: "markup-bar-wide"}
_QUOTED = 16


def read_runs(text: str, place: Place, registry: Registry, findings: list[Finding]) -> tuple[Run, ...]:
    """The runs of ``text``; every problem with its marks is added to ``findings``."""
    if not _SPECIAL.search(text):
        return (text,) if text else ()
    runs: list[Run] = []
    plain: list[str] = []
    fields: list[str] | None = None  # those of the open mark
    opened = 0
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            words = token["plain"] or _unescaped(token, place, findings)
            if fields is None:
                plain.append(words)
            else:
                fields[-1] += words
        elif sign == "[":
            if fields is not None:
                findings.append(error("markup-mark-open", place, mark=_quote(text[opened : token.start()])))
            fields, opened = [""], token.start()
        elif sign == WIDE_BAR or fields is None:
            findings.append(error(_STRAY[sign], place, near=_near(text, token.start())))
            if fields is not None:
                fields.append("")
        elif sign == "|":
            fields.append("")
        else:
            mark = _read_mark(fields, text[opened : token.end()], place, registry, findings)
            if plain:
                runs.append("".join(plain))
                plain = []
            if mark is not None:
                runs.append(mark)
            fields = None
    if fields is not None:
        findings.append(error("markup-mark-open", place, mark=_quote(text[opened:])))
    if plain:
        runs.append("".join(plain))
    return tuple(runs)


def read_plain(text: str, place: Place, findings: list[Finding]) -> str:
    """The words of ``text`` where no marks are allowed, as in a title."""
    words: list[str] = []
    is_told = False
    for token in _TOKEN.finditer(text):
        if token["sign"] is not None and not is_told:
            is_told = True  # a mark has three signs, but one finding is enough
            near = _near(text, token.start())
            findings.append(error("markup-mark-forbidden", place, sign=token["sign"], near=near))
        words.append(token["plain"] or token["sign"] or _unescaped(token, place, findings))
    return "".join(words)


def write_runs(runs: Iterable[Run], *, starts_line: bool = True) -> str:
    """The runs as text of a line; a beginning or end that would be misread is escaped."""
    spelled = "".join(_escape(run) if isinstance(run, str) else _write_mark(run) for run in runs)
    return _guard(spelled, starts_line)


def write_plain(text: str) -> str:
    """Words without marks, as they are written at the end of a line."""
    return _guard(_escape(text), starts_line=False)


def write_name(name: str) -> str:
    """The name of an agency as written in the closing line of a measure."""
    return _escape(name).replace("、", ESCAPE + "、")


def tag_of(concept: Concept) -> Tag | None:
    """The element for words marked with ``concept``; ``None`` where words cannot be marked with it."""
    if concept.kind == "quantity" and concept.unit is not None:
        return "date" if concept.unit in ("date", "last-day") else "quantity"
    return "term" if concept.kind in ("term", "name") else None


LIKENESS_OF_WORDS = 30
"""The similarity, in percent, that a word needs to be proposed. Short words share few characters."""


def nearest_agencies(name: str, registry: Registry) -> str:
    """The registered names most similar to ``name``; the short names of all
    agencies where none is similar.
    """
    return "、".join(registry.nearest_agency_names(name) or [a.short_name for a in registry.agencies]) or "—"


def _read_mark(
    fields: list[str], spelled: str, place: Place, registry: Registry, findings: list[Finding]
) -> Mark | None:
    if len(fields) != 2 or not all(fields):
        findings.append(error("markup-mark-shape", place, mark=_quote(spelled)))
        return None
    text, word = fields
    if word == ORGANIZATION:
        agency = registry.find_agency(text)
        if agency is None:
            findings.append(
                error("markup-agency-unknown", place, name=text, nearest=nearest_agencies(text, registry))
            )
            return None
        return Mark(text, "organization", agency.id, place.line)
    concept = registry.concept_by_id.get(word)
    if concept is None:
        known = [c.id for c in registry.concepts if tag_of(c)]
        words = say_nearest(word, [*known, ORGANIZATION], likeness=LIKENESS_OF_WORDS, or_all=True)
        findings.append(error("markup-concept-unknown", place, concept=word, nearest=words))
        return None
    tag = tag_of(concept)
    if tag is None:
        findings.append(error("markup-concept-unmarkable", place, concept=word, mark=_quote(spelled)))
        return None
    if concept.unit is not None and tag != "term" and not _is_value(text, concept.unit):
        example = _EXAMPLES[concept.unit]
        findings.append(error("markup-quantity-unreadable", place, text=text, concept=word, example=example))
        return None
    return Mark(text, tag, word, place.line)


def _is_value(text: str, unit: Unit) -> bool:
    try:
        read_value(text, unit)
    except ValueError:  # an unknown form, finer than its unit, or no date of the calendar
        return False
    return True


def _write_mark(mark: Mark) -> str:
    word = ORGANIZATION if mark.tag == "organization" else mark.concept
    return f"[{_escape(mark.text)}|{_escape(word)}]"


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda sign: ESCAPE + sign.group(), text)


def _guard(spelled: str, starts_line: bool) -> str:
    """``spelled`` with its last blank escaped, and its beginning where it looks like structure.

    After something else on the line (``starts_line`` false) only a blank at the beginning needs escaping.
    """
    if spelled and spelled[-1] in BLANKS:
        spelled = spelled[:-1] + ESCAPE + spelled[-1]
    misleads = STRUCTURE.match(spelled) if starts_line else spelled[:1] and spelled[0] in BLANKS
    return ESCAPE + spelled if misleads else spelled


def _unescaped(token: re.Match[str], place: Place, findings: list[Finding]) -> str:
    char = token["escaped"] or ""
    if char not in ESCAPABLE:
        findings.append(error("markup-backslash", place, near=_near(token.string, token.start())))
    return char


def _near(text: str, at: int) -> str:
    return text[max(0, at - _QUOTED // 2) : at + _QUOTED // 2]


def _quote(spelled: str) -> str:
    return spelled if len(spelled) <= _QUOTED else spelled[: _QUOTED - 1] + "…"
