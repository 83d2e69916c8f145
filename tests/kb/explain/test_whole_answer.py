"""A complete answer: every outcome in one group, with the highest sums first."""

from __future__ import annotations

from kb import Policy
from kb.explain.whole_answer import Group
from tests.kb.explain.examples import answer_to


def test_outcomes_are_told_with_the_highest_sums_before_the_others(policy: Policy) -> None:
    found = answer_to(policy, "unfinished")
    highs = [o.amount.high for o in found.of(Group.WAITING) if o.amount]
    assert highs == sorted(highs, reverse=True)  # type: ignore[type-var]
    assert len(highs) < len(found.of(Group.WAITING))
    every = [outcome for group in Group for outcome in found.of(group)]
    assert len(every) == len(found.assessment.outcomes)
