"""A result in full, line by line: sentence, clause, readings, case, and the answers of program and text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.model.values import Money
from kb.verify.report.result import say_answer, say_clause, say_option, say_result, say_words_of
from kb.verify.results import Result, Verdict

WORDS = {
    "place": "rules.xml:3",
    "message": {"zh": "坏。", "en": "Bad."},
    "remedy": {"zh": "改。", "en": "Mend."},
}
FOUND = Result("test", "check", Verdict.REFUTED, "found", ("para_1__s_1",), WORDS)  # type: ignore[arg-type]
CASE = Case(date(2030, 6, 1), {}, (Claim("甲", "project", {"investment": Money.yuan(5)}),), ())


def test_a_result_without_a_case_is_its_sentence_and_its_clause(toy: Policy) -> None:
    sentence, clause = say_result(toy, FOUND, "zh")
    assert sentence == "rules.xml:3：坏。怎么改：改。"
    assert clause.startswith("条文：para_1__s_1“对建造风车的项目,按核定投资的40%给予资助")
    assert len(list(say_result(toy, replace(FOUND, at=()), "zh"))) == 1


def test_a_case_is_told_between_the_readings_and_the_answers(toy: Policy) -> None:
    says = {"zh": "不符合。", "en": "Not eligible."}
    told = replace(
        FOUND,
        case=CASE,
        readings={"G1": "b"},
        program=says,
        text={"zh": "可申报。", "en": "Eligible."},
        kept="c-1",
    )
    lines = list(say_result(toy, told, "zh"))
    assert "G1=b" in lines[2]
    assert lines[3] == "最小的情况："
    assert any("核定投资：5元" in line for line in lines[4:-3])
    assert all(line.startswith("  ") for line in lines[4:-3])
    assert lines[-3:] == ["程序说：不符合。", "条文说：可申报。", "重现：tiaowen replay c-1"]


def test_an_option_that_a_sentence_names_is_told_once_though_it_was_taken(toy: Policy) -> None:
    told = replace(FOUND, case=CASE, readings={"G1": "b"}, options=(("G1", "b"), ("M1a", "b")))
    lines = list(say_result(toy, told, "zh"))
    assert sum("同一风车能否重复拿资助" in line for line in lines) == 1
    # What was not taken is told as an option only.
    (other,) = [line for line in lines if "由谁核定" in line]
    assert other == say_option(toy, "M1a", "b", "zh")


def test_options_and_clauses_are_told_in_their_own_words(toy: Policy) -> None:
    assert say_answer(toy, "M1a", "b", "zh") == "风车局。"
    assert say_answer(toy, "M1a", "b", "en") == "The bureau."
    assert (
        say_clause("para_8__s_1", say_words_of(toy, "para_8__s_1"), "zh")
        == "条文：para_8__s_1“评选先进风车企业。”"
    )
    assert say_words_of(toy, "para_8").startswith("(八)评选先进。")


def test_what_the_policy_does_not_have_is_an_error(toy: Policy) -> None:
    with pytest.raises(KeyError):
        say_words_of(toy, "para_99")
    with pytest.raises(KeyError):
        say_option(toy, "G99", "a", "zh")
    with pytest.raises(StopIteration):
        say_answer(toy, "G1", "z", "zh")
