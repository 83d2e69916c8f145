"""Rulings as typed attributes of their rules, with each default stated once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from lxml import etree

from kb.model.amounts import Agreed, Cap, Least, PerUnit, Share, Tier
from kb.model.guards import RuledBy, Ruling, fact_rulings, ruled_by
from kb.model.policy import Overlap, Term
from tests.conftest import ROOT

XS = "{http://www.w3.org/2001/XMLSchema}"

ROUNDED_UP = Ruling("rounding", "half-up", (("G1", "b"),))
LESS = tuple(Ruling("taken-off", fact, (("G1", "a"),)) for fact in ("other-support", "own-share"))


@dataclass(frozen=True, slots=True)
class Toy:
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy("down")
    taken_off = RuledBy(is_fact=True)
    year = RuledBy("calendar-year", name="period")


def test_what_is_not_said_has_the_default() -> None:
    assert Toy().rounding.value == "down"
    assert Toy().rounding.values == ("down",)
    assert "down" in Toy().rounding


def test_what_is_said_takes_the_place_of_the_default() -> None:
    assert Toy((ROUNDED_UP,)).rounding.values == ("half-up",)
    assert "down" not in Toy((ROUNDED_UP,)).rounding


def test_what_has_no_default_and_is_not_said_is_empty() -> None:
    assert not Toy((ROUNDED_UP,)).taken_off
    assert list(Toy().taken_off) == []
    assert Toy().taken_off.value == ""


def test_values_come_in_the_order_of_the_rulings_of_their_name() -> None:
    assert list(Toy((LESS[1], ROUNDED_UP, LESS[0])).taken_off) == ["own-share", "other-support"]


def test_under_readings_only_what_holds_is_left_and_else_the_default() -> None:
    toy = Toy((ROUNDED_UP, *LESS))
    assert toy.rounding.under({"G1": "a"}).value == "down"
    assert toy.rounding.under({"G1": "b"}).value == "half-up"
    assert not toy.taken_off.under({"G1": "b"})


def test_a_ruling_is_named_as_its_attribute_unless_it_says_otherwise() -> None:
    assert list(ruled_by(Toy)) == ["rounding", "taken-off", "period"]
    assert Toy((Ruling("period", "any-year"),)).year.value == "any-year"
    assert "period" in ruled_by(PerUnit)


def test_the_rulings_that_name_facts_are_told_from_the_others() -> None:
    assert fact_rulings(Toy((ROUNDED_UP, *LESS))) == LESS
    assert fact_rulings(Term("validity", "", "", rulings=(Ruling("until", "anniversary"),))) == ()


RULED = {
    "share": Share,
    "agreed": Agreed,
    "cap": Cap,
    "least": Least,
    "tier": Tier,
    "count": PerUnit,
    "overlap": Overlap,
}
TERMS = ("non-cumulation", "district-measures", "validity", "special-deadline", "higher-law")


@pytest.fixture(scope="module")
def rulings_of_elements() -> dict[str, set[str]]:
    """The rulings that the schema allows in each element, by the name of the element."""
    elements = etree.parse(ROOT / "policy/schema/rules.xsd").getroot().findall(f"{XS}element")
    is_ruling = {e.get("name", "") for e in elements if e.find(f".//{XS}attribute[@name='is']") is not None}
    inside = {
        e.get("name", ""): {ref.get("ref", "").removeprefix("t:") for ref in e.iter(f"{XS}element")}
        for e in elements
    }
    return {name: found & is_ruling for name, found in inside.items()}


@pytest.mark.parametrize("name", RULED)
def test_a_rule_is_ruled_by_what_the_schema_lets_stand_in_it(
    name: str, rulings_of_elements: dict[str, set[str]]
) -> None:
    assert set(ruled_by(RULED[name])) == rulings_of_elements[name]


def test_final_provisions_are_ruled_by_what_the_schema_lets_stand_in_them(
    rulings_of_elements: dict[str, set[str]],
) -> None:
    assert set(ruled_by(Term)) == set().union(*(rulings_of_elements[name] for name in TERMS))
