"""The next questions, and near misses: only facts that can still change the result are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.assess.assessment import assess_under
from kb.assess.facts import Known, know, read_ledger
from kb.cases.case import Case, Claim, FactValue
from kb.cases.spelling import name_things
from kb.core.outcomes import REFUSED, Assessment, Outcome, Reason
from kb.core.reasons import Asked, Days, Levels, Since
from kb.core.ruleset import Ruleset, read_policy
from kb.model.facts import (
    AMOUNT,
    APPLICANT,
    APPLIED_ON,
    CLAIMS,
    DATE,
    GRANT,
    IS,
    LEDGER,
    LEVEL,
    OBJECT,
    PART_OF,
)
from kb.model.policy import Policy

MOST_CHANGES = 2
"""The greatest number of changes after which a claim counts as a near miss."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking for.

    ``of`` is the claim that it concerns, ``applicant``, or empty for the case itself (its claims, its
    ledger). ``grant`` is the number of the earlier grant that it concerns, from 0 in the order of the ledger.
    ``fact`` is the id, and ``supports`` are those whose outcome depends on it. ``stake`` is the most that
    they may bring, in fen, ``None`` where it is unbounded. ``judged`` says that an agency must decide it.
    """

    of: str
    fact: str
    supports: tuple[str, ...]
    stake: int | None
    judged: bool = False
    grant: int | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A refused claim that changes of a few facts would make eligible: (fact, its value, the required value).

    The value of a fact may be ``presumed``, where the case does not state it.
    """

    claim: str
    support: str
    changes: tuple[tuple[str, FactValue | None, FactValue], ...]
    then: Outcome
    presumed: frozenset[str] = frozenset()


def find_questions(policy: Policy, assessment: Assessment) -> tuple[Question, ...]:
    """The facts that can still change the result, the most important first.

    The fact on which everything depends (the claims) comes first, then facts by the money that depends on
    them. Open terms, which an agency decides, come last. A fact on which no open outcome depends is not asked
    for.
    """
    waiting: dict[tuple[str, str, bool], list[Outcome]] = {}
    applicant = {fact.id for fact in policy.facts_of(APPLICANT)}
    for outcome in assessment.outcomes:
        for fact in outcome.missing:
            waiting.setdefault((_owner(fact, outcome, applicant), fact, False), []).append(outcome)
        for judged in outcome.judged:
            key = (_owner(judged.term, outcome, applicant), judged.term, True)
            waiting.setdefault(key, []).append(outcome)
    questions = [
        Question(of, fact, tuple(dict.fromkeys(o.support for o in outcomes)), _stake(outcomes), judged)
        for (of, fact, judged), outcomes in waiting.items()
    ]
    order = {fact.id: n for n, fact in enumerate(policy.facts)}
    return tuple(sorted(questions, key=lambda q: (q.judged, _rank(q), order.get(q.fact, len(order)), q.of)))


def find_askable(policy: Policy, case: Case, assessment: Assessment) -> tuple[Question, ...]:
    """The questions of :func:`find_questions`, each about the claim or the earlier grant that does not state
    the fact.

    A fact may be missing in the claim, or in the earlier grants that the claim is compared with. A fact that
    is missing in neither is not asked for.
    """
    rules = read_policy(policy, assessment.readings)
    named = name_things(case, rules.names)
    placed: dict[tuple[str, str, bool, int | None], Question] = {}
    for question in find_questions(policy, assessment):
        for one in _place(rules, named, question):
            placed.setdefault((one.of, one.fact, one.judged, one.grant), one)
    return tuple(placed.values())


def _place(rules: Ruleset, case: Case, question: Question) -> Iterator[Question]:
    claim = next((one for one in case.claims or () if one.id == question.of), None)
    if claim is None:
        if question.of == APPLICANT:
            stated = question.fact in case.applicant
        else:
            stated = question.fact == LEDGER and case.ledger is not None
        if not stated:
            yield question
        elif not question.of:
            for one in case.claims or ():
                yield from _place(rules, case, replace(question, of=one.id))
        return
    known = know(claim, case, rules)
    own = {fact.id for fact in rules.policy.facts_of(claim.kind)}
    if question.fact in own and not _is_stated(rules, claim, known, question.fact):
        yield question
        return
    if question.judged:
        # Without a fact of the claim an agency still decides. A stated fact is not asked for again.
        if question.fact not in own:
            yield question
        return
    compared = _compared(rules, question.supports)
    wanted = (question.fact,) if question.fact not in (LEDGER, *own - compared.keys()) else ()
    found = list(_of_grants(rules, case, known, question, wanted))
    found = found or list(_of_grants(rules, case, known, question, compared))
    if found:
        yield from found
        return
    for fact in compared:
        if fact in own and known.get(fact) is None:
            yield replace(question, fact=fact)


def _is_stated(rules: Ruleset, claim: Claim, known: Known, fact: str) -> bool:
    """Whether a fact is stated completely; of the subjects of a claim, only some may be stated."""
    value = known.get(fact)
    if fact != IS or not isinstance(value, Mapping):
        return value is not None
    supports = rules.supports.get(claim.kind, ())
    return all(one.concept.id in value for support in supports for one in support.subjects)


def _compared(rules: Ruleset, supports: Collection[str]) -> dict[str, None]:
    """The facts by which earlier grants and claims under these supports are compared."""
    amounts = [rules.by_id[support].amount for support in supports]
    touching = (meeting for meeting in rules.meetings if not meeting.supports.isdisjoint(supports))
    facts = [OBJECT, LEVEL, AMOUNT, DATE, *(meeting.same for meeting in touching)]
    facts += [amount.by for amount in amounts if amount.by]
    per = {key for amount in amounts for cap in amount.caps for key in cap.per}
    facts += [APPLIED_ON] if "enterprise-year" in per else []
    return dict.fromkeys(facts)


def _of_grants(
    rules: Ruleset, case: Case, known: Known, question: Question, facts: Iterable[str]
) -> Iterator[Question]:
    """The facts that the relevant earlier grants do not state."""
    declared = {fact.id for fact in rules.policy.facts_of(GRANT)}
    bar = rules.non_cumulation
    by_object = (bar.similar, bar.unit) == (OBJECT, OBJECT)
    others = {meeting.same for meeting in rules.meetings} - {OBJECT}
    entries = read_ledger(case, rules).entries or ()
    for fact in facts:
        for n, entry in enumerate(entries):
            about = entry.facts.get(OBJECT)
            is_near = about is None or about in (known.get(OBJECT), known.get(PART_OF))
            may_bear = is_near or not by_object or entry.support in question.supports or fact in others
            if fact in declared and entry.facts.get(fact) is None and may_bear:
                yield replace(question, of="", fact=fact, grant=n)


def find_near_misses(policy: Policy, case: Case, assessment: Assessment) -> tuple[NearMiss, ...]:
    """The refused claims that the fewest changes would make eligible, each confirmed by an assessment.

    A support without a stated sum counts by itself; one with a sum must raise the best total.
    """
    rules = read_policy(policy, assessment.readings)
    day = replace(case, date=assessment.on)
    found = []
    for outcome in assessment.outcomes:
        if outcome.status not in REFUSED or not outcome.claim:
            continue
        changes = _mend(rules, outcome)
        if not changes or len(changes) > MOST_CHANGES:
            continue
        then = assess_under(rules, _change(day, outcome.claim, changes, policy))
        after = then.outcome(outcome.claim, outcome.support)
        if after.status in REFUSED or not _brings(after, then, assessment):
            continue
        known = know(next(one for one in day.claims or () if one.id == outcome.claim), day, rules)
        told = tuple((fact, known.get(fact), value) for fact, value in changes.items())
        presumed = known.presumed & changes.keys()
        found.append(NearMiss(outcome.claim, outcome.support, told, after, presumed))
    return tuple(sorted(found, key=lambda near: (len(near.changes), -_worth(near.then))))


def _brings(outcome: Outcome, after: Assessment, before: Assessment) -> bool:
    """Whether a change that makes a claim eligible raises the best total."""
    total, had = after.combination.total, before.combination.total
    rises = had.high is not None and (total.high is None or total.high > had.high)
    return outcome.amount is None or total.low > had.low or rises


def _owner(fact: str, outcome: Outcome, applicant: set[str]) -> str:
    if fact in (LEDGER, CLAIMS) or not outcome.claim:
        return ""
    return APPLICANT if fact in applicant else outcome.claim


def _stake(outcomes: Iterable[Outcome]) -> int | None:
    highs = [outcome.amount.high for outcome in outcomes if outcome.amount is not None]
    return None if None in highs else sum(high for high in highs if high is not None)


def _rank(question: Question) -> tuple[int, int, int]:
    if question.fact == CLAIMS:
        return (0, 0, 0)
    if question.fact == IS:
        return (1, 0, 0)
    return (2, -len(question.supports), 0) if question.stake is None else (3, -question.stake, 0)


def _worth(outcome: Outcome) -> int:
    return outcome.amount.high or 0 if outcome.amount is not None else 0


def _mend(rules: Ruleset, outcome: Outcome) -> dict[str, FactValue]:
    """The facts that would make every failing test hold; empty where no fact can."""
    changes: dict[str, FactValue] = {}
    for reason in outcome.reasons:
        if reason.holds is False:
            turned = _turn(rules, reason)
            if turned is None:
                return {}
            changes |= turned
    return changes


def _turn(rules: Ruleset, reason: Reason) -> dict[str, FactValue] | None:
    """The facts that would make one failing test hold; ``None`` where no fact can."""
    match reason.values:
        case Asked(values=values):
            return {reason.fact: _as_value(values[0])}
        case Levels(levels=levels):
            return {reason.fact: levels[0]}
        case Days(day, first, last):
            return {reason.fact: first if day is not None and day < first else last}
        case Since(first=first):
            return {reason.fact: first}
    match reason.kind:
        case "judged":
            return {reason.fact: True}
        case "any" | "one-subject":
            turned = [found for part in reason.parts if (found := _turn_all(rules, (part,))) is not None]
            return min(turned, key=len, default=None)
        case "all":
            return _turn_all(rules, reason.parts)
        case _:
            return None


def _turn_all(rules: Ruleset, reasons: Iterable[Reason]) -> dict[str, FactValue] | None:
    changes: dict[str, FactValue] = {}
    for reason in reasons:
        if reason.holds is False:
            turned = _turn(rules, reason)
            if turned is None:
                return None
            changes |= turned
    return changes


def _as_value(value: str) -> FactValue:
    return value == "yes" if value in ("yes", "no") else value


def _change(case: Case, claim: str, changes: Mapping[str, FactValue], policy: Policy) -> Case:
    """The case with other facts of one claim or of its applicant."""
    applicant = {fact.id for fact in policy.facts_of(APPLICANT)}
    of_applicant = {fact: value for fact, value in changes.items() if fact in applicant}
    own = {fact: value for fact, value in changes.items() if fact not in applicant}
    claims = tuple(_alter(case.claims or (), claim, own))
    return replace(case, applicant={**case.applicant, **of_applicant}, claims=claims)


def _alter(claims: Iterable[Claim], claim: str, own: Mapping[str, FactValue]) -> Iterator[Claim]:
    for one in claims:
        yield Claim(one.id, one.kind, {**one.facts, **own}) if one.id == claim else one
