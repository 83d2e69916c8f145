"""``<amount>`` of a support → a form of amount whose quantities are read from the provision."""

from __future__ import annotations

from typing import cast

from lxml import etree

from kb.loading.links import Levels, Links
from kb.loading.requirements import RULES, is_test, read_requirement, read_rulings
from kb.model.amounts import (
    Agreed,
    Amount,
    Borrowed,
    ByReference,
    Cap,
    CaseByCase,
    Cases,
    Change,
    Counted,
    Fixed,
    InKind,
    Instalments,
    Least,
    Level,
    Otherwise,
    PerUnit,
    Phase,
    Product,
    Quantity,
    Scaled,
    Share,
    SharedCap,
    Tier,
    Total,
    Way,
)
from kb.model.guards import ruled_by
from kb.model.requirements import AllOf
from kb.model.words.errors import error

IN_ORDER = frozenset({"fixed", "product", "total", "cases", "instalments", "scaled", "compare"})
"""Elements of a support that take the quantities of one concept in the order of the sentence."""

MISSING_AMOUNT = InKind("", "")
"""The placeholder for an incomplete amount, which is also a finding."""


def read_levels(tree: etree._ElementTree) -> Levels:
    """The names of the quantities of one concept in a provision, by provision and concept, in their order.

    The names are the levels of tiers, the ids of cases (with ``-end`` for the number at which a band ends),
    and the parts of instalments, ``part-1`` and so on.
    """
    root = tree.getroot()
    found: dict[tuple[str, str], tuple[str, ...]] = {
        (_provision(tier), tier.get("at", "")): _level_ids(tier) for tier in root.iter(f"{RULES}tier")
    }
    for way in root.iter(f"{RULES}case"):
        for element in way.iter(etree.Element):
            for attribute in ("at", "most", "over", "step"):
                if (concept := element.get(attribute)) is not None:
                    key = (_provision(way), concept)
                    found[key] = (*found.get(key, ()), way.get("id", "") + _end_of(element))
    for parts in root.iter(f"{RULES}instalments"):
        found[_provision(parts), parts.get("at", "")] = tuple(f"part-{n}" for n in range(1, MOST_PARTS + 1))
    return found


def _end_of(element: etree._Element) -> str:
    return "-end" if element.get("is") in ("at-most", "less-than") else ""


MOST_PARTS = 12
"""The greatest number of instalments of a sum."""


def _provision(tier: etree._Element) -> str:
    support = next(tier.iterancestors(f"{RULES}support"), None)
    return "" if support is None else support.get("provision", "")


def _level_ids(tier: etree._Element) -> tuple[str, ...]:
    return tuple(level.get("ref", "") for level in tier.iterfind(f"{RULES}level"))


def read_amount(element: etree._Element, provision: str, links: Links) -> Amount:
    """The amount that an element states for a provision.

    Everything that does not fit the text becomes a finding in ``links``.
    """
    match etree.QName(element).localname:
        case "share":
            return Share(
                base=links.concept(element, "of", "base").id,
                words=links.words(element, provision),
                rate=links.take(element, provision),
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
        case "fixed":
            return Fixed(links.take(element, provision), read_rulings(element, links, Fixed))
        case "product":
            return _product(element, provision, links)
        case "total":
            return Total(tuple(read_amount(child, provision, links) for child in element))
        case "cases":
            ways = tuple(_way(child, provision, links) for child in element)
            otherwise = cast(Otherwise, element.get("otherwise", "refused"))
            return Cases(ways, otherwise, element.get("takes") == "last")
        case "instalments":
            return _instalments(element, provision, links)
        case "scaled":
            return _scaled(element, provision, links)
        case "case-by-case":
            return CaseByCase(links.words(element, provision))
        case "by-reference":
            instrument = links.concept(element, "instrument", "instrument")
            return ByReference(instrument.id, links.words(element, provision), links.guard(element))
        case _:
            form = links.concept(element, "form", "form")
            return InKind(form.id, links.words(element, provision))


def _product(element: etree._Element, provision: str, links: Links) -> Product:
    return Product(
        each=links.take(element, provision),
        of=tuple(_counted(child, provision, links) for child in element.iterfind(f"{RULES}times")),
        words=links.words(element, provision),
        rulings=read_rulings(element, links, Product),
    )


def _counted(element: etree._Element, provision: str, links: Links) -> Counted:
    def bound(attribute: str) -> Quantity | None:
        return links.take(element, provision, attribute) if element.get(attribute) else None

    less = bound("less")
    return Counted(
        fact=links.concept(element, "of", "base").id,
        words=links.words(element, provision),
        over=bound("over"),
        most=bound("most"),
        step=bound("step"),
        plus=bound("plus") if less is None else less,
        is_less=less is not None,
        is_yearly=element.get("per") == "year",
    )


def _way(element: etree._Element, provision: str, links: Links) -> Way:
    """A test and the amount that is given where it holds; it is a finding where one of them is missing."""
    if len(element) != 2 or not is_test(element[0]):
        links.incomplete(element, "compare", "when", "…")
        return Way(AllOf(()), "", MISSING_AMOUNT)
    words = links.words(element, provision)
    return Way(read_requirement(element[0], links), words, read_amount(element[1], provision, links))


def _instalments(element: etree._Element, provision: str, links: Links) -> Amount:
    if not len(element):
        links.incomplete(element, "amount")
        return MISSING_AMOUNT
    amount = read_amount(element[0], provision, links)
    return Instalments(amount, links.select(element, provision), links.words(element, provision))


def _scaled(element: etree._Element, provision: str, links: Links) -> Amount:
    standard = links.standard(element)
    rate, words = links.take(element, provision), links.words(element, provision)
    if standard is None:
        return MISSING_AMOUNT
    change = cast(Change, element.get("change", ""))
    return Scaled(standard.amount, standard.id, standard.provision, rate, words, change)


def _cap(element: etree._Element, provision: str, links: Links) -> Cap:
    return Cap(links.take(element, provision), read_rulings(element, links, Cap))


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
