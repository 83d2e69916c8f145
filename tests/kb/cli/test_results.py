"""Results of the workbench as they are printed: one line each, in full where they need attention."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.cases.case import Case
from kb.cli.results import count_verdicts, is_told_in_full, keep_result, report_results, result_data
from kb.verify.casebook.replay import no_cases
from kb.verify.results import Result, Verdict

PROVED = Result("prove", "cap-holds", Verdict.PROVED, "x", ("para_1__s_1",))


def results() -> tuple[Result, ...]:
    """A result of each verdict."""
    return tuple(replace(PROVED, verdict=verdict) for verdict in Verdict)


def test_only_what_is_refuted_or_undecided_is_told_in_full() -> None:
    told = {one.verdict: is_told_in_full(one) for one in results()}
    assert {verdict for verdict, full in told.items() if full} == {Verdict.REFUTED, Verdict.UNDECIDED}


def test_verdicts_are_counted_in_their_order_and_none_is_said_for_none() -> None:
    two = (PROVED, PROVED, replace(PROVED, verdict=Verdict.SAMPLED))
    assert count_verdicts(two, "zh") == "已证明 2，仅抽测 1。"
    assert count_verdicts((), "zh") == ""


def test_a_result_without_a_case_keeps_none(toy: Policy, tmp_path: Path) -> None:
    assert keep_result(toy, PROVED, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_kept_where_the_result_needs_attention_or_somebody_asks(
    toy: Policy, tmp_path: Path
) -> None:
    case = Case(date(2030, 6, 1), {}, (), ())
    proved = replace(_real(toy), verdict=Verdict.PROVED, case=case, support="para_1__sup_1")
    assert keep_result(toy, proved, tmp_path) == ""
    kept = keep_result(toy, proved, tmp_path, always=True)
    assert [path.stem for path in tmp_path.iterdir()] == [kept]
    assert keep_result(toy, replace(proved, kept="c-1234abcd"), tmp_path) == "c-1234abcd"


def test_the_status_is_one_where_a_result_is_trouble(
    toy: Policy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    undecided = _real(toy)
    assert report_results(toy, [], "zh", "json", tmp_path) == 0
    assert json.loads(capsys.readouterr().out) == []
    about_policy = replace(undecided, verdict=Verdict.REFUTED, about="policy")
    for result, status in ((undecided, 1), (about_policy, 0)):
        assert report_results(toy, [result], "zh", "json", tmp_path) == status
    assert count_verdicts([undecided], "zh").startswith("未定 1")


def _real(toy: Policy) -> Result:
    """An undecided result with a sentence of its own: there is no casebook to replay."""
    (result, *_) = no_cases(toy)
    return replace(result, verdict=Verdict.UNDECIDED)


def test_a_result_as_data_has_its_sentence_in_both_languages_and_the_command_that_replays_it(
    toy: Policy, tmp_path: Path
) -> None:
    data = result_data(toy, _real(toy), "c-1234abcd")
    assert set(data["sentence"]) == {"zh", "en"}
    assert (data["kept"], data["replay"]) == ("c-1234abcd", "tiaowen replay c-1234abcd")
    assert result_data(toy, _real(toy))["replay"] == ""
