"""Proofs about several supports: which may be granted for one thing, and which facts no rule uses."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.model.guards import Ruling
from kb.verify.proof.together import prove_together
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law


def found_by(policy: Policy, law: str, *measures: str) -> list[Result]:
    return [one for one in prove_together(policy, measures) if one.law == law]


def with_within(policy: Policy, value: str) -> Policy:
    """The policy with another rule on two of its supports for one thing."""
    terms = tuple(
        replace(one, rulings=(Ruling("within", value),)) if one.kind == "non-cumulation" else one
        for one in policy.terms
    )
    return replace(policy, terms=terms)


def test_pairs_for_one_kind_of_thing_are_counted(toy: Policy) -> None:
    # Measures 1, 5 and 10 are for projects: three pairs. No other kind has two supports with a sum.
    (stacks,) = found_by(with_within(toy, "stacks"), "together")
    assert (stacks.verdict, stacks.form, stacks.words["pairs"]) == (Verdict.PROVED, "stacks", "3")
    (once,) = found_by(with_within(toy, "once"), "together")
    assert once.form == "once"
    assert "3对" in say_law(once, "zh")


def test_only_pairs_with_a_measure_asked_for_are_looked_at(toy: Policy) -> None:
    barred = with_within(toy, "once")
    (one,) = found_by(barred, "together", "para_1")
    assert one.words["pairs"] == "2"
    assert found_by(barred, "together", "para_2") == []
    assert found_by(barred, "facts-used", "para_1") == []


def test_what_the_text_lets_stack_is_named_with_its_limits(together: Policy) -> None:
    (found,) = found_by(together, "together")
    assert found.form == "once-stacks"
    told = say_law(found, "zh")
    for name in ("绿色改造资助", "智能改造资助", "安全改造资助"):
        assert name in told
    # 最多享受其中两项，合计不超过120万元；总额不超过改造投资的50%
    assert "“最多享受其中两项”“合计不超过120万元”" in told


def test_a_fact_that_no_rule_uses_is_found(toy: Policy, together: Policy) -> None:
    # The toy policy asks for the day of completion, and no rule of it looks at that day.
    (found,) = found_by(toy, "facts-used")
    assert (found.verdict, found.at) == (Verdict.REFUTED, ("final__s_3",))
    assert "完成日期" in say_law(found, "zh")
    (proved,) = found_by(together, "facts-used")
    assert (proved.verdict, proved.words["count"]) == (Verdict.PROVED, str(len(together.facts)))


def test_a_policy_without_a_bar_has_no_pairs_to_prove(toy: Policy) -> None:
    terms = tuple(one for one in toy.terms if one.kind != "non-cumulation")
    assert list(prove_together(replace(toy, terms=terms), ())) == []
