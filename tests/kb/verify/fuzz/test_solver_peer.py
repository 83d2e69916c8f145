"""The solver as a peer agrees with the engine and notices a fault."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.ruleset import read_policy
from kb.verify.fuzz.peers import try_rival
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.shrinking import Failing
from kb.verify.fuzz.solver_peer import solver_rivals
from kb.verify.results import Verdict
from tests.kb.verify.planting import A_FEN_TOO_MUCH, planted


def test_the_solver_is_a_rival_that_agrees_and_notices(policy: Policy) -> None:
    pytest.importorskip("z3")
    (rival,) = solver_rivals(policy)
    assert try_rival(policy, Run(cases=40), rival).verdict is Verdict.SAMPLED
    with planted(A_FEN_TOO_MUCH):
        found = try_rival(policy, Run(cases=40), rival)
    assert (found.law, found.verdict) == ("solver-agrees", Verdict.REFUTED)
    assert found.case is not None
    assert len(found.case.claims or ()) == 1


def test_where_the_text_states_no_sum_the_solver_is_compared_by_the_status(policy: Policy) -> None:
    pytest.importorskip("z3")
    (rival,) = solver_rivals(policy)
    facts = {"is": {"other-standard": True}, "standard-level": "local", "other-standard-counts": True}
    case = Case(date(2026, 3, 1), {}, (Claim("甲", "standard-document", facts),), ())
    assert assess_under(read_policy(policy), case).outcome("甲", "para_20__sup_1").amount is None
    assert rival.differ([Failing(case, {})]) == [""]
