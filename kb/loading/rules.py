"""``rules.xml`` → the typed rules of each measure and part, linked to the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from kb.loading.amounts import IN_ORDER, read_amount
from kb.loading.files import local_name
from kb.loading.links import Links
from kb.loading.requirements import RULES, read_requirements, read_rulings, read_when
from kb.loading.together import read_together
from kb.model.guards import Guard
from kb.model.policy import (
    Act,
    ActKind,
    Citation,
    DomainLink,
    Group,
    Overlap,
    Review,
    Selection,
    Situation,
    Support,
    Term,
)
from kb.model.requirements import When
from kb.model.together import NOTHING_TOGETHER, Together
from kb.model.wording import Basis
from kb.model.words.errors import error

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TERMS = (
    "issue",
    "interpretation",
    "non-cumulation",
    "district-measures",
    "validity",
    "special-deadline",
    "transition",
    "higher-law",
)


@dataclass(frozen=True)
class MeasureRules:
    """The content of ``rules.xml`` for one measure."""

    domains: tuple[DomainLink, ...] = ()
    acts: tuple[Act, ...] = ()
    supports: tuple[Support, ...] = ()
    citations: tuple[Citation, ...] = ()
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The content of ``rules.xml``, before it is joined to the measures."""

    measures: dict[str, MeasureRules] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    terms: tuple[Term, ...] = ()
    citations: tuple[Citation, ...] = ()
    requirements: tuple[When, ...] = ()
    reviews: dict[str, Review] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    situations: tuple[Situation, ...] = ()
    together: Together = NOTHING_TOGETHER


def read_rules(tree: etree._ElementTree, links: Links, readings_of: dict[str, tuple[str, ...]]) -> Rules:
    """The rules of a policy; ``readings_of`` gives the ids of the readings bound to each provision.

    Every reference without a target in text or registry is a finding in ``links``.
    """
    root = tree.getroot()
    if root.get("work") != links.published.document.work:
        place = links.place(root)
        links.findings.append(
            error("work-differs", place, here=root.get("work", ""), text=links.published.document.work)
        )
    _find_twice(root, links)
    links.find_standard = _standards(root, links, readings_of)
    measures: dict[str, MeasureRules] = {}
    reviews: dict[str, Review] = {}
    clauses = {clause.eid for clause in links.published.document.clauses}
    for element in root.iterfind(f"{RULES}measure"):
        eid = element.get("eId", "")
        if eid not in clauses:
            links.findings.append(error("eid-dangling", links.place(element), eid=eid))
        reviews[eid] = _review(element)
        measures[eid] = _measure(element, links, readings_of)
    acts: list[Act] = []
    terms: list[Term] = []
    citations: list[Citation] = []
    requirements: list[When] = []
    for element in root.iterfind(f"{RULES}part"):
        reviews[links.provision(element, "eId")] = _review(element)
        acts += _acts(element, links)
        citations += _citations(element, links)
        requirements += (read_when(child, links) for child in element.iterfind(f"{RULES}when"))
        terms += (_term(e, links, readings_of) for e in element if local_name(e) in _TERMS)
    return Rules(
        measures=measures,
        acts=tuple(acts),
        terms=tuple(terms),
        citations=tuple(citations),
        requirements=tuple(requirements),
        reviews=reviews,
        groups=_groups(root, links),
        situations=_situations(root, links),
        together=read_together(root, links),
    )


def _review(element: etree._Element) -> Review:
    return Review(element.get("fingerprint", ""), element.sourceline or 0)


def _measure(element: etree._Element, links: Links, readings_of: dict[str, tuple[str, ...]]) -> MeasureRules:
    return MeasureRules(
        domains=tuple(_domain(child, links) for child in element.iterfind(f"{RULES}domain")),
        acts=tuple(_acts(element, links)),
        supports=tuple(
            support
            for child in element.iterfind(f"{RULES}support")
            if (support := _support(child, links, readings_of)) is not None
        ),
        citations=tuple(_citations(element, links)),
        overlaps=tuple(_overlap(child, links) for child in element.iterfind(f"{RULES}overlap")),
    )


def _domain(element: etree._Element, links: Links) -> DomainLink:
    domain = links.domain(element)
    if element.get("basis") == "editorial":
        return DomainLink(domain, Basis("", ""), element.sourceline or 0)
    if not element.get("words"):
        links.findings.append(error("basis-without-words", links.place(element), domain=domain.id))
    return DomainLink(domain, links.basis(element), element.sourceline or 0)


def _acts(element: etree._Element, links: Links) -> list[Act]:
    acts = []
    for child in element.iterfind(f"{RULES}act"):
        basis = links.basis(child)
        kind = cast(ActKind, child.get("kind", "context"))
        acts.append(Act(kind, basis.provision, basis.words, child.sourceline or 0))
    return acts


def _support(
    element: etree._Element, links: Links, readings_of: dict[str, tuple[str, ...]]
) -> Support | None:
    """A support; ``None``, with a finding, where it does not state how it is decided or what it gives."""
    provision = links.provision(element)
    key, measure = element.get("id", ""), (element.getparent().get("eId") or "")  # type: ignore[union-attr]
    if not provision.startswith(f"{measure}__"):
        links.findings.append(
            error("support-elsewhere", links.place(element), provision=provision, measure=measure)
        )
    selection = element.find(f"{RULES}selection")
    amount = element.find(f"{RULES}amount/*")
    if selection is None or amount is None:
        links.incomplete(element, "selection" if selection is None else "amount")
        return None
    is_ordered = any(local_name(one) in IN_ORDER for one in element.iter(etree.Element))
    with links.in_order(element, is_ordered):
        return Support(
            id=key,
            measure=measure,
            provision=provision,
            per=links.concept(element, "per", "unit").id,
            selection=cast(Selection, selection.get("kind", "unstated")),
            selection_words=links.words(selection, provision),
            needed=_needed(selection, links),
            subjects=tuple(links.quoted(e, "subject") for e in element.iterfind(f"{RULES}subject")),
            requirements=read_requirements(element, links),
            amount=read_amount(amount, provision, links),
            readings=_readings_at(provision, readings_of),
            line=element.sourceline or 0,
        )


def _standards(
    root: etree._Element,
    links: Links,
    readings_of: dict[str, tuple[str, ...]],
    within: frozenset[str] = frozenset(),
) -> Callable[[str], Support | None]:
    """A function that reads the support with an id apart, except those that are being read (``within``)."""
    elements = {element.get("id", ""): element for element in root.iter(f"{RULES}support")}

    def find(key: str) -> Support | None:
        if key not in elements or key in within:
            return None
        apart = Links(links.published, links.file)
        apart.options, apart.levels = links.options, links.levels
        apart.find_standard = _standards(root, apart, readings_of, within | {key})
        return _support(elements[key], apart, readings_of)

    return find


def _needed(selection: etree._Element, links: Links) -> tuple[Guard, ...]:
    """The guards under which a selection must be awaited: those of a reading, or always where the clause
    names one.
    """
    if selection.get("needed"):
        return (links.guard(selection, "needed"),)
    return ((),) if selection.get("kind") in ("competitive", "assessed") else ()


def _overlap(element: etree._Element, links: Links) -> Overlap:
    basis = links.basis(element)
    return Overlap(
        supports=tuple(element.get("supports", "").split()),
        where=element.get("where", ""),
        lower=tuple(element.get("lower", "").split()),
        same=element.get("same", ""),
        provision=basis.provision,
        words=basis.words,
        rulings=read_rulings(element, links, Overlap),
        line=element.sourceline or 0,
    )


def _citations(element: etree._Element, links: Links) -> list[Citation]:
    citations = []
    for child in element.iterfind(f"{RULES}cites"):
        instrument = links.concept(child, "instrument", "instrument")
        basis = links.basis(child)
        citations.append(
            Citation(instrument, basis.provision, basis.words, child.get("effect", ""), child.sourceline or 0)
        )
    return citations


def _term(element: etree._Element, links: Links, readings_of: dict[str, tuple[str, ...]]) -> Term:
    basis = links.basis(element)
    quantities = tuple(
        links.select_one(element, basis.provision, attribute)
        for attribute in ("on", "from", "for", "to")
        if element.get(attribute)
    )
    if local_name(element) == "validity":
        if not element.get("from"):
            quantities = (links.published.issued, *quantities)
        if len(quantities) > 2:
            links.findings.append(error("validity-end", links.place(element)))
    against = links.concept(element, "against", "instrument") if element.get("against") else None
    return Term(
        kind=local_name(element),
        provision=basis.provision,
        words=basis.words,
        agency=links.agency(element) if element.get("agency") else None,
        against=against,
        quantities=quantities,
        readings=_readings_at(basis.provision, readings_of),
        rulings=read_rulings(element, links, Term),
        levels=tuple(element.get("levels", "").split()),
        line=element.sourceline or 0,
    )


def _groups(root: etree._Element, links: Links) -> tuple[Group, ...]:
    groups = []
    for element in root.iterfind(f"{RULES}groups/{RULES}group"):
        names = {e.get(_LANG): e.text or "" for e in element.iterfind(f"{RULES}name")}
        measures = tuple(links.provision(e, "measure") for e in element.iterfind(f"{RULES}of"))
        groups.append(Group(element.get("id", ""), names.get("zh", ""), names.get("en", ""), measures))
    return tuple(groups)


def _situations(root: etree._Element, links: Links) -> tuple[Situation, ...]:
    situations = []
    for element in root.iterfind(f"{RULES}situations/{RULES}situation"):
        names = {child.get(_LANG, ""): child.text or "" for child in element.iterfind(f"{RULES}name")}
        about, also = (
            tuple(links.concept(child, "ref", "subject") for child in element.iterfind(f"{RULES}{tag}"))
            for tag in ("about", "also")
        )
        situations.append(
            Situation(element.get("id", ""), names.get("zh", ""), names.get("en", ""), about, also)
        )
    return tuple(situations)


def _readings_at(provision: str, readings_of: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The readings bound to a provision, or to the sentence or measure around it,
    in the order of the list.
    """
    around = [provision.split("__c_")[0], provision.split("__s_")[0]]
    return tuple(dict.fromkeys(r for eid in (provision, *around) for r in readings_of.get(eid, ())))


def _find_twice(root: etree._Element, links: Links) -> None:
    first: dict[str, int] = {}
    named = ("measure", "part", "support", "group", "situation")
    for element in root.iter(*(f"{RULES}{tag}" for tag in named)):
        key = element.get("eId") or element.get("id") or ""
        if key in first:
            links.findings.append(error("id-twice", links.place(element, key), id=key, first=first[key]))
        first.setdefault(key, element.sourceline or 0)
