"""Laws of the notes beside the outcomes: support above the investment, and answers that contradict each
other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from kb.cases.case import Case, FactValue
from kb.model.facts import OBJECT, Agreement, Fact
from kb.model.values import Money
from kb.verify.invariants.oracle import find_base
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation, say_total


def _excess(trial: Trial) -> Violation | None:
    """Support for one thing is noted where it exceeds the investment, earlier grants included."""
    paid: dict[object, int] = defaultdict(int)
    bases: dict[object, list[int]] = defaultdict(list)
    claims: dict[object, set[str]] = defaultdict(set)
    times: dict[object, int] = defaultdict(int)
    for part in trial.found.combination.best:
        if part.amount.high is None:
            return IDLE
        known = trial.known[part.claim]
        thing, base = known.get(OBJECT), find_base(trial.rules.by_id[part.support].amount, known)
        paid[thing] += part.amount.high
        claims[thing].add(part.claim)
        times[thing] += part.amount.high > 0
        bases[thing] += [] if base is None or not part.amount.high else [base]
    for entry in trial.ledger.entries or ():
        paid[entry.facts.get(OBJECT)] += entry.fen or 0
        times[entry.facts.get(OBJECT)] += bool(entry.fen)
    above = {
        thing for thing in claims if bases[thing] and times[thing] > 1 and paid[thing] > max(bases[thing])
    }
    noted = {frozenset(note.claims) for note in trial.found.notes if note.kind == "excess"}
    if not any(bases.values()):
        return IDLE
    if len(noted) == len(above) and all(any(one <= claims[thing] for one in noted) for thing in above):
        return None
    return Violation(trial.rules.non_cumulation.provision, "", say_total(trial.found))


def _contradictions(trial: Trial) -> Violation | None:
    """Of two answers that cannot both be true, both are noted."""
    rng = trial.rng()
    tried = [
        (claim, fact, one)
        for claim in trial.case.claims or ()
        for fact in trial.policy.facts_of(claim.kind)
        for one in fact.agrees
        if one.other in {other.id for other in trial.policy.facts_of(claim.kind)}
    ]
    if not tried:
        return IDLE
    claim, fact, one = rng.choice(tried)
    stated = _against(fact, one, trial.case)
    claims = tuple(
        replace(each, facts={**each.facts, **stated}) if each.id == claim.id else each
        for each in trial.case.claims or ()
    )
    found = trial.other(replace(trial.case, claims=claims))
    named = [
        note
        for note in found.notes
        if note.claims == (claim.id,)
        and note.values == (fact.id, stated.get(fact.id), one.other, stated.get(one.other))
    ]
    if named:
        return None
    provision = fact.bases[0].provision if fact.bases else ""
    return Violation(provision, "", say_total(found))


def _against(fact: Fact, one: Agreement, case: Case) -> dict[str, FactValue]:
    """The answers that break an agreement."""
    value: FactValue = {"yes": True, "no": False}.get(one.when, one.when)
    later = case.date + timedelta(days=1)
    match one.relation:
        case "at-most":
            return {fact.id: Money(2), one.other: Money(1)}
        case "not-before":
            return {fact.id: case.date, one.other: later}
        case "past":
            return {fact.id: value, one.other: later} if fact.id != one.other else {fact.id: later}
        case "one":
            return {fact.id: value, one.other: 2}
        case "several":
            return {fact.id: value, one.other: 1}


LAWS = (
    Law("excess-noted", _excess),
    Law("contradictions-noted", _contradictions),
)
