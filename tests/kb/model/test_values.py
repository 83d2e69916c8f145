"""The values of a policy text: arithmetic and notation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.values import Money, Rate, Span, plus_span, plus_year


@given(st.integers(min_value=0, max_value=10**15))
def test_a_sum_is_shown_with_all_its_fen(fen: int) -> None:
    assert int(str(Money(fen)).replace(",", "").replace(".", "")) in (fen, fen // 100)
    assert ("." in str(Money(fen))) == (fen % 100 != 0)


@pytest.mark.parametrize(
    ("rate", "shown", "machine"),
    [
        (Fraction(3, 10), "30%", "0.3"),
        (Fraction(1, 8), "12.5%", "0.125"),
        (Fraction(3, 10_000), "0.03%", "0.0003"),
        (Fraction(1), "100%", "1"),
        (Fraction(2), "200%", "2"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(2, 7), "2/7", "2/7"),
    ],
)
def test_a_rate_is_written_without_rounding(rate: Fraction, shown: str, machine: str) -> None:
    assert (str(Rate(rate)), Rate(rate).machine) == (shown, machine)


@pytest.mark.parametrize(
    ("months", "shown", "iso"),
    [(60, "5年", "P5Y"), (6, "6个月", "P6M"), (18, "1年6个月", "P1Y6M"), (0, "0年", "P0Y")],
)
def test_a_span_is_written_in_years_and_months(months: int, shown: str, iso: str) -> None:
    assert (str(Span(months)), Span(months).iso) == (shown, iso)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2024, 5, 23), 60, date(2029, 5, 23)),
        (date(2024, 5, 23), 6, date(2024, 11, 23)),
        (date(2024, 11, 15), 3, date(2025, 2, 15)),
        (date(2024, 1, 31), 1, date(2024, 3, 1)),
        (date(2024, 3, 31), 3, date(2024, 7, 1)),
        (date(2024, 12, 31), 2, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 10, 31), 1, date(2024, 12, 1)),
        (date(2024, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_the_same_day_so_many_months_on(day: date, months: int, after: date) -> None:
    assert plus_span(day, Span(months)) == after
    if months % 12 == 0:
        assert plus_year(day, months // 12) == after


@pytest.mark.parametrize("years", [7976, 9000, 10**30])
def test_the_calendar_ends_with_the_year_9999(years: int) -> None:
    with pytest.raises(ValueError, match="the calendar has no year"):
        plus_year(date(2024, 5, 23), years)
