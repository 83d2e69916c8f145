"""Non-cumulation among the claims of one case: which sums combine, and the best combination.

Claims form independent groups; each group is solved exactly, and the totals of the groups add up.

The total is a range that no further fact widens. Its upper bound leaves out only what is certainly excluded.
Its lower bound counts only what is certainly open, against everything that may still exclude it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from itertools import combinations, product
from typing import NamedTuple

from kb.assess.facts import Known, Ledger, is_one
from kb.assess.together.ceilings import Pool
from kb.assess.together.optimum import Ahead, Choice, Item, Quota, choose
from kb.assess.together.quotas import (
    Counted,
    find_counted,
    find_orders,
    find_pools,
    find_quotas,
    joint_limits_of,
)
from kb.core.carriers.exact import ExactFacts, exact_claim, value_of
from kb.core.earlier_grants import ladder_of
from kb.core.outcomes import REFUSED, Bar, Combination, Outcome, Part, Status
from kb.core.ruleset import Meeting, Ruleset, meeting_of
from kb.core.same_subject import Asked, Comparing, is_apart, units_of
from kb.core.terms import NO
from kb.model.facts import APPLIED_ON, CLAIMS, EXPENDITURE, OBJECT, PART_OF, PHASE, SELECTED
from kb.model.policy import Support
from kb.model.values import Interval

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Candidate:
    outcome: Outcome
    support: Support
    known: Known
    exact: ExactFacts

    @property
    def key(self) -> tuple[str, str]:
        return (self.outcome.claim, self.outcome.support)

    @property
    def amount(self) -> Interval:
        assert self.outcome.amount is not None
        return self.outcome.amount

    @property
    def is_sure(self) -> bool:
        """Whether no unknown fact or open decision can refuse it."""
        match self.outcome.status:
            case Status.ELIGIBLE:
                # Earlier grants may still reduce an unknown sum to nothing.
                return self.amount.low > 0 or not self.outcome.missing
            case Status.BY_REFERENCE:
                return not self.support.needed or self.known.get(SELECTED) is True
            case _:
                return False


class _Way(NamedTuple):
    """A possible relation of two sums: ``kind`` is that of an overlap, ``once``,
    ``unsettled`` or ``stacks``.
    """

    kind: str
    provision: str

    @property
    def excludes(self) -> bool:
        return self.kind not in ("stacks", "unsettled")


STACKS = _Way("stacks", "")

_Ways = Mapping[Pair, tuple[_Way, ...]]
"""The possible relations of pairs of candidates, for pairs that may exclude one another in some way."""


class _Standing(IntEnum):
    """Whether a sum is displaced by others: certainly, by some that may turn out to be open, or by none."""

    OUT = 0
    OPEN = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class _Displaced:
    """The standing of each candidate, and for each excluded one the rule, the other candidate and the clause.

    ``perhaps`` gives, for each candidate that may be displaced, those that may displace it. ``later`` gives,
    for each candidate that may come too late for a number, those one of which would then have taken its
    place. ``ahead`` gives the sums before each candidate.
    """

    standing: list[_Standing]
    out: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    perhaps: dict[int, set[int]] = field(default_factory=dict)
    later: dict[int, frozenset[int]] = field(default_factory=dict)
    ahead: dict[int, Ahead] = field(default_factory=dict)

    def kept(self, standing: _Standing = _Standing.OPEN) -> list[int]:
        """The candidates with this standing or a better one."""
        return [n for n, one in enumerate(self.standing) if one >= standing]

    def put(self, n: int, by: int, way: _Way, is_certain: bool) -> None:
        """Record that a candidate is displaced by another, certainly or perhaps."""
        if is_certain:
            self.standing[n] = _Standing.OUT
            self.out[n] = (way.kind, by, way.provision)
        else:
            self.standing[n] = min(self.standing[n], _Standing.OPEN)
            self.perhaps.setdefault(n, set()).add(by)


def combine(
    rules: Ruleset, outcomes: Collection[Outcome], known: Mapping[str, Known], ledger: Ledger
) -> Combination:
    """The best combination of the sums of a case, and the bar of each other sum."""
    open_ = [
        outcome
        for outcome in outcomes
        if outcome.amount is not None and outcome.claim and outcome.status not in REFUSED
    ]
    kinds = {outcome.claim: rules.by_id[outcome.support].per for outcome in open_}
    exact = {claim: exact_claim(rules.core, kind, known[claim].facts, claim) for claim, kind in kinds.items()}
    candidates = [
        _Candidate(outcome, rules.by_id[outcome.support], known[outcome.claim], exact[outcome.claim])
        for outcome in open_
    ]
    # The choice among equal candidates must not depend on the order of the claims.
    candidates.sort(key=lambda candidate: candidate.key)
    if not candidates:
        is_told = all(outcome.claim or outcome.status in REFUSED for outcome in outcomes)
        total = Interval(0, 0 if is_told else None)
        return Combination((), total, total, (), waits=() if is_told else (CLAIMS,))
    if len(candidates) == 1:
        only = candidates[0]
        total = only.amount if only.is_sure else Interval(0, only.amount.high)
        waits = () if total.is_exact else tuple(dict.fromkeys(_waits_for(only)))
        return Combination((Part(*only.key, only.amount),), total, only.amount, (), waits=waits)
    alike = _Alike.among(rules, candidates)
    ways = _find_ways(rules, candidates, sorted(alike.shown))
    counted = find_counted(rules, candidates, ledger)
    displaced = _displace(rules, candidates, ways, counted)
    for n in range(len(candidates)):
        displaced.standing[n] = displaced.standing[alike.stands_for(n)]
    never = {pair for pair, found in ways.items() if all(way.excludes for way in found)}
    pools = find_pools(rules, candidates, ledger)
    quotas = find_quotas(rules, candidates, ledger, counted, ahead=displaced.ahead)
    highs = {n: (candidates[n].amount.low, candidates[n].amount.high) for n in displaced.kept()}
    free = alike.choose(highs, never, pools, quotas)
    bound = free
    unsettled = {pair for pair, found in ways.items() if any(way.kind == "unsettled" for way in found)}
    if unsettled:
        bound = alike.choose(highs, never | unsettled, pools, quotas)
    careful = find_quotas(rules, candidates, ledger, counted, careful=True)
    least = _choose_least(rules, candidates, alike, ways, displaced, ledger, careful)
    total = Interval(least.low, free.high)
    return Combination(
        best=tuple(Part(*candidates[n].key, interval) for n, interval in free.taken),
        total=total,
        # The lesser lower bound counts, since choosing a sum does not make its range smaller.
        if_given=Interval(min(bound.low, free.low), free.high),
        barred=_explain(rules, candidates, alike, ways, displaced, free),
        settled=bound.high == free.high,
        proved=free.proved and bound.proved and least.proved,
        waits=() if total.is_exact else _find_waits(rules, candidates, ways, displaced),
    )


@dataclass(frozen=True, slots=True)
class _Alike:
    """Candidates in groups whose members no rule distinguishes: all members relate to any other candidate
    alike.

    Only ``shown`` members are compared with others; the result for the first of a group holds for all.
    """

    groups: tuple[tuple[int, ...], ...]
    shown: frozenset[int]
    of: Mapping[int, tuple[int, ...]]

    @classmethod
    def among(cls, rules: Ruleset, candidates: Sequence[_Candidate]) -> _Alike:
        """The groups among candidates, with the members to show of each: those that a choice could prefer."""
        facts = {one.support.id: _compared_facts(rules, one.support) for one in candidates}
        found: dict[object, list[int]] = defaultdict(list)
        for n, one in enumerate(candidates):
            key: object = n
            # Units under a quota are counted one by one.
            joint = list(joint_limits_of(rules, one.support.id))
            if not one.support.amount.quota and not any(limit.is_number for limit in joint):
                key = (one.support.id, one.is_sure, *(one.known.get(fact) for fact in facts[one.support.id]))
                # Claims may have different limits.
                key = (*key, *(one.known.get(limit.of) for limit in joint if limit.of))
            found[key].append(n)

        def rank(n: int) -> tuple[int, int, int]:
            return Item(n, candidates[n].amount.low, candidates[n].amount.high).rank

        groups = tuple(tuple(group) for group in found.values())
        shown: set[int] = set()
        for group in groups:
            shown.update(sorted(group, key=rank)[:2])
            shown.add(max(group, key=lambda n: (candidates[n].amount.low, -n)))
        return cls(groups, frozenset(shown), {n: group for group in groups for n in group})

    def stands_for(self, n: int) -> int:
        """The member that represents a candidate: itself, or the first of its group."""
        return n if n in self.shown else next(one for one in self.of[n] if one in self.shown)

    def choose(
        self,
        bounds: Mapping[int, tuple[int, int | None]],
        excluded: Collection[Pair],
        pools: Sequence[Pool],
        quotas: Sequence[Quota],
    ) -> Choice:
        """The same as :func:`kb.assess.together.optimum.choose` among the candidates that ``bounds`` names,
        in fen.

        Members of a group that exclude one another compete through the shown ones; others are taken together
        or not at all, and are one sum until they are chosen.
        """
        items: list[Item] = []
        bundles: dict[int, list[int]] = {}
        for group in self.groups:
            shown = [n for n in group if n in self.shown]
            if len(shown) < 2 or (shown[0], shown[1]) in excluded:
                items += (Item(n, *bounds[n]) for n in shown if n in bounds)
            elif members := [n for n in group if n in bounds]:
                highs = [bounds[n][1] for n in members]
                high = None if None in highs else sum(high or 0 for high in highs)
                items.append(Item(shown[0], sum(bounds[n][0] for n in members), high))
                bundles[shown[0]] = members
        choice = choose(items, excluded, pools, quotas)
        if not bundles:
            return choice
        taken: list[tuple[int, Interval]] = []
        for n, interval in choice.taken:
            taken += _divide(interval, bundles[n], bounds) if n in bundles else [(n, interval)]
        return replace(choice, taken=tuple(sorted(taken)))


def _divide(
    interval: Interval, members: Iterable[int], bounds: Mapping[int, tuple[int, int | None]]
) -> Iterator[tuple[int, Interval]]:
    """The part of each member, in their order, of the sum of a bundle."""
    low, high = interval.low, interval.high
    for n in members:
        least, most = bounds[n]
        if high is not None and most is not None:
            most = min(most, high)
            high -= most
        least = min(least, low) if most is None else min(least, low, most)
        low -= least
        yield n, Interval(least, most)


def _compared_facts(rules: Ruleset, support: Support) -> tuple[str, ...]:
    """The facts of a claim that decide how its sum under a support relates to others."""
    bar = rules.non_cumulation
    shares = {per for cap in support.amount.caps for per in cap.per}
    shares.update(limit.per.value for limit in joint_limits_of(rules, support.id))
    facts = [OBJECT, *(meeting.same for meeting in rules.meetings if support.id in meeting.supports)]
    if support.amount.by:
        facts.append(support.amount.by)
    if "phase" in shares and support.amount.by != PHASE:
        facts.append(PHASE)
    if "whole" in shares:
        facts.append(PART_OF)
    if bar.unit == EXPENDITURE:
        facts.append(EXPENDITURE)
    if bar.unit == "year" or bar.conflict == "first" or "enterprise-year" in shares:
        facts.append(APPLIED_ON)
    return tuple(dict.fromkeys(facts))


def _find_waits(
    rules: Ruleset, candidates: Sequence[_Candidate], ways: _Ways, displaced: _Displaced
) -> tuple[str, ...]:
    """The facts and terms that would narrow a total: those that would narrow its sums, and those that
    distinguish them.
    """
    found = dict.fromkeys(fact for n in displaced.kept() for fact in _waits_for(candidates[n]))
    for pair, some in ways.items():
        if len(some) > 1:
            one, other = (candidates[n] for n in pair)
            meetings = meeting_of(rules, one.support.id, other.support.id, rules.by_id)
            units = units_of(one.support) if one.support.id == other.support.id else ()
            for fact in (OBJECT, *(meeting.same for meeting in meetings), *units):
                if is_one(one.known.get(fact), other.known.get(fact)) is None:
                    found[fact] = None
    return tuple(found)


def _waits_for(candidate: _Candidate) -> Iterator[str]:
    outcome, known = candidate.outcome, candidate.known
    yield from outcome.missing
    yield from (judged.term for judged in outcome.judged)
    if not candidate.is_sure and candidate.support.needed and known.get(SELECTED) is None:
        yield SELECTED
    if (quota := candidate.support.amount.quota) and known.day(quota.day.value) is None:
        yield quota.day.value


def _choose_least(
    rules: Ruleset,
    candidates: Sequence[_Candidate],
    alike: _Alike,
    ways: _Ways,
    displaced: _Displaced,
    ledger: Ledger,
    quotas: Sequence[Quota],
) -> Choice:
    """The best combination that is certain, whatever is still unknown, unjudged or undecided.

    Everything that may exclude does exclude, ceilings are shared by all that may share them, and an undated
    sum counts in every year. Where a sum may be displaced, one of those that displace it takes its place.
    """
    pools = find_pools(rules, candidates, ledger, careful=True)
    places = {n: {n} for n in displaced.kept(_Standing.SURE)}
    places |= _find_places(candidates, displaced, pools, quotas)
    lows = {}
    for n, group in places.items():
        every = (candidates[one].amount.low for other in group - {n} for one in alike.of[other])
        if low := min((candidates[n].amount.low, *every)):
            lows[n] = (low, low)
    shared = {
        (one, other)
        for one, other in combinations(sorted(lows), 2)
        if len(places[one]) + len(places[other]) > 2
        and any(p == q or (min(p, q), max(p, q)) in ways for p, q in product(places[one], places[other]))
    }
    return alike.choose(lows, ways.keys() | shared, pools, quotas)


def _find_places(
    candidates: Sequence[_Candidate], displaced: _Displaced, pools: Sequence[Pool], quotas: Sequence[Quota]
) -> dict[int, set[int]]:
    """For each sum that may be displaced, itself and the sums one of which takes its place if it is
    displaced.

    A replacement must not be displaced itself, and must keep within its ceilings.
    """
    found = {n: {n, *others} for n, others in displaced.later.items() if others}
    counted = set[int]().union(*(quota.days for quota in quotas)) if displaced.perhaps else set()
    for n, others in displaced.perhaps.items():
        if counted.isdisjoint({n, *others}) and displaced.perhaps.keys().isdisjoint(others):
            found[n] = {n, *others}
    return {
        n: group
        for n, group in found.items()
        if candidates[n].is_sure
        and displaced.standing[n] is _Standing.OPEN
        and all(n in pool.members or pool.members.isdisjoint(group) for pool in pools)
    }


def _find_ways(rules: Ruleset, candidates: Sequence[_Candidate], shown: Sequence[int]) -> _Ways:
    possible: dict[object, set[str]] = defaultdict(set)
    certain: dict[object, set[str]] = defaultdict(set)
    for candidate in candidates:
        about = candidate.known.get(OBJECT)
        possible[about].add(candidate.support.id)
        if candidate.is_sure:
            certain[about].add(candidate.support.id)
    found = {}
    for pair in _pairs(rules, candidates, shown):
        one, other = (candidates[n] for n in pair)
        things = (one.known.get(OBJECT), other.known.get(OBJECT))
        # If both are paid, both supports are open to the thing.
        is_open = {one.support.id, other.support.id}.union(*(certain[thing] for thing in things))
        may_be_open = set[str]().union(*(possible[thing] for thing in things))
        ways = tuple(_ways_of(rules, one, other, is_open, may_be_open))
        if any(way.kind != "stacks" for way in ways):
            found[pair] = ways
    return found


def _pairs(rules: Ruleset, candidates: Sequence[_Candidate], shown: Sequence[int]) -> Iterable[Pair]:
    """Pairs that may concern the same thing: those that share, or may share, a fact
    that some rule compares.
    """
    bar = rules.non_cumulation
    if bar.similar != OBJECT and bar.unit != OBJECT:
        yield from combinations(shown, 2)
        return
    compared: dict[str, frozenset[str]] = {OBJECT: frozenset(rules.by_id)}
    for meeting in rules.meetings:
        if meeting.same != OBJECT and meeting.then != "stacks":
            compared[meeting.same] = compared.get(meeting.same, frozenset()) | meeting.supports
    seen: set[Pair] = set()
    for name, supports in compared.items():
        groups: dict[object, list[int]] = defaultdict(list)
        for n in shown:
            if candidates[n].support.id in supports:
                groups[candidates[n].known.get(name)].append(n)
        # An unknown value may equal any other.
        unknown = groups.pop(None, [])
        for group in groups.values():
            seen.update(combinations(group, 2))
            seen.update((min(n, other), max(n, other)) for n in unknown for other in group)
        seen.update(combinations(unknown, 2))
    yield from sorted(seen)


def _ways_of(
    rules: Ruleset, one: _Candidate, other: _Candidate, is_open: set[str], may_be_open: set[str]
) -> Iterator[_Way]:
    """The relations of two sums by the first overlap that applies, and by the general bar where none does."""
    for meeting in meeting_of(rules, one.support.id, other.support.id, may_be_open):
        same = is_one(one.known.get(meeting.same), other.known.get(meeting.same))
        if same is False:
            continue
        yield from _ways_of_levels(meeting, one, other)
        if same and (not meeting.where or meeting.where in is_open):
            return
    bar = rules.non_cumulation
    mine, theirs = one.exact, other.exact
    same_support = one.support.id == other.support.id
    apart = value_of(is_apart(one.support, mine, theirs) if same_support else NO)
    alike = apart is not True and value_of(
        Comparing(rules.core).alike(Asked(mine, one.support), Asked(theirs, other.support))
    )
    if bar.within == "stacks" or alike is False:
        yield STACKS
        return
    yield _Way("unsettled" if bar.within == "unsettled" else "once", bar.provision)
    if apart is None or alike is None:
        yield STACKS


def _ways_of_levels(meeting: Meeting, one: _Candidate, other: _Candidate) -> Iterator[_Way]:
    """The relation of two sums for one thing under an overlap of levels, in which
    each level is granted once.
    """
    ladder = ladder_of(one.support) if one.support.id == other.support.id else None
    is_twice: bool | None = False
    if meeting.then == "stacks" and ladder is not None:
        is_twice = is_one(one.known.get(ladder.by), other.known.get(ladder.by))
    if is_twice is not False:
        yield _Way("once", meeting.provision)
    if not is_twice:
        yield _Way(meeting.then, meeting.provision)


def _displace(
    rules: Ruleset, candidates: Sequence[_Candidate], ways: _Ways, counted: Sequence[Counted]
) -> _Displaced:
    """The sums that are excluded whatever else is chosen, and those that may be; a sum that may be refused
    displaces nothing for certain.

    The more specific rule has priority: a sum that it excludes bars nothing.
    """
    found = _Displaced([_Standing.SURE if one.is_sure else _Standing.OPEN for one in candidates])
    preferred = _preferred(rules)
    for pair, some in ways.items():
        for n, by in (pair, pair[::-1]):
            way = next((way for way in some if way.kind == "prefers"), None)
            if way is None or candidates[by].support.id not in preferred:
                continue
            if candidates[n].support.id not in preferred:
                found.put(n, by, way, len(some) == 1 and candidates[by].is_sure)
    bar = rules.non_cumulation
    general = [
        (pair, len(some) == 1)
        for pair, some in ways.items()
        if _Way("once", bar.provision) in some and found.out.keys().isdisjoint(pair)
    ]
    if bar.conflict == "none":
        before = list(found.standing)
        for pair, is_certain in general:
            for n, by in (pair, pair[::-1]):
                way = _Way("none", bar.provision)
                found.put(n, by, way, is_certain and before[by] is _Standing.SURE)
    elif bar.conflict == "first":
        _displace_later(candidates, general, bar.provision, found)
    orders = find_orders(counted, found.kept(), found.kept(_Standing.SURE))
    found.ahead.update(orders.ahead)
    for n in orders.late:
        found.standing[n] = _Standing.OUT
    for n, others in orders.doubtful.items():
        found.standing[n] = _Standing.OPEN
        if found.perhaps.keys().isdisjoint({n, *others}):
            found.later[n] = others
    if bar.conflict == "none":
        found.perhaps.clear()
    return found


def _displace_later(
    candidates: Sequence[_Candidate],
    conflicts: Iterable[tuple[Pair, bool]],
    provision: str,
    found: _Displaced,
) -> None:
    """Exclude sums that were applied for after a sum that bars them and is not excluded itself."""
    days = [candidate.known.day(APPLIED_ON) for candidate in candidates]
    against: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for pair, is_certain in conflicts:
        for n, by in (pair, pair[::-1]):
            against[n].append((by, is_certain))
    for n in sorted(against, key=lambda n: (days[n] or date.max, n)):
        day = days[n]
        for by, is_certain in against[n]:
            ahead = days[by]
            is_later = None if day is None or ahead is None else ahead < day
            if found.standing[by] is _Standing.OUT or is_later is False:
                continue
            is_certain = is_certain and is_later is True and found.standing[by] is _Standing.SURE
            found.put(n, by, _Way("first", provision), is_certain)
            if is_certain:
                break


def _preferred(rules: Ruleset) -> frozenset[str]:
    """The supports that have priority for the same thing."""
    return frozenset(meeting.where for meeting in rules.meetings if meeting.then == "prefers")


def _explain(
    rules: Ruleset,
    candidates: Sequence[_Candidate],
    alike: _Alike,
    ways: _Ways,
    displaced: _Displaced,
    choice: Choice,
) -> tuple[Bar, ...]:
    preferred = _preferred(rules)
    taken = {n for n, _ in choice.taken}
    against: dict[int, list[tuple[int, _Way]]] = defaultdict(list)
    for (one, other), some in ways.items():
        if all(way.excludes for way in some):
            against[one].append((other, some[0]))
            against[other].append((one, some[0]))
    bars = []
    for n, candidate in enumerate(candidates):
        if n in taken:
            continue
        one = alike.stands_for(n)
        if one in displaced.out:
            kind, other, provision = displaced.out[one]
            bars.append(Bar(*candidate.key, kind, (candidates[other].key,), provision))
            continue
        by = [(other, way) for other, way in against[one] if other in taken]
        if n != one and one in taken:
            # A member of its own group was chosen, and bars all other members alike.
            by = [(one, way) for other, way in against[one] if other in alike.of[n]][:1]
        if by:
            kind, provision = by[0][1]
            if kind == "prefers":
                # It is not known yet which of them applies; only one can.
                kind = "may-prefer" if candidate.support.id in preferred else "once"
            barring = {mate for other, _ in by for mate in alike.of[other] if mate in taken}
            keys = tuple(candidates[mate].key for mate in sorted(barring))
            bars.append(Bar(*candidate.key, kind, keys, provision))
        elif numbers := [one for one in joint_limits_of(rules, candidate.support.id) if one.is_number]:
            limit = numbers[0]
            keys = tuple(
                candidates[mate].key for mate in sorted(taken) if limit.holds_of(candidates[mate].support.id)
            )
            bars.append(Bar(*candidate.key, "joint-number", keys, limit.provision))
        else:
            kind = "quota" if candidate.support.amount.quota else "used-up"
            bars.append(Bar(*candidate.key, kind, (), candidate.support.provision))
    return tuple(bars)
