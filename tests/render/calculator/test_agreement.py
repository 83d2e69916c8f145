"""The comparison of evaluator and engine finds every difference that matters, and no other."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.model.values import Money
from render.calculator.agreement import answer_whole, differences


@pytest.fixture
def ours(toy: Policy) -> dict[str, Any]:
    """The engine's answer for a project of 1000万元."""
    facts = {"is": {"windmill-project": True}, "investment": Money.yuan(10_000_000)}
    case = Case(date(2030, 6, 1), {}, (Claim("甲", "project", facts),), None)
    return answer_whole(toy, case, {})


def test_equal_answers_do_not_differ(ours: dict[str, Any]) -> None:
    assert set(ours) == {"outcomes", "combination", "questions"}
    assert differences(ours, deepcopy(ours)) == []


def test_questions_may_come_in_another_order(ours: dict[str, Any]) -> None:
    theirs = deepcopy(ours)
    two = [{"fact": "a"}, {"fact": "b"}]
    ours["questions"], theirs["questions"] = two, two[::-1]
    assert differences(ours, theirs) == []
    theirs["questions"] = two[:1]
    assert [told.partition(":")[0] for told in differences(ours, theirs)] == ["questions"]


def test_a_changed_sum_is_told_with_both_values(ours: dict[str, Any]) -> None:
    theirs = deepcopy(ours)
    theirs["outcomes"][0]["amount"]["high"] += 1
    (told,) = differences(ours, theirs)
    assert told.startswith("甲 under para_1__sup_1: amount")
    assert "400000001" in told
    assert "400000000" in told


@pytest.mark.parametrize("key", ["total", "if_given", "settled", "proved", "waits"])
def test_a_change_of_the_combination_is_told(ours: dict[str, Any], key: str) -> None:
    theirs = deepcopy(ours)
    theirs["combination"][key] = ["x"]
    assert [told.partition(":")[0] for told in differences(ours, theirs)] == [key]


def test_another_combination_is_told_only_where_it_brings_another_sum(ours: dict[str, Any]) -> None:
    theirs = deepcopy(ours)
    best = theirs["combination"]["best"]
    best.reverse()
    assert len(best) > 1
    assert differences(ours, theirs) == []
    best.pop()
    assert [told.partition(":")[0] for told in differences(ours, theirs)] == ["best"]


def test_a_case_that_the_evaluator_refuses_is_told_with_its_faults(ours: dict[str, Any]) -> None:
    assert differences(ours, {"faults": ["x"]})[0] == "faults: ['x']"
