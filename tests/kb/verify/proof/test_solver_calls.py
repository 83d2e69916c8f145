"""Calls of the solver: a hard question is answered too, or reported as undecided."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.core.terms import eq, lt
from kb.verify.proof.run import prove
from kb.verify.proof.solver_calls import Solver, Undecided
from kb.verify.proof.terms import SolverTerms, number
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


A, B = number("a"), number("b")


@pytest.fixture(scope="module")
def terms(toy: Policy) -> SolverTerms:
    return SolverTerms(toy, date(2030, 1, 1), date(2033, 12, 31))


def test_a_question_has_a_model_or_the_proof_that_there_is_none(terms: SolverTerms) -> None:
    solver = Solver(terms, (lt(A, B), lt(B, 3), lt(0, A)))
    model = solver.ask(True)
    assert model is not None
    assert [str(model.eval(terms.write(one))) for one in (A, B)] == ["1", "2"]
    assert solver.ask(eq(A, 2)) is None
    assert not solver.is_possible(False)


def test_conditions_that_cannot_hold_together_are_named(terms: SolverTerms) -> None:
    solver = Solver(terms)
    asked = [terms.write(one) for one in (lt(A, 1), lt(B, 9), lt(2, A))]
    assert not solver.is_possible(*asked)
    assert solver.core == {asked[0].get_id(), asked[2].get_id()}


def test_a_supposition_ends_with_its_block(terms: SolverTerms) -> None:
    solver = Solver(terms)
    with solver.supposing(lt(A, 1)):
        assert not solver.is_possible(lt(2, A))
    assert solver.is_possible(lt(2, A))


def test_a_question_that_is_given_up_twice_is_undecided(
    terms: SolverTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def give_up(*_: object) -> int:
        asked.append(1)
        return 0

    monkeypatch.setattr("kb.verify.proof.solver_calls.check", give_up)
    with pytest.raises(Undecided):
        Solver(terms).is_possible(lt(A, 1))
    assert len(asked) == 2
