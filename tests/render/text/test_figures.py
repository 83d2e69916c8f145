"""The HTML elements for figures, and the notation of values in each language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.amounts import Quantity
from kb.model.values import Count, Money, Rate, Span, Value
from kb.model.wording import Figure
from kb.model.words.errors import Language
from kb.model.writing import write_quantity, write_value
from render.text.figures import draw_code, draw_count, draw_figure, draw_number, draw_quantity, machine_value
from tests.render.walking import read


@pytest.mark.parametrize(
    ("value", "zh", "en", "machine"),
    [
        (Money.yuan(10_000_000), "10,000,000元", "10 million yuan", "10000000"),
        (Money.yuan(12_500_000), "12,500,000元", "12.5 million yuan", "12500000"),
        (Money.yuan(12_340_000), "12,340,000元", "12.34 million yuan", "12340000"),
        (Money.yuan(12_345_000), "12,345,000元", "12,345,000 yuan", "12345000"),
        (Money.yuan(3_000_000_000), "3,000,000,000元", "3,000 million yuan", "3000000000"),
        (Money.yuan(100_000), "100,000元", "100,000 yuan", "100000"),
        (Money(3_333_333_334), "33,333,333.34元", "33,333,333.34 yuan", "33333333.34"),
        (Money(5), "0.05元", "0.05 yuan", "0.05"),
        (Money(100_000_010), "1,000,000.10元", "1,000,000.10 yuan", "1000000.1"),
        (Rate(Fraction(3, 10)), "30%", "30%", "0.3"),
        (Rate(Fraction(1, 8)), "12.5%", "12.5%", "0.125"),
        (Count(3, "张"), "3张", "3", "3"),
        (Span.of_years(5), "5年", "5 years", "P5Y"),
        (Span.of_years(1), "1年", "1 year", "P1Y"),
        (date(2029, 5, 22), "2029年5月22日", "22 May 2029", "2029-05-22"),
    ],
)
def test_values_are_written_exactly(value: Value, zh: str, en: str, machine: str) -> None:
    assert (write_value(value, "zh"), write_value(value, "en"), machine_value(value)) == (zh, en, machine)


@given(st.integers(min_value=0, max_value=10**15))
def test_no_sum_is_rounded_in_either_language(fen: int) -> None:
    for lang in ("zh", "en"):
        assert read(write_value(Money(fen), lang)) == ("number", Fraction(fen, 100))
    assert Fraction(machine_value(Money(fen))) == Fraction(fen, 100)


@pytest.mark.parametrize(
    ("text", "unit", "zh", "en"),
    [
        ("1000万元", "money", "1000万元", "10 million yuan"),
        ("100万", "money", "100万元", "1 million yuan"),
        ("两个阶段", "count", "两个阶段", "2"),
        ("3张", "count", "3张", "3"),
        ("2024年5月23日", "date", "2024年5月23日", "23 May 2024"),
    ],
)
def test_chinese_keeps_the_published_words_and_english_says_the_value(
    text: str, unit: str, zh: str, en: str
) -> None:
    quantity = Quantity(text, "x", unit, "para_1__s_1")  # type: ignore[arg-type]
    assert (write_quantity(quantity, "zh"), write_quantity(quantity, "en")) == (zh, en)


def test_a_figure_says_where_it_comes_from_and_leads_there() -> None:
    quantity = Quantity("100万", "最高限额", "money", "para_20__s_1", 0)
    assert draw_figure(Figure((quantity,)), "zh", "#para_20__s_1") == (
        '<a class="figure-link" href="#para_20__s_1"><data class="figure" value="1000000" '
        'data-eid="para_20__s_1" data-index="0" data-words="100万">100万元</data></a>'
    )


def test_a_derived_figure_names_everything_it_follows_from() -> None:
    first = Quantity("2024年5月23日", "施行日期", "date", "final__s_4", 0)
    span = Quantity("5年", "有效期", "years", "final__s_4", 1)
    assert draw_figure(Figure((first, span), "last-day"), "en") == (
        '<time class="figure" datetime="2029-05-22" data-eid="final__s_4" data-index="0,1" '
        'data-derive="last-day">22 May 2029</time>'
    )


def test_other_components_say_what_they_count_or_name() -> None:
    assert draw_count(24, "measures") == '<data class="count" value="24" data-of="measures">24</data>'
    assert draw_number("(五)", "para_5") == '<span class="number" data-eid="para_5">(五)</span>'
    assert draw_code("reading-id", "G21") == '<code class="reading-id">G21</code>'


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_of_a_text_cannot_break_out_of_a_component(lang: Language) -> None:
    nasty = '<b title="x">&'
    assert "<b" not in draw_quantity(Quantity("3张", nasty, "count", nasty), nasty, nasty)
    assert "<b" not in draw_count(1, nasty) + draw_number(nasty, nasty) + draw_code("eid", nasty)
