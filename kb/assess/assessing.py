"""Assessing a case: an outcome for each claim and support, and the best of what may be had together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kb.amounts import CaseByCase
from kb.assess.cases import Case
from kb.assess.combining import combine
from kb.assess.known import Known, Ledger, Stated, read_stated
from kb.assess.limits import Limits, district_rest, test_dates, test_ledger
from kb.assess.noting import note_case
from kb.assess.outcomes import REFUSED, Assessment, Judged, Outcome, Reason, Status, tests
from kb.assess.requirements import test_requirements
from kb.assess.ruleset import Ruleset, read_policy
from kb.assess.sums import Sum, base_of, waits_for, work_out
from kb.facts import LEDGER, SELECTED
from kb.model import Policy, Support
from kb.terms import Interval, Money

NOTHING = Interval(0, 0)
_DECIDED_BY_AN_AGENCY = frozenset({"judged", "district", "ranked", "alike"})


def assess(
    policy: Policy,
    case: Case,
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Assessment:
    """What a case may have of each support, under the readings chosen and the defaults elsewhere.

    ``on`` is the day of assessment, the case's own unless told. The answer rests on nothing but what is given
    here. Sums are in fen. Raises :class:`kb.errors.PolicyError` for a reading or option that does not exist.

    >>> from datetime import date
    >>> from kb import load
    >>> assess(load("policy"), Case(date(2026, 3, 1), {}, (), ())).outcomes[0].status
    <Status.INELIGIBLE: 'ineligible'>
    """
    rules = read_policy(policy, readings)
    return assess_under(rules, case if on is None else Case(on, case.applicant, case.claims, case.ledger))


def assess_under(rules: Ruleset, case: Case) -> Assessment:
    """As :func:`assess`, with the rules already read."""
    stated = read_stated(case, rules)
    outcomes = assess_claims(rules, stated)
    combination = combine(rules, outcomes, stated.known, stated.ledger)
    notes = note_case(rules, outcomes, combination, stated)
    return Assessment(case.date, rules.readings, outcomes, combination, notes)


def assess_claims(rules: Ruleset, stated: Stated) -> tuple[Outcome, ...]:
    """The outcomes of every claim under each support of its kind, then of the supports that none is for."""
    claims = stated.claims or ()
    outcomes = [
        assess_claim(rules, support, stated.known[claim.id], stated.ledger)
        for claim in claims
        for support in rules.supports.get(claim.kind, ())
    ]
    claimed = {claim.kind for claim in claims}
    unclaimed = rules.unclaimed if stated.claims is not None else rules.unasked
    outcomes += (outcome for kind, outcome in unclaimed if kind not in claimed)
    return tuple(outcomes)


def assess_claim(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Outcome:
    """What one claim may have of one support of its kind."""
    money = support.is_money
    asked = test_requirements(support, rules.requirements, known, ledger)
    if asked[0].holds is False and len(asked) == 1:
        return _refuse(support, known, asked)
    dates = test_dates(rules, known, support.is_granted)
    limits = test_ledger(rules, support, known, ledger) if support.is_paid else Limits(())
    found = work_out(support.amount, known, support.provision)
    level = () if found.level is None else (found.level,)
    interval, reasons = limit_sum(rules, support, known, ledger, limits, found)
    tested = (*asked, *dates, *level, *limits.reasons)
    status = _status(support, known, (*asked, *level), tested, limits, found, interval)
    every = (*tested, *reasons)
    waiting = tuple(tests(tested))
    missing: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()
    if status in REFUSED:
        interval = NOTHING if money else None
    else:
        told = [reason.fact for reason in waiting if reason.kind not in _DECIDED_BY_AN_AGENCY]
        told += waits_for(support.amount, known)
        told += [reason.fact for reason in reasons[1:] if reason.holds is None]
        missing = tuple(dict.fromkeys(fact for fact in told if fact))
        agencies = tuple(agency.id for agency in rules.policy.measure(support.measure).agencies)
        terms = dict.fromkeys(r.fact for r in waiting if r.kind in _DECIDED_BY_AN_AGENCY)
        judged = tuple(Judged(term, agencies) for term in terms)
    if status is Status.CANDIDATE:
        every = (*every, Reason("choosing", None, support.provision, support.selection_words, SELECTED))
    return Outcome(
        claim=known.claim,
        measure=support.measure,
        support=support.id,
        status=status,
        amount=interval,
        ceiling=money and not found.due,
        missing=missing,
        judged=judged,
        presumed=tuple(sorted({reason.fact for reason in _all(every)} & known.presumed)),
        clauses=_clauses(support, every),
        reasons=every,
    )


def _status(
    support: Support,
    known: Known,
    asked: tuple[Reason, ...],
    tested: tuple[Reason, ...],
    limits: Limits,
    found: Sum,
    interval: Interval | None,
) -> Status:
    if any(reason.holds is False for reason in asked):
        return Status.INELIGIBLE
    if any(reason.holds is False for reason in tested):
        return Status.BARRED
    if limits.off.low and interval is not None and interval.high == 0:
        return Status.BARRED
    waiting = tuple(tests(tested))
    if any(reason.kind not in _DECIDED_BY_AN_AGENCY for reason in waiting):
        return Status.UNDETERMINED
    if waiting:
        return Status.JUDGEMENT
    if isinstance(support.amount, CaseByCase) and not limits.refers:
        return Status.CASE_BY_CASE
    if found.refers or limits.refers:
        return Status.BY_REFERENCE
    if support.needed and known.get(SELECTED) is None:
        return Status.CANDIDATE
    return Status.ELIGIBLE


def limit_sum(
    rules: Ruleset, support: Support, known: Known, ledger: Ledger, limits: Limits, found: Sum
) -> tuple[Interval | None, tuple[Reason, ...]]:
    """What the limits leave of a sum, and the arithmetic."""
    if not support.is_money or found.interval is None:
        return None, (found.reason,)
    interval = found.interval
    reasons = [found.reason]
    district = district_rest(rules, known, ledger, base_of(support.amount, known))
    for kind, rest in (("rest", limits.rest), ("district-rest", district)):
        if rest is not None and (interval.high is None or rest.low < interval.high):
            before, interval = interval, _lower(interval, rest)
            holds = True if rest.is_exact else None
            fact = limits.waits_for if kind == "rest" and not holds else LEDGER
            reasons.append(Reason(kind, holds, support.provision, "", fact, (before, rest, interval)))
    off = limits.off
    if off != NOTHING:
        before = interval
        low = 0 if off.high is None else max(0, interval.low - off.high)
        high = None if interval.high is None else max(0, interval.high - off.low)
        interval = Interval(low, high)
        reasons.append(Reason("topped-up", True, support.provision, "", LEDGER, (before, off, interval)))
    for fact in rules.asked:
        rest = read_asked(known.get(fact))
        if rest is not None and (interval.high is None or rest.low < interval.high):
            before, interval = interval, _lower(interval, rest)
            reasons.append(Reason("asked", True, support.provision, "", fact, (before, rest, interval)))
    if limits.refers:
        interval = Interval(0, interval.high)
    return interval, tuple(reasons)


def read_asked(told: object) -> Interval | None:
    """The sum asked for, in fen; ``None`` where none is named: nobody asks for nothing."""
    return Interval(told.fen, told.fen) if isinstance(told, Money) and told.fen else None


def _lower(one: Interval, other: Interval) -> Interval:
    highs = [high for high in (one.high, other.high) if high is not None]
    return Interval(min(one.low, other.low), min(highs) if highs else None)


def _refuse(support: Support, known: Known, asked: tuple[Reason, ...]) -> Outcome:
    return Outcome(
        claim=known.claim,
        measure=support.measure,
        support=support.id,
        status=Status.INELIGIBLE,
        amount=NOTHING if support.is_money else None,
        ceiling=support.is_money,
        missing=(),
        judged=(),
        presumed=(),
        clauses=_clauses(support, asked),
        reasons=asked,
    )


def _clauses(support: Support, reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The clauses an outcome rests on: the support's own, and those of all reasons in their order."""
    return tuple(dict.fromkeys((support.provision, *(r.provision for r in _all(reasons) if r.provision))))


def _all(reasons: Iterable[Reason]) -> Iterable[Reason]:
    for reason in reasons:
        yield reason
        yield from _all(reason.parts)
