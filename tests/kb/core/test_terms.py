"""Terms: constants are computed at once, and all other terms mean the same in every carrier."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from kb.core.amounts import round_share
from kb.core.carriers.exact import value_of
from kb.core.terms import (
    ANY,
    NIL,
    NO,
    OPEN,
    YES,
    Range,
    Term,
    both,
    conj,
    either,
    floor_div,
    greatest,
    ite,
    le,
    least,
    lower,
    lt,
    plus,
    split,
    times,
    year,
    year_since,
)

FIRST = date(2024, 2, 29)

KLEENE = {True: YES, False: NO, None: OPEN}


@pytest.mark.parametrize(("one", "other"), list(product(KLEENE, repeat=2)))
def test_tests_are_joined_as_kleene_has_it(one: bool | None, other: bool | None) -> None:
    every = {one, other}
    all_hold = False if False in every else None if None in every else True
    one_holds = True if True in every else None if None in every else False
    assert value_of(both((KLEENE[one], KLEENE[other]))) is all_hold
    assert value_of(either((KLEENE[one], KLEENE[other]))) is one_holds


def test_a_sum_without_a_bound_is_lowered_by_one_that_has_one() -> None:
    assert lower(ANY, Range(3, 5)) == Range(0, 5)
    assert lower(Range(3, 5), Range(4, 4)) == Range(3, 4)
    assert lower(ANY, ANY) == ANY


def test_what_is_never_known_makes_nothing_known() -> None:
    assert year(NIL) is NIL
    assert plus(NIL, 3) is NIL
    assert conj(False, le(NIL, 3)) is False
    assert ite(Term("told"), NIL, 3) == 3


def test_a_share_is_rounded_down_or_to_the_nearest_fen() -> None:
    third = Fraction(1, 3)
    assert [round_share(base, third, "down") for base in (1, 2, 3, 4, 5)] == [0, 0, 1, 1, 1]
    assert [round_share(base, third, "half-up") for base in (1, 2, 3, 4, 5)] == [0, 1, 1, 1, 2]
    assert round_share(5, Fraction(1, 2), "half-up") == 3


def test_a_sum_is_shared_in_whole_fen() -> None:
    assert split(100, 3) == 33
    assert split(0, Term("told")) == 0


def test_a_year_of_validity_begins_on_its_first_day() -> None:
    assert year_since(FIRST, date(2025, 2, 28)) == 0
    assert year_since(FIRST, date(2025, 3, 1)) == 1
    assert year_since(date(2024, 5, 23), date(2024, 5, 22)) == -1


def test_what_lies_within_known_bounds_is_settled_at_once() -> None:
    base = ite(Term("known", "", "a", "money"), Term("value", "", "a", "money"), 0)
    assert le(0, base) is True
    assert lt(1000, least(base, 1000)) is False
    share = floor_div(times(3, base), 10)
    assert greatest(0, share) is share
    assert lt(least(base, 1000), 1001) is True
