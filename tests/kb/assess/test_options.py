"""Every option of every reading against the cases of the corpus that were worked out from its words.

A case shows an option if it states it, and its expected answer fails under another option of the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from kb import Policy, load_policy
from kb.core.ruleset import Ruleset, common_switches, read_policy, switches
from tests.conftest import REAL
from tests.corpus.runner import CorpusCase, compare, read_corpus
from tests.kb.assess.interpreter import answer

POLICY = load_policy(REAL)
CASES = read_corpus()
READINGS = {one.id: tuple(option.id for option in one.options) for one in POLICY.readings}
TURNING = common_switches(POLICY).union(*(switches(support) for support in POLICY.supports))
"""The readings that some rule names. The other readings decide who interprets, or what a word is called."""


@cache
def _answer(n: int, reading: str, option: str) -> dict[str, Any]:
    """The engine's answer to a case of the corpus where one reading has another option."""
    request = CASES[n].request
    return answer(POLICY, {**request, "readings": {**request["readings"], reading: option}})


def _stating(reading: str, option: str) -> Iterator[tuple[int, CorpusCase]]:
    return ((n, case) for n, case in enumerate(CASES) if case.readings.get(reading) == option)


@cache
def _is_shown(reading: str, option: str, other: str) -> bool:
    """Whether a case that states an option fails under another option."""
    cases = _stating(reading, option)
    return any(compare(case.expected, _answer(n, reading, other)) for n, case in cases)


def _rules(policy: Policy, reading: str, option: str) -> Ruleset:
    return replace(read_policy(policy, {reading: option}), readings={})


def test_some_readings_turn_rules_and_some_turn_none() -> None:
    assert TURNING
    assert set(READINGS) > TURNING


@pytest.mark.parametrize("reading", sorted(TURNING))
def test_every_option_that_turns_a_rule_is_shown_by_a_case_that_states_it(reading: str) -> None:
    for option in READINGS[reading]:
        others = [other for other in READINGS[reading] if other != option]
        assert any(_is_shown(reading, option, other) for other in others), f"{reading}:{option}"


@pytest.mark.parametrize("reading", sorted(TURNING))
def test_any_two_options_that_make_other_rules_are_told_apart(reading: str) -> None:
    for one, other in combinations(READINGS[reading], 2):
        if _rules(POLICY, reading, one) != _rules(POLICY, reading, other):
            apart = _is_shown(reading, one, other) or _is_shown(reading, other, one)
            assert apart, f"{reading}: {one} and {other}"


def test_two_options_make_the_same_rules_only_where_their_words_mean_the_same() -> None:
    same = [
        (reading, one, other)
        for reading in sorted(TURNING)
        for one, other in combinations(READINGS[reading], 2)
        if _rules(POLICY, reading, one) == _rules(POLICY, reading, other)
    ]
    assert same == [("M12a", "a", "d")]  # the fiscal year is the calendar year, as the option says


@pytest.mark.parametrize("reading", sorted(set(READINGS) - TURNING))
def test_every_option_that_turns_no_rule_is_stated_by_a_case_that_every_option_meets(reading: str) -> None:
    for option in READINGS[reading]:
        stating = list(_stating(reading, option))
        assert stating, f"{reading}:{option}"
        for n, case in stating:
            answers = [_answer(n, reading, other) for other in READINGS[reading]]
            assert all(one == answers[0] for one in answers), case.name
            assert compare(case.expected, answers[0]) == [], case.name
