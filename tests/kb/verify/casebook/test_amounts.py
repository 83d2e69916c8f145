"""Sums are read as people write them, and written so that they read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.values import Interval
from kb.verify.casebook.amounts import read_amount, write_amount


@given(st.integers(0, 10**14), st.none() | st.integers(0, 10**14))
def test_a_sum_reads_back_as_it_was_written(low: int, more: int | None) -> None:
    amount = Interval(low, None if more is None or low + more > 10**14 else low + more)
    assert read_amount(write_amount(amount)) == amount


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1000万元", 1000, 1000),
        ("１０００ 万", 1000, 1000),
        ("10,000,000元", 1000, 1000),
        ("0.1亿", 1000, 1000),
        ("最高1000万元", 1000, 1000),
        ("0 至 1000万元", 0, 1000),
        ("100-300万元", 100, 300),
        ("300至300万元", 300, 300),
        # The most that a case may state: 10000亿元.
        ("10000亿元", 100_000_000, 100_000_000),
        ("100万元~300万元", 100, 300),
        ("300万元以上", 300, None),
        ("数额不定", 0, None),
        ("0", 0, 0),
    ],
)
def test_sums_are_read_as_people_write_them(text: str, low: int, high: int | None) -> None:
    wan = 1_000_000
    assert read_amount(text) == Interval(low * wan, None if high is None else high * wan)


@pytest.mark.parametrize(
    "text",
    ["一千万", "1000万元至100万元", "1至2至3", "10000.01亿元", "1000万美元", "0.001元", "9" * 40, "以上"],
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_amount(text)
