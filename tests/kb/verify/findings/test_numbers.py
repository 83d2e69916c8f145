"""Findings about numbers of the text: years of the validity, and steps between levels."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Status
from kb.model.values import Interval, Money
from kb.verify.proof.smallest_model import count_facts
from kb.verify.results import Result
from tests.kb.verify.proof.proved import MOST_FACTS, WAN, found_by

pytest.importorskip("z3")


def test_five_years_of_validity_are_six_calendar_years_of_certificates(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = found_by(results, "periods")
    # 2024, 2025, 2026, 2027, 2028, 2029, three in each, where five years were meant.
    assert [result.words[key] for key in ("periods", "all", "meant", "had")] == ["6", "18", "15", "15"]
    assert result.case is not None
    had, (claim,) = result.case.ledger or (), result.case.claims or ()
    # “每年受资助不超过3张证书”, and the last day of the validity is in its sixth calendar year.
    years = Counter(grant.facts["applied-on"].year for grant in had)  # type: ignore[union-attr]
    assert years == dict.fromkeys(range(2024, 2029), 3)
    assert assess(policy, result.case).outcome(claim.id, result.support).status is Status.ELIGIBLE
    fourth = replace(claim, facts={**claim.facts, "applied-on": date(2028, 12, 31)})
    in_time = replace(result.case, claims=(fourth,))
    assert assess(policy, in_time).outcome(claim.id, result.support).status is Status.BARRED


def test_levels_are_steps_and_told_as_such(results: tuple[Result, ...]) -> None:
    words = found_by(results, "steps").words["steps"]
    assert not isinstance(words, str)
    # 100万、50万、30万、10万元.
    assert [words["zh"].count(one) for one in ("差50万元", "差20万元")] == [1, 2]
    assert words["en"].startswith("international standard and national standard: 500,000 yuan")


def test_the_greatest_step_is_shown_by_two_claims_that_differ_in_their_level_alone(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = found_by(results, "steps")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    one, other = result.case.claims or ()
    assert {**one.facts, "standard-level": ""} == {**other.facts, "standard-level": ""}
    assessed = assess(policy, result.case)
    sums = [assessed.outcome(claim.id, result.support).amount for claim in (one, other)]
    # “国际标准、国家标准……分别给予最高不超过100万、50万”.
    assert sums == [Interval(fen, fen) for fen in (100 * WAN, 50 * WAN)]


def test_the_sixteenth_certificate_is_found_eligible_by_the_engine(policy: Policy) -> None:
    # Three on the last day of 2024, 2025, 2026, 2027 and 2028; one more on the last day of the validity.
    had = tuple(
        Grant(
            {
                "support": "para_12__sup_2",
                "object": f"{year}-{n}",
                "date": date(year, 12, 31),
                "amount": Money(10 * WAN),
            }
        )
        for year in range(2024, 2029)
        for n in range(3)
    )
    last = date(2029, 5, 22)
    facts = {"is": {"footprint-certificate": True}, "achieved-on": last, "certificate-cost": Money(10 * WAN)}
    case = Case(last, {"applicant-kind": "enterprise"}, (Claim("甲", "certificate", facts),), had)
    assert assess(policy, case).outcome("甲", "para_12__sup_2").status is Status.ELIGIBLE
