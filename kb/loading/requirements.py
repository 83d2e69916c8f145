"""The conditions of a support or part → requirements, with the guards and rulings of readings."""

from __future__ import annotations

from typing import cast

from lxml import etree

from kb.loading.links import Links
from kb.model.guards import Ruling, ruled_by
from kb.model.requirements import AllOf, AnyOf, Bound, Compare, Condition, Earlier, Requirement, When

RULES = "{urn:tiaowen:rules:1}"
_TESTS = ("condition", "when", "compare", "earlier", "any", "all")


def is_test(element: etree._Element) -> bool:
    """Whether an element is a requirement."""
    return etree.QName(element).localname in _TESTS


def read_requirements(element: etree._Element, links: Links) -> tuple[Requirement, ...]:
    """The requirements among the children of a support or part, in order."""
    return tuple(read_requirement(child, links) for child in element if is_test(child))


def read_when(element: etree._Element, links: Links) -> When:
    """``<when>``: a fact must have one of some values."""
    basis = links.basis(element)
    return When(
        fact=element.get("fact", ""),
        values=tuple(element.get("in", "").split()),
        provision=basis.provision,
        words=basis.words,
        term=links.concept(element, "term", "term") if element.get("term") else None,
        subject=_subject(element, links),
        under=links.guard(element),
        line=element.sourceline or 0,
    )


def read_rulings(element: etree._Element, links: Links, kind: type) -> tuple[Ruling, ...]:
    """The rulings below an element: ``<rounding is="down" under="G16:a"/>``.

    ``kind`` is the class of rule to which they belong. It decides which rulings are allowed.
    """
    wanted = ruled_by(kind)
    return tuple(
        Ruling(name, child.get("is", ""), links.guard(child), child.sourceline or 0)
        for child in element
        if (name := etree.QName(child).localname) in wanted
    )


def _compare(element: etree._Element, links: Links) -> Compare:
    basis = links.basis(element)
    return Compare(
        fact=element.get("fact", ""),
        bound=cast(Bound, element.get("is", "at-least")),
        limit=links.take(element, basis.provision),
        provision=basis.provision,
        words=basis.words,
        rulings=read_rulings(element, links, Compare),
        subject=_subject(element, links),
        under=links.guard(element),
        line=element.sourceline or 0,
    )


def read_requirement(element: etree._Element, links: Links) -> Requirement:
    """A requirement; every reference without a target in text or registry is a finding in ``links``."""
    match etree.QName(element).localname:
        case "when":
            return read_when(element, links)
        case "compare":
            return _compare(element, links)
        case "any":
            return AnyOf(read_requirements(element, links), _subject(element, links), links.guard(element))
        case "all":
            return AllOf(read_requirements(element, links), _subject(element, links), links.guard(element))
        case "earlier":
            basis = links.basis(element)
            phase = links.concept(element, "phase", "phase").id
            subject, under = _subject(element, links), links.guard(element)
            return Earlier(phase, basis.provision, basis.words, subject, under, element.sourceline or 0)
        case _:
            quoted = links.quoted(element, "term")
            subject = _subject(element, links)
            line = element.sourceline or 0
            return Condition(quoted.concept, quoted.provision, quoted.words, subject, quoted.under, line)


def _subject(element: etree._Element, links: Links) -> str:
    return links.concept(element, "subject", "subject").id if element.get("subject") else ""
