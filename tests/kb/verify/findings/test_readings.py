"""Comparing readings: the greatest difference between two options for one application, with its case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case
from kb.cases.writing import case_json
from kb.core.outcomes import Outcome
from kb.model.values import Interval
from kb.verify.findings.readings import compare_readings
from kb.verify.results import Result, Verdict
from tests.random_cases import Maker

pytest.importorskip("z3")

WAN = 1_000_000


def _compared(policy: Policy, reading: str) -> Result:
    """The comparison of the two options of a reading for one application."""
    first, *_ = compare_readings(policy, (reading,))
    return first


def _outcomes(policy: Policy, result: Result) -> tuple[Outcome, Outcome]:
    assert result.case is not None
    (claim,) = result.case.claims or ()
    reading = str(result.words["reading"])
    one, two = (
        assess(policy, result.case, readings={reading: str(result.words[key])}).outcome(
            claim.id, result.support
        )
        for key in ("a", "b")
    )
    return one, two


def test_two_ways_to_round_lie_a_fen_apart_and_never_more(policy: Policy) -> None:
    result = _compared(policy, "G16")
    assert result.verdict is Verdict.PROVED
    one, two = (outcome.amount for outcome in _outcomes(policy, result))
    assert one is not None
    assert two is not None
    assert two.low - one.low == 1


def test_two_last_days_lie_a_whole_grant_apart_on_the_anniversary(policy: Policy) -> None:
    result = _compared(policy, "G7")
    assert result.case is not None
    # In force from 2024-05-23 for five years.
    assert result.case.date == date(2029, 5, 22) + timedelta(days=1)
    one, two = _outcomes(policy, result)
    assert one.amount is not None
    assert two.amount is not None
    # “予以最高3000万元支持” is the highest ceiling of the text.
    assert (one.amount.high, two.amount.high) == (0, 3000 * WAN)


def test_no_case_at_random_lies_farther_apart_than_was_proved(policy: Policy) -> None:
    result = _compared(policy, "G9")
    one, two = (outcome.amount for outcome in _outcomes(policy, result))
    assert one is not None
    assert two is not None
    most = abs((one.high or 0) - (two.high or 0))
    assert most == 3000 * WAN
    maker, differed = Maker(policy), 0
    for seed in range(60):
        case, _ = maker.make(seed, most_claims=2)
        alone = [replace(case, claims=(claim,)) for claim in case.claims or ()]
        for each in alone[:2]:
            apart = _apart(policy, each, "G9", ("a", "b"))
            assert apart <= most
            differed += apart > 0
    assert differed


def _apart(policy: Policy, case: Case, reading: str, options: Sequence[str]) -> int:
    highs = []
    for option in options:
        amount = assess(policy, case, readings={reading: option}).outcomes
        highs.append({o.support: o.amount.high for o in amount if o.amount and o.claim})
    return max((abs((highs[0][k] or 0) - (highs[1][k] or 0)) for k in highs[0]), default=0)


def test_a_reading_that_no_rule_turns_on_is_proved_to_change_nothing(policy: Policy) -> None:
    result = _compared(policy, "G14")
    assert (result.verdict, result.form, result.case) == (Verdict.PROVED, "unused", None)


def test_a_ceiling_and_what_is_due_are_told_apart_though_sums_agree(policy: Policy) -> None:
    assert _compared(policy, "G17").form == "due"


def test_a_level_not_told_may_be_one_that_no_sum_is_stated_for(policy: Policy) -> None:
    result = _compared(policy, "M20e")
    assert result.form == "money"
    one, two = (outcome.amount for outcome in _outcomes(policy, result))
    # “100万、50万、30万、10万元”: the least is zero only if a level not named may be paid.
    assert (one, two) == (Interval(10 * WAN, 100 * WAN), Interval(0, 100 * WAN))


def test_several_applications_are_only_sampled_and_told_with_their_number(policy: Policy) -> None:
    _, together = compare_readings(policy, ("G18",))
    assert together.verdict is Verdict.SAMPLED
    assert together.samples > 20
    assert together.case is not None
    totals = [assess(policy, together.case, readings={"G18": o}).combination.total.high for o in "ab"]
    assert None not in totals
    assert totals[0] == 2 * (totals[1] or 0) > 0


def test_every_case_of_a_comparison_is_one_that_the_policy_can_be_asked(policy: Policy) -> None:
    for result in compare_readings(policy, ("G1", "G18", "M12a", "M14b", "M20d")):
        if result.case is not None:
            assert case_json(policy, result.case)["claims"], (result.readings, result.form)
