"""Figures of plain sentences: quantities of the text, and values derived from several of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.model.amounts import Quantity
from kb.model.figures import anniversary, binds_from, figure_value, inline_text
from kb.model.values import Money, Span
from kb.model.wording import Figure, Link

RATE = Quantity("30%", "资助比例", "rate", "para_1__s_1")
CAP = Quantity("1000万元", "最高限额", "money", "para_1__s_1", 1)
START = Quantity("2028年2月29日", "施行日期", "date", "final__s_1")
YEAR = Quantity("1年", "有效期", "years", "final__s_1", 1)


def test_a_figure_without_a_derivation_is_its_quantity() -> None:
    assert figure_value(Figure((CAP,))) == Money.yuan(10_000_000)


def test_the_cap_binds_from_the_first_fen_whose_share_reaches_it() -> None:
    # 30 % of 33,333,333.34 yuan is 10,000,000.002 yuan, and of one fen less 9,999,999.999.
    assert binds_from(RATE, CAP) == figure_value(Figure((RATE, CAP), "binds-from")) == Money(3_333_333_334)
    assert binds_from(replace(RATE, text="50%"), CAP) == Money.yuan(20_000_000)


def test_the_last_day_of_a_span_is_the_day_before_its_anniversary() -> None:
    # 2029 has no 29 February: the anniversary is the first day of the next month.
    assert anniversary(START, YEAR) == date(2029, 3, 1)
    assert figure_value(Figure((START, YEAR), "anniversary")) == date(2029, 3, 1)
    assert figure_value(Figure((START, YEAR), "last-day")) == date(2029, 2, 28)
    assert YEAR.value == Span(12)


def test_quantities_that_are_no_day_and_span_are_refused_with_their_words() -> None:
    with pytest.raises(TypeError, match="'1年' and '2028年2月29日' are no day and end"):
        anniversary(YEAR, START)


def test_a_sentence_is_written_with_its_figures_and_the_names_that_it_links(toy: Policy) -> None:
    parts = (
        "由", Link("fengche", ""), "按", Figure((RATE,)), "给予，自",
        Figure((RATE, CAP), "binds-from"), "起封顶，见", Link("para_2", ""), Link("G1", "此处"),
    )  # fmt: skip
    assert inline_text(toy, parts, "zh") == "由玩具城风车局按30%给予，自33,333,333.34元起封顶，见(二)此处"
    assert inline_text(toy, (Link("fengche", ""), " ", Link("para_2", ""), " ", Link("G1", "")), "en") == (
        "Toytown Windmill Bureau 2 G1"
    )
