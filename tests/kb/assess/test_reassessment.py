"""Reassessing only the parts of a case that other rules affect gives the same result as a full assessment."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.assess.facts import read_stated
from kb.assess.reassessment import vary
from kb.core.outcomes import Outcome
from kb.core.ruleset import Ruleset, read_policy, with_reading
from tests.random_cases import Maker

SEEDS = range(40)


def gist(outcomes: tuple[Outcome, ...]) -> list[object]:
    """An outcome without its reasons, their clauses and their presumptions."""
    left_out = {"reasons", "clauses", "presumed"}
    return [tuple(value for name, value in one._asdict().items() if name not in left_out) for one in outcomes]


@pytest.mark.parametrize("seed", SEEDS)
def test_varying_one_reading_equals_a_whole_assessment(policy: Policy, seed: int) -> None:
    case, readings = Maker(policy).make(7_000 + seed)
    rules = read_policy(policy, readings)
    before = assess_under(rules, case)
    stated = read_stated(case, rules)
    for reading in policy.readings[seed % 5 :: 5]:
        for option in reading.options:
            other = with_reading(rules, reading.id, option.id)
            outcomes, combination = vary(rules, (before.outcomes, before.combination), other, stated)
            whole = assess_under(read_policy(policy, other.readings), case)
            assert gist(outcomes) == gist(whole.outcomes), (reading.id, option.id)
            assert combination == whole.combination, (reading.id, option.id)


def test_rules_with_one_reading_changed_are_those_read_anew(policy: Policy) -> None:
    rules = read_policy(policy)
    for reading in policy.readings:
        for option in reading.options:
            other = with_reading(rules, reading.id, option.id)
            assert decided(other) == decided(read_policy(policy, {reading.id: option.id}))


def test_rules_that_a_reading_does_not_touch_stay_the_same_objects(policy: Policy) -> None:
    rules = read_policy(policy)
    other = with_reading(rules, "G16", "b")
    same = {key for key, support in rules.by_id.items() if other.by_id[key] is support}
    touched = {"para_5__sup_1", "para_9__sup_1", "para_10__sup_2", "para_16__sup_1", "para_16__sup_2"}
    assert same == rules.by_id.keys() - touched


def decided(rules: Ruleset) -> list[object]:
    return [getattr(rules, field.name) for field in fields(rules) if field.name != "policy"]
