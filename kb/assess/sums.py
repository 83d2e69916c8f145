"""Working out what an amount arrives at: an interval of fen, and the arithmetic that gives it.

One function for each form of the algebra. What is not known widens the interval, and nothing is guessed.
"""

from __future__ import annotations

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
from kb.assess.known import Known
from kb.assess.outcomes import Reason
from kb.guards import Ruling, rulings_for
from kb.terms import Interval, Money

ANY = Interval(0, None)
"""Nothing bounds it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What an amount arrives at.

    ``interval`` is ``None`` where the text states no sum. ``refers`` tells that another policy decides,
    ``due`` that within the ceiling the sum is owed, ``level`` whether a tier has the claim's level.
    """

    interval: Interval | None
    reason: Reason
    refers: bool = False
    due: bool = False
    level: Reason | None = None


def work_out(amount: Amount, known: Known, provision: str) -> Sum:
    """What an amount of ``provision`` arrives at for a claim."""
    match amount:
        case Share():
            return _share(amount, known)
        case Agreed():
            base = _base(amount.base, amount.rulings, known)
            interval = Interval(0, base.high)
            args = (base, amount.base, interval, *_taken_off(amount.base, amount.rulings, known))
            return Sum(interval, Reason("agreed", True, provision, amount.rate_words, amount.base, args))
        case Cap():
            return _cap(amount, known)
        case Least():
            return _least(amount, known, provision)
        case Tier():
            return _tier(amount, known, provision)
        case PerUnit():
            return work_out(amount.amount, known, provision)
        case SharedCap():
            return _cap(amount.cap, known)
        case CaseByCase():
            return Sum(None, Reason("case-by-case", True, provision, amount.words))
        case ByReference():
            args = (amount.instrument,)
            return Sum(None, Reason("by-reference", True, provision, amount.words, "", args), refers=True)
        case InKind():
            return Sum(None, Reason("in-kind", True, provision, amount.words, "", (amount.kind,)))


def caps(amount: Amount) -> tuple[Cap, ...]:
    """The ceilings of an amount that something may share."""
    match amount:
        case Cap():
            return (amount,)
        case Least():
            return tuple(cap for part in amount.parts for cap in caps(part))
        case SharedCap():
            return (amount.cap,)
        case PerUnit():
            return caps(amount.amount)
        case _:
            return ()


def waits_for(amount: Amount, known: Known) -> tuple[str, ...]:
    """The facts not told that would narrow what an amount arrives at, in the order they are reckoned."""
    match amount:
        case Share() | Agreed():
            facts = (amount.base, *rulings_for(amount.rulings, "less"))
        case Cap():
            facts = rulings_for(amount.rulings, "cost")
        case Tier():
            facts = (amount.by, *rulings_for(amount.rulings, "shared-by"))
        case SharedCap():
            return waits_for(amount.cap, known)
        case PerUnit():
            return waits_for(amount.amount, known)
        case Least():
            return tuple(dict.fromkeys(fact for part in amount.parts for fact in waits_for(part, known)))
        case _:
            return ()
    return tuple(fact for fact in facts if known.get(fact) is None)


def base_fact(amount: Amount) -> str:
    """The fact that an amount takes a share of; empty where it takes none."""
    match amount:
        case Share() | Agreed():
            return amount.base
        case Least():
            return next((fact for part in amount.parts if (fact := base_fact(part))), "")
        case _:
            return ""


def base_of(amount: Amount, known: Known) -> int | None:
    """The base of an amount as the case states it, in fen; ``None`` where it has none or it is not known."""
    fact = base_fact(amount)
    return known.money(fact) if fact else None


def round_share(base: int, rate: Fraction, mode: str) -> int:
    """``rate`` of ``base`` in whole fen: what is finer is dropped (``down``), or rounded to the nearest fen
    and up where it lies midway (``half-up``).

    >>> round_share(3_333_333_333, Fraction(3, 10), "down")
    999999999
    """
    product = base * rate.numerator
    if mode == "half-up":
        return (2 * product + rate.denominator) // (2 * rate.denominator)
    return product // rate.denominator


def _base(fact: str, rulings: tuple[Ruling, ...], known: Known) -> Interval:
    """The base: what the case states, less what a reading takes off it."""
    fen = known.money(fact)
    low, high = (0, None) if fen is None else (fen, fen)
    for less in rulings_for(rulings, "less"):
        off = known.money(less)
        if off is None:
            low = 0
        else:
            low, high = max(0, low - off), None if high is None else max(0, high - off)
    return Interval(low, high)


def _taken_off(base: str, rulings: tuple[Ruling, ...], known: Known) -> tuple[Money | str | None, ...]:
    """The sum stated for a base, then each fact taken off it and its sum; empty where nothing is."""
    less = rulings_for(rulings, "less")
    if not less:
        return ()
    return (_stated(base, known), *(value for fact in less for value in (fact, _stated(fact, known))))


def _stated(fact: str, known: Known) -> Money | None:
    fen = known.money(fact)
    return None if fen is None else Money(fen)


def _share(amount: Share, known: Known) -> Sum:
    base = _base(amount.base, amount.rulings, known)
    mode = next(iter(rulings_for(amount.rulings, "rounding")), "down")
    rate = amount.rate.rate.of_one
    least = 0 if "open" in rulings_for(amount.rulings, "sum") else round_share(base.low, rate, mode)
    interval = Interval(least, None if base.high is None else round_share(base.high, rate, mode))
    taken_off = _taken_off(amount.base, amount.rulings, known)
    args = (base, amount.base, amount.rate.rate, interval, mode, *taken_off)
    holds = None if base.high is None else True
    return Sum(interval, Reason("share", holds, amount.rate.provision, amount.words, amount.base, args))


def _cap(amount: Cap, known: Known) -> Sum:
    limit = amount.limit.money.fen
    interval = Interval(limit, limit)
    for fact in rulings_for(amount.rulings, "cost"):
        cost = known.money(fact)
        interval = Interval(0, limit) if cost is None else Interval(min(cost, limit), min(cost, limit))
        reason = Reason(
            "cost",
            None if cost is None else True,
            amount.limit.provision,
            amount.limit.text,
            fact,
            (None if cost is None else Interval(cost, cost), fact, interval, amount.limit.money),
        )
        return Sum(interval, reason, due=_is_due(amount.rulings))
    if "open" in rulings_for(amount.rulings, "sum"):
        interval = Interval(0, limit)
    reason = Reason(
        "cap", True, amount.limit.provision, amount.limit.text, "", (amount.limit.money, interval)
    )
    return Sum(interval, reason, due=_is_due(amount.rulings))


def _least(amount: Least, known: Known, provision: str) -> Sum:
    sums = [work_out(part, known, provision) for part in amount.parts]
    refers = any(part.refers for part in sums)
    interval = _lowest([ANY if part.interval is None else part.interval for part in sums])
    if "open" in rulings_for(amount.rulings, "sum"):
        interval = Interval(0, interval.high)
    reasons = tuple(part.reason for part in sums)
    reason = Reason("least", True, provision, args=(interval,), parts=reasons)
    return Sum(interval, reason, refers, any(part.due for part in sums))


def _lowest(intervals: list[Interval]) -> Interval:
    highs = [interval.high for interval in intervals if interval.high is not None]
    return Interval(min(interval.low for interval in intervals), min(highs) if highs else None)


def _tier(amount: Tier, known: Known, provision: str) -> Sum:
    level = known.name(amount.by)
    names = tuple(one.id for one in amount.levels)
    found = next((one for one in amount.levels if one.id == level), None)
    unless = next(iter(rulings_for(amount.rulings, "unless")), "")
    if found is not None:
        limit = found.limit.money.fen
        asked = Reason("level", True, provision, found.words, amount.by, (level, *names))
        interval, words = Interval(limit, limit), found.limit.text
    elif level is not None:
        asked = Reason("no-level", False, provision, "", amount.by, (level, *names))
        if not unless:
            return Sum(Interval(0, 0), asked, level=asked)
        # An agency says whether anything is given; the text states no sum for it.
        accepted = known.get(unless)
        found_so = accepted if isinstance(accepted, bool) else None
        judged = Reason("judged", found_so, provision, amount.levels[0].words, unless)
        either_way = Reason("any", found_so, parts=(asked, judged))
        return Sum(None, Reason("unstated", True, provision), level=either_way)
    else:
        sums = [one.limit.money.fen for one in amount.levels]
        asked = Reason("level", None, provision, "", amount.by, (None, *names))
        interval, words = Interval(0 if unless else min(sums), max(sums)), ""
    whole, interval = interval, _shared(interval, amount.rulings, known)
    shared = tuple(
        value for fact in rulings_for(amount.rulings, "shared-by") for value in (fact, known.get(fact))
    )
    args = (level, interval, whole, *shared)
    reason = Reason("tier", asked.holds, provision, words, amount.by, args)
    return Sum(interval, reason, due=_is_due(amount.rulings), level=asked)


def _shared(interval: Interval, rulings: tuple[Ruling, ...], known: Known) -> Interval:
    """A sum shared among so many: rounded down to the fen."""
    for fact in rulings_for(rulings, "shared-by"):
        count = known.get(fact)
        if isinstance(count, int) and count > 0:
            high = None if interval.high is None else interval.high // count
            interval = Interval(interval.low // count, high)
        else:
            interval = Interval(0, interval.high)
    return interval


def _is_due(rulings: tuple[Ruling, ...]) -> bool:
    return "due" in rulings_for(rulings, "sum")
