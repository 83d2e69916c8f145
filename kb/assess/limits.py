"""Limits over time: validity, deadlines, and what was granted before.

A limit that does not hold bars the claim; what the ledger leaves open leaves the limit open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kb.amounts import Cap, PerUnit
from kb.assess.earlier import Effects, bearing_on, effects_of, ladder_of
from kb.assess.known import Entry, Known, Ledger
from kb.assess.likeness import is_one
from kb.assess.outcomes import Reason
from kb.assess.periods import in_one_period
from kb.assess.requirements import either
from kb.assess.ruleset import Ruleset, Validity
from kb.assess.sums import caps
from kb.facts import OBJECT
from kb.guards import rulings_for
from kb.model import Support
from kb.terms import Interval

LEDGER = "ledger"
"""What a limit waits for where nobody has told what was granted before."""


NOTHING = Interval(0, 0)

_DIFFERENCE = frozenset({"topped-up", "ranked"})
"""The effects of an earlier grant under which no more than the difference is paid."""

_KINDS = {"bars": "had", "refers": "higher", "topped-up": "top-up"}
"""The kind of reason that tells of an effect of an earlier grant, where it has another name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the ledger leaves of a support for a claim.

    ``off`` is taken off the amount and ``rest`` caps it, each as far as the ledger tells, in fen; ``refers``
    tells that rules of the state or province take the amount's place. ``waits_for`` is the fact that what is
    left of a ceiling waits for, where it is not known.
    """

    reasons: tuple[Reason, ...]
    off: Interval = NOTHING
    rest: Interval | None = None
    refers: bool = False
    waits_for: str = LEDGER


def test_dates(rules: Ruleset, known: Known, is_granted: bool) -> tuple[Reason, ...]:
    """Whether the days that must lie within the policy's validity do so."""
    validity = rules.validity
    if validity is None:
        return ()
    last, kind, provision, words = validity.last, "validity", validity.provision, validity.words
    own = known.day(validity.deadline) if validity.deadline else None
    if own is not None and (validity.replaces or own < last):
        last, kind = own, "deadline"
        provision, words = validity.deadline_provision, validity.deadline_words
    reasons = []
    for fact in validity.days:
        day = known.day(fact)
        holds = None if day is None else validity.first <= day <= last
        reasons.append(Reason(kind, holds, provision, words, fact, (day, validity.first, last)))
    reasons += (_test_since(validity, fact, known) for fact in validity.since if is_granted)
    return tuple(reasons)


def _test_since(validity: Validity, fact: str, known: Known) -> Reason:
    """Whether a day does not lie before the policy, or an agency accepts that it does."""
    day = known.day(fact)
    args = (day, validity.first)
    holds = None if day is None else validity.first <= day
    since = Reason("since", holds, validity.provision, validity.words, fact, args)
    accepted = known.get(validity.unless)
    # What the agency finds matters only of a day that is known to lie before.
    if not validity.unless or holds or (holds is None and accepted is not True):
        return since
    found = accepted if isinstance(accepted, bool) else None
    judged = Reason("judged", found, validity.provision, validity.words, validity.unless)
    return Reason("any", either((holds, found)), parts=(since, judged))


def test_ledger(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Limits:
    """What earlier grants leave of a support that money is given for."""
    if ledger.entries is None:
        return Limits((Reason("ledger-unknown", None, rules.non_cumulation.provision, "", LEDGER),))
    if not ledger.entries:
        return Limits((), rest=_rest(support, known, ledger, [])[0])
    reasons: list[Reason] = []
    off: list[Interval] = []
    refers = False
    differences: set[int] = set()
    for entry in bearing_on(rules, support, known, ledger):
        effects = effects_of(rules, support, known, entry, ledger)
        if effects.gravest.then:
            reasons.append(_tell(rules, support, effects, entry))
            refers = refers or (effects.is_certain and effects.gravest.then == "refers")
        then = {effect.then for effect in effects.ways}
        if then & _DIFFERENCE:
            # Where the difference is the most that can be had, all that was had is taken off.
            off.append(Interval(entry.fen or 0 if then <= {*_DIFFERENCE, "bars"} else 0, entry.fen))
            if effects.is_certain and entry.support == support.id:
                differences.add(id(entry))
    reasons += _test_quota(rules, support, known, ledger)
    rest, open_fact = _rest(support, known, _without(ledger, support.id, differences), reasons)
    high = None if any(one.high is None for one in off) else sum(one.high or 0 for one in off)
    taken = Interval(sum(one.low for one in off), high)
    return Limits(tuple(reasons), taken, rest, refers, open_fact)


def _without(ledger: Ledger, support: str, differences: set[int]) -> Ledger:
    """The ledger without the grants of a support whose difference is paid: they are taken off once."""
    if not differences:
        return ledger
    left = tuple(e for e in ledger.by_support.get(support, ()) if id(e) not in differences)
    return Ledger(ledger.entries, {**ledger.by_support, support: left})


def _tell(rules: Ruleset, support: Support, effects: Effects, entry: Entry) -> Reason:
    """What an earlier grant does, as a limit: it fails where the grant is certain to bar the claim."""
    then, provision, words = effects.gravest
    facts = entry.facts
    told = (facts.get(OBJECT), entry.support, facts.get("amount"), facts.get("level"), entry.day("date"))
    if not effects.is_certain:
        # Which measures a district has is for the district to say; which grant this was is not.
        named = "had" if then in ("district", "ranked") else _KINDS[then]
        waits_for = effects.unknown[0]
        kind = {"level": "level-unknown", rules.non_cumulation.judged: "alike"}.get(waits_for, named)
        return Reason(kind, None, provision, words, waits_for, told)
    if then in _DIFFERENCE and support.is_money and entry.fen is None:
        return Reason("top-up", None, provision, words, "amount", told)
    ladder = ladder_of(support)
    decides = {"district": "district-measures", "ranked": ladder.by if ladder else OBJECT}
    holds = {"bars": False, "refers": True, "topped-up": True}.get(then)
    return Reason(_KINDS.get(then, then), holds, provision, words, decides.get(then, OBJECT), told)


def district_rest(rules: Ruleset, known: Known, ledger: Ledger, base: int | None) -> Interval | None:
    """What district grants for the same thing leave of its base, where that is a limit.

    A grant that may be a district's, or may be for the same thing, may leave less.
    """
    if rules.district[0] != "within-base" or not ledger.entries:
        return None
    low = high = base
    found = False
    for entry in ledger.about([known.get(OBJECT)]):
        about = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
        level = entry.facts.get("level")
        if entry.support or level not in ("district", None) or about is False:
            continue
        found = True
        low = 0 if entry.fen is None or low is None else max(0, low - entry.fen)
        if about and level and high is not None:
            high = max(0, high - (entry.fen or 0))
    return Interval(low or 0, high) if found else None


def _test_quota(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Iterator[Reason]:
    """How many units the holder had in the period."""
    amount = support.amount
    if not isinstance(amount, PerUnit):
        return
    counted = [entry for entry in ledger.by_support.get(support.id, ()) if counts(amount, entry.facts)]
    number = amount.count.count.number
    fact = quota_day(amount)
    if len(counted) < number or any(known.get(f) is True for f in rulings_for(amount.rulings, "unless")):
        return
    day = known.day(fact)
    days = [told for entry in counted if (told := entry.day(fact)) is not None]
    used = None if day is None else used_in_period(rules, amount, day, days)
    # What has no day may lie in the same period: it can only add to those that are known to.
    if used is not None and used + len(counted) - len(days) < number:
        return
    fails = used is not None and used >= number
    if day is not None and not fails and fact == "paid-on":
        fact = "date"  # what the day on which an earlier grant was paid is called
    args = (day, used if fails else None, number, period_of(amount), amount.count.count.noun)
    provision, words = amount.count.provision, amount.count_words
    yield Reason("quota", False if fails else None, provision, words, fact, args)


def counts(amount: PerUnit, facts: object) -> bool:
    """Whether an earlier unit counts towards the number."""
    assert hasattr(facts, "get")
    if facts.get("holder") == "group" and "group" not in rulings_for(amount.rulings, "holder"):
        return False
    return not any(facts.get(fact) is True for fact in rulings_for(amount.rulings, "unless"))


def quota_day(amount: PerUnit) -> str:
    """The fact whose day puts a unit into a period."""
    return next(iter(rulings_for(amount.rulings, "day")), "applied-on")


def used_in_period(rules: Ruleset, amount: PerUnit, day: date, days: Iterable[date]) -> int:
    """The most of the units of these days that any one period around ``day`` holds."""
    first = rules.validity.first if rules.validity else day
    return in_one_period(period_of(amount), first, day, days)


def period_of(amount: PerUnit) -> str:
    """Which year a number holds for, as :func:`kb.assess.periods.in_one_period` takes it."""
    return next(iter(rulings_for(amount.rulings, "period")), "calendar-year")


def _rest(
    support: Support, known: Known, ledger: Ledger, reasons: list[Reason]
) -> tuple[Interval | None, str]:
    """What is left of the ceilings that earlier grants share, if any, and the fact that it waits for."""
    rest: Interval | None = None
    waits_for = LEDGER
    for cap in caps(support.amount):
        for key in rulings_for(cap.rulings, "per"):
            left = left_of(cap, key, support, ((known, True),), ledger)
            rest = left if rest is None else _lower(rest, left)
            fact = LEDGER if left.is_exact else _open_of(key, support, known, ledger)
            waits_for = fact if waits_for == LEDGER else waits_for
            if left.low == 0:
                args = (key, cap.limit.money)
                provision, words = cap.limit.provision, cap.limit.text
                holds = False if left.high == 0 else None
                reasons.append(Reason("used-up", holds, provision, words, fact, args))
    return rest, waits_for


def _open_of(key: str, support: Support, known: Known, ledger: Ledger) -> str:
    """The fact for want of which it is not known how much earlier grants leave of a ceiling."""
    for entry in ledger.by_support.get(support.id, ()):
        shares = _shares(key, known, entry)
        if shares is None:
            about = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
            return {"enterprise-year": "date", "phase": "phase" if about else OBJECT}.get(key, OBJECT)
        if shares and entry.fen is None:
            return "amount"
    return LEDGER


def left_of(
    cap: Cap, key: str, support: Support, sharers: Iterable[tuple[Known, bool]], ledger: Ledger
) -> Interval:
    """What earlier grants leave of a ceiling that claims share by ``key``, in fen, as far as is known.

    Of each sharer it is told whether it is certain to be open: a grant that shares the ceiling by one that
    may be refused is taken off only perhaps.
    """
    sharers = tuple(sharers)
    low = high = cap.limit.money.fen
    for entry in _may_share(key, support, sharers, ledger):
        shares = [(_shares(key, known, entry), is_sure) for known, is_sure in sharers]
        if all(one is False for one, _ in shares):
            continue
        is_certain = all(one for one, _ in shares) or any(one and is_sure for one, is_sure in shares)
        if is_certain and entry.fen is not None:
            low, high = low - entry.fen, high - entry.fen
        else:
            low = low - entry.fen if entry.fen is not None else 0
    return Interval(max(0, low), max(0, high))


def _may_share(
    key: str, support: Support, sharers: Iterable[tuple[Known, bool]], ledger: Ledger
) -> Iterable[Entry]:
    """The grants under a support that may share a ceiling: those for the thing where it is a thing’s."""
    own = ledger.by_support.get(support.id, ())
    if not own or key in ("enterprise", "enterprise-year"):
        return own
    things = [known.get(OBJECT) for known, _ in sharers]
    if key == "whole":
        things += (whole for known, _ in sharers if (whole := known.get("part-of")) is not None)
    return (entry for entry in ledger.about(things) if entry.support == support.id)


def _lower(one: Interval, other: Interval) -> Interval:
    assert one.high is not None
    assert other.high is not None
    return Interval(min(one.low, other.low), min(one.high, other.high))


def _shares(key: str, known: Known, entry: Entry) -> bool | None:
    """Whether an earlier grant shares the ceiling of a claim.

    The ceiling of a thing is one ceiling whoever receives the money; the ceiling of an enterprise is filled
    by what that enterprise itself received, and not by what others of its group did.
    """
    about = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
    match key:
        case "enterprise":
            return not entry.is_of_group
        case "enterprise-year":
            if entry.is_of_group:
                return False
            one, other = known.day("applied-on"), entry.day("applied-on")
            return None if one is None or other is None else one.year == other.year
        case "whole":
            whole = known.get("part-of")
            return about if whole is None or about else is_one(whole, entry.facts.get(OBJECT))
        case "phase":
            if about is False:
                return False
            return is_one(known.get("phase"), entry.facts.get("phase")) if about else None
        case _:
            return about
