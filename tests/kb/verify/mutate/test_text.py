"""Mutants of the text: other numbers, days and agencies."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.loading import read_sources
from kb.verify.mutate.mutant import Mutant
from kb.verify.mutate.text import other_numbers, text_mutants
from tests.conftest import TOY


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("3张", {"4张", "2张", "30张"}),
        ("30%", {"31%", "29%", "3%", "300%"}),
        ("1000万元", {"1001万元", "999万元", "100万元", "10000万元", "1000元", "1000亿元"}),
        ("100万", {"101万", "99万", "10万", "1000万", "100元", "100亿"}),
        ("两个阶段", {"三个阶段", "一个阶段"}),
        ("5年", {"6年", "4年", "50年"}),
    ],
)
def test_a_quantity_has_other_numbers(text: str, others: set[str]) -> None:
    assert set(other_numbers(text)) == others


def test_a_date_has_other_days_months_and_years() -> None:
    assert set(other_numbers("2024年5月23日")) == {
        "2024年5月24日",
        "2024年5月22日",
        "2024年6月23日",
        "2024年4月23日",
        "2025年5月23日",
        "2023年5月23日",
    }


@pytest.fixture(scope="module")
def found(toy: Policy) -> list[Mutant]:
    return list(text_mutants(toy, read_sources(TOY)))


def of_kind(found: list[Mutant], part: str, kind: str) -> list[tuple[str, str]]:
    mutants = (one for one in found if (one.part, one.kind) == (part, kind))
    return [(str(one.words.get("old", one.words.get("text"))), str(one.words.get("new"))) for one in mutants]


def test_each_quantity_of_a_sentence_has_other_numbers_that_can_be_read(found: list[Mutant]) -> None:
    """(一) 按核定投资的40%给予资助,最高800万元: the share and the ceiling."""
    numbers = of_kind(found, "para_1", "number")
    assert {old for old, _ in numbers} == {"40%", "800万元"}
    assert {new for old, new in numbers if old == "40%"} == {"41%", "39%", "4%", "400%"}
    # 最高限额 and 资助比例 have no other concept of their unit in the toy policy.
    assert of_kind(found, "para_1", "mark") == []


def test_neighbouring_quantities_change_places_only_where_they_differ(found: list[Mutant]) -> None:
    """(二) 最高不超过60万、20万元"""
    assert of_kind(found, "para_2", "numbers-swapped") == [("60万", "20万元")]
    assert of_kind(found, "para_8", "numbers-swapped") == []


def test_an_agency_is_replaced_by_one_that_the_list_does_not_name(found: list[Mutant]) -> None:
    """(一)(责任单位:市风车局); (二)(责任单位:市风车局、水磨局)"""
    assert of_kind(found, "para_1", "agency") == [("市风车局", "市水磨局")]
    # Where both bureaus are named, the villages are the next of the registry.
    assert [new for _, new in of_kind(found, "para_2", "agency")] == ["市各村", "各村"]
    assert [old for old, _ in of_kind(found, "para_2", "agency-dropped")] == ["市风车局", "水磨局"]
    assert of_kind(found, "para_2", "agencies-swapped") == [("市风车局", "水磨局")]
    both = next(one for one in found if (one.part, one.kind) == ("para_1", "agency"))
    assert [edit.action for edit in both.edits] == ["text", "set"]
    wrong_id = next(one for one in found if (one.part, one.kind) == ("para_1", "agency-id"))
    assert [edit.value for edit in wrong_id.edits] == ["#shuimo"]


def test_a_day_is_exchanged_in_the_final_provisions(found: list[Mutant]) -> None:
    days = [new for old, new in of_kind(found, "final", "number") if old == "2030年3月1日"]
    assert "2030年3月2日" in days
    assert "2031年3月1日" in days
    assert "2030年3月0日" not in days, "no such day can be read"
    assert ("2030年3月1日", "印发日期") in of_kind(found, "final", "mark")


def test_every_mutant_names_the_clause_it_stands_in(found: list[Mutant], toy: Policy) -> None:
    assert {one.at for one in found} <= {one.eid for one in toy.document.provisions()} | {
        f"{clause.eid}__resp" for clause in toy.document.clauses
    }
