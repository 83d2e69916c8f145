"""Assessing a case: an outcome for each claim and support, and the best combination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.assess.facts import EarlierGrant, Known, Ledger, Stated, read_stated
from kb.assess.notes import note_case
from kb.assess.programs import Answering, programs_of
from kb.assess.together.conflicts import combine
from kb.cases.case import Case
from kb.core.outcomes import REFUSED, Assessment, Judged, Outcome, Reason, Status, tests
from kb.core.ruleset import Ruleset, compared_otherwise, read_policy
from kb.model.facts import OBJECT
from kb.model.policy import Policy, Support
from kb.model.values import Interval

NOTHING = Interval(0, 0)
NO_DAY = None
"""The day that is passed where the facts already include all presumptions."""

_DECIDED_BY_AN_AGENCY = frozenset({"judged", "district", "ranked", "alike"})


def assess(
    policy: Policy,
    case: Case,
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Assessment:
    """The outcome of a case under each support, with the chosen readings and the defaults elsewhere.

    ``on`` is the day of assessment; by default it is that of the case. The answer depends on the arguments
    only. Sums are in fen. Raises :class:`kb.model.words.errors.PolicyError` for a reading or option that does
    not exist.

    >>> from datetime import date
    >>> from kb import load_policy
    >>> assess(load_policy("policy"), Case(date(2026, 3, 1), {}, (), ())).outcomes[0].status
    <Status.INELIGIBLE: 'ineligible'>
    """
    rules = read_policy(policy, readings)
    return assess_under(rules, case if on is None else Case(on, case.applicant, case.claims, case.ledger))


def assess_under(rules: Ruleset, case: Case) -> Assessment:
    """The same as :func:`assess`, with the rules already read."""
    stated = read_stated(case, rules)
    outcomes = assess_claims(rules, stated)
    combination = combine(rules, outcomes, stated.known, stated.ledger)
    notes = note_case(rules, outcomes, combination, stated)
    return Assessment(case.date, rules.readings, outcomes, combination, notes)


def assess_claims(rules: Ruleset, stated: Stated) -> tuple[Outcome, ...]:
    """The outcomes of every claim under each support of its kind, then of the supports without a claim."""
    claims = stated.claims or ()
    programs = programs_of(rules.policy)
    outcomes = [
        _assess_by(programs[support.id], rules, support, stated.known[claim.id], stated.ledger)
        for claim in claims
        for support in rules.supports.get(claim.kind, ())
    ]
    claimed = {claim.kind for claim in claims}
    unclaimed = rules.unclaimed if stated.claims is not None else rules.unasked
    outcomes += (outcome for kind, outcome in unclaimed if kind not in claimed)
    return tuple(outcomes)


def assess_claim(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Outcome:
    """The outcome of one claim under one support of its kind."""
    return _assess_by(programs_of(rules.policy)[support.id], rules, support, known, ledger)


def _assess_by(program: Answering, rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Outcome:
    told = (known.facts.get, known.claim, NO_DAY, ledger.entries is not None)
    other = program.subject(*told, (), rules.readings)
    if other is not None:
        return _refuse(support, known, other)
    entries = [entry.facts.get for entry in bearing_on(rules, support, known.get(OBJECT), ledger)]
    status, has_sum, low, high, due, tested, arithmetic, choosing, narrows = program.explain(
        *told, entries, rules.readings
    )
    interval = Interval(low, high) if has_sum else None
    missing: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()
    if status in REFUSED:
        interval = NOTHING if support.is_money else None
    else:
        waiting = tuple(tests(tuple(tested)))
        facts = [reason.fact for reason in waiting if reason.kind not in _DECIDED_BY_AN_AGENCY]
        facts += narrows
        facts += [reason.fact for reason in arithmetic[1:] if reason.holds is None]
        missing = tuple(dict.fromkeys(fact for fact in facts if fact))
        agencies = tuple(agency.id for agency in rules.policy.measure(support.measure).named)
        terms = dict.fromkeys(r.fact for r in waiting if r.kind in _DECIDED_BY_AN_AGENCY)
        judged = tuple(Judged(term, agencies) for term in terms)
    every = (*tested, *arithmetic, *choosing)
    return Outcome(
        claim=known.claim,
        measure=support.measure,
        support=support.id,
        status=Status(status),
        amount=interval,
        ceiling=support.is_money and not due,
        missing=missing,
        judged=judged,
        presumed=tuple(sorted({reason.fact for reason in _all(every)} & known.presumed)),
        clauses=_clauses(support, every),
        reasons=every,
    )


def bearing_on(rules: Ruleset, support: Support, thing: object, ledger: Ledger) -> Sequence[EarlierGrant]:
    """The earlier grants that can affect a claim for a ``thing`` under a support, in their order."""
    others = compared_otherwise(rules, support.id)
    return (ledger.entries or ()) if others is None else ledger.about([thing], others)


def _refuse(support: Support, known: Known, other: Reason) -> Outcome:
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
        # Most claims of a library are refused so: this is faster than looking for further reasons.
        clauses=_clauses(support, (other,)) if other.parts else _two_clauses(support, other),
        reasons=(other,),
    )


def _two_clauses(support: Support, reason: Reason) -> tuple[str, ...]:
    """The clauses of an outcome with one reason that has no parts."""
    own, at = support.provision, reason.provision
    return (own, at) if at and at != own else (own,)


def _clauses(support: Support, reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The clauses of an outcome: the support's own, and those of all reasons in their order."""
    return tuple(dict.fromkeys((support.provision, *(r.provision for r in _all(reasons) if r.provision))))


def _all(reasons: Iterable[Reason]) -> Iterable[Reason]:
    for reason in reasons:
        yield reason
        yield from _all(reason.parts)
