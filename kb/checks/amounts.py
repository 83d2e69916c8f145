"""Consistency of amounts: gaps between bands, parts that do not add up, units that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from kb.model.amounts import (
    Amount,
    ByReference,
    CaseByCase,
    Cases,
    InKind,
    Instalments,
    PerUnit,
    Product,
    Quantity,
    Scaled,
    SharedCap,
)
from kb.model.facts import Fact
from kb.model.requirements import AllOf, Compare, Requirement, leaves
from kb.model.values import Unit
from kb.model.words.errors import Finding, Place, error, warning

FITTING: dict[Unit, tuple[str, ...]] = {
    "money": ("money",),
    "count": ("count",),
    "years": ("months",),
    "rate": ("percent",),
}
"""The types or units of facts that may be compared with a quantity of a unit; others must
have the same name.
"""

_LEAST, _MOST = ("at-least", "more-than"), ("at-most", "less-than")


def check_amount(amount: Amount, declared: Mapping[str, Fact], place: Place) -> Iterator[Finding]:
    """Findings about an amount; ``declared`` are the facts that a claim states."""
    for part in amount.walk():
        match part:
            case Cases():
                for way in part.ways:
                    yield from check_compared(way.test, declared, place)
                yield from _check_bands(part, place)
            case Instalments():
                yield from _check_instalments(part, place)
            case Scaled():
                yield from _check_scaled(part, place)
            case Product():
                yield from _check_product(part, declared, place)


def check_compared(requirement: Requirement, declared: Mapping[str, Fact], place: Place) -> Iterator[Finding]:
    """Whether each number of a requirement has the unit of the fact that is compared with it."""
    for leaf in leaves(requirement):
        if isinstance(leaf, Compare) and (fact := declared.get(leaf.fact)) is not None:
            yield from _check_unit(leaf.limit, fact, place)


def _check_unit(quantity: Quantity, fact: Fact, place: Place) -> Iterator[Finding]:
    kind = fact.unit or fact.type
    fitting = FITTING.get(quantity.unit, (quantity.unit,))
    if kind not in fitting:
        words = {"text": quantity.text, "fact": fact.id, "unit": quantity.unit, "type": kind}
        yield error("compare-unit", place, **words, expected="、".join(fitting))


def _check_product(product: Product, declared: Mapping[str, Fact], place: Place) -> Iterator[Finding]:
    """Whether every factor is a number, and how many factors are sums of money.

    Exactly one is where the rate is a percentage, otherwise none. A sum that is counted in steps is not one.
    """
    sums = 0
    for one in product.of:
        fact = declared.get(one.fact)
        if fact is None:
            continue
        if fact.sort != "number":
            yield error("product-fact", place, fact=fact.id, type=fact.type)
            continue
        for quantity in (one.most, one.over, one.step):
            if quantity is not None:
                yield from _check_unit(quantity, fact, place)
        sums += fact.type == "money" and one.step is None
    is_rate = product.each.unit in ("rate", "rate-range", "points")
    if sums != is_rate and all(one.fact in declared for one in product.of):
        yield error("product-money", place, text=product.each.text, count=sums)


def _check_instalments(amount: Instalments, place: Place) -> Iterator[Finding]:
    """The instalments make up the whole."""
    rates = [one.rate.of_one for one in amount.rates if one.unit == "rate"]
    if sum(rates, Fraction(0)) != 1:
        yield error("instalments-uneven", place, texts="、".join(one.text for one in amount.rates))


_UNSCALED = (PerUnit, SharedCap, Instalments, CaseByCase, ByReference, InKind)
"""The forms that state no sum which could be scaled, or what several claims share."""


def _check_scaled(amount: Scaled, place: Place) -> Iterator[Finding]:
    """A standard states sums of one claim, and some of it is given."""
    standard = amount.amount
    is_shared = any(cap.per for cap in standard.caps)
    if is_shared or any(isinstance(part, _UNSCALED) for part in standard.walk()):
        yield error("standard-unfit", place, standard=amount.standard)
    if amount.rate.unit == "rate" and amount.factor <= 0:
        yield error("standard-nothing", place, text=amount.rate.text)


def _check_bands(amount: Cases, place: Place) -> Iterator[Finding]:
    """Bands of one number adjoin each other and are not closed at both ends.

    A band inside another one may be tried first: 前3名 before 前10名.
    """
    bands = [band for way in amount.in_turn if (band := _band(way.test)) is not None]
    if len(bands) < max(2, len(amount.ways)) or len({band[0] for band in bands}) != 1:
        return
    shadowed = [band for n, band in enumerate(bands) if any(_holds(earlier, band) for earlier in bands[:n])]
    for _, _, _, compared in shadowed:
        yield error("bands-hidden", place, text=_texts(compared))
    found = sorted(bands, key=lambda band: (band[1], band[2] or 0))
    for one, other in pairwise(found):
        texts = {"one": _texts(one[3]), "other": _texts(other[3])}
        nested = _holds(one, other) or _holds(other, one)
        if one[2] is not None and other[1] > one[2]:
            yield warning("bands-gap", place, **texts)
        elif not nested and (one[2] is None or other[1] < one[2]):
            yield warning("bands-overlap", place, **texts)
    if found[0][1] > 0 and all(band[2] is not None for band in found):
        yield warning("bands-closed", place, text=_texts(found[-1][3]))


def _holds(one: _Band, other: _Band) -> bool:
    """Whether a band contains another one."""
    return one[1] <= other[1] and (one[2] is None or (other[2] is not None and other[2] <= one[2]))


_Band = tuple[str, int, int | None, tuple[Compare, ...]]
"""The fact, the first step in the band, the first beyond it (``None`` for no bound), and the basis."""


def _band(test: Requirement) -> _Band | None:
    """The steps for which a test of one number holds; ``None`` for any other test."""
    parts = test.parts if isinstance(test, AllOf) else (test,)
    compared = tuple(part for part in parts if isinstance(part, Compare))
    if len(compared) < len(parts) or len({one.fact for one in compared}) != 1:
        return None
    low, top = 0, None
    for one in compared:
        if one.bound in _LEAST:
            low = max(low, one.limit.steps + (one.bound == "more-than"))
        else:
            end = one.limit.steps + (one.bound == "at-most")
            top = end if top is None else min(top, end)
    return compared[0].fact, low, top, compared


def _texts(compared: tuple[Compare, ...]) -> str:
    return "、".join(one.limit.text for one in compared)
