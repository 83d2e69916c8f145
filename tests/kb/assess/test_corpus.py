"""The engine against the corpus of cases, and the corpus against its required contents."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from kb import Policy
from kb.core.outcomes import Status
from kb.core.ruleset import choose_readings, turned_readings
from tests.corpus.runner import HERE, CorpusCase, compare, main, read_corpus
from tests.kb.assess.interpreter import answer

CASES = read_corpus()

BOUNDARIES = frozenset((HERE / "boundaries.txt").read_text(encoding="utf-8").split())
"""Cases that no edit of the corpus may remove: one on each side of every boundary in the text."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_engine_agrees_with_the_corpus(policy: Policy, case: CorpusCase) -> None:
    assert compare(case.expected, answer(policy, case.request)) == [], case.data["why"]


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(case.id for case in CASES).items() if count > 1] == []


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
    assert BOUNDARIES - {case.id for case in CASES} == set()


def test_every_case_says_what_it_is_about() -> None:
    for case in CASES:
        keys = set(case.data)
        assert {"id", "sentence", "why", "clauses", "case", "expect"} <= keys, case.name
        assert keys <= {"id", "sentence", "why", "clauses", "case", "readings", "expect"}, case.name
        assert case.expected.get("outcomes") or "total" in case.expected, case.name
        assert set(case.expected) <= {"outcomes", "total", "best"}, case.name


def test_every_clause_and_support_exists(policy: Policy) -> None:
    supports = {support.id: support for support in policy.supports}
    for case in CASES:
        assert case.data["clauses"], case.name
        assert [eid for eid in case.data["clauses"] if eid not in policy] == [], case.name
        claims = {claim["id"]: claim["kind"] for claim in case.data["case"].get("claims", ())}
        for outcome in case.expected.get("outcomes", ()):
            per = supports[outcome["support"]].per
            claim = outcome["claim"]
            assert claims[claim] == per if claim else per not in claims.values(), case.name


def test_sums_expected_are_integers_of_fen() -> None:
    for case in CASES:
        for low, high in _intervals(case):
            assert type(low) is int, case.name
            assert high is None or type(high) is int, case.name
            assert high is None or low <= high, case.name


def test_every_support_and_status_is_met(policy: Policy) -> None:
    expected = [outcome for case in CASES for outcome in case.expected.get("outcomes", ())]
    assert {one["support"] for one in expected} == {support.id for support in policy.supports}
    assert {one["status"] for one in expected} == set(Status)


def test_every_grant_is_met_under_each_status_it_can_have(policy: Policy) -> None:
    met = defaultdict(set)
    for case in CASES:
        for outcome in case.expected.get("outcomes", ()):
            met[outcome["support"]].add(outcome["status"])
    for support in policy.supports:
        if support.is_money:
            assert {"ineligible", "undetermined", "barred"} <= met[support.id], support.id
            assert met[support.id] & {"eligible", "by-reference"}, support.id
        if support.is_money and support.needed:
            assert "candidate" in met[support.id], support.id
        if support.is_money and support.conditions:
            assert "judgement" in met[support.id] or all(
                _is_settled_by_a_fact(policy, condition.concept.id) for condition in support.conditions
            ), support.id


def _is_settled_by_a_fact(policy: Policy, term: str) -> bool:
    """Whether a fact that nobody judges settles an open term."""
    return not any(fact.id == term and fact.judged for fact in policy.facts)


@pytest.mark.parametrize("marked", [True, False], ids=["changes-money", "others"])
def test_readings_are_told_apart_by_the_same_facts(policy: Policy, marked: bool) -> None:
    turned = turned_readings(policy)
    for reading in policy.readings:
        if reading.changes_money is not marked or reading.id not in turned | _marked(policy):
            continue
        apart = [facts for facts in _by_facts(policy, reading.id) if _differ(facts.values(), marked)]
        assert apart, reading.id
        read = {option for facts in apart for option in facts}
        assert read == {option.id for option in reading.options}, reading.id


def _marked(policy: Policy) -> set[str]:
    return {reading.id for reading in policy.readings if reading.changes_money}


def _by_facts(policy: Policy, reading: str) -> list[dict[str, CorpusCase]]:
    """Cases with the same facts and otherwise equal readings, by the option of one reading."""
    groups: dict[str, dict[str, CorpusCase]] = defaultdict(dict)
    for case in CASES:
        readings = choose_readings(policy, case.readings)
        option = readings.pop(reading)
        groups[json.dumps([case.data["case"], readings], sort_keys=True)].setdefault(option, case)
    return [group for group in groups.values() if len(group) > 1]


def _differ(cases: Any, in_money: bool) -> bool:
    told = {json.dumps(list(_intervals(case)) if in_money else case.expected) for case in cases}
    return len(told) > 1


def _intervals(case: CorpusCase) -> Iterator[list[int | None]]:
    for outcome in case.expected.get("outcomes", ()):
        if outcome.get("amount") is not None:
            yield outcome["amount"]
    if "total" in case.expected:
        yield case.expected["total"]


class TestTheRunner:
    """The command that tests a program in any language with the corpus."""

    OURS = (sys.executable, "-m", "tests.kb.assess.interpreter")

    def test_our_own_program_agrees_line_by_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--only", "measure-12", *self.OURS]) == 0
        told = capsys.readouterr().out
        assert told.strip().split(", ")[1:] == [f"{told.split()[0]} agree", "0 do not"]

    def test_a_program_may_be_started_for_each_case(self) -> None:
        assert main(["--each", "--only", "m14-both-phases-a", *self.OURS]) == 0

    def test_a_program_that_answers_nothing_is_found_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = "import sys\nfor line in sys.stdin: print('{\"outcomes\": []}')"
        assert main(["--only", "m5-cap", sys.executable, "-c", script]) == 1
        told = capsys.readouterr().out
        assert (
            "measure-05/m5-cap-binds-from: P under para_5__sup_1: no outcome" in told or "no outcome" in told
        )

    @pytest.mark.parametrize(
        ("script", "told"),
        [
            ("import sys; sys.exit('no such rule')", "ended with 1\nno such rule"),
            ("print('{}')", "lines answered"),
            ("import sys\nfor line in sys.stdin: print('[]')", "no JSON object"),
            ("import sys\nfor line in sys.stdin: print('nonsense')", "no JSON object"),
        ],
    )
    def test_a_program_that_fails_is_told(self, script: str, told: str) -> None:
        with pytest.raises(SystemExit) as stopped:
            main(["--only", "m5-cap", sys.executable, "-c", script])
        assert told in str(stopped.value)

    def test_a_program_that_is_not_there_is_told(self) -> None:
        with pytest.raises(SystemExit, match="no-such-program"):
            main(["--only", "m5-cap", "no-such-program"])

    def test_a_program_that_hangs_is_told(self) -> None:
        with pytest.raises(SystemExit, match="no answer within 1 seconds"):
            main(["--timeout", "1", "--only", "m5-cap", sys.executable, "-c", "import time; time.sleep(9)"])

    @pytest.mark.parametrize("arguments", [[], ["--only", "no such case", "true"]])
    def test_nothing_to_do_is_told(self, arguments: list[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2


EXPECTED = {
    "outcomes": [{"claim": "甲", "support": "s", "status": "eligible", "amount": [100, None]}],
    "total": [100, 300],
    "best": [["甲", "s"], ["乙", "t"]],
}
GIVEN = {
    "outcomes": [
        {"claim": "乙", "support": "t", "status": "barred", "amount": [0, 0]},
        {"claim": "甲", "support": "s", "status": "eligible", "amount": [100, None]},
    ],
    "total": [100, 300],
    "best": [["乙", "t"], ["甲", "s"]],
}


class TestComparing:
    """The answers that the runner accepts, and the differences that it finds."""

    def test_an_answer_that_agrees(self) -> None:
        assert compare(EXPECTED, GIVEN) == []

    def test_the_form_of_a_result(self) -> None:
        amount = {"low": 100, "high": None}
        given = {
            "outcomes": [{"claim": "甲", "support": "s", "status": "eligible", "amount": amount}],
            "combination": {
                "total": {"low": 100, "high": 300},
                "best": [{"claim": c, "support": s, "amount": amount} for c, s in (("甲", "s"), ("乙", "t"))],
            },
        }
        assert compare(EXPECTED, given) == []

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"outcomes": []}, ["甲 under s: no outcome"]),
            ({"total": [100, 299]}, ["total: [100, 299] fen instead of [100, 300]"]),
            ({"total": None}, ["total: None fen instead of [100, 300]"]),
            ({"total": [100.0, 300]}, ["total: [100.0, 300] fen instead of [100, 300]"]),
            ({"best": [["甲", "s"]]}, ["best: [('甲', 's')] instead of [['甲', 's'], ['乙', 't']]"]),
        ],
    )
    def test_an_answer_that_does_not(self, change: dict[str, Any], told: list[str]) -> None:
        assert compare(EXPECTED, GIVEN | change) == told

    @pytest.mark.parametrize("amount", [None, [100, 100], [100], [True, None], "100", 100])
    def test_another_amount(self, amount: object) -> None:
        given = {**GIVEN, "outcomes": [{**GIVEN["outcomes"][1], "amount": amount}]}
        assert len(compare(EXPECTED, given)) == 1

    @pytest.mark.parametrize("ceiling", [True, None, 0])
    def test_a_sum_that_is_owed_and_told_as_a_limit(self, ceiling: object) -> None:
        owed = {"claim": "甲", "support": "s", "status": "eligible", "ceiling": False}
        assert compare({"outcomes": [owed]}, {"outcomes": [dict(owed)]}) == []
        assert len(compare({"outcomes": [owed]}, {"outcomes": [owed | {"ceiling": ceiling}]})) == 1

    def test_what_is_not_expected_is_not_compared(self) -> None:
        assert compare({"outcomes": []}, {}) == []
        told = {"outcomes": [{"claim": None, "support": "s", "status": "ineligible"}]}
        assert compare(told, {"outcomes": [{"claim": "", "support": "s", "status": "ineligible"}]}) == []
