"""Proofs about sums: the ceilings of the text bind."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.verify.proof.smallest_model import count_facts
from tests.kb.verify.proof.proved import MOST_FACTS, WAN, refuted_by, with_support, without_cap

pytest.importorskip("z3")


def test_a_ceiling_left_out_of_the_rules_is_found_by_what_the_text_says(policy: Policy) -> None:
    broken = with_support(policy, "para_5__sup_1", without_cap)
    result = refuted_by(broken, "para_5", "cap-holds")
    assert result.about == "rules"
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    claim = (result.case.claims or ())[0]
    outcome = assess(broken, result.case).outcome(claim.id, "para_5__sup_1")
    assert outcome.amount is not None
    assert outcome.amount.high is None or outcome.amount.high > 1000 * WAN
