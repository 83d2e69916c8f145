"""``<amount>`` of a support → the support-form algebra, its quantities read from the provision."""

from __future__ import annotations

from lxml import etree

from kb.loading.links import Levels, Links
from kb.loading.requirements import RULES, read_rulings
from kb.model.amounts import (
    Agreed,
    Amount,
    Borrowed,
    ByReference,
    Cap,
    CaseByCase,
    InKind,
    Least,
    Level,
    PerUnit,
    Phase,
    Share,
    SharedCap,
    Tier,
)
from kb.model.guards import ruled_by
from kb.words.errors import error

MISSING_AMOUNT = InKind("", "")
"""Stands for an amount that is not complete, which is a finding."""


def read_levels(tree: etree._ElementTree) -> Levels:
    """The levels that the tiers of ``rules.xml`` name, by the provision and concept of their quantities."""
    tiers = tree.getroot().iter(f"{RULES}tier")
    return {(_provision(tier), tier.get("at", "")): _level_ids(tier) for tier in tiers}


def _provision(tier: etree._Element) -> str:
    support = next(tier.iterancestors(f"{RULES}support"), None)
    return "" if support is None else support.get("provision", "")


def _level_ids(tier: etree._Element) -> tuple[str, ...]:
    return tuple(level.get("ref", "") for level in tier.iterfind(f"{RULES}level"))


def read_amount(element: etree._Element, provision: str, links: Links) -> Amount:
    """The amount that an element of the algebra states for a provision.

    What does not fit the text is left as a finding in ``links``.
    """
    match etree.QName(element).localname:
        case "share":
            return Share(
                base=links.concept(element, "of", "base").id,
                words=links.words(element, provision),
                rate=links.select_one(element, provision),
                rulings=read_rulings(element, links, Share),
            )
        case "agreed":
            return Agreed(
                base=links.concept(element, "of", "base").id,
                words=links.words(element, provision),
                rate_words=links.words(element, provision, "rate"),
                borrowed=tuple(_borrowed(child, links) for child in element.iterfind(f"{RULES}borrowed")),
                rulings=read_rulings(element, links, Agreed),
            )
        case "cap":
            return _cap(element, provision, links)
        case "least":
            parts = (child for child in element if etree.QName(child).localname not in ruled_by(Least))
            return Least(
                tuple(read_amount(child, provision, links) for child in parts),
                read_rulings(element, links, Least),
            )
        case "tier":
            return _tier(element, provision, links)
        case "per-unit":
            return _per_unit(element, provision, links)
        case "shared-cap":
            return _shared_cap(element, provision, links)
        case "case-by-case":
            return CaseByCase(links.words(element, provision))
        case "by-reference":
            instrument = links.concept(element, "instrument", "instrument")
            return ByReference(instrument.id, links.words(element, provision), links.guard(element))
        case _:
            form = links.concept(element, "form", "form")
            return InKind(form.id, links.words(element, provision))


def _cap(element: etree._Element, provision: str, links: Links) -> Cap:
    return Cap(links.select_one(element, provision), read_rulings(element, links, Cap))


def _borrowed(element: etree._Element, links: Links) -> Borrowed:
    return Borrowed(links.select_one(element, links.provision(element)), links.guard(element))


def _tier(element: etree._Element, provision: str, links: Links) -> Tier:
    limits = links.select(element, provision)
    children = list(element.iterfind(f"{RULES}level"))
    if limits and len(limits) != len(children):
        place = links.place(element, provision)
        links.findings.append(
            error("tier-uneven", place, levels=len(children), sums=len(limits), concept=limits[0].concept)
        )
    words = [links.words(child, provision) for child in children]
    text = links.texts.get(provision, "")
    found = [text.find(word) for word in words]
    if found != sorted(found):
        links.findings.append(error("tier-order", links.place(element, provision), levels="、".join(words)))
    levels = tuple(
        Level(links.concept(child, "ref", "level").id, word, limit)
        for child, word, limit in zip(children, words, limits, strict=False)
    )
    return Tier(element.get("by", ""), levels, read_rulings(element, links, Tier))


def _per_unit(element: etree._Element, provision: str, links: Links) -> Amount:
    if len(element) < 2:
        links.incomplete(element, "count")
        return MISSING_AMOUNT
    inner, count = element[0], element[-1]
    return PerUnit(
        unit=links.concept(element, "of", "unit").id,
        amount=read_amount(inner, provision, links),
        count=links.select_one(count, provision),
        holder=links.concept(count, "holder", "unit").id,
        period=links.concept(count, "period", "unit").id,
        words=links.words(element, provision),
        count_words=links.words(count, provision),
        rulings=read_rulings(count, links, PerUnit),
    )


def _shared_cap(element: etree._Element, provision: str, links: Links) -> Amount:
    if len(element) < 2:
        links.incomplete(element, "phases", "cap")
        return MISSING_AMOUNT
    phases, cap = element[0], element[-1]
    names = tuple(
        Phase(links.concept(child, "ref", "phase").id, links.words(child, provision)) for child in phases
    )
    return SharedCap(
        phases=names,
        count=links.select_one(phases, provision),
        cap=_cap(cap, provision, links),
        words=links.words(element, provision),
    )
