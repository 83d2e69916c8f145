"""What an amount arrives at, as terms: the mirror of :mod:`kb.assess.sums`.

Sums are whole fen. Where :attr:`Range.bounded` is false nothing bounds the sum and ``high`` means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kb.amounts import (
    Agreed,
    Amount,
    ByReference,
    Cap,
    CaseByCase,
    InKind,
    Least,
    PerUnit,
    Share,
    SharedCap,
    Tier,
)
from kb.guards import Ruling, rulings_for
from kb.verify.encoding_facts import MOST_LEADERS, Facts
from kb.verify.encoding_requirements import Node
from kb.verify.encoding_terms import (
    Number,
    Tri,
    Truth,
    conj,
    decided,
    disj,
    either,
    eq,
    floor_div,
    greatest,
    ite,
    le,
    least,
    minus,
    neg,
    plus,
    times,
)


@dataclass(frozen=True)
class Range:
    """A sum between two bounds; ``high`` holds where it is ``bounded``."""

    low: Number
    high: Number
    bounded: Truth = True


ANY = Range(0, 0, False)
NOTHING = Range(0, 0)


@dataclass(frozen=True)
class Sum:
    """What an amount arrives at; ``sum`` is ``None`` where the text states none.

    ``refers``, ``due`` and ``level`` are as of :class:`kb.assess.sums.Sum`; where it is ``unstated`` the
    text states no sum for this claim, though it does for others.
    """

    sum: Range | None
    refers: bool = False
    due: bool = False
    level: Node | None = None
    unstated: Truth = False


def encode_amount(amount: Amount, facts: Facts, provision: str) -> Sum:
    """What an amount of ``provision`` arrives at."""
    match amount:
        case Share():
            mode = next(iter(rulings_for(amount.rulings, "rounding")), "down")
            base = _base(amount.base, amount.rulings, facts)
            rate = amount.rate.rate.of_one
            is_open = "open" in rulings_for(amount.rulings, "sum")
            low = 0 if is_open else round_share(base.low, rate, mode)
            return Sum(Range(low, round_share(base.high, rate, mode), base.bounded))
        case Agreed():
            base = _base(amount.base, amount.rulings, facts)
            return Sum(Range(0, base.high, base.bounded))
        case Cap():
            return _cap(amount, facts)
        case Least():
            return _least(amount, facts, provision)
        case Tier():
            return _tier(amount, facts, provision)
        case PerUnit():
            return encode_amount(amount.amount, facts, provision)
        case SharedCap():
            return _cap(amount.cap, facts)
        case ByReference():
            return Sum(None, refers=True)
        case CaseByCase() | InKind():
            return Sum(None)


def round_share(base: Number, rate: Fraction, mode: str) -> Number:
    """``rate`` of ``base`` in whole fen, as :func:`kb.assess.sums.round_share` has it."""
    if mode == "half-up":
        twice = plus(times(2 * rate.numerator, base), rate.denominator)
        return floor_div(twice, 2 * rate.denominator)
    return floor_div(times(rate.numerator, base), rate.denominator)


def lower(one: Range, other: Range) -> Range:
    """The lesser of two sums, bound by bound."""
    high = ite(
        conj(one.bounded, other.bounded),
        least(one.high, other.high),
        ite(one.bounded, one.high, other.high),
    )
    return Range(least(one.low, other.low), high, disj(one.bounded, other.bounded))


def choose(condition: Truth, one: Range, other: Range) -> Range:
    """The one sum where the condition is true, else the other."""
    return Range(
        ite(condition, one.low, other.low),
        ite(condition, one.high, other.high),
        ite(condition, one.bounded, other.bounded),
    )


def _base(fact: str, rulings: tuple[Ruling, ...], facts: Facts) -> Range:
    known, fen = facts.get(fact)
    found = Range(ite(known, fen, 0), fen, known)
    for less in rulings_for(rulings, "less"):
        is_told, off = facts.get(less)
        low = ite(is_told, greatest(0, minus(found.low, off)), 0)
        high = ite(is_told, greatest(0, minus(found.high, off)), found.high)
        found = Range(low, high, found.bounded)
    return found


def _cap(amount: Cap, facts: Facts) -> Sum:
    limit = amount.limit.money.fen
    due = "due" in rulings_for(amount.rulings, "sum")
    for fact in rulings_for(amount.rulings, "cost"):
        known, cost = facts.get(fact)
        paid = least(cost, limit)
        return Sum(Range(ite(known, paid, 0), ite(known, paid, limit)), due=due)
    is_open = "open" in rulings_for(amount.rulings, "sum")
    return Sum(Range(0 if is_open else limit, limit), due=due)


def _least(amount: Least, facts: Facts, provision: str) -> Sum:
    sums = [encode_amount(part, facts, provision) for part in amount.parts]
    found = _lowest([ANY if part.sum is None else part.sum for part in sums])
    if "open" in rulings_for(amount.rulings, "sum"):
        found = Range(0, found.high, found.bounded)
    return Sum(found, any(part.refers for part in sums), any(part.due for part in sums))


def _lowest(ranges: Sequence[Range]) -> Range:
    found = ranges[0]
    for one in ranges[1:]:
        found = lower(found, one)
    return found


def _tier(amount: Tier, facts: Facts, provision: str) -> Sum:
    known, level = facts.get(amount.by)
    unless = next(iter(rulings_for(amount.rulings, "unless")), "")
    named = [(facts.index(amount.by, one.id), one) for one in amount.levels]
    is_named = disj(*(eq(level, index) for index, _ in named if index is not None))
    unnamed = conj(known, neg(is_named))
    test = Tri(conj(known, is_named), unnamed)
    words = amount.levels[0].words if amount.levels else ""
    asked = Node("tier", test, f"level:{amount.by}", provision, words, amount.by)
    if unless:
        # What the agency finds matters only of a level that is known and not named.
        accepted = decided(*facts.get(unless))
        found_so = Tri(conj(unnamed, accepted.holds), disj(neg(unnamed), accepted.fails))
        judged = Node("judged", found_so, f"unless:{unless}", provision, words, unless)
        asked = Node("any", either((test, found_so)), key=f"levels:{amount.by}", parts=(asked, judged))
    sums = [one.limit.money.fen for one in amount.levels]
    silent = Range(0 if unless else min(sums), max(sums))
    found = NOTHING
    for index, one in named:
        if index is not None:
            fen = one.limit.money.fen
            found = choose(eq(level, index), Range(fen, fen), found)
    found = choose(known, found, silent)
    shared = found
    for fact in rulings_for(amount.rulings, "shared-by"):
        shared = _shared(shared, facts, fact)
    # A level that is not named is nothing or the agency's affair, and there is nothing to share.
    return Sum(
        choose(unnamed, found, shared),
        due="due" in rulings_for(amount.rulings, "sum"),
        level=asked,
        unstated=unnamed if unless else False,
    )


def _shared(found: Range, facts: Facts, fact: str) -> Range:
    known, number = facts.get(fact)
    told = conj(known, le(1, number))
    low: Number = 0
    high = found.high
    for n in range(1, MOST_LEADERS + 1):
        low = ite(conj(told, eq(number, n)), floor_div(found.low, n), low)
        high = ite(conj(told, eq(number, n)), floor_div(found.high, n), high)
    return Range(low, high, found.bounded)
