"""Choosing the best of several sums that exclude one another, share ceilings or count towards a number.

Exact: sums fall apart into groups that bear on one another. Where a group only counts towards a number it is
sorted, or, over sliding years, solved as a flow of least cost; where it only excludes, as a clique of most
weight (both networkx, on integers); the rest is searched with a bound. A search that is given up says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.assess.periods import in_one_period, plus_year, year_of
from kb.terms import Interval

OPEN = 10**16
"""What a sum that nothing bounds weighs: more than all the others together can be."""

MOST_STEPS = 100_000
"""When a search is given up."""

MOST_SEARCHED = 20
"""Groups above this size go to the algorithms of networkx where these apply."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """A sum that may be chosen, in fen; ``high`` is ``None`` where nothing bounds it."""

    number: int
    low: int
    high: int | None

    @property
    def weight(self) -> int:
        """What it counts for: its upper bound."""
        return OPEN if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class Pool:
    """Sums that share a ceiling: no more than ``rest`` together, in fen."""

    members: frozenset[int]
    rest: int


@dataclass(frozen=True, slots=True)
class Quota:
    """Sums of which only a ``number`` may fall in one period; ``had`` are the days of those had before.

    ``days`` puts each into a period. Where ``first`` is given only the earliest by that day count.
    """

    number: int
    period: str
    begins: date
    days: dict[int, date | None]
    had: tuple[date, ...]
    order: dict[int, date | None] | None = None

    def allows(self, chosen: Iterable[int]) -> bool:
        """Whether these sums together stay within the number in every period."""
        mine = [n for n in chosen if n in self.days]
        known = [day for n in mine if (day := self.days[n]) is not None]
        if len(mine) - len(known) > self.number:
            return False
        every = [*known, *self.had]
        return all(in_one_period(self.period, self.begins, day, every) <= self.number for day in known)


@dataclass(frozen=True, slots=True)
class Choice:
    """The sums chosen with what each brings, their total, and whether nothing better is proved to exist."""

    taken: tuple[tuple[int, Interval], ...]
    low: int
    high: int | None
    proved: bool = True


@dataclass
class _Search:
    """The best found so far, while a group is searched."""

    best: tuple[int, ...] = ()
    weight: int = -1
    steps: int = 0
    given_up: bool = False
    bound: int = field(default=0)


def choose(
    items: Sequence[Item], excluded: Iterable[Pair], pools: Sequence[Pool], quotas: Sequence[Quota]
) -> Choice:
    """The items of the highest total that exclude none of one another and stay within pools and quotas."""
    by_number = {item.number: item for item in items}
    allowed, neighbours = _admit(by_number, quotas), defaultdict(set)
    for one, other in excluded:
        if one in allowed and other in allowed:
            neighbours[one].add(other)
            neighbours[other].add(one)
    taken: list[tuple[int, Interval]] = []
    low, high, proved = 0, 0, True
    for group in _groups(allowed, neighbours, pools, quotas):
        chosen, certain, bound = _solve([by_number[n] for n in group], neighbours, pools, quotas)
        parts = _allot([by_number[n] for n in chosen], pools)
        taken += parts
        low += sum(part.low for _, part in parts)
        high += bound if not certain else sum(OPEN if p.high is None else p.high for _, p in parts)
        proved = proved and certain
    return Choice(tuple(sorted(taken)), low, None if high >= OPEN else high, proved)


def _admit(items: Mapping[int, Item], quotas: Sequence[Quota]) -> set[int]:
    """The items that may be chosen at all: of those that go by order, only the earliest within the number."""
    allowed = set(items)
    for quota in quotas:
        if quota.order is None:
            continue
        mine = sorted(
            (n for n in quota.days if n in items),
            key=lambda n: (quota.order[n] or date.max, n),  # type: ignore[index]
        )
        chosen: list[int] = []
        for n in mine:
            if quota.allows([*chosen, n]):
                chosen.append(n)
            else:
                allowed.discard(n)
    return allowed


def _groups(
    allowed: set[int],
    neighbours: Mapping[int, set[int]],
    pools: Sequence[Pool],
    quotas: Sequence[Quota],
) -> Iterable[list[int]]:
    """The items that bear on one another, group by group."""
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
    if quota.period == "any-year":
        return [set(quota.days) & allowed]
    found: dict[int | None, set[int]] = defaultdict(set)
    for n, day in quota.days.items():
        if n in allowed:
            found[None if day is None else year_of(quota.period, quota.begins, day)].add(n)
    return list(found.values())


def _solve(
    group: list[Item],
    neighbours: Mapping[int, set[int]],
    pools: Sequence[Pool],
    quotas: Sequence[Quota],
) -> tuple[list[int], bool, int]:
    """The numbers chosen of a group, whether that is proved best, and a bound on the total in fen."""
    numbers = {item.number for item in group}
    mine = [pool for pool in pools if len(pool.members & numbers) > 1]
    counted = [quota for quota in quotas if quota.days.keys() & numbers]
    excludes = any(neighbours.get(n) for n in numbers)
    if not excludes and not mine and len(counted) == 1:
        chosen = _fill(group, counted[0])
    elif excludes and not mine and not counted and len(group) > MOST_SEARCHED:
        chosen = _clique(group, neighbours)
    elif not excludes and not counted:
        chosen = sorted(numbers)
    else:
        ranked = sorted(group, key=lambda item: (-item.weight, -item.low, item.number))
        search = _Search()
        _search(ranked, 0, (), neighbours, mine, counted, search)
        return sorted(search.best), not search.given_up, max(search.weight, search.bound)
    return chosen, True, sum(item.weight for item in group if item.number in chosen)


def _search(
    ranked: Sequence[Item],
    at: int,
    chosen: tuple[int, ...],
    neighbours: Mapping[int, set[int]],
    pools: Sequence[Pool],
    quotas: Sequence[Quota],
    search: _Search,
) -> None:
    by_number = {item.number: item for item in ranked}
    stack: list[tuple[int, tuple[int, ...]]] = [(at, chosen)]
    while stack:
        at, chosen = stack.pop()
        search.steps += 1
        weight = _weigh([by_number[n] for n in chosen], pools)
        if weight > search.weight:
            search.best, search.weight = chosen, weight
        if at == len(ranked):
            continue
        left = [i for i in ranked[at:] if not neighbours.get(i.number, set()) & set(chosen)]
        bound = _weigh([*(by_number[n] for n in chosen), *left], pools)
        if bound <= search.weight:
            continue
        if search.steps > MOST_STEPS:
            search.given_up = True
            search.bound = max(search.bound, bound)
            continue
        item = ranked[at]
        stack.append((at + 1, chosen))
        free = not neighbours.get(item.number, set()) & set(chosen)
        if free and all(quota.allows((*chosen, item.number)) for quota in quotas):
            stack.append((at + 1, (*chosen, item.number)))


def _weigh(items: Iterable[Item], pools: Sequence[Pool]) -> int:
    return sum(OPEN if part.high is None else part.high for _, part in _allot(list(items), pools))


def _allot(items: Sequence[Item], pools: Sequence[Pool]) -> list[tuple[int, Interval]]:
    """What each item brings when they share their pools.

    Pools lie within or beside one another, so that the total is the same in whatever order they are served.
    """
    rest = [[pool.rest, pool.rest] for pool in pools]
    found = []
    for item in items:
        mine = [n for n, pool in enumerate(pools) if item.number in pool.members]
        low = min([item.low, *(rest[n][0] for n in mine)])
        bounds = [rest[n][1] for n in mine]
        high = item.high if not bounds else min([item.weight, *bounds])
        for n in mine:
            rest[n][0] -= low
            rest[n][1] -= high or 0
        found.append((item.number, Interval(low, high)))
    return found


def _fill(group: Sequence[Item], quota: Quota) -> list[int]:
    """The best within one quota: the highest of each period, or a flow over sliding years."""
    if quota.period == "any-year" and len(group) > 1 and None not in quota.days.values():
        return _flow(group, quota)
    ranked = sorted(group, key=lambda item: (-item.weight, -item.low, item.number))
    chosen: list[int] = []
    for item in ranked:
        if quota.allows((*chosen, item.number)):
            chosen.append(item.number)
    return sorted(chosen)


def _clique(group: Sequence[Item], neighbours: Mapping[int, set[int]]) -> list[int]:
    """The heaviest items of which none excludes another: a clique of those that agree."""
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
    """The heaviest items of which no unbroken year holds more than the number.

    Each item is a unit that occupies the year from its day on; at no moment may more than the number be
    occupied, those had before included. As a flow along the days at least cost, this is solved on integers.
    """
    import networkx as nx

    days = {item.number: quota.days[item.number] for item in group}
    moments = sorted(
        {moment for day in (*days.values(), *quota.had) if day for moment in (day, plus_year(day))}
    )
    at = {moment: n for n, moment in enumerate(moments)}
    flow: nx.DiGraph[int] = nx.DiGraph()
    flow.add_node(0, demand=-quota.number)
    flow.add_node(len(moments), demand=quota.number)
    for n in range(len(moments)):
        flow.add_edge(n, n + 1, capacity=quota.number, weight=0)
    lanes: dict[int, int] = {}
    fresh = len(moments) + 1
    for item in group:
        day = days[item.number]
        assert day is not None
        # A node of its own keeps two items of one day apart.
        lanes[item.number] = fresh
        flow.add_edge(at[day], fresh, capacity=1, weight=-item.weight)
        flow.add_edge(fresh, at[plus_year(day)], capacity=1, weight=0)
        fresh += 1
    for day in quota.had:
        # What was had before must be carried: it is worth more than everything else.
        flow.add_edge(at[day], fresh, capacity=1, weight=-OPEN * (len(group) + 1))
        flow.add_edge(fresh, at[plus_year(day)], capacity=1, weight=0)
        fresh += 1
    carried = nx.min_cost_flow(flow)
    return sorted(n for n, lane in lanes.items() if any(carried[lane].values()))
