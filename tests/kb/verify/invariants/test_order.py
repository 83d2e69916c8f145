"""Laws about what must not matter: each holds, and finds an answer that depends on it."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Outcome
from kb.model.values import Interval, Money
from tests.kb.verify.invariants.wrong_answers import Change, answering, concerns, totalling, violations


def windmill(name: str, yuan: int, **facts: object) -> Claim:
    stated = {"is": {"windmill-project": True}, "investment": Money.yuan(yuan), **facts}
    return Claim(name, "project", stated)  # type: ignore[arg-type]


DAY = date(2030, 6, 1)
GRANTS = tuple(Grant({"object": name, "amount": Money.yuan(yuan)}) for name, yuan in (("丙", 1), ("丁", 2)))
CASE = Case(DAY, {}, (windmill("甲", 1_000_000), windmill("乙", 2_000_000)), GRANTS)
REFUSED = Case(
    DAY, {}, (windmill("甲", 1_000_000), Claim("乙", "project", {"is": {"windmill-project": False}})), ()
)

LAWS = (
    "order-of-claims",
    "order-of-ledger",
    "names",
    "spellings",
    "ineligible-claim",
    "alone",
    "strange-facts",
    "presumptions",
    "same-again",
)


@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds_of_right_answers(toy: Policy, law: str) -> None:
    assert concerns(toy, law, CASE)
    assert violations(toy, law, CASE) == []


def changed_where(holds: bool, one: Outcome) -> Outcome:
    return one._replace(amount=Interval(7, 7)) if holds else one


def first_claim(one: Outcome, case: Case) -> Outcome:
    return changed_where(bool(case.claims) and one.claim == case.claims[0].id, one)


def first_grant(one: Outcome, case: Case) -> Outcome:
    return changed_where(bool(case.ledger) and case.ledger[0].facts.get("object") == "丙", one)


def by_name(one: Outcome, _: Case) -> Outcome:
    return changed_where(one.claim == "甲", one)


def by_count(one: Outcome, case: Case) -> Outcome:
    return changed_where(len(case.claims or ()) != 2, one)


def by_facts(one: Outcome, case: Case) -> Outcome:
    return changed_where(any(len(claim.facts) > 2 for claim in case.claims or ()), one)


def by_first_fact(one: Outcome, case: Case) -> Outcome:
    return changed_where(any(next(iter(claim.facts)) != "is" for claim in case.claims or ()), one)


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("order-of-claims", first_claim),
        ("order-of-ledger", first_grant),
        ("names", by_name),
        ("spellings", by_name),
        ("ineligible-claim", by_count),
        ("alone", by_count),
        ("presumptions", by_facts),
        ("same-again", by_first_fact),
    ],
)
def test_an_answer_that_depends_on_it_is_found(toy: Policy, law: str, change: Change) -> None:
    found = violations(toy, law, CASE, answering(change))
    assert found
    assert {one.at for one in found if one.support} <= {"para_1__s_1", "para_5__s_1", "para_10__s_1"}


def test_a_refused_claim_that_raises_the_total_is_found(toy: Policy) -> None:
    assert concerns(toy, "refused-claims", REFUSED)
    assert violations(toy, "refused-claims", REFUSED) == []
    by_claims = totalling(lambda total, case: Interval(0, len(case.claims or ())))
    assert violations(toy, "refused-claims", REFUSED, by_claims)
    assert not concerns(toy, "refused-claims", CASE)


def test_an_answer_that_depends_on_facts_of_other_claims_is_found(toy: Policy) -> None:
    standard = Claim("丙", "standard-document", {"standard-level": "national"})
    case = Case(DAY, {}, (windmill("甲", 1_000_000), standard), ())

    def by_level(one: Outcome, case: Case) -> Outcome:
        return changed_where("standard-level" in (case.claims or ())[0].facts, one)

    assert violations(toy, "strange-facts", case) == []
    assert violations(toy, "strange-facts", case, answering(by_level))


def test_a_single_claim_has_no_order(toy: Policy) -> None:
    single = Case(DAY, {}, (windmill("甲", 1_000_000),), ())
    assert not any(concerns(toy, law, single) for law in ("order-of-claims", "order-of-ledger", "alone"))
