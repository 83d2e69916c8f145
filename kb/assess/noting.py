"""What a person should see beside the outcomes: a project split, support above the investment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kb.assess.known import OBJECT, Known
from kb.assess.outcomes import REFUSED, Combination, Note, Outcome
from kb.assess.ruleset import Ruleset
from kb.assess.sums import base_of, caps, summed_facts, work_out
from kb.guards import rulings_for
from kb.terms import Interval, Money

WHOLE = "part-of"
"""The fact that names the project a claim was split from."""


def note_case(
    rules: Ruleset, outcomes: Iterable[Outcome], combination: Combination, known: Mapping[str, Known]
) -> tuple[Note, ...]:
    """The notes on a case."""
    outcomes = tuple(outcomes)
    return (*_note_splits(rules, outcomes, known), *_note_excess(rules, combination, known))


def _note_splits(rules: Ruleset, outcomes: Iterable[Outcome], known: Mapping[str, Known]) -> Iterator[Note]:
    """Claims that are parts of one whole: what the parts and the whole would bring under each support."""
    parts: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        whole = known[outcome.claim].get(WHOLE) if outcome.claim else None
        if isinstance(whole, str) and outcome.amount is not None and outcome.status not in REFUSED:
            parts[outcome.support, whole].append(outcome)
    for (support, _), group in parts.items():
        amount = rules.by_id[support].amount
        if len(group) < 2 or any("whole" in rulings_for(cap.rulings, "per") for cap in caps(amount)):
            continue  # where the parts share one ceiling, splitting brings nothing
        sums = {
            fact: [known[outcome.claim].money(fact) for outcome in group] for fact in summed_facts(amount)
        }
        if not sums or any(None in told for told in sums.values()):
            continue
        joined = {fact: Money(sum(fen or 0 for fen in told)) for fact, told in sums.items()}
        merged = Known("", {**known[group[0].claim].facts, **joined}, frozenset())
        together = work_out(amount, merged, rules.by_id[support].provision).interval
        lows = sum(outcome.amount.low for outcome in group if outcome.amount)
        highs = sum((outcome.amount.high or 0) for outcome in group if outcome.amount)
        if together is not None and together != Interval(lows, highs):
            claims = tuple(outcome.claim for outcome in group)
            provision = rules.by_id[support].provision
            yield Note("split", claims, provision, (Interval(lows, highs), together))


def _note_excess(rules: Ruleset, combination: Combination, known: Mapping[str, Known]) -> Iterator[Note]:
    """Support for one object that together exceeds its investment."""
    had: dict[object, list[tuple[str, int, int]]] = defaultdict(list)
    for part in combination.best:
        base = base_of(rules.by_id[part.support].amount, known[part.claim])
        if base is not None and part.amount.high is not None:
            had[known[part.claim].get(OBJECT)].append((part.claim, part.amount.high, base))
    for group in had.values():
        total, base = sum(high for _, high, _ in group), max(base for _, _, base in group)
        if len(group) > 1 and total > base:
            claims = tuple(dict.fromkeys(claim for claim, _, _ in group))
            provision = rules.non_cumulation.provision
            yield Note("excess", claims, provision, (Interval(total, total), Interval(base, base)))
