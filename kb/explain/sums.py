"""Sums in words: the calculation from a base to the result, with its roundings and ceilings."""

from __future__ import annotations

from kb.core.outcomes import Reason
from kb.core.reasons import (
    Added,
    Agreed,
    Capped,
    Cost,
    Factor,
    Fixed,
    InKind,
    JointlyLimited,
    Least,
    Limited,
    Multiplied,
    Paid,
    Reference,
    Scaled,
    Share,
    Tiered,
)
from kb.explain.catalogue import say_value
from kb.explain.words import FORMS, Teller
from kb.model.values import MEASURES, Ends, Interval, Measured, Money, is_decimal

SUMS = frozenset(
    {
        "share", "agreed", "cap", "cost", "least", "tier", "case-by-case", "by-reference", "in-kind",
        "unstated", "fixed", "product", "total", "way", "no-way", "instalments", "scaled",
        "rest", "district-rest", "joint-rest", "topped-up", "asked",
    }
)  # fmt: skip
"""The kinds of reasons about a sum."""

_LIMITED = frozenset({"share", "agreed", "by-reference"})
"""The kinds that form one sentence together with the ceiling beside them."""


def is_one_sentence(reason: Reason) -> bool:
    """Whether the least of several sums is worded in one sentence: one ceiling, and one sum
    that it limits.
    """
    others = [part.kind for part in reason.parts if part.kind != "cap"]
    return len(reason.parts) - len(others) == 1 and len(others) <= 1 and _LIMITED.issuperset(others)


def tell_sum(teller: Teller, reason: Reason) -> str:
    """A reason that gives a sum, in words."""
    match reason.values:
        case Share() as share:
            words, product = _share(teller, share), _product(share)
            if product.high is None or not product.is_exact:
                return _with_range(teller, words, share.given)
            return _up_to(teller, words, product.high, share.given)
        case Agreed() as agreed:
            return _with_range(teller, _agreed(teller, agreed, reason.words), agreed.given)
        case Capped() as capped:
            return _cap(teller, capped)
        case Cost() as cost:
            return _cost(teller, cost)
        case JointlyLimited() as joint:
            return _left_jointly(teller, joint, reason.fact)
        case Least(given):
            return _least(teller, given, reason)
        case Tiered() as tiered:
            return _tier(teller, tiered, reason.fact)
        case Fixed() as fixed:
            return _fixed(teller, fixed)
        case Multiplied() as multiplied:
            return _product_of(teller, multiplied)
        case Added(given):
            return teller.say(reason.kind, FORMS[reason.holds], range=teller.range(given), words=reason.words)
        case Paid() as paid:
            return _paid(teller, paid)
        case Scaled(whole, rate, given):
            ranges = {"whole": teller.range(whole), "range": teller.range(given)}
            return teller.say("scaled", "holds", rate=str(rate), **ranges)
        case Reference(instrument):
            return teller.say("by-reference", "holds", instrument=teller.concept(instrument))
        case InKind(form):
            return teller.say("in-kind", "holds", form=teller.concept(form))
        case Limited() as limited:
            return _left(teller, limited, reason.kind)
        case _:
            return teller.say(reason.kind, FORMS[reason.holds])


def _least(teller: Teller, given: Interval, reason: Reason) -> str:
    """The least of several sums: in one sentence where only a ceiling limits one sum."""
    if not is_one_sentence(reason):
        return teller.say("least", "holds", range=teller.range(given))
    cap = next(part.values for part in reason.parts if isinstance(part.values, Capped))
    other = next((part for part in reason.parts if part.kind != "cap"), None)
    match other and other.values:
        case Share() as share:
            return _limit(teller, _share(teller, share), _product(share), cap.cap, given)
        case Agreed(base=base) as agreed:
            assert other is not None
            whole = base.high is not None and base.high <= cap.cap.fen
            words = _agreed(teller, agreed, other.words)
            form = "whole" if whole else "open"
            return teller.say("limit", form, sum=words, cap=teller.sum(cap.cap), range=teller.range(given))
        case Reference(instrument):
            words = teller.say("by-reference", "capped", instrument=teller.concept(instrument))
            return _limit(teller, words, None, cap.cap, given)
        case _:
            return _cap(teller, cap)


def _limit(teller: Teller, words: str, found: Interval | None, limit: Money, result: Interval) -> str:
    """A sum in ``words`` compared with a ceiling, and the result."""
    cap = teller.sum(limit)
    if found is None or not found.is_exact:
        return teller.say("limit", "open", sum=words, cap=cap, range=teller.range(result))
    fen = found.low
    form = "above" if fen > limit.fen else "equal" if fen == limit.fen else "within"
    words = teller.say("limit", form, sum=words, cap=cap)
    return _up_to(teller, words, min(fen, limit.fen), result)


def _up_to(teller: Teller, words: str, most: int, result: Interval) -> str:
    """Adds that any sum up to this one may be given, where a reading says so."""
    if result.low >= most:
        return words
    return teller.say("limit", "anything", sum=words, range=teller.range(result))


def _with_range(teller: Teller, words: str, interval: Interval) -> str:
    return teller.say("limit", "none", sum=words, range=teller.range(interval))


def _share(teller: Teller, share: Share) -> str:
    """A share of a base: both, the product, and how it was rounded where it was."""
    base, product = share.base, _product(share)
    difference, factor = _base(teller, share)
    if not base.is_exact:
        form = "open-after" if difference else "open"
        return teller.say("share", form, difference=difference, base=factor, rate=str(share.rate))
    exact = base.low * share.rate.of_one
    form = "after" if difference else "exact"
    parts = {"difference": difference, "base": factor, "rate": str(share.rate)}
    if is_decimal(exact):
        words = teller.say("share", form, **parts, product=teller.sum(exact))
    else:
        words = teller.say("share", f"{form}-endless", **parts)
    if exact == product.low:
        return words
    return teller.say("share", share.rounding, sum=words, rounded=teller.sum(product.low))


def _product(share: Share) -> Interval:
    """The share itself; where the rate is a ceiling, a lower one may be given."""
    base, given = share.base, share.given
    return Interval(given.high, given.high) if base.is_exact and given.high is not None else given


def _agreed(teller: Teller, agreed: Agreed, rate: str) -> str:
    """A share that the text leaves open, and the words that do so."""
    difference, base = _base(teller, agreed)
    form = "after" if difference else "holds"
    return teller.say("agreed", form, difference=difference, base=base, words=rate)


def _base(teller: Teller, share: Share | Agreed) -> tuple[str, str]:
    """The deductions from a base in words (empty where there are none), and the remaining base."""
    base = share.base
    if not share.less:
        return "", _stated(teller, share.fact, Money(base.low) if base.is_exact else None)
    difference = " − ".join(_stated(teller, fact, stated) for fact, stated in share.less)
    if not base.is_exact:
        return difference, teller.say("base", "remains")
    sums = [stated.fen for _, stated in share.less if stated is not None]
    form = "nothing" if sums[0] < sum(sums[1:]) else "less"
    rest = teller.sum(base.low)
    return teller.say("base", form, difference=difference, rest=rest), rest


def _stated(teller: Teller, fact: str, stated: Money | None) -> str:
    if stated is None:
        return teller.say("base", "open", fact=teller.fact(fact))
    return teller.say("base", "holds", fact=teller.fact(fact), sum=teller.sum(stated))


def _cap(teller: Teller, capped: Capped) -> str:
    words = teller.say("cap", "holds", cap=teller.sum(capped.cap))
    return _up_to(teller, words, capped.cap.fen, capped.given)


def _cost(teller: Teller, spent: Cost) -> str:
    """The cost, up to a ceiling."""
    words = _stated(teller, spent.fact, None if spent.cost is None else Money(spent.cost.low))
    return _limit(teller, words, spent.cost, spent.cap, spent.given)


def _tier(teller: Teller, tiered: Tiered, by: str) -> str:
    """The ceiling of a level (the fact ``by``), divided where a reading says so."""
    given = teller.range(tiered.given)
    if tiered.level is None:
        return teller.say("tier", "open", fact=teller.fact(by), range=given)
    whole = tiered.whole.low
    words = teller.say("tier", "holds", level=teller.choice(by, tiered.level), cap=teller.sum(whole))
    for fact, count in tiered.shared:
        name = teller.fact(fact)
        if count is None or count < 1:
            words = teller.say("tier", "shared-open", sum=words, fact=name, range=given)
            continue
        words = teller.say("tier", "shared", sum=words, fact=name, count=str(count), range=given)
        words = teller.say("tier", "rounded", sum=words) if whole % count else words
    return words


def _fixed(teller: Teller, fixed: Fixed) -> str:
    """A fixed sum, or one that is decided between two bounds, up to a bound or from a bound on."""
    if isinstance(fixed.sum, Ends):
        return teller.say("fixed", "between", sum=teller.tell(fixed.sum), range=teller.range(fixed.given))
    if fixed.given.is_exact:
        return teller.say("fixed", "holds", sum=teller.sum(fixed.sum))
    if fixed.given.high is None and fixed.given.low:
        return teller.say("fixed", "at-least", sum=teller.sum(fixed.sum))
    return teller.say("fixed", "up-to", sum=teller.sum(fixed.sum), range=teller.range(fixed.given))


def _product_of(teller: Teller, product: Multiplied) -> str:
    """The amount for each unit, each factor, and the product."""
    factors = " × ".join(_factor(teller, one) for one in product.of)
    words = {"each": teller.tell(product.each), "factors": factors}
    if not product.given.is_exact:
        return teller.say("product", "open", **words, range=teller.range(product.given))
    form = "exact" if product.is_whole else "rounded"
    return teller.say("product", form, **words, sum=teller.sum(product.given.low))


def _factor(teller: Teller, factor: Factor) -> str:
    """A factor, with the part of it that counts where that differs."""
    fact, stated, counted, kind = factor
    words = {"fact": teller.fact(fact)}
    top = None if counted.high is None else teller.tell(_of_kind(counted.high, kind))
    if stated is None:
        form = "unknown" if top is None else "unknown-most"
        return teller.say("product", form, **words, counted=top or "")
    number = say_value(teller, fact, stated)
    steps = getattr(stated, "steps", getattr(stated, "fen", stated))
    form = "factor" if counted.low == steps else "counted"
    return teller.say("product", form, **words, number=number, counted=top or "")


def _of_kind(steps: int, kind: str) -> Money | Measured | int:
    """A number of steps with their unit."""
    return Money(steps) if kind == "money" else Measured(steps, kind) if kind in MEASURES else steps


def _paid(teller: Teller, paid: Paid) -> str:
    """The instalments of a sum."""
    parts = (
        teller.say("instalments", "part", rate=str(rate), range=teller.range(part))
        for rate, part in zip(paid.rates, paid.sums, strict=True)
    )
    return teller.say("instalments", "holds", sums=teller.join(parts))


def _left_jointly(teller: Teller, joint: JointlyLimited, fact: str) -> str:
    """The effect of a joint limit of several supports on a sum, after earlier grants."""
    ranges = joint._asdict() | {"supports": teller.supports(joint.supports)}
    ranges["sharer"] = teller.say("sharer", joint.sharer)
    words = {name: one if isinstance(one, str) else teller.range(one) for name, one in ranges.items()}
    if joint.limit.high is None:
        return teller.say("joint-rest", "open", **words, fact=teller.fact(fact))
    form = "whole" if joint.rest == joint.limit else "holds"
    return teller.say("joint-rest", form, **words)


def _left(teller: Teller, limited: Limited, kind: str) -> str:
    """The remainder of a sum after earlier grants or after the sum applied for."""
    before, limit, after = map(teller.range, limited)
    form = "fails" if kind == "topped-up" and limited.after.high == 0 else "holds"
    return teller.say(kind, form, off=limit, rest=limit, before=before, after=after)
