"""The facts of a case by their places: each can be left out, read and replaced."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.model.facts import APPLICANT, CLAIMS, LEDGER
from kb.model.values import Money
from kb.verify.case_parts import Spot, every_spot, leave_out, put, spots_of, value_at

PROJECT = Claim("甲", "project", {"is": {"windmill": True, "exhibitor": False}, "object": "丙"})
GRANT = Grant({"support": "para_1__sup_1", "level": "city", "amount": Money(5)})
CASE = Case(date(2030, 6, 1), {"size": "small"}, (PROJECT,), (GRANT,))

SIZE, OBJECT = Spot(APPLICANT, 0, "size"), Spot(CLAIMS, 0, "object")
WINDMILL, AMOUNT = Spot(CLAIMS, 0, "is", "windmill"), Spot(LEDGER, 0, "amount")


def test_every_stated_fact_has_a_place_and_each_subject_its_own() -> None:
    assert list(every_spot(CASE)) == [
        SIZE,
        WINDMILL,
        Spot(CLAIMS, 0, "is", "exhibitor"),
        OBJECT,
        Spot(LEDGER, 0, "support"),
        Spot(LEDGER, 0, "level"),
        AMOUNT,
    ]
    assert list(every_spot(Case(date(2030, 6, 1), {}, None, None))) == []


def test_only_facts_that_become_unknown_may_be_forgotten(toy: Policy) -> None:
    # The object of a claim is presumed; the level of a grant under a support follows from the support.
    assert set(spots_of(toy, CASE)) == {
        SIZE,
        Spot(CLAIMS),
        WINDMILL,
        Spot(CLAIMS, 0, "is", "exhibitor"),
        Spot(LEDGER),
        AMOUNT,
    }
    of_another = Case(CASE.date, {}, (), (Grant({"level": "city", "amount": Money(5)}),))
    assert Spot(LEDGER, 0, "level") in set(spots_of(toy, of_another))


def test_what_is_left_out_is_gone_and_nothing_else() -> None:
    found = leave_out(CASE, [WINDMILL, AMOUNT])
    assert (found.claims or ())[0].facts == {"is": {"exhibitor": False}, "object": "丙"}
    assert (found.ledger or ())[0].facts == {"support": "para_1__sup_1", "level": "city"}
    assert found.applicant == CASE.applicant
    assert leave_out(CASE, []) == CASE
    assert leave_out(CASE, [SIZE]).applicant == {}


def test_claims_and_ledger_are_left_out_as_a_whole() -> None:
    assert leave_out(CASE, [Spot(CLAIMS)]).claims is None
    assert leave_out(CASE, [Spot(LEDGER)]).ledger is None
    assert leave_out(CASE, [Spot(LEDGER)]).claims == CASE.claims


def test_a_value_is_read_and_replaced_at_its_place() -> None:
    for spot, value in ((SIZE, "large"), (OBJECT, "丁"), (AMOUNT, Money(7))):
        assert value_at(put(CASE, spot, value), spot) == value
        assert put(CASE, spot, value_at(CASE, spot)) == CASE
    assert value_at(CASE, AMOUNT) == Money(5)
    with pytest.raises(KeyError):
        value_at(CASE, Spot(CLAIMS, 0, "investment"))
