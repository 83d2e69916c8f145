"""Values of facts as people write them: exact sums, days, counts and measures, and what was meant."""

from __future__ import annotations

from datetime import date

import pytest

from kb.cases.case import FactValue
from kb.cases.nodes import Faults, Items, Keyed, Node, Pair, Scalar
from kb.cases.types import read_fact
from kb.cases.values import Spot, is_name, nearest, read_measure, read_sum, spell, write_money
from kb.model.facts import Choice, Fact
from kb.model.values import Measured, Money

CHOICES = (Choice("build", "建造", "building"), Choice("repair", "修理", "repair"))


def read(kind: str, node: Node | str, unit: str = "") -> tuple[FactValue | None, list[str]]:
    """The value of a fact of a type, and the codes of the findings."""
    choices = CHOICES if kind in ("choice", "choices") else ()
    fact = Fact("f", ("claim",), kind, "事实", "fact", {}, choices=choices, unit=unit)
    faults = Faults("case.yaml")
    value = read_fact(Scalar(node, 3) if isinstance(node, str) else node, Spot(faults, "f", fact))
    return value, [finding.code for finding in faults.findings]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("50000000", 50_000_000), ("5000万元", 50_000_000), ("1亿2000万", 120_000_000), ("三百万元", 3_000_000)],
)
def test_a_sum_is_read_in_yuan_or_in_larger_units(text: str, yuan: int) -> None:
    assert read("money", text) == (Money.yuan(yuan), [])
    assert read_sum(text) == (Money.yuan(yuan), "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,000,000", "case-money-likely"),
        ("¥500", "case-money-likely"),
        ("-5万元", "case-money-negative"),
        ("0.001", "case-money-fine"),
        ("10000亿元", ""),
        ("10001亿元", "case-money-large"),
        ("很多", "case-money-form"),
    ],
)
def test_a_sum_that_is_no_sum_is_told_with_what_was_meant(text: str, code: str) -> None:
    value, told = read("money", text)
    assert told == ([code] if code else [])
    assert (value is None) is bool(code)


def test_a_sum_is_written_in_yuan_with_its_fen() -> None:
    assert write_money(Money(3_333_333_334)) == "33333333.34"
    assert write_money(Money.yuan(50_000_000)) == "50000000"
    assert write_money(Money(5)) == "0.05"


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("2026-03-01", date(2026, 3, 1), ""),
        ("２０２６-０３-０１", date(2026, 3, 1), ""),
        ("2026年3月1日", None, "case-date-likely"),
        ("20260301", None, "case-date-likely"),
        ("2026-02-29", None, "case-date-calendar"),
        ("1999-12-31", None, "case-date-range"),
        ("明天", None, "case-date-form"),
    ],
)
def test_a_day_is_read_in_iso_8601_only(text: str, day: date | None, code: str) -> None:
    assert read("date", text) == (day, [code] if code else [])


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [("0", 0, ""), ("1000000", 1_000_000, ""), ("1000001", None, "case-count-range"),
     ("-1", None, "case-count-range"), ("1.0", None, "case-count-form"), ("07", None, "case-count-form")],
)  # fmt: skip
def test_a_count_is_a_whole_number_up_to_a_million(text: str, number: int | None, code: str) -> None:
    assert read("count", text) == (number, [code] if code else [])


def test_a_measured_number_is_a_decimal_or_has_its_unit() -> None:
    assert read_measure("1.5", "power") == read_measure("1.5千瓦", "power") == Measured(1500, "power")
    assert read_measure("20%", "percent") == read_measure("20", "percent") == Measured(20_000, "percent")
    assert read_measure("3年", "months") == Measured(36, "months")
    assert read_measure("0.0001", "power") is None
    assert read_measure("三米", "power") is None
    assert read("measure", "0.0001", "power") == (None, ["case-measure-fine"])


def test_a_list_states_every_choice_and_a_mapping_those_that_it_names() -> None:
    listed = Items((Scalar("build", 1),), 1)
    assert read("choices", listed) == ({"build": True, "repair": False}, [])
    stated = Keyed((Pair("repair", 1, Scalar("否", 1)),), 1)
    assert read("choices", stated) == ({"repair": False}, [])
    assert read("choices", Items((), 1)) == ({"build": False, "repair": False}, [])
    assert read("choices", "build") == (None, ["case-choices-form"])
    assert read("choices", Items((Scalar("build", 1), Scalar("build", 1)), 1)) == (
        None,
        ["case-choice-twice"],
    )


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("yes-no", "maybe", "case-yes-no"), ("choice", "biuld", "case-choice-near"),
     ("choice", "zzzz", "case-choice-unknown"), ("name", "true", "case-name-quotes"),
     ("name", "", "case-value-empty"), ("name", "甲\u200b", "case-character")],
)  # fmt: skip
def test_a_value_of_another_form_is_told(kind: str, text: str, code: str) -> None:
    assert read(kind, text) == (None, [code])


def test_a_name_has_no_blanks_at_its_ends_and_at_most_two_hundred_characters() -> None:
    assert is_name("机房 改造")
    assert not is_name(" 机房")
    assert is_name("甲" * 200)
    assert not is_name("甲" * 201)


def test_what_is_similar_or_contains_the_word_is_proposed_with_its_name() -> None:
    assert nearest("拆除", CHOICES) == []
    assert nearest("修理厂", CHOICES) == [CHOICES[1]]
    assert nearest("uild", CHOICES) == [CHOICES[0]]
    assert spell(CHOICES, "zh") == "build（建造）、repair（修理）"
    assert spell((), "en") == "—"
    assert spell(CHOICES * 11, "en").endswith("repair (repair) …")
