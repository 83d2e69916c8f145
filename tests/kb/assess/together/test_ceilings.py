"""Totals of sums that share ceilings: disjoint, nested and crossing, with optima worked out by hand."""

from __future__ import annotations

from kb.assess.together.ceilings import Pool, Sharing
from kb.model.values import Interval


def pool(kind: str, rest: int, *members: int) -> Pool:
    """Some sums that share a ceiling of which a rest is left."""
    return Pool(frozenset(members), Interval(rest, rest), kind)


def test_sums_of_one_pool_share_its_rest() -> None:
    sharing = Sharing([pool("object", 100, 0, 1)])
    assert sharing.most({0: 70, 1: 70, 2: 70}) == {0: 70, 1: 30, 2: 70}
    assert (sharing.is_nested, sharing.is_exact) == (True, True)


def test_a_pool_within_another_is_bound_by_both() -> None:
    sharing = Sharing([pool("object", 50, 0, 1), pool("year", 90, 0, 1, 2)])
    allotted = sharing.most({0: 40, 1: 40, 2: 60})
    assert sharing.is_nested
    assert allotted == {0: 40, 1: 10, 2: 40}


def test_pools_of_two_kinds_that_cross_give_the_highest_total() -> None:
    # In their order the first sum would take all of both pools, and the total would be 100, not 200.
    sharing = Sharing([pool("object", 100, 0, 1), pool("year", 100, 0, 2)])
    assert (sharing.is_nested, sharing.is_exact) == (False, True)
    allotted = sharing.most({0: 100, 1: 100, 2: 100})
    assert sum(allotted.values()) == 200
    assert allotted[0] + allotted[1] <= 100
    assert allotted[0] + allotted[2] <= 100


def test_pools_of_three_kinds_that_cross_are_kept_and_no_optimum_is_claimed() -> None:
    sharing = Sharing([pool("a", 10, 0, 1), pool("b", 10, 1, 2), pool("c", 10, 0, 2)])
    assert not sharing.is_exact
    allotted = sharing.most({0: 10, 1: 10, 2: 10})
    assert all(sum(allotted[n] for n in one.members) <= 10 for one in sharing.pools)


def test_the_least_is_what_is_left_at_least_of_each_ceiling() -> None:
    sharing = Sharing([Pool(frozenset({0, 1}), Interval(30, 100), "object")])
    assert sharing.least({0: 20, 1: 20}) == {0: 20, 1: 10}
    assert sharing.most({0: 20, 1: 20}) == {0: 20, 1: 20}
