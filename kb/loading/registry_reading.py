"""``agencies.xml`` and ``concepts.xml`` → :class:`Registry`."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from lxml import etree

from kb.errors import Finding, Place, PolicyError, error
from kb.loading.files import parse_xml
from kb.registry import Agency, AgencyKind, Concept, ConceptKind, Domain, Field, Jurisdiction, Registry
from kb.terms import Unit

AGENCIES = "{urn:tiaowen:agencies:1}"
CONCEPTS = "{urn:tiaowen:concepts:1}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_registry(folder: Path, name: str) -> Registry:
    """The registry of ``policy/registry``; ``name`` is what findings call that folder.

    Raises :class:`PolicyError` where a file cannot be parsed or an id stands twice.
    """
    agencies = parse_xml(folder / "agencies.xml", f"{name}/agencies.xml").getroot()
    concepts = parse_xml(folder / "concepts.xml", f"{name}/concepts.xml").getroot()
    registry = Registry(
        agencies=tuple(_agency(e) for e in agencies.iterfind(f"{AGENCIES}agency")),
        domains=tuple(_domain(e) for e in concepts.iterfind(f"{CONCEPTS}domain")),
        concepts=tuple(_concept(e) for e in concepts.iterfind(f"{CONCEPTS}concept")),
        jurisdictions=tuple(_jurisdiction(e) for e in agencies.iterfind(f"{AGENCIES}jurisdiction")),
        no_numbers=tuple(e.get("words", "") for e in concepts.iterfind(f"{CONCEPTS}no-number")),
    )
    findings = [*_twice(agencies, f"{name}/agencies.xml"), *_twice(concepts, f"{name}/concepts.xml")]
    if findings:
        raise PolicyError(findings)
    return registry


def _jurisdiction(element: etree._Element) -> Jurisdiction:
    return Jurisdiction(
        id=element.get("id", ""),
        name=_text(element, AGENCIES, "name", "zh"),
        name_en=_text(element, AGENCIES, "name", "en"),
    )


def _agency(element: etree._Element) -> Agency:
    return Agency(
        id=element.get("id", ""),
        name=_text(element, AGENCIES, "name", "zh"),
        name_en=_text(element, AGENCIES, "name", "en"),
        short_names=tuple(short.text or "" for short in element.iterfind(f"{AGENCIES}short-name")),
        kind=cast(AgencyKind, element.get("kind", "department")),
        line=element.sourceline or 0,
    )


def _domain(element: etree._Element) -> Domain:
    return Domain(
        id=element.get("id", ""),
        name=_text(element, CONCEPTS, "name", "zh"),
        name_en=_text(element, CONCEPTS, "name", "en"),
        provision=element.get("provision", ""),
        fields=tuple(_field(child) for child in element.iterfind(f"{CONCEPTS}field")),
        line=element.sourceline or 0,
    )


def _field(element: etree._Element) -> Field:
    return Field(
        id=element.get("id", ""),
        words=element.get("words", ""),
        label_en=_text(element, CONCEPTS, "name", "en"),
        examples=tuple(example.text or "" for example in element.iterfind(f"{CONCEPTS}example")),
    )


def _concept(element: etree._Element) -> Concept:
    return Concept(
        id=element.get("id", ""),
        kind=cast(ConceptKind, element.get("kind", "term")),
        name=_text(element, CONCEPTS, "name", "zh"),
        name_en=_text(element, CONCEPTS, "name", "en"),
        unit=cast(Unit | None, element.get("unit")),
        gloss={e.get(_LANG, ""): e.text or "" for e in element.iterfind(f"{CONCEPTS}gloss")},
        line=element.sourceline or 0,
    )


def _text(element: etree._Element, namespace: str, tag: str, lang: str) -> str:
    for child in element.iterfind(f"{namespace}{tag}"):
        if child.get(_LANG) == lang:
            return child.text or ""
    return ""


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
