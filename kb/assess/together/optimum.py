"""The optimum: the best choice of sums that exclude one another, share ceilings or count towards a number.

The result is exact. Sums form independent groups. A group that only counts towards a number is sorted, or
solved as a minimum-cost flow for sliding years; a group that only excludes is solved as a maximum-weight
clique (both networkx, on integers); other groups are searched by branch and bound. A search that was given up
is marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.assess.together.ceilings import Pool, Sharing
from kb.assess.together.periods import in_one_period, year_of
from kb.model.values import Interval, plus_year

OPEN = 10**16
"""The weight of an unbounded sum: greater than all other sums together."""

MOST_STEPS = 5_000
"""The number of steps after which a search is given up, some two seconds. A step that needs a flow counts as
``FLOW_STEPS``.
"""

FLOW_STEPS = 10

MOST_SEARCHED = 20
"""The size above which a group is solved by algorithms of networkx where these apply. Where they do not, the
search is given a starting solution.
"""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """A sum that may be chosen, in fen; ``high`` is ``None`` where it is unbounded."""

    number: int
    low: int
    high: int | None

    @property
    def weight(self) -> int:
        """Its weight: the upper bound."""
        return OPEN if self.high is None else self.high

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its sorting key: the highest upper bound first, then the highest lower bound."""
        return (-self.weight, -self.low, self.number)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The sums before another one: the certain ones, and those that count only if they are chosen."""

    certain: frozenset[int]
    possible: frozenset[int]


@dataclass(frozen=True, slots=True)
class Quota:
    """The rule that at most ``number`` of some sums fall in one period.

    ``days`` gives the day of each sum; a sum without a day may fall in any period, and counts in every one.
    ``had`` are the days of earlier grants. If only the earliest sums count, ``ahead`` gives the sums before
    each: a certain one takes its place even where it is not chosen.
    """

    number: int
    period: str
    begins: date
    days: Mapping[int, date | None]
    had: tuple[date, ...]
    ahead: Mapping[int, Ahead] = field(default_factory=dict)

    def allows(self, chosen: Collection[int]) -> bool:
        """Whether these sums together respect the number in every period, and none comes too late."""
        if not self._holds(chosen):
            return False
        return all(
            self._holds({n, *first.certain, *first.possible.intersection(chosen)})
            for n in chosen
            if (first := self.ahead.get(n)) is not None
        )

    def _holds(self, chosen: Iterable[int]) -> bool:
        mine = [n for n in chosen if n in self.days]
        known = [day for n in mine if (day := self.days[n]) is not None]
        left = self.number - (len(mine) - len(known))
        every = [*known, *self.had]
        # A claim without a day may fall in a period of earlier grants.
        full = known if left == self.number else every
        return left >= 0 and all(in_one_period(self.period, self.begins, day, every) <= left for day in full)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen sums with their parts, their total, and whether it is proved to be the best."""

    taken: tuple[tuple[int, Interval], ...]
    low: int
    high: int | None
    proved: bool = True


@dataclass
class _Search:
    """The best choice so far, while a group is searched."""

    best: tuple[int, ...] = ()
    weight: int = -1
    steps: int = 0
    given_up: bool = False
    bound: int = field(default=0)


def choose(
    items: Sequence[Item], excluded: Iterable[Pair], pools: Sequence[Pool], quotas: Sequence[Quota]
) -> Choice:
    """The items of the highest total that do not exclude one another and respect pools and quotas."""
    by_number = {item.number: item for item in items}
    allowed, neighbours = set(by_number), defaultdict(set)
    for one, other in excluded:
        if one in allowed and other in allowed:
            neighbours[one].add(other)
            neighbours[other].add(one)
    taken: list[tuple[int, Interval]] = []
    low, high, proved = 0, 0, True
    for group in _groups(allowed, neighbours, pools, quotas):
        numbers = set(group)
        sharing = Sharing([pool for pool in pools if not pool.members.isdisjoint(numbers)])
        chosen, certain, bound = _solve([by_number[n] for n in group], neighbours, sharing, quotas)
        items_chosen = [by_number[n] for n in chosen]
        most = sharing.most({item.number: item.weight for item in items_chosen})
        least = sharing.least({item.number: item.low for item in items_chosen})
        taken += ((n, _part(least[n], most[n])) for n in chosen)
        low += sum(least.values())
        high += sum(most.values()) if certain else bound
        proved = proved and certain
    return Choice(tuple(sorted(taken)), low, None if high >= OPEN else high, proved)


def _part(low: int, high: int) -> Interval:
    """The part of a chosen sum: certainly at most its best, because another may take its share."""
    return Interval(low, None) if high >= OPEN else Interval(min(low, high), high)


def _groups(
    allowed: set[int],
    neighbours: Mapping[int, set[int]],
    pools: Sequence[Pool],
    quotas: Sequence[Quota],
) -> Iterable[list[int]]:
    """The items in groups that affect one another."""
    links: dict[int, set[int]] = {n: set(neighbours.get(n, ())) for n in allowed}
    sets: list[set[int]] = [set(pool.members & allowed) for pool in pools]
    sets += [part for quota in quotas for part in _periods(quota, allowed)]
    for members in sets:
        if not members:
            continue
        first = min(members)
        for other in members - {first}:
            links[first].add(other)
            links[other].add(first)
    seen: set[int] = set()
    for start in sorted(allowed):
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            n = waiting.pop()
            group.append(n)
            new = links[n] - seen
            seen |= new
            waiting += sorted(new)
        yield sorted(group)


def _periods(quota: Quota, allowed: set[int]) -> list[set[int]]:
    """The items that count towards the number together."""
    mine = [(n, quota.days[n]) for n in allowed if n in quota.days]
    found: dict[int, set[int]] = defaultdict(set)
    for n, day in mine:
        if day is None or quota.period == "any-year":
            return [{n for n, _ in mine}]
        found[year_of(quota.period, quota.begins, day)].add(n)
    return list(found.values())


def _solve(
    group: list[Item],
    neighbours: Mapping[int, set[int]],
    sharing: Sharing,
    quotas: Sequence[Quota],
) -> tuple[list[int], bool, int]:
    """The chosen numbers of a group, whether they are proved best, and an upper bound of the total in fen."""
    numbers = {item.number for item in group}
    every = sum(item.weight for item in group)
    counted = [quota for quota in quotas if quota.days.keys() & numbers]
    excludes = any(neighbours.get(n) for n in numbers)
    dated = all(quota.days[n] is not None for quota in counted for n in numbers & quota.days.keys())
    orders = any(quota.ahead.keys() & numbers for quota in counted)
    if not excludes and not sharing.pools and len(counted) == 1 and dated and not orders:
        chosen = _flow(group, counted[0]) if counted[0].period == "any-year" else _fill(group, counted[0])
    elif excludes and not sharing.pools and not counted and len(group) > MOST_SEARCHED:
        chosen = _clique(group, neighbours)
    elif not excludes and not counted:
        chosen = sorted(numbers)
    elif not counted and not sharing.pools and _is_clique(numbers, neighbours):
        highest = min(group, key=lambda item: item.rank)
        return [highest.number], True, highest.weight
    else:
        ranked = sorted(group, key=lambda item: item.rank)
        search = _Search()
        _search(ranked, neighbours, sharing, counted, search)
        best = _complete(search.best, ranked, neighbours, counted)
        bound = max(search.weight, search.bound) if sharing.is_exact else every
        return sorted(best), sharing.is_exact and not search.given_up, bound
    return chosen, sharing.is_exact, every


def _is_clique(numbers: set[int], neighbours: Mapping[int, set[int]]) -> bool:
    """Whether each item excludes all the others."""
    return all(len(neighbours.get(n, set()) & numbers) == len(numbers) - 1 for n in numbers)


def _search(
    ranked: Sequence[Item],
    neighbours: Mapping[int, set[int]],
    sharing: Sharing,
    quotas: Sequence[Quota],
    search: _Search,
) -> None:
    weights = {item.number: item.weight for item in ranked}
    if len(ranked) > MOST_SEARCHED:
        search.best = _start(ranked, weights, neighbours, sharing, quotas)
        search.weight = _weigh(search.best, weights, sharing)
    stack: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while stack:
        at, chosen = stack.pop()
        search.steps += 1 if sharing.is_nested else FLOW_STEPS
        weight = _weigh(chosen, weights, sharing)
        if weight > search.weight:
            search.best, search.weight = chosen, weight
        if at == len(ranked):
            continue
        left = [i.number for i in ranked[at:] if neighbours.get(i.number, set()).isdisjoint(chosen)]
        bound = sum(weights[n] for n in (*chosen, *_leaders(left, neighbours)))
        if bound > search.weight:
            bound = min(bound, _weigh((*chosen, *left), weights, sharing))
        if bound <= search.weight:
            continue
        if search.steps > MOST_STEPS:
            search.given_up = True
            search.bound = max(search.bound, bound)
            continue
        item = ranked[at]
        stack.append((at + 1, chosen))
        if _is_free(item, chosen, neighbours, quotas):
            stack.append((at + 1, (*chosen, item.number)))


def _start(
    ranked: Sequence[Item],
    weights: Mapping[int, int],
    neighbours: Mapping[int, set[int]],
    sharing: Sharing,
    quotas: Sequence[Quota],
) -> tuple[int, ...]:
    """A good initial choice: the item that adds the most, repeatedly, until none adds anything."""
    chosen: tuple[int, ...] = ()
    reached = 0
    gains = {item.number: item.weight for item in ranked}
    waiting = list(ranked)
    while waiting := [item for item in waiting if _is_free(item, chosen, neighbours, quotas)]:
        # The gain of a sum only shrinks as others are chosen, so the others need not be weighed again.
        item = max(waiting, key=lambda item: gains[item.number])
        gain = _weigh((*chosen, item.number), weights, sharing) - reached
        if gain == gains[item.number]:
            chosen, reached = (*chosen, item.number), reached + gain
            waiting.remove(item)
        elif gain:
            gains[item.number] = gain
        else:
            waiting.remove(item)
    return chosen


def _leaders(ranked: Iterable[int], neighbours: Mapping[int, set[int]]) -> list[int]:
    """The heaviest item of each set of mutually exclusive sums: an upper bound of any choice."""
    sets: list[list[int]] = []
    for n in ranked:
        mine = neighbours.get(n, set())
        alike = next((one for one in sets if mine.issuperset(one)), None)
        if alike is None:
            sets.append([n])
        else:
            alike.append(n)
    return [one[0] for one in sets]


def _weigh(numbers: Iterable[int], weights: Mapping[int, int], sharing: Sharing) -> int:
    return sum(sharing.most({n: weights[n] for n in numbers}).values())


def _is_free(
    item: Item, chosen: tuple[int, ...], neighbours: Mapping[int, set[int]], quotas: Sequence[Quota]
) -> bool:
    """Whether an item may be chosen beside the chosen ones."""
    if not neighbours.get(item.number, set()).isdisjoint(chosen):
        return False
    return all(quota.allows((*chosen, item.number)) for quota in quotas)


def _complete(
    chosen: tuple[int, ...],
    ranked: Sequence[Item],
    neighbours: Mapping[int, set[int]],
    quotas: Sequence[Quota],
) -> tuple[int, ...]:
    """The choice with further possible items that add nothing, so that none is left out without a reason."""
    for item in ranked:
        if item.number not in chosen and _is_free(item, chosen, neighbours, quotas):
            chosen = (*chosen, item.number)
    return chosen


def _fill(group: Sequence[Item], quota: Quota) -> list[int]:
    """The best choice within one number with one period each: the highest items of each period."""
    chosen: list[int] = []
    for item in sorted(group, key=lambda item: item.rank):
        if quota.allows((*chosen, item.number)):
            chosen.append(item.number)
    return sorted(chosen)


def _clique(group: Sequence[Item], neighbours: Mapping[int, set[int]]) -> list[int]:
    """The heaviest items without mutual exclusion: a maximum-weight clique of compatible items."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    for item in group:
        graph.add_node(item.number, weight=item.weight)
    numbers = [item.number for item in group]
    for n, one in enumerate(numbers):
        graph.add_edges_from((one, other) for other in numbers[n + 1 :] if other not in neighbours[one])
    chosen, _ = nx.max_weight_clique(graph, weight="weight")
    return sorted(chosen)


def _flow(group: Sequence[Item], quota: Quota) -> list[int]:
    """The heaviest items such that no twelve months contain more than the number.

    Each item is a unit that occupies the year from its day on. At no moment may more units be occupied than
    the number allows, less earlier grants. This is solved as a minimum-cost flow along the days, on integers.
    """
    import networkx as nx

    days = {item.number: day for item in group if (day := quota.days[item.number]) is not None}
    moments = sorted({moment for day in (*days.values(), *quota.had) for moment in (day, plus_year(day))})
    at = {moment: n for n, moment in enumerate(moments)}
    flow: nx.DiGraph[int] = nx.DiGraph()
    demands: dict[int, int] = defaultdict(int)
    demands[0], demands[len(moments)] = -quota.number, quota.number
    for n in range(len(moments)):
        # Earlier grants use up this many units, which must stay idle.
        idle = min(quota.number, sum(at[day] <= n < at[plus_year(day)] for day in quota.had))
        flow.add_edge(n, n + 1, capacity=quota.number - idle, weight=0)
        demands[n] += idle
        demands[n + 1] -= idle
    lanes: dict[int, int] = {}
    fresh = len(moments) + 1
    for item in group:
        # A separate node distinguishes two items of the same day.
        day = days[item.number]
        lanes[item.number] = fresh
        flow.add_edge(at[day], fresh, capacity=1, weight=-item.weight)
        flow.add_edge(fresh, at[plus_year(day)], capacity=1, weight=0)
        fresh += 1
    for node, demand in demands.items():
        flow.add_node(node, demand=demand)
    carried = nx.min_cost_flow(flow)
    return sorted(n for n, lane in lanes.items() if any(carried[lane].values()))
