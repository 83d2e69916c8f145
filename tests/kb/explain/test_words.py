"""Names and values in words: facts, choices, supports, lists, and sums in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kb import Policy
from kb.explain.words import Teller, begin, is_sentence
from kb.model.values import Ends, Interval, Measured, Money, Rate


@pytest.fixture
def zh(toy: Policy) -> Teller:
    """The words for claims of projects in Chinese."""
    return Teller(toy, "zh", "project")


@pytest.fixture
def en(toy: Policy) -> Teller:
    """The words for claims of projects in English."""
    return Teller(toy, "en", "project")


def test_a_fact_is_named_by_its_declaration_and_a_term_by_its_concept(zh: Teller, en: Teller) -> None:
    assert (zh.fact("investment"), en.fact("investment")) == ("核定投资", "verified investment")
    assert (zh.fact("good-project"), en.fact("good-project")) == ("示范项目", "demonstration project")
    assert zh.fact("watermill") == "watermill"


def test_the_value_of_a_choice_is_its_name_and_that_of_yes_or_no_a_word(zh: Teller, en: Teller) -> None:
    assert zh.value("standard-level", "national") == "“国家标准”"
    assert zh.choice("standard-level", "national") == "国家标准"
    assert (zh.value("selected", True), en.value("selected", "no")) == ("是", "no")
    assert zh.choice("standard-level", "village") == "village"


def test_a_support_has_the_number_of_its_measure(zh: Teller, toy: Policy) -> None:
    name = toy.plain["zh"]["para_2"].supports["para_2__sup_1"]
    assert name in zh.support("para_2__sup_1")
    assert "2" in zh.support("para_2__sup_1")
    assert zh.supports(["para_2__sup_1"]) == zh.support("para_2__sup_1")
    assert zh.supports([one.id for one in toy.supports]) == zh.say("together", "all")


def test_agencies_have_their_full_names_and_none_is_the_responsible_one(en: Teller) -> None:
    assert (
        en.agencies(["fengche", "shuimo", "mill"]) == "Toytown Windmill Bureau and Toytown Watermill Bureau"
    )
    assert en.agencies([]) == en.say("outcome", "agencies")


def test_a_list_ends_with_and_or_or_and_its_separator_never_stands_in_a_member(
    zh: Teller, en: Teller
) -> None:
    assert zh.join("甲乙丙", "or") == "甲、乙或丙"
    assert en.join("abc", "and") == "a, b and c"
    assert zh.join("甲乙") == "甲、乙"
    assert zh.join(["甲、乙", "丙"]) != "甲、乙、丙"
    assert zh.join(["甲"], "and") == "甲"
    assert zh.join([]) == ""


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0, None, "open"),
        (100_000_000, None, "at-least"),
        (100_000_000, 100_000_000, "exact"),
        (0, 100_000_000, "from-nothing"),
        (100_000_000, 200_000_000, "between"),
    ],
)
def test_a_range_is_said_by_its_bounds(zh: Teller, low: int, high: int | None, said: str) -> None:
    words = {"low": zh.sum(low)} if high is None else {"low": zh.sum(low), "high": zh.sum(high)}
    assert zh.range(Interval(low, high)) == zh.say("range", said, **words)
    assert zh.sum(100_000_000) == "100万元"


def test_a_value_is_told_by_its_type(zh: Teller, en: Teller) -> None:
    assert zh.tell(Money.yuan(50_000)) == "5万元"
    assert en.tell(Money.yuan(50_000)) == "50,000 yuan"
    assert en.tell(date(2030, 3, 1)) == "1 March 2030"
    assert zh.tell(Rate(Fraction(2, 5))) == "40%"
    assert en.tell(Measured(1500, "power")) == "1.5 kilowatts"
    assert zh.tell("investment") == "核定投资"
    assert zh.tell(7) == "7"
    both = en.tell(Ends(Money.yuan(1), Money.yuan(2)))
    assert both == en.say("range", "between", low="1 yuan", high="2 yuan")


def test_the_reason_for_a_presumption_is_the_declared_one(zh: Teller, toy: Policy) -> None:
    assert zh.why("watermill") == ""
    fact = next(one for one in toy.facts if one.id == "investment")
    facts = tuple(replace(one, why={"zh": "因为。"}) if one is fact else one for one in toy.facts)
    assert Teller(replace(toy, facts=facts), "zh", "project").why("investment") == "因为。"


def test_a_sentence_begins_with_a_capital_where_there_are_capitals() -> None:
    assert (begin("the sum"), begin("金额"), begin("")) == ("The sum", "金额", "")
    assert is_sentence("answer", "yes")
    assert not is_sentence("answer", "perhaps")
