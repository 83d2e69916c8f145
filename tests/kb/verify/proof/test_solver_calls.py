"""Calls of the solver: a hard question is answered too, or reported as undecided."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.proof.run import prove
from kb.verify.results import Result

pytest.importorskip("z3")


def test_a_question_that_takes_many_steps_is_answered_in_its_time(
    policy: Policy, results: tuple[Result, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.verify.proof.solver_calls.QUICK_STEPS", 1)
    found = [(r.law, r.support, r.verdict) for r in prove(policy, ("para_9",)) if r.about == "rules"]
    settled = {(r.law, r.support, r.verdict) for r in results}
    assert found
    assert set(found) <= settled
