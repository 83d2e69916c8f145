"""What the tests of proofs share: a policy with one support changed, and the result of one law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kb import Policy
from kb.model.amounts import Cap, Least
from kb.model.policy import Support
from kb.verify.proof.run import prove
from kb.verify.results import Result, Verdict

MOST_FACTS = 6

WAN = 1_000_000
"""Ten thousand yuan in fen."""


def with_support(policy: Policy, support: str, change: Callable[[Support], Support]) -> Policy:
    """A copy of the policy with one support changed."""
    measures = tuple(
        replace(m, supports=tuple(change(s) if s.id == support else s for s in m.supports))
        for m in policy.measures
    )
    return replace(policy, measures=measures)


def found_by(results: tuple[Result, ...], law: str) -> Result:
    (one,) = (result for result in results if result.law == law)
    return one


def refuted_by(policy: Policy, measure: str, law: str) -> Result:
    found = [r for r in prove(policy, (measure,)) if r.law == law and r.verdict is Verdict.REFUTED]
    assert found, "nobody noticed"
    return found[0]


def without_cap(support: Support) -> Support:
    assert isinstance(support.amount, Least)
    parts = tuple(part for part in support.amount.parts if not isinstance(part, Cap))
    return replace(support, amount=replace(support.amount, parts=parts))
