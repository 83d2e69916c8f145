"""Sums in calculations; single values are tested together with the figures of pages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.amounts import Quantity
from kb.model.values import Unit
from kb.model.words.errors import Language
from kb.model.writing import write_sum, write_term
from tests.render.walking import read


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (0, "0元", "0 yuan"),
        (5, "0.05元", "0.05 yuan"),
        (1_000_000, "1万元", "10,000 yuan"),
        (999_900, "9,999元", "9,999 yuan"),
        (5_000_000_000, "5000万元", "50 million yuan"),
        (9_999_000_000, "9999万元", "99.99 million yuan"),
        (9_999_500_000, "99,995,000元", "99,995,000 yuan"),
        (10_000_000_000, "1亿元", "100 million yuan"),
        (12_000_000_000, "1.2亿元", "120 million yuan"),
        (12_345_000_000, "1.2345亿元", "123.45 million yuan"),
        (100_000_000_000_000, "10000亿元", "1,000,000 million yuan"),
        (3_333_333_334, "33,333,333.34元", "33,333,333.34 yuan"),
        (100_000_010, "1,000,000.10元", "1,000,000.10 yuan"),
        (Fraction(9_999_999_999, 10), "9,999,999.999元", "9,999,999.999 yuan"),
    ],
)
def test_a_sum_in_a_calculation_keeps_every_digit(fen: int | Fraction, zh: str, en: str) -> None:
    assert (write_sum(fen, "zh"), write_sum(fen, "en")) == (zh, en)


@pytest.mark.parametrize("lang", ["zh", "en"])
@given(fen=st.integers(min_value=0, max_value=10**15), rate=st.integers(min_value=1, max_value=10_000))
def test_nothing_is_rounded(lang: Language, fen: int, rate: int) -> None:
    assert read(write_sum(fen, lang)) == ("number", Fraction(fen, 100))
    assert read(write_sum(Fraction(fen * rate, 10_000), lang)) == ("number", Fraction(fen * rate, 1_000_000))


@pytest.mark.parametrize(
    ("text", "unit", "en"),
    [
        ("20个工作日", "count", "20 working days"),
        ("1个工作日", "count", "1 working day"),
        ("10个自然日", "count", "10 calendar days"),
        ("30日", "count", "30 days"),
        ("十五天", "count", "15 days"),
        ("两周", "count", "2 weeks"),
        ("24小时", "count", "24 hours"),
        ("3个月", "years", "3 months"),
        ("一个季度", "years", "3 months"),
        ("1年", "years", "1 year"),
        ("5批", "count", "5批"),
    ],
)
def test_a_time_limit_is_told_in_english_with_its_unit(text: str, unit: Unit, en: str) -> None:
    quantity = Quantity(text, "期限", unit, "art_1__s_1")
    assert (write_term(quantity, "zh"), write_term(quantity, "en")) == (text, en)
