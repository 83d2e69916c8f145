"""Elements of ``rules.xml`` about several supports → joint limits, other funds, budgets and formalities."""

from __future__ import annotations

from typing import cast

from lxml import etree

from kb.loading.links import Links
from kb.loading.requirements import RULES, read_rulings
from kb.model.amounts import Quantity
from kb.model.together import Budget, Formality, JointLimit, OtherFunds, Sort, Together

_SORTS = ("step", "paper", "duty")


def read_together(root: etree._Element, links: Links) -> Together:
    """All rules about several supports; every reference without a target is a finding in ``links``.

    Where a provision states several time limits under one concept, each step or duty takes the next of them.
    """
    with links.in_order(root, is_ordered=True):
        return Together(
            limits=tuple(_joint_limit(e, links) for e in root.iter(f"{RULES}joint-limit")),
            others=tuple(_other_funds(e, links) for e in root.iter(f"{RULES}other-funds")),
            budgets=tuple(_budget(e, links) for e in root.iter(f"{RULES}budget")),
            formalities=tuple(_formality(e, links) for e in root.iter(*(f"{RULES}{one}" for one in _SORTS))),
        )


def _joint_limit(element: etree._Element, links: Links) -> JointLimit:
    basis = links.basis(element)
    return JointLimit(
        supports=_supports(element),
        limit=_quantity(element, basis.provision, links),
        of=element.get("of", ""),
        levels=tuple(element.get("levels", "").split()),
        provision=basis.provision,
        words=basis.words,
        rulings=read_rulings(element, links, JointLimit),
        line=element.sourceline or 0,
    )


def _other_funds(element: etree._Element, links: Links) -> OtherFunds:
    basis = links.basis(element)
    return OtherFunds(
        supports=_supports(element),
        levels=tuple(element.get("levels", "").split()),
        provision=basis.provision,
        words=basis.words,
        rulings=read_rulings(element, links, OtherFunds),
        line=element.sourceline or 0,
    )


def _budget(element: etree._Element, links: Links) -> Budget:
    basis = links.basis(element)
    return Budget(
        supports=_supports(element),
        limit=links.take(element, basis.provision),
        is_yearly=element.get("per") == "year",
        left=element.get("left", ""),
        provision=basis.provision,
        words=basis.words,
        line=element.sourceline or 0,
    )


def _formality(element: etree._Element, links: Links) -> Formality:
    basis = links.basis(element)
    return Formality(
        sort=cast(Sort, etree.QName(element).localname),
        kind=element.get("kind", ""),
        supports=_supports(element),
        term=_quantity(element, basis.provision, links),
        agency=links.agency(element) if element.get("agency") else None,
        provision=basis.provision,
        words=basis.words,
        line=element.sourceline or 0,
    )


def _quantity(element: etree._Element, provision: str, links: Links) -> Quantity | None:
    return links.take(element, provision) if element.get("at") else None


def _supports(element: etree._Element) -> tuple[str, ...]:
    """The named supports; where none is named, those of the measure around the element, or of the policy."""
    if named := element.get("supports"):
        return tuple(named.split())
    around = element.getparent()
    root = element.getroottree().getroot()
    inside = around if around is not None and etree.QName(around).localname == "measure" else root
    return tuple(one.get("id", "") for one in inside.iter(f"{RULES}support"))
