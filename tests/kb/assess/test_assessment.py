"""One claim of the toy policy under each of its supports, with sums worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess, assess_under, bearing_on
from kb.assess.facts import read_stated
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import read_policy
from kb.model.guards import Ruling
from kb.model.values import Interval, Money
from kb.model.words.errors import PolicyError

DAY = date(2030, 6, 1)
"""A day within the validity of the toy policy, from 1 March 2030 to 28 February 2033."""


def project(**facts: FactValue) -> Case:
    """A case with one project and an empty ledger."""
    stated = {"is": {"windmill-project": True}, "achieved-on": date(2030, 5, 1), **facts}
    return Case(DAY, {}, (Claim("甲", "project", stated),), ())


def outcome(policy: Policy, case: Case, support: str = "para_1__sup_1") -> Outcome:
    """The outcome of the only claim under a support."""
    return assess(policy, case).outcome("甲", support)


@pytest.mark.parametrize(
    ("yuan", "given"),
    [
        (10_000_000, 4_000_000),  # 40 % of 1000万元
        (20_000_000, 8_000_000),  # 40 % reaches the ceiling of 800万元
        (20_000_001, 8_000_000),
    ],
)
def test_a_grant_is_forty_percent_of_the_investment_and_at_most_eight_million(
    toy: Policy, yuan: int, given: int
) -> None:
    found = outcome(toy, project(investment=Money.yuan(yuan)))
    fen = Money.yuan(given).fen
    assert (found.status, found.amount) == (Status.ELIGIBLE, Interval(fen, fen))


def test_without_the_investment_the_sum_is_open_up_to_the_ceiling_and_asks_for_it(toy: Policy) -> None:
    found = outcome(toy, project())
    assert found.amount == Interval(0, 800_000_000)
    assert found.missing == ("investment",)


def test_a_claim_of_another_subject_is_refused_by_the_words_that_name_the_subject(toy: Policy) -> None:
    found = outcome(toy, project(**{"is": {"windmill-project": False}}))
    assert (found.status, found.amount) == (Status.INELIGIBLE, Interval(0, 0))
    assert [reason.words for reason in found.reasons] == ["建造风车的项目"]
    assert found.clauses == ("para_1__s_1",)


@pytest.mark.parametrize(
    ("day", "barred"),
    [
        (date(2030, 2, 28), True),
        (date(2030, 3, 1), False),
        (date(2033, 2, 28), False),  # the last day of three years
        (date(2033, 3, 1), True),
    ],
)
def test_a_day_that_must_lie_within_the_validity_bars_a_claim_outside_it(
    toy: Policy, day: date, barred: bool
) -> None:
    ruled = tuple(
        replace(term, rulings=(Ruling("day", "applied-on"),)) if term.kind == "validity" else term
        for term in toy.terms
    )
    found = outcome(replace(toy, terms=ruled), project(**{"applied-on": day}))
    assert (found.status is Status.BARRED) is barred
    assert "final__s_3" in found.clauses


def test_supports_without_a_claim_wait_or_are_refused_by_whether_the_claims_are_known(toy: Policy) -> None:
    none, unknown = assess(toy, Case(DAY, {}, (), ())), assess(toy, Case(DAY, {}, None, ()))
    assert {one.status for one in none.outcomes} == {Status.INELIGIBLE}
    assert Status.INELIGIBLE not in {one.status for one in unknown.outcomes}
    assert len(none.outcomes) == len(unknown.outcomes) == len(toy.supports)


def test_the_day_of_the_assessment_may_differ_from_that_of_the_case(toy: Policy) -> None:
    assert assess(toy, project()).on == DAY
    assert assess(toy, project(), on=date(2031, 1, 1)).on == date(2031, 1, 1)


def test_an_unknown_reading_or_option_is_refused(toy: Policy) -> None:
    for readings in ({"G9": "a"}, {"G1": "c"}):
        with pytest.raises(PolicyError):
            assess(toy, project(), readings=readings)


def test_rules_that_were_already_read_give_the_same_answer(toy: Policy) -> None:
    case = project(investment=Money.yuan(7))
    assert assess_under(read_policy(toy, {"G1": "b"}), case) == assess(toy, case, readings={"G1": "b"})


def test_earlier_grants_for_the_same_thing_may_affect_a_claim(toy: Policy) -> None:
    grants = tuple(Grant({"object": name, "support": "para_1__sup_1"}) for name in ("甲", "乙"))
    case = replace(project(), ledger=grants)
    rules = read_policy(toy)
    stated = read_stated(case, rules)
    bearing = bearing_on(rules, toy.supports[0], "甲", stated.ledger)
    assert "甲" in [entry.facts.get("object") for entry in bearing]
