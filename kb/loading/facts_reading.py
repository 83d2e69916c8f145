"""``facts.xml`` → the facts that a case may state, their words checked against the text."""

from __future__ import annotations

from typing import cast

from lxml import etree

from kb.facts import Agreement, Choice, Fact, FactType, Relation
from kb.loading.links import Links
from kb.wording import Basis

FACTS = "{urn:tiaowen:facts:1}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_facts(tree: etree._ElementTree, links: Links) -> tuple[Fact, ...]:
    """The facts of a policy in the order of the file; what fits nothing is a finding in ``links``."""
    return tuple(_fact(element, links) for element in tree.getroot().iterfind(f"{FACTS}fact"))


def _fact(element: etree._Element, links: Links) -> Fact:
    names = _by_language(element, "name")
    return Fact(
        id=element.get("id", ""),
        of=tuple(element.get("of", "").split()),
        type=cast(FactType, element.get("type", "")),
        name=names.get("zh", ""),
        name_en=names.get("en", ""),
        question=_by_language(element, "question"),
        bases=tuple(_basis(child, links) for child in element.iterfind(f"{FACTS}at")),
        choices=tuple(_choice(child) for child in element.iterfind(f"{FACTS}choice")),
        judged=element.get("judged") in ("true", "1"),
        presumed=element.get("presumed", ""),
        why=_by_language(element, "why"),
        agrees=tuple(_agreement(child) for child in element.iterfind(f"{FACTS}agrees")),
        bounds=element.get("bounds", ""),
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
