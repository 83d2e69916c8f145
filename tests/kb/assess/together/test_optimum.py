"""The optimum against trying everything: all subsets are counted, and cuts replace flows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.assess.together import optimum
from kb.assess.together.ceilings import Pool
from kb.assess.together.optimum import Choice, Item, Quota, choose
from kb.model.values import Interval
from tests.kb.assess.trying_everything import keeps, most_of, subsets
from tests.sampling import examples

several = settings(max_examples=examples(150), deadline=None)

BEGINS = date(2024, 5, 23)
PERIODS = ("calendar-year", "year-of-validity", "any-year")


def best_of_all(
    items: Sequence[Item], excluded: set[tuple[int, int]], pools: Sequence[Pool], quotas: Sequence[Quota]
) -> int | None:
    """The highest total of any allowed subset; ``None`` where there is no upper bound."""
    bounds = {item.number: optimum.OPEN if item.high is None else item.high for item in items}
    best = max(
        most_of({n: bounds[n] for n in chosen}, pools, "high")
        for chosen in subsets(bounds)
        if is_allowed(chosen, excluded, quotas)
    )
    return None if best >= optimum.OPEN else best


def is_allowed(chosen: Iterable[int], excluded: set[tuple[int, int]], quotas: Sequence[Quota]) -> bool:
    chosen = set(chosen)
    return not any({one, other} <= chosen for one, other in excluded) and all(
        keeps(quota, chosen) for quota in quotas
    )


def check(
    found: Choice,
    items: Sequence[Item],
    excluded: set[tuple[int, int]],
    pools: Sequence[Pool],
    quotas: Sequence[Quota],
) -> None:
    """Properties of every result, whether it is proved optimal or not."""
    by_number = {item.number: item for item in items}
    taken = dict(found.taken)
    assert len(taken) == len(found.taken)
    assert is_allowed(taken, excluded, quotas)
    for n, part in taken.items():
        assert part.low >= 0
        assert part.high is None or part.low <= part.high
        assert by_number[n].high is None or part.high is None or part.high <= by_number[n].high
    for pool in pools:
        within = [taken[n].high for n in pool.members & taken.keys()]
        assert None not in within
        assert sum(within) <= pool.rest.high
    lows = {n: by_number[n].low for n in taken}
    assert found.low == most_of(lows, pools, "low")
    assert found.high is None or found.low <= found.high
    best = best_of_all(items, excluded, pools, quotas)
    assert found.high is None or (best is not None and best <= found.high)
    if found.proved:
        assert found.high == best
        highs = [part.high for part in taken.values()]
        assert found.high == (None if None in highs else sum(highs))


sums = st.integers(0, 12)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(sums), draw(sums)))
    return Interval(low, high)


@st.composite
def item_lists(draw: st.DrawFn, most: int = 7, unbounded: bool = False) -> list[Item]:
    found = []
    for n in range(draw(st.integers(0, most))):
        bounds = draw(intervals())
        is_open = unbounded and draw(st.integers(0, 9)) == 9
        found.append(Item(n, bounds.low, None if is_open else bounds.high))
    return found


def pairs_of(items: Sequence[Item]) -> st.SearchStrategy[set[tuple[int, int]]]:
    pairs = list(combinations([item.number for item in items], 2))
    return st.sets(st.sampled_from(pairs), max_size=6) if pairs else st.just(set())


@st.composite
def pool_lists(draw: st.DrawFn, items: Sequence[Item]) -> list[Pool]:
    """Up to two ways to share ceilings, each of which puts an item into at most one pool."""
    found = []
    for kind in range(draw(st.integers(0, 2))):
        members: dict[int, set[int]] = {}
        for item in items:
            members.setdefault(draw(st.integers(0, 2)), set()).add(item.number)
        found += [
            Pool(frozenset(group), draw(intervals()), str(kind))
            for key, group in sorted(members.items())
            if key
        ]
    return found


@st.composite
def quotas_of(draw: st.DrawFn, items: Sequence[Item], unknown: bool = True) -> Quota:
    base = st.sampled_from([date(2024, 5, 23), date(2025, 2, 28), date(2028, 2, 29), date(2025, 12, 31)])
    near = st.builds(lambda day, off: day + timedelta(off), base, st.integers(-1, 1))
    some = st.one_of(near, st.dates(date(2024, 5, 23), date(2027, 12, 31)))
    days = st.one_of(some, some, some, st.none()) if unknown else some
    return Quota(
        number=draw(st.integers(1, 3)),
        period=draw(st.sampled_from(PERIODS)),
        begins=BEGINS,
        days={item.number: draw(days) for item in items},
        had=tuple(draw(st.lists(some, max_size=4))),
    )


class TestAgainstEverything:
    @settings(max_examples=examples(300), deadline=None)
    @given(st.data())
    def test_the_best_is_the_best_of_all(self, data: st.DataObject) -> None:
        items = data.draw(item_lists())
        excluded = data.draw(pairs_of(items))
        pools = data.draw(pool_lists(items))
        quotas = [data.draw(quotas_of(items))] if data.draw(st.booleans()) else []
        found = choose(items, excluded, pools, quotas)
        assert found.proved
        check(found, items, excluded, pools, quotas)

    @several
    @given(st.data())
    def test_items_that_nothing_bounds(self, data: st.DataObject) -> None:
        items = data.draw(item_lists(most=5, unbounded=True))
        excluded = data.draw(pairs_of(items))
        quotas = [data.draw(quotas_of(items))] if data.draw(st.booleans()) else []
        found = choose(items, excluded, [], quotas)
        assert found.proved
        check(found, items, excluded, [], quotas)

    @several
    @given(st.data())
    def test_a_number_in_a_period(self, data: st.DataObject) -> None:
        items = data.draw(item_lists(most=9))
        quota = data.draw(quotas_of(items))
        found = choose(items, set(), [], [quota])
        check(found, items, set(), [], [quota])

    @several
    @given(st.data())
    def test_sliding_years(self, data: st.DataObject) -> None:
        items = data.draw(item_lists(most=9))
        quota = replace(data.draw(quotas_of(items, unknown=False)), period="any-year")
        found = choose(items, set(), [], [quota])
        check(found, items, set(), [], [quota])

    @several
    @given(st.data())
    def test_exclusions_alone(self, data: st.DataObject) -> None:
        items = data.draw(item_lists(most=9))
        excluded = data.draw(pairs_of(items))
        check(choose(items, excluded, [], []), items, excluded, [], [])

    @several
    @given(st.data())
    def test_exclusions_among_many_go_by_cliques(self, data: st.DataObject) -> None:
        items = data.draw(item_lists(most=9))
        excluded = data.draw(pairs_of(items))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(optimum, "MOST_SEARCHED", 0)
            check(choose(items, excluded, [], []), items, excluded, [], [])

    @several
    @given(st.data())
    def test_shared_ceilings(self, data: st.DataObject) -> None:
        items = data.draw(item_lists())
        pools = data.draw(pool_lists(items))
        check(choose(items, set(), pools, []), items, set(), pools, [])

    @several
    @given(st.data(), st.integers(0, 12))
    def test_a_search_given_up_says_so_with_a_bound_that_holds(self, data: st.DataObject, steps: int) -> None:
        items = data.draw(item_lists())
        excluded = data.draw(pairs_of(items))
        pools = data.draw(pool_lists(items))
        quotas = [data.draw(quotas_of(items))] if data.draw(st.booleans()) else []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(optimum, "MOST_STEPS", steps)
            found = choose(items, excluded, pools, quotas)
        check(found, items, excluded, pools, quotas)


class TestOrder:
    @several
    @given(st.data(), st.randoms(use_true_random=False))
    def test_the_order_of_items_does_not_matter(self, data: st.DataObject, chance) -> None:
        items = data.draw(item_lists())
        excluded = data.draw(pairs_of(items))
        pools = data.draw(pool_lists(items))
        quotas = [data.draw(quotas_of(items))] if data.draw(st.booleans()) else []
        before = choose(items, excluded, pools, quotas)
        shuffled = list(items)
        chance.shuffle(shuffled)
        turned = {(other, one) for one, other in excluded}
        assert choose(shuffled, turned, pools[::-1], quotas) == before


class TestByHand:
    """Cases small enough to check by hand."""

    YEAR = date(2025, 3, 1)

    def quota(self, days: Sequence[date | None], had: Sequence[date] = (), number: int = 1) -> Quota:
        return Quota(number, "any-year", BEGINS, dict(enumerate(days)), tuple(had))

    def test_nothing_to_choose_from(self) -> None:
        assert choose([], [], [], []) == Choice((), 0, 0)

    def test_the_middle_one_of_three_loses_to_both_ends(self) -> None:
        days = [date(2025, 1, 1), date(2025, 9, 1), date(2026, 1, 1)]
        items = [Item(0, 5, 5), Item(1, 9, 9), Item(2, 5, 5)]
        found = choose(items, [], [], [self.quota(days)])
        assert [n for n, _ in found.taken] == [0, 2]
        assert found.high == 10

    def test_more_was_had_than_the_number(self) -> None:
        # Three at the end of one calendar year and three at the start of the next are six in a year.
        had = [date(2024, 12, 30)] * 3 + [date(2025, 1, 2)] * 3
        days = [date(2025, 12, 30), date(2026, 1, 2), date(2026, 1, 2)]
        items = [Item(n, 1, 1) for n in range(3)]
        found = choose(items, [], [], [self.quota(days, had, number=3)])
        assert [n for n, _ in found.taken] == [1, 2]

    def test_a_split_project_and_a_year_share_crosswise(self) -> None:
        # The first lies in both pools; choosing it leaves less than choosing the other two.
        pools = [
            Pool(frozenset({0, 1}), Interval(10, 10), "whole"),
            Pool(frozenset({0, 2}), Interval(10, 10), "enterprise-year"),
        ]
        found = choose([Item(n, 10, 10) for n in range(3)], [], pools, [])
        assert found.high == 20

    def test_a_share_that_may_be_nothing_leaves_the_others_certain(self) -> None:
        pools = [Pool(frozenset({0, 1}), Interval(1000, 1000), "object")]
        found = choose([Item(0, 0, 1000), Item(1, 500, 500)], [], pools, [])
        assert (found.low, found.high) == (500, 1000)

    def test_a_day_not_known_takes_a_place_in_every_year(self) -> None:
        # The last one has no day and may lie in either year: with it neither is certain.
        days = [date(2025, 1, 1), date(2025, 9, 1), date(2026, 1, 1), None]
        items = [Item(0, 5, 5), Item(1, 9, 9), Item(2, 5, 5), Item(3, 1, 1)]
        assert choose(items, [], [], [self.quota(days)]).high == 10
        assert choose(items, [], [], [self.quota(days, number=2)]).high == 19

    def test_a_day_not_known_may_lie_in_a_year_that_is_full(self) -> None:
        items = [Item(0, 5, 5), Item(1, 1, 1)]
        quota = self.quota([date(2027, 1, 1), None], had=[date(2025, 1, 1)])
        assert [n for n, _ in choose(items, [], [], [quota]).taken] == [0]
