"""Boundary values, worked out by hand: a case is tried around each sum, day and number of the text."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.verify.fuzz.boundaries import find_counts, find_days, find_sums


def test_sums_are_tried_a_fen_below_at_and_above_where_an_amount_turns(policy: Policy) -> None:
    ceiling = 1_000_000_000  # 最高1000万元
    binds = 3_333_333_334  # 30% of 33,333,333.34 yuan is the first that comes to 1000万元
    sums = find_sums(policy)
    for turn in (ceiling, binds):
        assert {turn - 1, turn, turn + 1} <= set(sums)
    assert {0, 1} <= set(sums)


def test_days_are_tried_on_both_sides_of_every_turn(policy: Policy) -> None:
    days = find_days(policy)
    # 自2024年5月23日起施行，有效期5年: its two ends, a year of its own and a calendar year.
    for turn in ((2024, 5, 23), (2029, 5, 23), (2026, 5, 23), (2026, 1, 1)):
        day = date(*turn)
        assert {day, date.fromordinal(day.toordinal() - 1)} <= set(days)


def test_numbers_are_tried_below_at_and_above_that_of_the_text(policy: Policy) -> None:
    assert {2, 3, 4} <= set(find_counts(policy))  # 每年最多资助3张
