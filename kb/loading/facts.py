"""``facts.xml`` → the facts that a case may state, with their quoted words checked against the text.

The registry may declare facts that several works ask for. A version then names such a fact (``common``) and
quotes the words of its own text that ask for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from lxml import etree

from kb.loading.files import parse_xml
from kb.loading.folders import Folders
from kb.loading.links import Links
from kb.model.facts import Agreement, Choice, Fact, Relation
from kb.model.wording import Basis
from kb.model.words.errors import error

FACTS = "{urn:tiaowen:facts:1}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_facts(tree: etree._ElementTree, links: Links, common: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The facts of a version in the order of the file; each reference without a target is a finding in
    ``links``.

    ``common`` are the facts that all works share.
    """
    shared = {fact.id: fact for fact in common}
    facts = []
    for element in tree.getroot().iterchildren(f"{FACTS}fact", f"{FACTS}common"):
        if element.tag == f"{FACTS}fact":
            facts.append(_fact(element, links))
        elif fact := shared.get(element.get("ref", "")):
            bases = tuple(_basis(child, links) for child in element.iterfind(f"{FACTS}at"))
            facts.append(replace(fact, bases=bases, line=element.sourceline or 0))
        else:
            words = {"id": element.get("ref", ""), "known": "、".join(shared) or "—"}
            links.findings.append(error("fact-not-common", links.place(element), **words))
    return tuple(facts)


def read_common(folders: Folders) -> tuple[Fact, ...]:
    """The facts that all works share.

    Raises :class:`kb.model.words.errors.PolicyError` where they cannot be parsed.
    """
    return read_declared(folders, folders.common_facts) if folders.common_facts.exists() else ()


def read_declared(folders: Folders, path: Path) -> tuple[Fact, ...]:
    """The facts that a file declares itself, without the words that ask for them.

    Raises :class:`kb.model.words.errors.PolicyError` where the file cannot be parsed.
    """
    root = parse_xml(path, folders.name(path)).getroot()
    return tuple(_fact(element, None) for element in root.iterfind(f"{FACTS}fact"))


def _fact(element: etree._Element, links: Links | None) -> Fact:
    names = _by_language(element, "name")
    return Fact(
        id=element.get("id", ""),
        of=tuple(element.get("of", "").split()),
        type=element.get("type", ""),
        name=names.get("zh", ""),
        name_en=names.get("en", ""),
        question=_by_language(element, "question"),
        bases=()
        if links is None
        else tuple(_basis(child, links) for child in element.iterfind(f"{FACTS}at")),
        choices=tuple(_choice(child) for child in element.iterfind(f"{FACTS}choice")),
        judged=element.get("judged") in ("true", "1"),
        presumed=element.get("presumed", ""),
        why=_by_language(element, "why"),
        agrees=tuple(_agreement(child) for child in element.iterfind(f"{FACTS}agrees")),
        bounds=element.get("bounds", ""),
        unit=element.get("unit", ""),
        line=element.sourceline or 0,
    )


def _basis(element: etree._Element, links: Links) -> Basis:
    if element.get("words") is None:
        return Basis(links.provision(element), "")
    return links.basis(element)


def _agreement(element: etree._Element) -> Agreement:
    relation = cast(Relation, element.get("is", ""))
    return Agreement(relation, element.get("with", ""), element.get("when", ""))


def _choice(element: etree._Element) -> Choice:
    names = _by_language(element, "name")
    return Choice(element.get("id", ""), names.get("zh", ""), names.get("en", ""))


def _by_language(element: etree._Element, tag: str) -> dict[str, str]:
    return {child.get(_LANG, ""): child.text or "" for child in element.iterfind(f"{FACTS}{tag}")}
