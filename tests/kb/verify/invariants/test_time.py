"""Laws of time and of earlier grants: each holds, and finds an answer that breaks it."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.ruleset import read_policy
from kb.model.values import Interval
from tests.kb.verify.laws import LAW


def test_what_an_overlap_may_let_be_had_together_is_not_had_twice(policy: Policy) -> None:
    """A footprint rule and a certificate by it, for an unstated product, may both be paid."""
    standard, certificate = Claim("甲", "standard-document", {}), Claim("乙", "certificate", {"object": "甲"})
    case = Case(date(2026, 1, 1), {}, (standard, certificate), ())
    assert assess_under(read_policy(policy), case).combination.total == Interval(0, 110_000_000)
    assert LAW["nothing-twice"](policy, case) is None
    assert LAW["nothing-twice"](policy, case, {"X2": "b"}) is None
