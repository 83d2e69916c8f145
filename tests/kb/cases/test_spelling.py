"""Names of a case in one spelling: that of the claim, or else the least of its spellings."""

from __future__ import annotations

from datetime import date

from kb.cases.case import Case, Claim, Grant
from kb.cases.spelling import name_things

DAY = date(2030, 6, 1)
NAMES = frozenset({"object"})


def case(*objects: str, claim: str = "DC1") -> Case:
    """A case with one claim of a name and a ledger of some objects."""
    return Case(DAY, {}, (Claim(claim, "project", {}),), tuple(Grant({"object": one}) for one in objects))


def objects(case: Case) -> list[object]:
    """The objects of the ledger."""
    return [grant.facts["object"] for grant in case.ledger or ()]


def test_a_name_takes_the_spelling_of_the_claim_that_has_it() -> None:
    assert objects(name_things(case("ｄｃ１", "dc 1", "dc2"), NAMES)) == ["DC1", "DC1", "dc2"]


def test_a_name_of_no_claim_takes_the_least_of_its_spellings_whatever_their_order() -> None:
    assert objects(name_things(case("b2", "B2", "b 2"), NAMES)) == ["B2"] * 3
    assert objects(name_things(case("B2", "b 2", "b2"), NAMES)) == ["B2"] * 3


def test_a_case_whose_names_differ_is_returned_as_it_is() -> None:
    one = case("DC1", "DC2")
    assert name_things(one, NAMES) is one


def test_only_facts_that_hold_names_are_changed() -> None:
    one = Case(DAY, {}, (Claim("DC1", "project", {"object": "dc1", "phase": "dc1"}),), None)
    named = name_things(one, NAMES)
    assert named.claims is not None
    assert named.claims[0].facts == {"object": "DC1", "phase": "dc1"}
    assert named.ledger is None
