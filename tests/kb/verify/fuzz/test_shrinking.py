"""Shrinking: a failing case loses what its failure does not need."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.values import Money
from kb.verify.fuzz.shrinking import Failing, shrink


def test_what_does_not_fail_again_is_given_back_as_it_is(policy: Policy) -> None:
    failing = Failing(Case(read_policy(policy).validity.first, {}, (), ()), {"G1": "b"})  # type: ignore[union-attr]
    assert shrink(policy, failing, lambda one: False, most=5) == failing


def test_a_case_loses_what_its_failure_does_not_need(toy: Policy) -> None:
    facts = {"is": {"windmill-project": True, "exhibitor": False}, "investment": Money.yuan(1_234_567)}
    claims = (Claim("甲", "project", {**facts, "object": "风车"}), Claim("乙", "site", {}))
    case = Case(date(2030, 6, 1), {}, claims, (Grant({"object": "风车"}),))

    def fails(one: Failing) -> bool:
        """It fails at an investment of more than a yuan."""
        told = [claim.facts.get("investment") for claim in one.case.claims or ()]
        return any(isinstance(each, Money) and each.fen > 100 for each in told)

    found = shrink(toy, Failing(case, {"G1": "b"}, 7), fails)
    assert (found.readings, found.seed, found.case.ledger) == ({}, 7, ())
    (claim,) = found.case.claims or ()
    # Of the round sums this is the least that still fails.
    assert (claim.id, claim.facts) == ("甲", {"investment": Money(1_000_000)})


def test_a_reading_that_the_failure_needs_stays(toy: Policy) -> None:
    case = Case(date(2030, 6, 1), {}, (Claim("甲", "site", {"object": "地"}),), ())
    found = shrink(toy, Failing(case, {"G1": "b", "M1a": "b"}), lambda one: one.readings.get("G1") == "b")
    assert (found.readings, found.case.claims) == ({"G1": "b"}, ())
