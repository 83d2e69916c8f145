"""Shrinking: a failing case loses what its failure does not need."""

from __future__ import annotations

from kb import Policy
from kb.cases.case import Case
from kb.core.ruleset import read_policy
from kb.verify.fuzz.shrinking import Failing, shrink


def test_what_does_not_fail_again_is_given_back_as_it_is(policy: Policy) -> None:
    failing = Failing(Case(read_policy(policy).validity.first, {}, (), ()), {"G1": "b"})  # type: ignore[union-attr]
    assert shrink(policy, failing, lambda one: False, most=5) == failing
