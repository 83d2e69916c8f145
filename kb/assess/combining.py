"""Non-cumulation among the claims of one case: what may be had together, and the best of it.

Claims fall apart into groups that bear on one another; each group is solved exactly, and the groups add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.amounts import PerUnit, SharedCap
from kb.assess.choosing import Choice, Item, choose
from kb.assess.counting import find_pools, find_quotas
from kb.assess.earlier import meeting_of
from kb.assess.known import OBJECT, Known, Ledger
from kb.assess.likeness import Likeness, is_alike
from kb.assess.outcomes import REFUSED, Bar, Combination, Outcome, Part
from kb.assess.ruleset import Ruleset
from kb.model import Support
from kb.terms import Interval

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Candidate:
    outcome: Outcome
    support: Support
    known: Known

    @property
    def key(self) -> tuple[str, str]:
        return (self.outcome.claim, self.outcome.support)


@dataclass(frozen=True, slots=True)
class _Conflicts:
    """Pairs that exclude one another, each with its kind and clause; and pairs the text leaves open."""

    sure: dict[Pair, tuple[str, str]]
    open: dict[Pair, tuple[str, str]]


def combine(
    rules: Ruleset, outcomes: Iterable[Outcome], known: Mapping[str, Known], ledger: Ledger
) -> Combination:
    """The best combination of the sums that a case may have, and what each of the others is barred by."""
    candidates = [
        _Candidate(outcome, rules.by_id[outcome.support], known[outcome.claim])
        for outcome in outcomes
        if outcome.amount is not None and outcome.claim and outcome.status not in REFUSED
    ]
    # What is chosen among equals must not depend on the order of the claims.
    candidates.sort(key=lambda candidate: candidate.key)
    if not candidates:
        return Combination((), Interval(0, 0), ())
    if len(candidates) == 1:
        only = candidates[0]
        assert only.outcome.amount is not None
        return Combination((Part(*only.key, only.outcome.amount),), only.outcome.amount, ())
    conflicts = _find_conflicts(rules, candidates)
    dropped = _drop(rules, candidates, conflicts)
    kept = [n for n in range(len(candidates)) if n not in dropped]
    sure = {pair for pair in conflicts.sure if not dropped.keys() & set(pair)}
    careful = sure | {pair for pair in conflicts.open if not dropped.keys() & set(pair)}
    pools, quotas = find_pools(candidates, ledger), find_quotas(rules, candidates, ledger)
    items = [_item(n, candidates[n]) for n in kept]
    free = choose(items, sure, pools, quotas)
    bound = free
    if conflicts.open:
        bound = choose(items, careful, pools, quotas)
    best = tuple(Part(*candidates[n].key, interval) for n, interval in free.taken)
    settled = not conflicts.open or bound.high == free.high
    # The least of either: a sum that is itself a range is no more certain for being chosen.
    total = Interval(min(bound.low, free.low), free.high)
    barred = _explain(rules, candidates, conflicts, dropped, free)
    return Combination(best, total, barred, settled, free.proved and bound.proved)


def _item(number: int, candidate: _Candidate) -> Item:
    amount = candidate.outcome.amount
    assert amount is not None
    return Item(number, amount.low, amount.high)


def _find_conflicts(rules: Ruleset, candidates: Sequence[_Candidate]) -> _Conflicts:
    found = _Conflicts({}, {})
    open_to: dict[object, set[str]] = defaultdict(set)
    for candidate in candidates:
        open_to[candidate.known.get(OBJECT)].add(candidate.support.id)
    for pair in _pairs(rules, candidates):
        one, other = (candidates[n] for n in pair)
        _compare(rules, one, other, pair, open_to, found)
    return found


def _pairs(rules: Ruleset, candidates: Sequence[_Candidate]) -> Iterable[Pair]:
    """Pairs that may be about the same thing: those that share what some rule compares."""
    groups: dict[tuple[str, object], list[int]] = defaultdict(list)
    unit = rules.non_cumulation.unit
    names = {OBJECT, *(meeting.same for meeting in rules.meetings)}
    for n, candidate in enumerate(candidates):
        for name in names:
            if (value := candidate.known.get(name)) is not None:
                groups[name, value].append(n)
        if rules.non_cumulation.similar != "object" and unit != "object":
            groups["unit", None].append(n)
    seen: set[Pair] = set()
    for group in groups.values():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _compare(
    rules: Ruleset,
    one: _Candidate,
    other: _Candidate,
    pair: Pair,
    open_to: Mapping[object, set[str]],
    found: _Conflicts,
) -> None:
    bar = rules.non_cumulation
    where = open_to[one.known.get(OBJECT)] | open_to[other.known.get(OBJECT)]
    for meeting in meeting_of(rules, one.support.id, other.support.id, where):
        same = one.known.get(meeting.same)
        if same is None or same != other.known.get(meeting.same):
            continue
        if meeting.then != "stacks":
            found.sure[pair] = (meeting.then, meeting.provision)
        return
    if _goes_by_its_own_limit(one, other) or bar.within == "stacks":
        return
    alike = is_alike(
        rules,
        Likeness.of_claim(rules, one.support, one.known),
        Likeness.of_claim(rules, other.support, other.known),
    )
    if alike is False:
        return
    if bar.within == "unsettled" or alike is None:
        found.open[pair] = ("unsettled", bar.provision)
    else:
        found.sure[pair] = ("once", bar.provision)


def _goes_by_its_own_limit(one: _Candidate, other: _Candidate) -> bool:
    """Whether the support itself says how often it is given: other units of a number, other phases."""
    if one.support.id != other.support.id:
        return False
    apart = one.known.get(OBJECT) != other.known.get(OBJECT)
    if isinstance(one.support.amount, PerUnit):
        return apart
    if isinstance(one.support.amount, SharedCap):
        return apart or one.known.get("phase") != other.known.get("phase")
    return False


def _drop(
    rules: Ruleset, candidates: Sequence[_Candidate], conflicts: _Conflicts
) -> dict[int, tuple[str, int, str]]:
    """What is out whatever else is chosen: by which rule, against which other, under which clause.

    The more particular rule goes first: what it leaves out bars nothing.
    """
    dropped: dict[int, tuple[str, int, str]] = {}
    where = {meeting.where for meeting in rules.meetings if meeting.then == "prefers"}
    for (one, other), (kind, provision) in sorted(conflicts.sure.items()):
        preferred = [n for n in (one, other) if candidates[n].support.id in where]
        if kind == "prefers" and len(preferred) == 1:
            dropped[one + other - preferred[0]] = ("prefers", preferred[0], provision)
    bar = rules.non_cumulation
    general = [
        pair
        for pair, told in sorted(conflicts.sure.items())
        if told == ("once", bar.provision) and dropped.keys().isdisjoint(pair)
    ]
    if bar.conflict == "none":
        for one, other in general:
            dropped[one] = ("none", other, bar.provision)
            dropped[other] = ("none", one, bar.provision)
    elif bar.conflict == "first":
        _drop_later(candidates, general, bar.provision, dropped)
    return dropped


def _drop_later(
    candidates: Sequence[_Candidate],
    conflicts: Iterable[Pair],
    provision: str,
    dropped: dict[int, tuple[str, int, str]],
) -> None:
    """Leave out what was applied for after something that bars it and is not left out itself."""
    days = [candidate.known.day("applied-on") or date.max for candidate in candidates]
    against: dict[int, list[int]] = defaultdict(list)
    for one, other in conflicts:
        if days[one] != days[other]:
            first, later = (one, other) if days[one] < days[other] else (other, one)
            against[later].append(first)
    for later in sorted(against, key=lambda n: (days[n], n)):
        ahead = [n for n in against[later] if n not in dropped]
        if ahead:
            dropped[later] = ("first", ahead[0], provision)


def _explain(
    rules: Ruleset,
    candidates: Sequence[_Candidate],
    conflicts: _Conflicts,
    dropped: Mapping[int, tuple[str, int, str]],
    choice: Choice,
) -> tuple[Bar, ...]:
    taken = {n for n, _ in choice.taken}
    against: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for (one, other), (kind, provision) in conflicts.sure.items():
        against[one].append((other, kind, provision))
        against[other].append((one, kind, provision))
    bars = []
    for n, candidate in enumerate(candidates):
        if n in taken:
            continue
        if n in dropped:
            kind, other, provision = dropped[n]
            bars.append(Bar(*candidate.key, kind, (candidates[other].key,), provision))
            continue
        by = [(other, kind, provision) for other, kind, provision in against[n] if other in taken]
        if by:
            keys = tuple(candidates[other].key for other, _, _ in by)
            bars.append(Bar(*candidate.key, by[0][1], keys, by[0][2]))
        else:
            amount = candidate.support.amount
            provision = candidate.support.provision
            kind = "quota" if isinstance(amount, PerUnit) else "used-up"
            bars.append(Bar(*candidate.key, kind, (), provision))
    return tuple(bars)
