"""Shared ceilings: the total of several sums where some share a ceiling, exact and in whole fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kb.model.values import Interval


@dataclass(frozen=True, slots=True)
class Pool:
    """Sums that share a ceiling; ``rest`` is what is left of the ceiling, in fen.

    ``kind`` names what shares it (an object, a year); no sum is in two pools of one kind.
    """

    members: frozenset[int]
    rest: Interval
    kind: str


class Sharing:
    """Some pools, and the totals of the sums in them.

    Where pools are nested or disjoint, the total does not depend on the order of the sums. Pools of two kinds
    may cross, as the year of an application and a split project do; then the maximum is computed as a flow
    (networkx, on integers): ``is_nested`` is false. ``is_exact`` is false where three kinds cross: the
    allotment then respects all pools, but a higher total might be possible.
    """

    def __init__(self, pools: Sequence[Pool]) -> None:
        self.pools = sorted(pools, key=lambda pool: (pool.kind, sorted(pool.members)))
        apart = (
            one.members <= other.members
            or other.members <= one.members
            or one.members.isdisjoint(other.members)
            for one, other in combinations(self.pools, 2)
        )
        self.is_nested = all(apart)
        self.is_exact = self.is_nested or len({pool.kind for pool in self.pools}) <= 2

    def most(self, bounds: Mapping[int, int]) -> dict[int, int]:
        """The part of its upper bound that each sum gets, for the highest total."""
        return self._allot(bounds, [pool.rest.high or 0 for pool in self.pools])

    def least(self, bounds: Mapping[int, int]) -> dict[int, int]:
        """The part of its lower bound that each sum gets where as little as possible is
        left of each ceiling.
        """
        return self._allot(bounds, [pool.rest.low for pool in self.pools])

    def _allot(self, bounds: Mapping[int, int], rests: list[int]) -> dict[int, int]:
        if not self.is_nested and self.is_exact:
            return self._flow(bounds, rests)
        found = {}
        for number, bound in bounds.items():
            mine = [n for n, pool in enumerate(self.pools) if number in pool.members]
            found[number] = min([bound, *(rests[n] for n in mine)])
            for n in mine:
                rests[n] -= found[number]
        return found

    def _flow(self, bounds: Mapping[int, int], rests: list[int]) -> dict[int, int]:
        """The flow from the pools of one kind through each sum to those of the other."""
        import networkx as nx

        flow: nx.DiGraph[int] = nx.DiGraph()
        source, sink = -1, -2
        first = self.pools[0].kind
        for n, pool in enumerate(self.pools):
            ends = (source, n) if pool.kind == first else (n, sink)
            flow.add_edge(*ends, capacity=rests[n])
        lanes = {}
        for lane, (number, bound) in enumerate(bounds.items()):
            # Each sum is an edge between two nodes of its own.
            into, out = len(self.pools) + 2 * lane, len(self.pools) + 2 * lane + 1
            lanes[number] = (into, out)
            flow.add_edge(into, out, capacity=bound)
            mine = [n for n, pool in enumerate(self.pools) if number in pool.members]
            start = next((n for n in mine if self.pools[n].kind == first), source)
            end = next((n for n in mine if self.pools[n].kind != first), sink)
            flow.add_edge(start, into)
            flow.add_edge(out, end)
        _, carried = nx.maximum_flow(flow, source, sink)
        return {number: carried[into][out] for number, (into, out) in lanes.items()}
