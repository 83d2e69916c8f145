"""The time for proofs: all laws of the policy, and one counterexample with the smallest case.

Loading the policy and the solver's library (half a second) comes before. No test asserts the figures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb import Policy
from kb.core.ruleset import read_policy
from kb.model.amounts import Cap, Least
from kb.verify.proof.run import prove
from kb.verify.proof.session import Bench
from kb.verify.proof.smallest_model import count_facts
from kb.verify.proof.sums import prove_sums
from kb.verify.results import Result, Verdict

pytest.importorskip("z3")


def test_every_law_of_the_policy(policy: Policy, benchmark: Any) -> None:
    results = benchmark.pedantic(lambda: list(prove(policy)), rounds=5, warmup_rounds=1)
    benchmark.extra_info["laws settled"] = len(results)
    assert not [result for result in results if result.verdict is Verdict.UNDECIDED]


def test_the_smallest_case_of_a_ceiling_left_out(policy: Policy, benchmark: Any) -> None:
    rules = read_policy(policy)
    support = rules.by_id["para_5__sup_1"]
    assert isinstance(support.amount, Least)
    parts = tuple(part for part in support.amount.parts if not isinstance(part, Cap))
    broken = replace(support, amount=replace(support.amount, parts=parts))
    measures = tuple(
        replace(m, supports=tuple(broken if s.id == support.id else s for s in m.supports))
        for m in policy.measures
    )
    rules = read_policy(replace(policy, measures=measures))

    def refute() -> Result:
        return next(iter(prove_sums(Bench(rules, rules.by_id[support.id]))))

    result = benchmark.pedantic(refute, rounds=5, warmup_rounds=1)
    assert result.verdict is Verdict.REFUTED
    assert result.case is not None
    benchmark.extra_info["facts"] = count_facts(result.case)
