"""Interpreters that answer wrongly in one way, to see that a law finds the answer that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.outcomes import Assessment, Outcome
from kb.core.ruleset import Ruleset, read_policy
from kb.model.values import Interval
from kb.verify.invariants.trial import IDLE, Trial, Violation
from tests.kb.verify.laws import LAW

Assess = Callable[[Ruleset, Case], Assessment]
Change = Callable[[Outcome, Case], Outcome]


def answering(change: Change) -> Assess:
    """An interpreter whose outcomes of claims are changed."""

    def assess(rules: Ruleset, case: Case) -> Assessment:
        found = assess_under(rules, case)
        outcomes = (change(one, case) if one.claim else one for one in found.outcomes)
        return replace(found, outcomes=tuple(outcomes))

    return assess


def totalling(change: Callable[[Interval, Case], Interval]) -> Assess:
    """An interpreter whose total is changed."""

    def assess(rules: Ruleset, case: Case) -> Assessment:
        found = assess_under(rules, case)
        total = change(found.combination.total, case)
        return replace(found, combination=replace(found.combination, total=total))

    return assess


def violations(
    policy: Policy, law: str, case: Case, assess: Assess = assess_under, seeds: Iterable[int] = range(20)
) -> list[Violation]:
    """How a case breaks a law, for seeds that decide what the law changes in the case."""
    rules = read_policy(policy)
    found = (LAW[law].check(Trial(rules, case, seed, assess)) for seed in seeds)
    return [one for one in found if one is not None and one is not IDLE]


def concerns(policy: Policy, law: str, case: Case) -> bool:
    """Whether a case has something that a law is about."""
    rules = read_policy(policy)
    return any(LAW[law].check(Trial(rules, case, seed)) is not IDLE for seed in range(20))


def shifted(by: int) -> Change:
    """Outcomes whose sums lie some fen higher."""

    def change(one: Outcome, _: Case) -> Outcome:
        if one.amount is None or one.amount.high is None or not one.amount.high:
            return one
        return one._replace(amount=Interval(one.amount.low + by, one.amount.high + by))

    return change
