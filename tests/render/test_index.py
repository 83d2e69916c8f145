"""Lookups of the toy policy in the directions that readers follow, read off its ten measures by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.model.policy import Group
from render.index import Lookups


@pytest.fixture
def lookups(toy: Policy) -> Lookups:
    """The lookups of the toy policy."""
    return Lookups(toy)


def test_agencies_lead_to_their_duties_and_to_those_they_share_measures_with(lookups: Lookups) -> None:
    assert [duty.measure for duty in lookups.duties_of["shuimo"]] == ["para_2", "para_3", "para_7", "para_10"]
    assert [agency.id for agency in lookups.agencies] == ["fengche", "shuimo", "gecun"]
    shared = {one.agency.id: [m.eid for m in one.measures] for one in lookups.sharing["shuimo"]}
    assert shared == {"fengche": ["para_2"], "gecun": ["para_10"]}
    assert lookups.issuer is not None
    assert lookups.issuer.id == "fengche"


def test_domains_forms_and_subjects_lead_to_what_is_given(lookups: Lookups) -> None:
    assert [m.eid for m, _ in lookups.measures_of_domain["serving"]] == [
        "para_2",
        "para_4",
        "para_7",
        "para_10",
    ]
    assert [one.measure for one in lookups.supports_of_form["grant"]] == [
        f"para_{n}" for n in (1, 2, 3, 4, 5, 10)
    ]
    assert [one.measure for one in lookups.supports_of_subject["windmill-project"]] == [
        "para_1", "para_5", "para_10",
    ]  # fmt: skip
    assert [one.id for one in lookups.money] == [f"para_{n}__sup_1" for n in (1, 2, 3, 4, 5, 10)]
    assert [form.id for form in lookups.forms] == [
        "grant",
        "case-by-case",
        "by-reference",
        "recognition",
        "land",
    ]


def test_a_subject_stands_under_the_first_unit_that_it_is_paid_for(lookups: Lookups) -> None:
    under = {unit.id: [one.concept.id for one in subjects] for unit, subjects in lookups.subjects_of_unit}
    assert under == {"project": ["windmill-project"], "certificate": ["windmill"], "event": ["exhibitor"]}


def test_a_quantity_leads_to_the_support_or_final_provision_that_uses_it(lookups: Lookups) -> None:
    assert lookups.user_of["para_1__s_1", 1] == "para_1__sup_1"
    assert lookups.user_of["final__s_3", 0] == "validity"
    assert ("para_9__s_1", 0) not in lookups.user_of


def test_a_reading_belongs_to_a_measure_where_it_is_bound_to_no_other(lookups: Lookups) -> None:
    assert [one.id for one in lookups.general_readings] == ["G1"]
    assert {eid: [one.id for one in found] for eid, found in lookups.own_readings.items()} == {
        "para_1": ["M1a"]
    }
    assert [basis.words for basis in lookups.bases_of["M1a", "para_1"]] == ["核定投资"]
    assert lookups.used == {"G1": "a", "M1a": "a"}


def test_measures_have_neighbours_and_those_without_a_group_are_told(toy: Policy, lookups: Lookups) -> None:
    before, after = lookups.neighbours["para_1"]
    assert (before, after and after.eid) == (None, "para_2")
    assert lookups.neighbours["para_10"][1] is None
    grouped = Lookups(replace(toy, groups=(Group("one", "甲", "A", ("para_1", "para_2")),)))
    assert grouped.group_of["para_2"].id == "one"
    assert [measure.eid for measure in grouped.ungrouped] == [f"para_{n}" for n in range(3, 11)]


def test_a_concept_leads_to_the_measures_that_use_it(lookups: Lookups) -> None:
    assert lookups.measures_of_concept["一事一议"] == ("para_6",)
    assert lookups.measures_of_concept["fair-policy"] == ("para_7",)


def test_final_provisions_are_found_by_their_kind(lookups: Lookups) -> None:
    validity = lookups.term("validity")
    assert validity is not None
    assert validity.provision == "final__s_3"
    assert lookups.term("higher-law") is None
