"""Limits over time: validity, deadlines, and what was granted before.

A limit that does not hold bars the claim; what the ledger leaves open leaves the limit open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kb.amounts import Cap, PerUnit, SharedCap
from kb.assess.known import OBJECT, Entry, Known, Ledger
from kb.assess.likeness import Likeness, counts_as_had, is_alike, is_one
from kb.assess.outcomes import Reason
from kb.assess.periods import in_one_period
from kb.assess.ruleset import Meeting, Ruleset
from kb.assess.sums import caps
from kb.guards import rulings_for
from kb.model import Support
from kb.terms import Interval

LEDGER = "ledger"
"""What a limit waits for where nobody has told what was granted before."""


NOTHING = Interval(0, 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the ledger leaves of a support for a claim.

    ``off`` is taken off the amount and ``rest`` caps it, each as far as the ledger tells, in fen; ``refers``
    tells that rules of the state or province take the amount's place.
    """

    reasons: tuple[Reason, ...]
    off: Interval = NOTHING
    rest: Interval | None = None
    refers: bool = False


def test_dates(rules: Ruleset, known: Known, money: bool) -> tuple[Reason, ...]:
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
    for fact in validity.since if money else ():
        day = known.day(fact)
        holds = None if day is None else validity.first <= day
        args = (day, validity.first)
        reasons.append(Reason("since", holds, validity.provision, validity.words, fact, args))
    return tuple(reasons)


def test_ledger(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Limits:
    """What earlier grants leave of a support that states a sum."""
    if ledger.entries is None:
        return Limits((Reason("ledger-unknown", None, rules.non_cumulation.provision, "", LEDGER),))
    if not ledger.entries:
        return Limits((), rest=_rest(support, known, ledger, []))
    reasons: list[Reason] = []
    off: list[Interval] = []
    refers = False
    for entry in ledger.entries:
        if entry.support:
            reasons += _test_own(rules, support, known, entry, off)
        elif entry.facts.get("level") in ("province", "national"):
            reason, replaced = _test_higher(rules, known, entry)
            reasons += reason
            refers = refers or replaced
        elif entry.facts.get("level") == "district":
            reasons += _test_district(rules, support, known, entry, off)
        else:
            reasons += _test_city(rules, support, known, entry, off)
    reasons += _test_quota(rules, support, known, ledger)
    rest = _rest(support, known, ledger, reasons)
    high = None if any(one.high is None for one in off) else sum(one.high or 0 for one in off)
    taken = Interval(sum(one.low for one in off), high)
    return Limits(tuple(reasons), taken, rest, refers)


def meeting_of(rules: Ruleset, one: str, other: str, is_open: Iterable[str]) -> Iterator[Meeting]:
    """The overlaps that two supports fall under, where ``is_open`` are the supports open to the thing."""
    for meeting in rules.meetings:
        if one in meeting.supports and other in meeting.supports:
            alone = len(meeting.supports) == 1
            if (one != other or alone) and (not meeting.where or meeting.where in is_open):
                yield meeting


def _test_own(
    rules: Ruleset, support: Support, known: Known, entry: Entry, off: list[Interval]
) -> Iterator[Reason]:
    """An earlier grant of this policy."""
    other = rules.by_id.get(entry.support)
    if other is None or not counts_as_had(rules, other):
        return
    bar = rules.non_cumulation
    where = {one for one in (support.id, other.id) if one}
    where |= {s.id for s in rules.supports.get(support.per, ()) if _may_be(s, known)}
    for meeting in meeting_of(rules, support.id, other.id, where):
        same = is_one(known.get(meeting.same), entry.facts.get(meeting.same))
        if same is False:
            continue
        if meeting.then in ("once", "prefers"):
            yield _had(same, meeting.provision, meeting.words, entry)
        elif meeting.then == "topped-up":
            yield from _top_up(same, meeting.provision, meeting.words, entry, off)
        return
    if bar.within != "once" or _goes_by_its_own_limit(support, other, known, entry):
        return
    yield from _bar(rules, support, known, entry, off)


def _test_city(
    rules: Ruleset, support: Support, known: Known, entry: Entry, off: list[Interval]
) -> Iterator[Reason]:
    """An earlier grant of another policy of the city, or of a level nobody has told."""
    level = entry.facts.get("level")
    if level is None:
        about = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
        if about is not False:
            bar = rules.non_cumulation
            yield Reason("level-unknown", None, bar.provision, bar.words, "level", _told(entry))
        return
    yield from _bar(rules, support, known, entry, off)


def _bar(
    rules: Ruleset, support: Support, known: Known, entry: Entry, off: list[Interval]
) -> Iterator[Reason]:
    bar = rules.non_cumulation
    if not bar.provision:
        return
    same = is_alike(rules, Likeness.of_claim(rules, support, known), Likeness.of_entry(rules, entry))
    if same is False:
        return
    if bar.conflict == "top-up":
        yield from _top_up(same, bar.provision, bar.words, entry, off)
    else:
        yield _had(same, bar.provision, bar.words, entry)


def _test_higher(rules: Ruleset, known: Known, entry: Entry) -> tuple[list[Reason], bool]:
    """A grant of the state or province for the same thing."""
    then, provision, words = rules.higher
    if not then:
        return [], False
    same = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
    if same is False:
        return [], False
    if then == "bars":
        return [_had(same, provision, words, entry)], False
    holds = True if same else None
    return [Reason("higher", holds, provision, words, OBJECT, _told(entry))], bool(same)


def _test_district(
    rules: Ruleset, support: Support, known: Known, entry: Entry, off: list[Interval]
) -> Iterator[Reason]:
    """A grant of a district for the same thing."""
    then, provision, words = rules.district
    same = is_one(known.get(OBJECT), entry.facts.get(OBJECT)) if then else False
    if same is False:
        return
    if then == "as-they-say":
        yield Reason("district", None, provision, words, "district-measures", _told(entry))


def district_rest(rules: Ruleset, known: Known, ledger: Ledger, base: int | None) -> Interval | None:
    """What district grants for the same thing leave of its base, where that is a limit."""
    if rules.district[0] != "within-base" or not ledger.entries:
        return None
    had = [
        entry
        for entry in ledger.entries
        if not entry.support
        and entry.facts.get("level") == "district"
        and is_one(known.get(OBJECT), entry.facts.get(OBJECT)) is not False
    ]
    if not had:
        return None
    if base is None or any(entry.fen is None for entry in had):
        return Interval(0, base)
    rest = max(0, base - sum(entry.fen or 0 for entry in had))
    return Interval(rest, rest)


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
    days = [entry.day(fact) for entry in counted]
    used = used_in_period(rules, amount, day, days)
    if used is None or used >= number:
        holds = None if used is None else False
        args = (day, used, number, period_of(amount), amount.count.count.noun)
        yield Reason("quota", holds, amount.count.provision, amount.count_words, fact, args)


def counts(amount: PerUnit, facts: object) -> bool:
    """Whether an earlier unit counts towards the number."""
    assert hasattr(facts, "get")
    if facts.get("holder") == "group" and "group" not in rulings_for(amount.rulings, "holder"):
        return False
    return not any(facts.get(fact) is True for fact in rulings_for(amount.rulings, "unless"))


def quota_day(amount: PerUnit) -> str:
    """The fact whose day puts a unit into a period."""
    return next(iter(rulings_for(amount.rulings, "day")), "applied-on")


def used_in_period(rules: Ruleset, amount: PerUnit, day: date | None, days: list[date | None]) -> int | None:
    """The most units that any one period around ``day`` holds already; ``None`` where that is not known."""
    if day is None or None in days:
        return None
    first = rules.validity.first if rules.validity else day
    return in_one_period(period_of(amount), first, day, [one for one in days if one is not None])


def period_of(amount: PerUnit) -> str:
    """Which year a number holds for, as :func:`kb.assess.periods.in_one_period` takes it."""
    return next(iter(rulings_for(amount.rulings, "period")), "calendar-year")


def _rest(support: Support, known: Known, ledger: Ledger, reasons: list[Reason]) -> Interval | None:
    """What is left of the ceilings that earlier grants share; ``None`` where none is shared."""
    rest: Interval | None = None
    for cap in caps(support.amount):
        for key in rulings_for(cap.rulings, "per"):
            left = left_of(cap, key, support, known, ledger)
            rest = left if rest is None else _lower(rest, left)
            if left.high == 0:
                reasons.append(
                    Reason(
                        "used-up", False, cap.limit.provision, cap.limit.text, LEDGER, (key, cap.limit.money)
                    )
                )
    return rest


def left_of(cap: Cap, key: str, support: Support, known: Known, ledger: Ledger) -> Interval:
    """What earlier grants leave of a ceiling shared by ``key``, in fen, as far as the ledger tells."""
    low = high = cap.limit.money.fen
    for entry in ledger.by_support.get(support.id, ()):
        shares = _shares(key, known, entry)
        if shares is False:
            continue
        if shares and entry.fen is not None:
            low, high = low - entry.fen, high - entry.fen
        else:
            low = low - entry.fen if entry.fen is not None else 0
    return Interval(max(0, low), max(0, high))


def _lower(one: Interval, other: Interval) -> Interval:
    assert one.high is not None
    assert other.high is not None
    return Interval(min(one.low, other.low), min(one.high, other.high))


def _shares(key: str, known: Known, entry: Entry) -> bool | None:
    """Whether an earlier grant shares the ceiling of a claim."""
    if entry.facts.get("holder") == "group":
        return False
    about = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
    match key:
        case "enterprise":
            return True
        case "enterprise-year":
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


def _goes_by_its_own_limit(support: Support, other: Support, known: Known, entry: Entry) -> bool:
    """Whether the support itself says how often it is given: other units of a number, other phases."""
    if support.id != other.id:
        return False
    if isinstance(support.amount, PerUnit):
        return known.get(OBJECT) != entry.facts.get(OBJECT)
    if isinstance(support.amount, SharedCap):
        one, other_phase = known.get("phase"), entry.facts.get("phase")
        return known.get(OBJECT) != entry.facts.get(OBJECT) or one != other_phase
    return False


def _may_be(support: Support, known: Known) -> bool:
    return any(known.is_a(subject.concept.id) is not False for subject in support.subjects)


def _had(same: bool | None, provision: str, words: str, entry: Entry) -> Reason:
    """A bar: it holds as a limit (false) where it is certain that the grant is for the same."""
    return Reason("had", False if same else None, provision, words, OBJECT, _told(entry))


def _top_up(
    same: bool | None, provision: str, words: str, entry: Entry, off: list[Interval]
) -> Iterator[Reason]:
    if same is None:
        yield Reason("top-up", None, provision, words, OBJECT, _told(entry))
        off.append(Interval(0, entry.fen))
    else:
        yield Reason("top-up", True, provision, words, OBJECT, _told(entry))
        off.append(Interval(entry.fen or 0, entry.fen))


def _told(entry: Entry) -> tuple[object, ...]:
    """What a reason says of a grant: what for, the support, how much, which level paid, and when."""
    facts = entry.facts
    return (facts.get(OBJECT), entry.support, facts.get("amount"), facts.get("level"), entry.day("date"))
