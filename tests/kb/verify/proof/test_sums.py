"""Proofs about sums: the ceilings of the text bind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.core.ruleset import read_policy
from kb.core.terms import plus, times
from kb.model.amounts import Tier
from kb.model.policy import Support
from kb.verify.proof.session import Bench
from kb.verify.proof.smallest_model import count_facts
from kb.verify.proof.sums import limits_of, prove_sums
from kb.verify.results import Result, Verdict
from tests.kb.verify.planting import Places, after, planted
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


def laws_of(policy: Policy, support: str) -> dict[str, Result]:
    rules = read_policy(policy)
    return {one.law: one for one in prove_sums(Bench(rules, rules.by_id[support]))}


@pytest.mark.parametrize(
    ("support", "laws"),
    [
        # 40% of the investment up to a ceiling; a share of an open rate is not rounded.
        ("para_1__sup_1", ["cap-holds", "rounding-exact", "no-cliff", "within-base"]),
        ("para_5__sup_1", ["cap-holds", "no-cliff", "within-base"]),
        ("para_2__sup_1", ["cap-holds", "levels"]),
        ("para_3__sup_1", ["cap-holds"]),
        ("para_8__sup_1", []),
    ],
)
def test_each_form_of_amount_has_its_laws_and_they_are_proved(
    toy: Policy, support: str, laws: list[str]
) -> None:
    found = laws_of(toy, support)
    assert list(found) == laws
    assert all(one.verdict is Verdict.PROVED for one in found.values())


def test_the_ceilings_are_those_of_the_clause(toy: Policy) -> None:
    rules = read_policy(toy)

    def limits(support: str) -> list[str]:
        return [one.text for one in limits_of(Bench(rules, rules.by_id[support]))]

    assert limits("para_1__sup_1") == ["800万元"]
    assert limits("para_2__sup_1") == ["60万", "20万元"]
    assert limits("para_8__sup_1") == []


SHARE = "core.amounts.round_share"


@pytest.mark.parametrize(
    ("places", "law"),
    [
        # A fen too much: of nothing a fen is paid.
        ({SHARE: after(lambda found, *_: plus(found, 1))}, "within-base"),
        # Three times as much: one fen of the base brings 1.2 fen.
        ({SHARE: after(lambda found, *_: times(3, found))}, "no-cliff"),
        ({"verify.proof.sums.round_share": after(lambda found, *_: plus(found, 1))}, "rounding-exact"),
    ],
)
def test_a_wrong_share_is_refuted_with_a_case(toy: Policy, places: Places, law: str) -> None:
    with planted(places):
        found = laws_of(toy, "para_1__sup_1")[law]
    assert found.verdict is Verdict.REFUTED
    assert found.case is not None


def test_a_level_that_no_claim_can_state_is_found(toy: Policy) -> None:
    def renamed(support: Support) -> Support:
        assert isinstance(support.amount, Tier)
        first, *others = support.amount.levels
        levels = (replace(first, id="galactic"), *others)
        return replace(support, amount=replace(support.amount, levels=levels))

    broken = with_support(toy, "para_2__sup_1", renamed)
    assert laws_of(broken, "para_2__sup_1")["levels"].verdict is Verdict.REFUTED
