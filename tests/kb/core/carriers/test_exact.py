"""The carrier of known values: facts and earlier grants of a case as constants."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.core.carriers.exact import exact_claim, exact_ledger, interval_of, value_of
from kb.core.facts import UNKNOWN, FactTerm
from kb.core.rules import Rules
from kb.core.terms import NO, OPEN, YES, Range
from kb.model.values import Interval, Measured, Money


@pytest.fixture
def rules(toy: Policy) -> Rules:
    return Rules(toy, {})


def test_sums_are_fen_and_measured_numbers_are_steps(rules: Rules) -> None:
    claim = exact_claim(rules, "project", {"investment": Money.yuan(7)}, "甲")
    assert claim.get("investment") == FactTerm(True, 700)
    claim = exact_claim(rules, "project", {"investment": Measured(1_500, "power")}, "甲")
    assert claim.get("investment") == FactTerm(True, 1_500)


def test_what_a_case_does_not_state_is_unknown(rules: Rules) -> None:
    claim = exact_claim(rules, "project", {}, "甲")
    assert claim.get("investment") == UNKNOWN
    # The toy policy declares no such fact.
    assert exact_claim(rules, "project", {"colour": "red"}, "甲").get("colour") == UNKNOWN


def test_a_subject_is_stated_denied_or_open(rules: Rules) -> None:
    claim = exact_claim(rules, "project", {"is": {"windmill": True, "exhibitor": False}}, "甲")
    subjects = ("windmill", "exhibitor", "windmill-project")
    assert [claim.is_a(one) for one in subjects] == [YES, NO, OPEN]
    assert exact_claim(rules, "project", {}, "甲").is_a("windmill") == OPEN


def test_the_grants_of_a_ledger_are_all_present(rules: Rules) -> None:
    ledger = exact_ledger(rules, [{"amount": Money.yuan(2)}, {"amount": Money.yuan(3)}, {}])
    assert ledger.told is True
    assert ledger.count(lambda _: True) == 3
    assert ledger.sum(lambda entry: entry.get("amount").value if entry.get("amount").known else 0) == 500
    dated = exact_ledger(rules, [{"date": date(2030, 3, 1)}])
    assert dated.any(lambda entry: entry.get("date").known) is True


def test_tests_and_sums_are_read_as_python_values() -> None:
    assert [value_of(one) for one in (YES, NO, OPEN)] == [True, False, None]
    assert interval_of(Range(3, 5)) == Interval(3, 5)
    assert interval_of(Range(3, 0, False)) == Interval(3, None)
