"""``agencies.xml`` and ``concepts.xml`` → :class:`Registry`.

The registry of the library holds what all works share. A version may register concepts and domains of its own
in a ``concepts.xml`` beside its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

from lxml import etree

from kb.loading.files import parse_xml
from kb.loading.folders import CONCEPTS_FILE, Folders
from kb.model.registry import (
    Agency,
    AgencyKind,
    Concept,
    ConceptKind,
    Domain,
    Field,
    Jurisdiction,
    Level,
    Registry,
)
from kb.model.values import Unit
from kb.model.words.errors import Finding, Place, PolicyError, error

AGENCIES = "{urn:tiaowen:agencies:1}"
CONCEPTS = "{urn:tiaowen:concepts:1}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_registry(folders: Folders) -> Registry:
    """The names that a version may use: those that all works share, and its own.

    The agencies are those of its jurisdiction, those of the places that contain it, and those without a
    place. Raises :class:`PolicyError` where a file cannot be parsed or an id occurs twice.
    """
    shared = read_shared(folders)
    places = {"", *_around(folders.jurisdiction, shared)}
    agencies = tuple(one for one in shared.agencies if one.jurisdiction in places)
    day = folders.chosen.first
    if not folders.own_concepts.exists():
        return replace(shared, agencies=agencies, day=day)
    name = folders.name(folders.own_concepts)
    root = parse_xml(folders.own_concepts, name).getroot()
    if findings := [*_twice(root, name), *_registered(root, name, shared)]:
        raise PolicyError(findings)
    return Registry(
        agencies=agencies,
        domains=(*shared.domains, *_domains(root, name)),
        concepts=(*shared.concepts, *read_concepts(root, name)),
        no_numbers=(*shared.no_numbers, *_no_numbers(root)),
        jurisdictions=shared.jurisdictions,
        day=day,
    )


def read_shared(folders: Folders) -> Registry:
    """The registry that all works share.

    Raises :class:`PolicyError` where a file cannot be parsed or an id occurs twice.
    """
    paths = (folders.registry / "agencies.xml", folders.registry / CONCEPTS_FILE)
    stamps = []
    for path in paths:
        found = path.stat() if path.is_file() else None
        stamps.append((0, 0, 0) if found is None else (found.st_ino, found.st_size, found.st_mtime_ns))
    return _read_shared(paths, tuple(map(folders.name, paths)), tuple(stamps))


@lru_cache(maxsize=8)
def _read_shared(paths: tuple[Path, ...], names: tuple[str, ...], _stamps: tuple[object, ...]) -> Registry:
    # The works of a library share the registry. It is read once while its files do not change.
    agencies, concepts = (parse_xml(path, name).getroot() for path, name in zip(paths, names, strict=True))
    registry = Registry(
        agencies=read_agencies(agencies),
        domains=_domains(concepts, names[1]),
        concepts=read_concepts(concepts, names[1]),
        no_numbers=_no_numbers(concepts),
        jurisdictions=tuple(_jurisdiction(e) for e in agencies.iterfind(f"{AGENCIES}jurisdiction")),
    )
    findings = [*_twice(agencies, names[0]), *_twice(concepts, names[1])]
    if findings:
        raise PolicyError(findings)
    return registry


def _around(place: str, registry: Registry) -> Iterator[str]:
    """A place and the places that contain it, the innermost first."""
    within = {one.id: one.within for one in registry.jurisdictions}
    seen: set[str] = set()
    while place and place not in seen:
        seen.add(place)
        yield place
        place = within.get(place, "")


def _domains(root: etree._Element, file: str) -> tuple[Domain, ...]:
    return tuple(_domain(element, file) for element in root.iterfind(f"{CONCEPTS}domain"))


def read_agencies(root: etree._Element) -> tuple[Agency, ...]:
    """The agencies below a root element."""
    return tuple(_agency(element) for element in root.iterfind(f"{AGENCIES}agency"))


def read_concepts(root: etree._Element, file: str) -> tuple[Concept, ...]:
    """The concepts below a root element; ``file`` is the name of their file in findings."""
    return tuple(_concept(element, file) for element in root.iterfind(f"{CONCEPTS}concept"))


def _no_numbers(root: etree._Element) -> tuple[str, ...]:
    return tuple(element.get("words", "") for element in root.iterfind(f"{CONCEPTS}no-number"))


def _jurisdiction(element: etree._Element) -> Jurisdiction:
    return Jurisdiction(
        id=element.get("id", ""),
        name=_text(element, AGENCIES, "name", "zh"),
        name_en=_text(element, AGENCIES, "name", "en"),
        level=cast(Level, element.get("level", "city")),
        within=element.get("within", ""),
        line=element.sourceline or 0,
    )


def _agency(element: etree._Element) -> Agency:
    return Agency(
        id=element.get("id", ""),
        name=_text(element, AGENCIES, "name", "zh"),
        name_en=_text(element, AGENCIES, "name", "en"),
        short_names=tuple(short.text or "" for short in element.iterfind(f"{AGENCIES}short-name")),
        kind=cast(AgencyKind, element.get("kind", "department")),
        jurisdiction=element.get("jurisdiction", ""),
        since=_day(element, "since"),
        until=_day(element, "until"),
        successor=element.get("successor", ""),
        line=element.sourceline or 0,
    )


def _domain(element: etree._Element, file: str) -> Domain:
    return Domain(
        id=element.get("id", ""),
        name=_text(element, CONCEPTS, "name", "zh"),
        name_en=_text(element, CONCEPTS, "name", "en"),
        provision=element.get("provision", ""),
        fields=tuple(_field(child) for child in element.iterfind(f"{CONCEPTS}field")),
        line=element.sourceline or 0,
        file=file,
    )


def _field(element: etree._Element) -> Field:
    return Field(
        id=element.get("id", ""),
        words=element.get("words", ""),
        label_en=_text(element, CONCEPTS, "name", "en"),
        examples=tuple(example.text or "" for example in element.iterfind(f"{CONCEPTS}example")),
    )


def _concept(element: etree._Element, file: str) -> Concept:
    return Concept(
        id=element.get("id", ""),
        kind=cast(ConceptKind, element.get("kind", "term")),
        name=_text(element, CONCEPTS, "name", "zh"),
        name_en=_text(element, CONCEPTS, "name", "en"),
        unit=cast(Unit | None, element.get("unit")),
        gloss={e.get(_LANG, ""): e.text or "" for e in element.iterfind(f"{CONCEPTS}gloss")},
        line=element.sourceline or 0,
        file=file,
    )


def _text(element: etree._Element, namespace: str, tag: str, lang: str) -> str:
    for child in element.iterfind(f"{namespace}{tag}"):
        if child.get(_LANG) == lang:
            return child.text or ""
    return ""


def _day(element: etree._Element, attribute: str) -> date | None:
    try:
        return date.fromisoformat(element.get(attribute, ""))
    except ValueError:
        return None  # the schema reports an invalid day


def _twice(root: etree._Element, name: str) -> list[Finding]:
    first: dict[str, int] = {}
    findings: list[Finding] = []
    for element in root.iter(etree.Element):
        key = element.get("id")
        if key is None:
            continue
        if key in first:
            place = Place(name, element.sourceline or 0, key)
            findings.append(error("id-twice", place, id=key, first=first[key]))
        first.setdefault(key, element.sourceline or 0)
    return findings


def _registered(root: etree._Element, name: str, shared: Registry) -> Iterator[Finding]:
    """The concepts and domains of a version whose ids are already registered for all works."""
    for element in root:
        key = element.get("id", "") if isinstance(element.tag, str) else ""
        if key in shared.concept_by_id or key in shared.agency_by_id or key in shared.domain_by_id:
            yield error("id-registered", Place(name, element.sourceline or 0, key), id=key)
