"""Known facts: stated ones first, presumed ones where the case is silent, and the ledger by object."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.assess.facts import EarlierGrant, Known, Ledger, is_one, know, read_ledger, read_stated
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.values import Money

DAY = date(2030, 6, 1)


def test_what_the_case_does_not_state_is_presumed_and_told(toy: Policy) -> None:
    claim = Claim("甲", "project", {"investment": Money(5)})
    known = know(claim, Case(DAY, {}, (claim,), ()), read_policy(toy))
    assert known.facts == {"investment": Money(5), "object": "甲", "applied-on": DAY}
    assert known.presumed == {"object", "applied-on"}
    told = Claim("甲", "project", {"object": "乙", "applied-on": date(2030, 5, 1)})
    assert know(told, Case(DAY, {}, (told,), ()), read_policy(toy)).presumed == frozenset()


def test_facts_of_the_applicant_are_known_of_every_claim_and_its_own_come_first(toy: Policy) -> None:
    claim = Claim("甲", "project", {"investment": Money(5)})
    case = Case(DAY, {"investment": Money(9), "size": "large"}, (claim,), ())
    known = know(claim, case, read_policy(toy))
    assert (known.money("investment"), known.name("size")) == (5, "large")


def test_a_value_is_given_by_its_type_and_is_unknown_otherwise() -> None:
    known = Known("甲", {"is": {"mill": False}, "sum": Money(7), "day": DAY, "name": "乙"}, frozenset())
    assert (known.money("sum"), known.day("day"), known.name("name")) == (7, DAY, "乙")
    assert (known.money("name"), known.day("sum"), known.name("day")) == (None, None, None)
    assert (known.is_a("mill"), known.is_a("barn")) == (False, None)


def test_an_unknown_ledger_is_not_an_empty_one(toy: Policy) -> None:
    rules = read_policy(toy)
    assert read_ledger(Case(DAY, {}, (), None), rules).entries is None
    assert read_ledger(Case(DAY, {}, (), ()), rules).entries == ()


def test_a_grant_presumes_facts_of_its_own(toy: Policy) -> None:
    ledger = read_ledger(Case(DAY, {}, (), (Grant({"date": DAY, "amount": Money(3)}),)), read_policy(toy))
    assert ledger.entries is not None
    (entry,) = ledger.entries
    assert (entry.fen, entry.day("paid-on"), entry.support) == (3, DAY, "")


def test_a_grant_of_the_group_was_received_by_another_member() -> None:
    assert EarlierGrant({"holder": "group"}).is_of_group
    assert not EarlierGrant({}).is_of_group


LEDGER = Ledger(
    tuple(
        EarlierGrant(facts)
        for facts in (
            {"object": "甲", "support": "a"},
            {"object": "乙", "support": "b"},
            {"support": "c"},
            {"object": "甲", "support": "b"},
        )
    )
)


def about(*things: object, supports: tuple[str, ...] = ()) -> list[int]:
    """The places in the ledger of the grants that may be for some things, or are under some supports."""
    entries = LEDGER.entries or ()
    return [entries.index(entry) for entry in LEDGER.about(things, supports)]


def test_grants_for_a_thing_come_with_those_of_an_unstated_thing_in_their_order() -> None:
    assert about("甲") == [0, 2, 3]
    assert about("丙") == [2]
    assert about("甲", supports=("b",)) == [0, 1, 2, 3]
    assert about(None) == [0, 1, 2, 3]
    assert [len(entries) for entries in LEDGER.by_support.values()] == [1, 2, 1]


def test_two_names_are_equal_unless_one_is_unknown() -> None:
    assert (is_one("甲", "甲"), is_one("甲", "乙"), is_one(None, "甲")) == (True, False, None)


def test_a_case_is_read_with_one_spelling_of_each_name(toy: Policy) -> None:
    claim = Claim("DC1", "project", {})
    stated = read_stated(Case(DAY, {}, (claim,), (Grant({"object": "dc 1"}),)), read_policy(toy))
    assert stated.ledger.entries is not None
    assert stated.ledger.entries[0].facts["object"] == stated.known["DC1"].get("object") == "DC1"
