"""A proof session: one support, encoded once, and a solver that answers several questions about it."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.core.outcomes import Status
from kb.core.ruleset import Ruleset, read_policy
from kb.core.terms import conj, lt
from kb.model.values import Money
from kb.verify.proof import session
from kb.verify.proof.session import Bench, outcome_of, say_outcome
from kb.verify.proof.solver_calls import Undecided
from kb.verify.results import Verdict

pytest.importorskip("z3")

CEILING = Money.yuan(8_000_000).fen
"""最高800万元"""


@pytest.fixture(scope="module")
def rules(toy: Policy) -> Ruleset:
    return read_policy(toy)


@pytest.fixture(scope="module")
def bench(rules: Ruleset) -> Bench:
    return Bench(rules, rules.by_id["para_1__sup_1"])


def test_a_law_without_a_violation_is_proved(bench: Bench) -> None:
    above = lt(CEILING, bench.encoding.sum.high)
    result = bench.settle("cap-holds", conj(above, bench.encoding.status[Status.ELIGIBLE]), {})
    assert (result.verdict, result.case, result.support) == (Verdict.PROVED, None, "para_1__sup_1")
    assert result.at == ("para_1__s_1",)


def test_a_violation_is_told_with_its_case_and_the_answer_of_the_program(bench: Bench) -> None:
    near = conj(lt(CEILING - 1, bench.encoding.sum.high), bench.encoding.status[Status.ELIGIBLE])
    result = bench.settle("cap-holds", near, {})
    assert (result.verdict, result.form) == (Verdict.REFUTED, "fails")
    assert result.case is not None
    # The smallest case does not even state the investment.
    assert result.program["zh"] == "可申报，0 至 800万元。"


def test_a_question_that_the_solver_gives_up_is_undecided(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> None:
        raise Undecided

    monkeypatch.setattr(session, "find_smallest", give_up)
    result = bench.settle("cap-holds", True, {})
    assert (result.verdict, result.form, result.is_trouble) == (Verdict.UNDECIDED, "open", True)


def test_conditions_are_possible_together_or_not(bench: Bench) -> None:
    status = bench.encoding.status
    assert bench.allows(status[Status.ELIGIBLE])
    assert not bench.allows(status[Status.ELIGIBLE], status[Status.INELIGIBLE])
    assert bench.find(status[Status.INELIGIBLE]) is not None
    assert bench.find(status[Status.ELIGIBLE], bench.encoding.is_refused) is None


def test_a_result_names_its_support_and_the_readings_it_holds_under(rules: Ruleset) -> None:
    bench = Bench(rules, rules.by_id["para_1__sup_1"], {"G1": "b"})
    result = bench.result("gates", Verdict.PROVED, "holds", {"count": "1"}, at=("final__s_2",))
    assert (result.at, result.readings) == (("final__s_2",), {"G1": "b"})
    assert (result.words["item"], result.words["count"]) == (bench.name, "1")


def test_the_answer_to_the_only_claim_is_a_status_and_a_sum(rules: Ruleset) -> None:
    claim = Claim("甲", "project", {"is": {"windmill-project": True}, "investment": Money.yuan(1_000_000)})
    outcome = outcome_of(rules, Case(date(2030, 6, 1), {}, (claim,), ()), rules.by_id["para_1__sup_1"])
    assert say_outcome(rules, outcome, "zh") == "可申报，40万元。"
    assert say_outcome(rules, outcome, "en").endswith("400,000 yuan.")
    without = Case(date(2030, 6, 1), {}, (Claim("甲", "site", {"is": {"windmill": True}}),), ())
    told = say_outcome(rules, outcome_of(rules, without, rules.by_id["para_9__sup_1"]), "zh")
    assert told == "可申报。"
