"""Parts of the pages as data: values under the key of their kind, in both languages, each with its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from markupsafe import Markup

from kb import Policy
from kb.explain.items.parts import data_of
from kb.model.values import Count, Ends, Measured, Money, Rate, Span, Value
from render.data.parts import (
    both,
    part_data,
    plain_text,
    quantity_data,
    reading_data,
    support_data,
    term_data,
    value_data,
)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Money(5), {"fen": 5}),
        (Rate(Fraction(2, 5)), {"rate": "0.4"}),
        (Count(4, "张"), {"count": 4}),
        (Span(36), {"years": 3}),
        (Span(18), {"months": 18}),
        (Measured(1500, "power"), {"number": "1.5", "unit": "power"}),
        (Ends(Rate(Fraction(1, 20)), Rate(Fraction(1, 5))), {"ends": ["0.05", "0.2"]}),
        (date(2030, 3, 1), {"day": "2030-03-01"}),
    ],
)
def test_a_value_stands_under_the_key_of_its_kind(value: Value, data: dict[str, Any]) -> None:
    assert value_data(value) == data


def test_a_quantity_has_its_place_and_its_words(toy: Policy) -> None:
    rate, cap = toy.supports[0].amount.quantities()
    assert data_of(quantity_data(rate))["words"] == "40%"
    data = data_of(quantity_data(cap))
    assert (data["provision"], data["index"], data["fen"]) == ("para_1__s_1", 1, 800_000_000)
    assert "level" not in data
    assert data_of(quantity_data(cap, "national"))["level"] == "national"


def test_a_support_has_its_figures_each_with_the_level_that_it_is_for(toy: Policy) -> None:
    data = data_of(support_data(toy, toy.supports[1]))
    assert [(one["words"], one["level"]) for one in data["amount"]["figures"]] == [
        ("60万", "international"),
        ("20万元", "national"),
    ]
    assert (data["per"], data["form"]) == ("standard-document", "grant")
    assert "binds" not in data["amount"]


def test_the_base_at_which_a_ceiling_binds_is_worked_out(toy: Policy) -> None:
    binds = data_of(support_data(toy, toy.supports[0]))["amount"]["binds"]
    assert binds["fen"] == 2_000_000_000  # 40 % of 2000万元 is 800万元


def test_the_validity_has_its_last_day(toy: Policy) -> None:
    validity = next(term for term in toy.terms if term.kind == "validity")
    figures = data_of(term_data(validity))["figures"]
    assert [one.get("day") or one.get("years") for one in figures] == ["2030-03-01", 3, "2033-02-28"]


def test_a_reading_has_its_options_in_both_languages_and_the_one_in_use(toy: Policy) -> None:
    data = data_of(reading_data(toy, toy.readings[0]))
    assert (data["id"], data["used"], data["because"]) == ("G1", "a", None)
    assert [option["says"]["en"] for option in data["options"]] == ["No.", "Yes."]


def test_a_part_has_its_sentences_and_its_closing_words(toy: Policy) -> None:
    data = data_of(part_data(toy.measures[7].clause))
    assert [one["text"] for one in data["sentences"]] == ["评选先进风车企业。"]
    assert data["closing"]["text"] == "(责任单位:市风车局)"
    assert toy.document.scope is not None
    (sentence,) = data_of(part_data(toy.document.scope))["sentences"]
    assert len(sentence["clauses"]) == 2


def test_words_without_markup_keep_their_quotation_marks() -> None:
    assert plain_text(Markup("<b>见</b><q class='x'>风车</q> &amp; 水车")) == "见“风车” & 水车"
    assert data_of(both(lambda lang: lang)) == {"zh": "zh", "en": "en"}
