"""Names that people type: an eId, a number in Arabic or Chinese numerals, the name of an agency."""

from __future__ import annotations

import re
from contextlib import suppress

from kb.model.document import SECTIONS, Clause, Division, Document, part_of
from kb.model.numbers import numeral
from kb.model.numbers.labels import read_label, read_num
from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from kb.model.words.names import say_nearest

_OPEN, _CLOSE = r"[(\uff08]?", r"[)\uff09]?"
_CHINESE = re.compile(rf"{_OPEN}([一二三四五六七八九十百千]+){_CLOSE}(?:之([一二三四五六七八九十]+))?")
_SECTION_EIDS = {word: eid for eid, word in SECTIONS.items()}
_ARABIC = re.compile(rf"{_OPEN}(\d{{1,4}})(-\d{{1,3}})?{_CLOSE}")


def resolve(policy: Policy, typed: str) -> str:
    """The id of the thing that a person means. Raises :class:`PolicyError` with the nearest ids."""
    typed = typed.strip()
    if typed in policy:
        return typed
    for eid in (_SECTION_EIDS.get(typed, ""), _find_numbered(policy.document, typed)):
        if eid in policy:
            return eid
    if agency := policy.registry.find_agency(typed):
        return agency.id
    for domain in policy.domains:
        if typed in (domain.name, domain.name_en):
            return domain.id
    names = [*policy, *(n for agency in policy.agencies for n in (agency.name, *agency.short_names))]
    raise _unknown(typed, names, policy.folder)


def part_named(document: Document, typed: str, file: str) -> str:
    """The eId of the measure or section that a person means. Raises :class:`PolicyError` with the existing
    ones.

    ``file`` is the place in the finding: the file, or the option that the name was typed for.
    """
    typed = typed.strip()
    eids = [part.eid for part in document.parts]
    named = _find_numbered(document, typed)
    for eid in (typed, part_of(typed), _SECTION_EIDS.get(typed, ""), named):
        if eid in eids:
            return eid
    last = max((clause.number for clause in document.clauses), default=0)
    known = [*(word for word, eid in _SECTION_EIDS.items() if eid in eids)]
    known += [division.num for division in document.divisions]
    words = {"id": typed, "last": last, "sections": "、".join(known)}
    raise PolicyError([error("part-unknown", Place(file, 0, typed), **words)])


def _find_numbered(document: Document, typed: str) -> str:
    """The eId of the part with this label, or of the one measure with this number: 五, 5, 第五条之一, 5-1."""
    parts: tuple[Clause | Division, ...] = (*document.clauses, *document.divisions)
    labelled = [part.eid for part in parts if part.num.strip() == typed]
    place, shape = _read_place(typed)
    numbered = [
        clause.eid
        for clause in document.clauses
        if place and clause.place == place and shape in ("", _shape(clause.num))
    ]
    return next((found[0] for found in (labelled, numbered) if len(found) == 1), "")


def _shape(num: str) -> str:
    """The way of numbering of a label: 条 of 第五条."""
    label = read_num(num)
    return "" if label is None else label.shape


def _read_place(typed: str) -> tuple[str, str]:
    """The typed number, with that of an insertion after it, and its way of numbering."""
    if match := _ARABIC.fullmatch(typed):
        return match[1].lstrip("0") + (match[2] or ""), ""
    if match := _CHINESE.fullmatch(typed):
        with suppress(ValueError):
            inserted = f"-{numeral(match[2])}" if match[2] else ""
            return f"{numeral(match[1])}{inserted}", ""
    label = read_label(typed)
    if label is None or label.end < len(typed):
        return "", ""
    return (f"{label.number}-{label.sub}" if label.sub else f"{label.number}"), label.shape


def _unknown(typed: str, names: list[str], file: str) -> PolicyError:
    near = say_nearest(typed, names, 4, likeness=50)
    return PolicyError([error("id-unknown", Place(file, 0, typed), id=typed, nearest=near)])
