"""Findings about the policy: each has a small case that the engine confirms."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim
from kb.cases.writing import case_json
from kb.model.facts import PART_OF
from kb.model.values import Money
from kb.verify.abuse.run import abuse
from kb.verify.casebook.folder import keep
from kb.verify.casebook.reading import load_kept
from kb.verify.casebook.replay import replay_case
from kb.verify.proof.run import prove
from kb.verify.proof.smallest_model import count_facts
from kb.verify.results import Result
from tests.kb.verify.proof.proved import MOST_FACTS, WAN, found_by

pytest.importorskip("z3")


def test_support_can_exceed_the_investment_where_a_reading_lets_it_stack(
    policy: Policy, results: tuple[Result, ...], tmp_path: Path
) -> None:
    result = found_by(results, "stacking")
    assert result.about == "policy"
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    (claim,) = result.case.claims or ()
    cost = claim.facts["verified-total-investment"]
    assert isinstance(cost, Money)
    paid = assess(policy, result.case, readings=result.readings).combination.total.high
    plain = assess(policy, result.case).combination.total.high
    assert plain is not None
    assert paid is not None
    assert plain <= cost.fen < paid
    # The kept case shows both supports, and their total.
    kept = load_kept(policy, tmp_path / f"{keep(policy, result, tmp_path)}.yaml")
    assert len({one.support for one in kept.expected if one.support}) == 2
    (total,) = (one.amount for one in kept.expected if one.status is None)
    assert total is not None
    assert total.high == paid


def test_splitting_a_project_doubles_the_ceiling(policy: Policy, results: tuple[Result, ...]) -> None:
    result = found_by(results, "splitting")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    claims = result.case.claims or ()
    assert len(claims) == 2
    # “最高1000万元” for each of the two.
    assert assess(policy, result.case).combination.total.high == 2 * 1000 * WAN
    joined = Money(sum(c.facts["verified-total-investment"].fen for c in claims))  # type: ignore[union-attr]
    whole = Claim("甲", claims[0].kind, {**claims[0].facts, "verified-total-investment": joined})
    alone = Case(result.case.date, {}, (whole,), ())
    assert assess(policy, alone).combination.total.high == 1000 * WAN
    told = assess(policy, result.case, readings={"G18": "b"}).combination.total.high
    assert told is not None
    assert told <= 1000 * WAN


def test_a_grant_of_another_level_can_bring_more_than_the_thing_cost(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = found_by(results, "other-levels")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    (claim,), (grant,) = result.case.claims or (), result.case.ledger or ()
    cost, had = claim.facts["verified-total-investment"], grant.facts["amount"]
    assert isinstance(cost, Money)
    assert isinstance(had, Money)
    assert grant.facts["level"] != "city"
    paid = assess(policy, result.case).combination.total.high
    assert paid is not None
    assert had.fen <= cost.fen < had.fen + paid


def test_every_finding_about_the_policy_has_a_case_that_a_command_shows_again(
    policy: Policy, results: tuple[Result, ...], tmp_path: Path
) -> None:
    findings = [result for result in results if result.about == "policy"]
    assert len(findings) == 5
    for result in findings:
        assert result.at
        for said in (result.program, result.text):
            assert set(said) == {"zh", "en"}
            assert not [one for one in said.values() if "{" in one or not one.endswith(("。", "."))]
        key = keep(policy, result, tmp_path)
        kept = load_kept(policy, tmp_path / f"{key}.yaml")
        assert kept.expected
        assert replay_case(policy, kept).agrees


def test_a_finding_has_the_same_case_whatever_else_is_proved(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    findings = [result for result in results if result.about == "policy"]
    for result in findings:
        measure = policy.support(result.support).measure
        alone = tuple(prove(policy, (measure,)))
        assert found_by(alone, result.law).case == result.case


def test_every_case_of_a_finding_or_scheme_states_only_what_the_policy_asks_for(toy: Policy) -> None:
    # The toy policy does not ask of what whole a thing is a part.
    assert all(fact.id != PART_OF for fact in toy.facts)
    cases = [result.case for result in (*prove(toy), *abuse(toy)) if result.case is not None]
    assert any(len(case.claims or ()) > 1 for case in cases)
    for case in cases:
        case_json(toy, case)
