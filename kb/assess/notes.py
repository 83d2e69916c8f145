"""Notes beside the outcomes: a split project, support above the investment, answers that contradict each
other, names that may be one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from kb.assess.facts import Known, Ledger, Stated
from kb.cases.case import Case, Facts, FactValue
from kb.core.amounts import lower_amount
from kb.core.carriers.exact import exact_claim, interval_of
from kb.core.outcomes import REFUSED, Combination, Note, Outcome, Part
from kb.core.ruleset import Ruleset
from kb.model.amounts import Amount
from kb.model.facts import GRANT, OBJECT, PART_OF, Relation
from kb.model.values import Interval, Measured, Money
from kb.model.words.names import find_near


def note_case(
    rules: Ruleset, outcomes: Iterable[Outcome], combination: Combination, stated: Stated
) -> tuple[Note, ...]:
    """The notes on a case."""
    outcomes = tuple(outcomes)
    return (
        *_note_splits(rules, outcomes, stated.known),
        *_note_excess(rules, combination, stated.known, stated.ledger),
        *_note_contradictions(rules, stated.case),
        *_note_ceilings(rules, stated.ledger),
        *_note_near(rules, stated.case),
    )


def _note_splits(rules: Ruleset, outcomes: Iterable[Outcome], known: Mapping[str, Known]) -> Iterator[Note]:
    """Claims that are parts of one whole: the sums of the parts and of the whole under each support."""
    parts: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        whole = known[outcome.claim].get(PART_OF) if outcome.claim else None
        if isinstance(whole, str) and outcome.amount is not None and outcome.status not in REFUSED:
            parts[outcome.support, whole].append(outcome)
    for (support, _), group in parts.items():
        amount = rules.by_id[support].amount
        if len(group) < 2 or any("whole" in cap.per for cap in amount.caps):
            continue  # if the parts share one ceiling, splitting brings nothing
        sums = {fact: [known[outcome.claim].get(fact) for outcome in group] for fact in amount.summed}
        if not sums or any(None in told for told in sums.values()):
            continue
        joined = {fact: _add(told) for fact, told in sums.items()}
        one = rules.by_id[support]
        merged = {**known[group[0].claim].facts, **joined}
        found = lower_amount(amount, rules.core, exact_claim(rules.core, one.per, merged, ""), one.provision)
        together = None if found.sum is None or found.unstated else interval_of(found.sum)
        lows = sum(outcome.amount.low for outcome in group if outcome.amount)
        highs = sum((outcome.amount.high or 0) for outcome in group if outcome.amount)
        if together is not None and together != Interval(lows, highs):
            claims = tuple(outcome.claim for outcome in group)
            provision = rules.by_id[support].provision
            yield Note("split", claims, provision, (Interval(lows, highs), together))


def _add(numbers: Sequence[FactValue | None]) -> FactValue:
    """Numbers of one fact added up: sums, pieces, or numbers of one unit."""
    first = numbers[0]
    if isinstance(first, Measured):
        return Measured(sum(one.steps for one in numbers if isinstance(one, Measured)), first.unit)
    if isinstance(first, Money):
        return Money(sum(one.fen for one in numbers if isinstance(one, Money)))
    return sum(one for one in numbers if isinstance(one, int))


def _note_excess(
    rules: Ruleset, combination: Combination, known: Mapping[str, Known], ledger: Ledger
) -> Iterator[Note]:
    """Support for one object that, earlier grants included, exceeds its investment."""
    had: dict[object, list[Part]] = defaultdict(list)
    for part in combination.best:
        if part.amount.high:
            had[known[part.claim].get(OBJECT)].append(part)
    before: dict[object, int] = defaultdict(int)
    for entry in ledger.entries or ():
        before[entry.facts.get(OBJECT)] += entry.fen or 0
    for thing, parts in had.items():
        bases = [_base_of(rules, part, known) for part in parts]
        base = max((fen for fen in bases if fen is not None), default=None)
        earlier = 0 if thing is None else before[thing]
        if base is None or any(part.amount.high is None for part in parts) or len(parts) + bool(earlier) < 2:
            continue
        total = sum(part.amount.high or 0 for part in parts) + earlier
        if total > base:
            claims = tuple(dict.fromkeys(part.claim for part in parts))
            amounts = tuple(Interval(fen, fen) for fen in (total, base, earlier))
            yield Note("excess", claims, rules.non_cumulation.provision, amounts if earlier else amounts[:2])


def _base_of(rules: Ruleset, part: Part, known: Mapping[str, Known]) -> int | None:
    """The base of a part as the case states it, in fen; ``None`` where it has none or it is unknown."""
    fact = rules.by_id[part.support].amount.base
    return known[part.claim].money(fact) if fact else None


def _note_contradictions(rules: Ruleset, case: Case) -> Iterator[Note]:
    """Two answers of a claim, or of an earlier grant, that cannot both be true."""
    for claim in case.claims or ():
        # Stated facts that do not belong to the kind of claim are ignored.
        asked = {fact.id for fact in rules.policy.facts_of(claim.kind)}
        facts = {**case.applicant, **{fact: value for fact, value in claim.facts.items() if fact in asked}}
        yield from (
            note._replace(claims=(claim.id,)) for note in _disagree(rules, claim.kind, facts, case.date)
        )
    for n, grant in enumerate(case.ledger or ()):
        yield from (note._replace(grant=n) for note in _disagree(rules, GRANT, grant.facts, case.date))


def _disagree(rules: Ruleset, kind: str, facts: Facts, day: date) -> Iterator[Note]:
    for fact in rules.policy.facts_of(kind):
        value = facts.get(fact.id)
        for one in fact.agrees if value is not None else ():
            other = facts.get(one.other)
            stated = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            if other is None or (one.when and stated != one.when) or agrees(one.relation, value, other, day):
                continue
            provision = fact.bases[0].provision if fact.bases else ""
            yield Note(one.relation, (), provision, values=(fact.id, value, one.other, other))


def agrees(relation: Relation, value: FactValue | None, other: FactValue, day: date) -> bool:
    """Whether two answers may both be true, given on the ``day`` of the case."""
    match relation:
        case "at-most":
            return not (isinstance(value, Money) and isinstance(other, Money)) or value <= other
        case "not-before":
            return not (isinstance(value, date) and isinstance(other, date)) or value >= other
        case "past":
            return not isinstance(other, date) or other <= day
        case "one":
            return other == 1
        case "several":
            return not isinstance(other, int) or other > 1


def _note_ceilings(rules: Ruleset, ledger: Ledger) -> Iterator[Note]:
    """Earlier grants that exceed the ceiling of their support."""
    for n, entry in enumerate(ledger.entries or ()):
        support = rules.by_id.get(entry.support)
        if support is None or entry.fen is None:
            continue
        most = find_ceiling(support.amount, entry.facts)
        if most is not None and entry.fen > most:
            amounts = (Interval(entry.fen, entry.fen), Interval(most, most))
            yield Note("above-ceiling", (), support.provision, amounts, n)


def find_ceiling(amount: Amount, facts: Facts) -> int | None:
    """The greatest sum of an amount for a grant with these facts, in fen; ``None`` without a ceiling."""
    level = facts.get(amount.by)
    named = [one.limit.money.fen for one in amount.levels if one.id == level]
    return max(named or (cap.money.fen for cap in amount.ceilings), default=None)


def _note_near(rules: Ruleset, case: Case) -> Iterator[Note]:
    """Things whose names are so similar that they may be the same."""
    for facts in ({OBJECT, PART_OF}, *({fact} for fact in sorted(rules.names - {OBJECT, PART_OF}))):
        used: dict[str, list[str]] = defaultdict(list)
        for claim in case.claims or ():
            stated = {fact: claim.facts.get(fact) for fact in facts}
            if OBJECT in facts:
                stated[OBJECT] = stated[OBJECT] or claim.id
            for name in stated.values():
                if isinstance(name, str):
                    used[name].append(claim.id)
        for grant in case.ledger or ():
            for name in (grant.facts.get(fact) for fact in facts):
                if isinstance(name, str):
                    used[name] += ()
        for one, other in find_near(used):
            claims = tuple(dict.fromkeys((*used[one], *used[other])))
            yield Note("near", claims, rules.non_cumulation.provision, values=(one, other))
