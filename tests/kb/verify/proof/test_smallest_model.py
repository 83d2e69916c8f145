"""The smallest case of a violation states nothing that it does not need."""

from __future__ import annotations

import pytest

from kb import Policy
from tests.kb.verify.proof.proved import refuted_by, with_support, without_cap

pytest.importorskip("z3")


def test_a_smallest_case_states_no_grant_that_it_does_not_need(policy: Policy) -> None:
    result = refuted_by(with_support(policy, "para_9__sup_1", without_cap), "para_9", "cap-holds")
    assert result.case is not None
    assert not result.case.ledger
