"""Sums in words: the calculation from a base to what may be had, with its roundings and ceilings."""

from __future__ import annotations

from collections.abc import Sequence

from kb.assess.outcomes import Reason
from kb.assess.say_words import Teller
from kb.terms import Interval, Money, Rate, is_decimal

SUMS = frozenset(
    {
        "share", "agreed", "cap", "cost", "least", "tier", "case-by-case", "by-reference", "in-kind",
        "unstated", "rest", "district-rest", "topped-up", "asked",
    }
)  # fmt: skip
"""The kinds of reason that tell of a sum."""

_LIMITED = frozenset({"share", "agreed", "by-reference"})
"""The kinds that make one sentence with the ceiling beside them."""


def is_one_sentence(reason: Reason) -> bool:
    """Whether the least of several sums is told in one sentence: one ceiling, and one sum that it limits."""
    others = [part.kind for part in reason.parts if part.kind != "cap"]
    return len(reason.parts) - len(others) == 1 and len(others) <= 1 and _LIMITED.issuperset(others)


def tell_sum(teller: Teller, reason: Reason) -> str:
    """A reason that tells of a sum, in words."""
    match reason.kind:
        case "share":
            interval = _interval(reason.args[3])
            words, product = _share(teller, reason), _product(reason)
            if product.high is None or not product.is_exact:
                return _with_range(teller, words, interval)
            return _up_to(teller, words, product.high, interval)
        case "agreed":
            return _with_range(teller, _agreed(teller, reason), _interval(reason.args[2]))
        case "cap":
            return _cap(teller, reason)
        case "cost":
            return _cost(teller, reason)
        case "least":
            return _least(teller, reason)
        case "tier":
            return _tier(teller, reason)
        case "by-reference":
            return teller.say("by-reference", "holds", instrument=teller.concept(str(reason.args[0])))
        case "in-kind":
            return teller.say("in-kind", "holds", form=teller.concept(str(reason.args[0])))
        case "rest" | "district-rest" | "topped-up" | "asked":
            return _left(teller, reason)
        case _:
            return teller.say(reason.kind, "holds")


def _least(teller: Teller, reason: Reason) -> str:
    """The least of several sums: in one sentence where only a ceiling limits one sum."""
    interval = _interval(reason.args[0])
    if not is_one_sentence(reason):
        return teller.say("least", "holds", range=teller.range(interval))
    cap = next(part for part in reason.parts if part.kind == "cap")
    other = next((part for part in reason.parts if part.kind != "cap"), None)
    limit = _money(cap.args[0])
    match other and other.kind:
        case "share":
            assert other is not None
            return _limit(teller, _share(teller, other), _product(other), limit, interval)
        case "agreed":
            assert other is not None
            base = _interval(other.args[0])
            whole = base.high is not None and base.high <= limit.fen
            words = _agreed(teller, other)
            form = "whole" if whole else "open"
            return teller.say("limit", form, sum=words, cap=teller.sum(limit), range=teller.range(interval))
        case "by-reference":
            assert other is not None
            words = teller.say("by-reference", "capped", instrument=teller.concept(str(other.args[0])))
            return _limit(teller, words, None, limit, interval)
        case _:
            return _cap(teller, cap)


def _limit(teller: Teller, words: str, found: Interval | None, limit: Money, result: Interval) -> str:
    """A sum told by ``words`` against a ceiling, and what comes of it."""
    cap = teller.sum(limit)
    if found is None or not found.is_exact:
        return teller.say("limit", "open", sum=words, cap=cap, range=teller.range(result))
    fen = found.low
    form = "above" if fen > limit.fen else "equal" if fen == limit.fen else "within"
    words = teller.say("limit", form, sum=words, cap=cap)
    return _up_to(teller, words, min(fen, limit.fen), result)


def _up_to(teller: Teller, words: str, most: int, result: Interval) -> str:
    """Adds that anything up to the sum may be given, where a reading says so."""
    if result.low >= most:
        return words
    return teller.say("limit", "anything", sum=words, range=teller.range(result))


def _with_range(teller: Teller, words: str, interval: Interval) -> str:
    return teller.say("limit", "none", sum=words, range=teller.range(interval))


def _share(teller: Teller, reason: Reason) -> str:
    """A share of a base: both, the product, and how it was rounded where it was."""
    base, rate, product = _interval(reason.args[0]), reason.args[2], _product(reason)
    assert isinstance(rate, Rate)
    difference, factor = _base(teller, str(reason.args[1]), base, reason.args[5:])
    if not base.is_exact:
        form = "open-after" if difference else "open"
        return teller.say("share", form, difference=difference, base=factor, rate=str(rate))
    exact = base.low * rate.of_one
    form = "after" if difference else "exact"
    parts = {"difference": difference, "base": factor, "rate": str(rate)}
    if is_decimal(exact):
        words = teller.say("share", form, **parts, product=teller.sum(exact))
    else:
        words = teller.say("share", f"{form}-endless", **parts)
    if exact == product.low:
        return words
    return teller.say("share", str(reason.args[4]), sum=words, rounded=teller.sum(product.low))


def _product(reason: Reason) -> Interval:
    """The share itself, of which a rate that is a ceiling lets less be given."""
    base, given = _interval(reason.args[0]), _interval(reason.args[3])
    return Interval(given.high, given.high) if base.is_exact and given.high is not None else given


def _agreed(teller: Teller, reason: Reason) -> str:
    """A share that the text leaves open."""
    difference, base = _base(teller, str(reason.args[1]), _interval(reason.args[0]), reason.args[3:])
    form = "after" if difference else "holds"
    return teller.say("agreed", form, difference=difference, base=base, words=reason.words)


def _base(teller: Teller, fact: str, base: Interval, taken_off: Sequence[object]) -> tuple[str, str]:
    """What is taken off a base, in words (empty where nothing is), and what the share is taken of."""
    if not taken_off:
        return "", _stated(teller, fact, Money(base.low) if base.is_exact else None)
    stated, *pairs = taken_off
    terms = [(fact, stated), *zip(map(str, pairs[::2]), pairs[1::2], strict=True)]
    difference = " − ".join(_stated(teller, key, value) for key, value in terms)
    if not base.is_exact:
        return difference, teller.say("base", "remains")
    sums = [_money(value).fen for _, value in terms]
    form = "nothing" if sums[0] < sum(sums[1:]) else "less"
    rest = teller.sum(base.low)
    return teller.say("base", form, difference=difference, rest=rest), rest


def _stated(teller: Teller, fact: str, value: object) -> str:
    if value is None:
        return teller.say("base", "open", fact=teller.fact(fact))
    return teller.say("base", "holds", fact=teller.fact(fact), sum=teller.sum(_money(value)))


def _cap(teller: Teller, reason: Reason) -> str:
    limit = _money(reason.args[0])
    words = teller.say("cap", "holds", cap=teller.sum(limit))
    return _up_to(teller, words, limit.fen, _interval(reason.args[1]))


def _cost(teller: Teller, reason: Reason) -> str:
    """What was spent, up to a ceiling."""
    cost, fact, interval, limit = reason.args
    words = _stated(teller, str(fact), None if cost is None else Money(_interval(cost).low))
    found = None if cost is None else _interval(cost)
    return _limit(teller, words, found, _money(limit), _interval(interval))


def _tier(teller: Teller, reason: Reason) -> str:
    """The ceiling of a level, shared out where a reading says so."""
    level, interval, whole, *shared = reason.args
    if level is None:
        fact = teller.fact(reason.fact)
        return teller.say("tier", "open", fact=fact, range=teller.range(interval))
    words = teller.say(
        "tier", "holds", level=teller.choice(reason.fact, level), cap=teller.sum(_interval(whole).low)
    )
    if not shared:
        return words
    by, count = shared
    name = teller.fact(str(by))
    if not isinstance(count, int) or count < 1:
        return teller.say("tier", "shared-open", sum=words, fact=name, range=teller.range(interval))
    words = teller.say("tier", "shared", sum=words, fact=name, count=str(count), range=teller.range(interval))
    return teller.say("tier", "rounded", sum=words) if _interval(whole).low % count else words


def _left(teller: Teller, reason: Reason) -> str:
    """What earlier grants, or what was asked for, leave of a sum."""
    before, off, after = (_interval(value) for value in reason.args)
    words = {"before": teller.range(before), "rest": teller.range(off), "after": teller.range(after)}
    form = "fails" if reason.kind == "topped-up" and after.high == 0 else "holds"
    return teller.say(reason.kind, form, off=words["rest"], **words)


def _interval(value: object) -> Interval:
    assert isinstance(value, Interval)
    return value


def _money(value: object) -> Money:
    assert isinstance(value, Money)
    return value
