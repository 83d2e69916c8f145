"""Names that people type: an eId, a number in Arabic or Chinese numerals, the name of an agency."""

from __future__ import annotations

import re
from contextlib import suppress

from kb.model.document import SECTIONS, Document
from kb.model.numbers import numeral
from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from kb.model.words.names import say_nearest

_OPEN, _CLOSE = r"[(\uff08]?", r"[)\uff09]?"
_CHINESE = re.compile(rf"{_OPEN}([一二三四五六七八九十百千]+){_CLOSE}")
_SECTION_EIDS = {word: eid for eid, word in SECTIONS.items()}
_ARABIC = re.compile(rf"{_OPEN}(\d{{1,4}}){_CLOSE}")


def resolve(policy: Policy, typed: str) -> str:
    """The id of the thing that a person means. Raises :class:`PolicyError` with the nearest ids."""
    typed = typed.strip()
    if typed in policy:
        return typed
    for eid in (_measure_named(typed), _SECTION_EIDS.get(typed, "")):
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
    for eid in (typed, typed.split("__")[0], _measure_named(typed), _SECTION_EIDS.get(typed, "")):
        if eid in eids:
            return eid
    numbers = [int(eid.removeprefix("para_").partition("-")[0]) for eid in eids if eid.startswith("para_")]
    sections = "、".join(word for word, eid in _SECTION_EIDS.items() if eid in eids)
    words = {"id": typed, "last": max(numbers, default=0), "sections": sections}
    raise PolicyError([error("part-unknown", Place(file, 0, typed), **words)])


def _measure_named(typed: str) -> str:
    if match := _ARABIC.fullmatch(typed):
        return f"para_{int(match[1])}"
    if match := _CHINESE.fullmatch(typed):
        with suppress(ValueError):
            return f"para_{numeral(match[1])}"
    return ""


def _unknown(typed: str, names: list[str], file: str) -> PolicyError:
    near = say_nearest(typed, names, 4, likeness=50)
    return PolicyError([error("id-unknown", Place(file, 0, typed), id=typed, nearest=near)])
