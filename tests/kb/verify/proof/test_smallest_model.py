"""The smallest case of a violation states nothing that it does not need."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.core.terms import conj, lt
from kb.model.values import Money
from kb.verify.proof.session import Bench
from kb.verify.proof.smallest_model import Smallest, count_facts, find_smallest
from tests.kb.verify.proof.proved import refuted_by, with_support, without_cap

pytest.importorskip("z3")


def test_a_smallest_case_states_no_grant_that_it_does_not_need(policy: Policy) -> None:
    result = refuted_by(with_support(policy, "para_9__sup_1", without_cap), "para_9", "cap-holds")
    assert result.case is not None
    assert not result.case.ledger


@pytest.fixture(scope="module")
def bench(toy: Policy) -> Bench:
    rules = read_policy(toy)
    return Bench(rules, rules.by_id["para_1__sup_1"])


def smallest(bench: Bench, *wanted: Any) -> Smallest:
    found = find_smallest(bench.solver, bench.encoding, conj(*wanted))
    assert found is not None
    return found


def facts_of(found: Smallest) -> dict[str, Any]:
    (claim,) = found.case.claims or ()
    return dict(claim.facts)


def test_only_the_subject_is_stated_where_it_alone_decides(bench: Bench) -> None:
    found = smallest(bench, bench.encoding.status[Status.INELIGIBLE])
    assert facts_of(found) == {"is": {"windmill-project": False}}
    # Whatever else is true of the claim, it is refused.
    assert (found.facts, found.alone, found.case.ledger) == (1, True, ())


def test_a_violation_that_other_values_would_end_is_not_alone(bench: Bench) -> None:
    """With an unknown investment the sum may be 800万元; with a small one it is not."""
    high = lt(Money.yuan(1_000_000).fen, bench.encoding.sum.high)
    found = smallest(bench, bench.encoding.status[Status.ELIGIBLE], high)
    assert facts_of(found) == {"is": {"windmill-project": True}}
    assert not found.alone


@pytest.mark.parametrize(
    ("above", "below", "sum_"),
    [
        (1, 99_000_000, 10_000_000),
        # Of the round sums themselves none lies between, so that a multiple is taken.
        (1_234_567, 2_500_000, 2_000_000),
        (1_234_567, 1_245_000, 1_240_000),
    ],
)
def test_sums_are_round(bench: Bench, above: int, below: int, sum_: int) -> None:
    known, base = bench.encoding.claim.get("investment")
    between = conj(known, lt(Money.yuan(above).fen, base), lt(base, Money.yuan(below).fen))
    found = smallest(bench, bench.encoding.status[Status.ELIGIBLE], between)
    assert facts_of(found)["investment"] == Money.yuan(sum_)
    assert found.case.date == date(2031, 3, 1)  # a year after the policy came into force


def test_other_subjects_of_the_kind_are_denied(policy: Policy) -> None:
    rules = read_policy(policy)
    own = Bench(rules, rules.by_id["para_5__sup_1"])
    found = smallest(own, own.encoding.status[Status.CANDIDATE])
    told = facts_of(found)["is"]
    assert [key for key, is_it in told.items() if is_it] == ["data-centre"]
    subjects = {one.concept.id for support in rules.supports["project"] for one in support.subjects}
    assert set(told) == subjects


def test_what_cannot_be_has_no_case(bench: Bench) -> None:
    status = bench.encoding.status
    both = conj(status[Status.ELIGIBLE], status[Status.INELIGIBLE])
    assert find_smallest(bench.solver, bench.encoding, both) is None


def test_facts_are_counted_without_the_day_of_the_case() -> None:
    claims = (
        Claim("甲", "project", {"is": {"a": True, "b": False}, "investment": Money(1)}),
        Claim("乙", "site", {}),
    )
    case = Case(date(2030, 6, 1), {"size": "small"}, claims, (Grant({"object": "丙"}),))
    assert count_facts(case) == 4
    assert count_facts(Case(date(2030, 6, 1), {}, None, None)) == 0
