"""A trial: one law applied to one case."""

from __future__ import annotations

from kb import Policy
from kb.cases.case import Case, Claim
from kb.core.ruleset import read_policy
from kb.model.values import Money
from kb.verify.invariants import LAWS


def test_a_law_is_put_to_a_case_by_calling_it(policy: Policy) -> None:
    facts = {"is": {"data-centre": True}, "verified-total-investment": Money.yuan(50_000_000)}
    first = read_policy(policy).validity.first  # type: ignore[union-attr]
    case = Case(first, {}, (Claim("机房", "project", facts),), ())
    for law in LAWS:
        assert law(policy, case) is None, law.id
        assert law(policy, case, {"G1": "b", "M9b": "b"}, seed=7) is None, law.id
