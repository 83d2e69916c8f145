"""Mutants of readings, facts and plain wording."""

from __future__ import annotations

from collections import Counter

import pytest

from kb import Policy
from kb.loading import Sources, read_sources
from kb.verify.mutate.facts import fact_mutants, figure_mutants, reading_mutants
from kb.verify.mutate.mutant import Mutant, make
from tests.conftest import TOY


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources(TOY)


def of_fact(toy: Policy, sources: Sources, key: str) -> list[Mutant]:
    return [one for one in fact_mutants(toy, sources) if one.words["key"] == key]


def test_every_reading_has_each_of_its_other_defaults(toy: Policy, sources: Sources) -> None:
    found = list(reading_mutants(toy, sources))
    # Two readings of two options each; the list of frequent questions below them decides nothing.
    assert [one.under for one in found] == [
        (("G1", "a"), ("G1", "b")),
        (("M1a", "a"), ("M1a", "b")),
    ]
    assert [one.at for one in found] == ["final__s_2", "para_1__s_1"]
    changed = make(found[0], sources).trees["readings.xml"]
    assert [element.get("default") for element in changed.getroot()[:2]] == ["b", "a"]


def test_a_fact_is_dropped_and_gets_another_type(toy: Policy, sources: Sources) -> None:
    kinds = Counter(one.kind for one in fact_mutants(toy, sources))
    assert kinds["fact-dropped"] == kinds["type"] == len(toy.facts)


def test_a_presumption_is_dropped_and_exchanged_for_every_other_that_fits(
    toy: Policy, sources: Sources
) -> None:
    # The day of application is presumed to be that of the case.
    found = of_fact(toy, sources, "applied-on")
    assert [one.kind for one in found] == ["fact-dropped", "type", "presumed-gone", "presumed", "presumed"]
    assert [one.edits[0].value for one in found[3:]] == ["none", "@date"]
    # A fact without a presumption has no such mutant.
    assert {one.kind for one in of_fact(toy, sources, "investment")} == {"fact-dropped", "type"}


def test_each_choice_of_a_fact_is_dropped(toy: Policy, sources: Sources) -> None:
    dropped = [one for one in of_fact(toy, sources, "standard-level") if one.kind == "choice-dropped"]
    assert [one.words["old"] for one in dropped] == [
        {"zh": "国际标准", "en": "international standard"},
        {"zh": "国家标准", "en": "national standard"},
    ]
    level = make(dropped[0], sources).trees["facts.xml"]
    assert "international" not in [one.get("id") for one in level.getroot().iter()]


def test_a_figure_is_taken_from_another_clause_with_such_a_quantity(toy: Policy, sources: Sources) -> None:
    found = list(figure_mutants(toy, sources))
    assert found
    marked = {
        (smallest.eid, mark.concept)
        for provision in toy.document.provisions()
        for smallest in provision.smallest()
        for mark in smallest.marks
    }
    for one in found:
        here, concept = str(one.words["old"]).split()
        there, same = str(one.words["new"]).split()
        assert concept == same
        assert here != there
        assert (there, concept) in marked
    # 资助比例 stands in one clause only, so that its figures have no other place.
    assert not [one for one in found if "资助比例" in str(one.words["old"])]
