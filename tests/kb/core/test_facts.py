"""Facts and earlier grants as terms: what is presumed, and folds over a ledger."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.core.carriers.exact import ExactFacts, exact_claim, exact_ledger
from kb.core.facts import UNKNOWN, Facts, FactTerm, Given, Ledger, ListedLedger, same
from kb.core.rules import Rules
from kb.core.terms import NO, OPEN, YES, Term, ite
from kb.model.facts import GRANT, PAID_ON
from kb.model.values import Money


@pytest.fixture
def rules(toy: Policy) -> Rules:
    return Rules(toy, {})


def grant(rules: Rules, **facts: object) -> ExactFacts:
    return ExactFacts(rules, GRANT, values=facts)


def test_each_fact_is_one_input_however_often_it_is_read(rules: Rules) -> None:
    facts = Facts(rules, "project")
    assert facts.get("investment") is facts.get("investment")
    assert [repr(one) for one in facts.get("investment")] == [
        "known('', 'investment', 'money')",
        "value('', 'investment', 'money')",
    ]
    assert facts.get("standard-level") == UNKNOWN  # a fact of other claims


def test_a_claim_that_names_no_object_is_about_a_thing_of_its_own(rules: Rules) -> None:
    silent = exact_claim(rules, "project", {}, "甲")
    assert silent.get("object") == FactTerm(True, "甲")
    assert exact_claim(rules, "project", {"object": "风车"}, "甲").get("object") == FactTerm(True, "风车")


def test_only_a_grant_of_this_policy_is_presumed_to_be_of_the_city(rules: Rules) -> None:
    assert grant(rules, support="para_1__sup_1").get("level") == FactTerm(True, "city")
    assert grant(rules).get("level").known is False
    assert grant(rules, level="district").get("level") == FactTerm(True, "district")


def test_a_grant_is_presumed_completed_and_counted_on_its_date(rules: Rules) -> None:
    day = date(2031, 4, 5)
    assert grant(rules, date=day).get("achieved-on") == FactTerm(True, day)
    assert grant(rules, date=day).when(PAID_ON) == FactTerm(True, day)
    assert grant(rules).get("achieved-on").known is False


def test_one_of_some_values_is_a_choice_or_an_answer(rules: Rules) -> None:
    document = exact_claim(rules, "standard-document", {"standard-level": "national"}, "甲")
    assert document.is_one_of("standard-level", ["international", "national"]) == YES
    assert document.is_one_of("standard-level", ["international"]) == NO
    company = exact_claim(rules, "enterprise", {"selected": False}, "甲")
    assert company.is_one_of("selected", ["no"]) == YES
    assert company.is_one_of("selected", ["yes"]) == NO
    assert exact_claim(rules, "enterprise", {}, "甲").is_one_of("selected", ["yes", "no"]) == OPEN


def test_facts_are_the_same_different_or_unknown(rules: Rules) -> None:
    one, other, silent = grant(rules, object="甲"), grant(rules, object="乙"), grant(rules)
    assert same(one, grant(rules, object="甲"), "object") == YES
    assert same(one, other, "object") == NO
    assert same(one, silent, "object") == OPEN
    assert same(silent, silent, "object") == OPEN


def test_folds_of_any_number_of_grants_bind_one_grant_for_each_depth(rules: Rules) -> None:
    ledger = Ledger(rules)
    assert ledger.any(lambda _: False) is False
    assert ledger.sum(lambda _: 0) == 0
    places = []

    def inner(entry: Facts) -> object:
        places.append(entry.place)
        return entry.get("amount").known

    def outer(entry: Facts) -> object:
        places.append(entry.place)
        return ledger.any(inner)

    assert repr(ledger.any(outer)) == "any('grant0', any('grant1', known('grant1', 'amount', 'money')))"
    assert places == ["grant0", "grant1"]
    assert ledger.depth == 0


def test_folds_of_a_list_count_only_the_grants_that_are_present(rules: Rules) -> None:
    there, gone = grant(rules, amount=Money.yuan(5)), grant(rules, amount=Money.yuan(9))
    ledger = ListedLedger(rules, told=True, entries=(Given(True, there), Given(False, gone)))

    def amount(entry: Facts) -> object:
        return entry.get("amount").value

    assert (ledger.sum(amount), ledger.most(amount), ledger.count(lambda _: True)) == (500, 500, 1)
    assert ledger.any(lambda entry: entry is gone) is False
    assert ledger.all(lambda entry: entry is there) is True
    perhaps = Term("told")
    ledger = ListedLedger(rules, told=True, entries=(Given(perhaps, gone),))
    assert repr(ledger.sum(amount)) == repr(ite(perhaps, 900, 0))


def test_an_empty_ledger_has_no_grant_and_all_of_none_hold(rules: Rules) -> None:
    ledger = exact_ledger(rules, [])
    assert (ledger.any(lambda _: True), ledger.all(lambda _: False)) == (False, True)
    assert (ledger.sum(lambda _: 1), ledger.most(lambda _: 1)) == (0, 0)


def test_a_grant_is_under_the_support_that_paid_it(rules: Rules) -> None:
    one = grant(rules, support="para_1__sup_1")
    assert Given(True, one).is_under("para_1__sup_1") is True
    assert Given(True, one).is_under("para_2__sup_1") is False
    assert Given(False, one).is_under("para_1__sup_1") is False
