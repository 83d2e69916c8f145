"""A policy under decided readings: only what then holds, and quickly read again under another option."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.core.outcomes import Status
from kb.core.ruleset import (
    choose_readings,
    common_switches,
    compared_otherwise,
    find_switches,
    meeting_of,
    read_policy,
    read_terms,
    turned_readings,
    with_reading,
    with_supports,
)
from kb.model.values import Interval
from kb.model.words.errors import PolicyError


def test_readings_that_are_not_chosen_have_their_defaults(toy: Policy) -> None:
    assert choose_readings(toy) == {"G1": "a", "M1a": "a"}
    assert choose_readings(toy, {"M1a": "b"}) == {"G1": "a", "M1a": "b"}


def test_unknown_readings_and_options_are_all_named(toy: Policy) -> None:
    with pytest.raises(PolicyError) as raised:
        choose_readings(toy, {"G9": "a", "G1": "c"})
    assert [one.code for one in raised.value.findings] == ["reading-not-known", "option-unknown"]
    assert "a、b" in raised.value.findings[1].remedy("zh")


def test_naming_a_default_gives_the_same_rules(toy: Policy) -> None:
    assert read_policy(toy, {"G1": "a"}) == read_policy(toy)
    assert read_policy(toy, {"G1": "b"}) != read_policy(toy)


def test_another_option_gives_the_rules_that_reading_everything_gives(policy: Policy) -> None:
    base = read_policy(policy)
    # One reading of the general rules, one of a single support, and one that changes no rule.
    for reading in ("G2", "M5a", "X1"):
        turned = with_reading(base, reading, "b")
        whole = read_policy(policy, {reading: "b"})
        assert turned.readings == whole.readings
        assert turned.by_id == whole.by_id
        assert (turned.non_cumulation, turned.meetings) == (whole.non_cumulation, whole.meetings)
    assert with_reading(base, "M5a", "b").non_cumulation is base.non_cumulation
    untouched = "para_1__sup_1"
    assert with_reading(base, "M5a", "b").by_id[untouched] is base.by_id[untouched]


def test_the_similarity_of_grants_follows_its_reading(policy: Policy) -> None:
    found = {option: read_policy(policy, {"G2": option}).non_cumulation.similar for option in "abcd"}
    assert found == {"a": "object", "b": "form", "c": "field", "d": "agency"}


def test_reading_single_supports_again_changes_nothing_else(toy: Policy) -> None:
    base = read_policy(toy)
    again = with_supports(base, toy, ["para_1__sup_1"])
    assert again.by_id["para_1__sup_1"] is not base.by_id["para_1__sup_1"]
    assert again.by_id["para_2__sup_1"] is base.by_id["para_2__sup_1"]
    assert again.presumed is base.presumed
    assert (again.supports, again.by_id) == (base.supports, base.by_id)


def test_readings_are_found_where_they_affect_a_rule(policy: Policy) -> None:
    found = find_switches(policy)
    assert "M5a" in found.by_support["para_5__sup_1"]
    assert found.by_support["para_6__sup_1"] == frozenset()
    assert "G2" in found.common
    assert "M5a" not in found.common
    assert turned_readings(policy) >= {"M5a", "G2"}
    assert common_switches(policy) == found.common


def test_readings_without_a_rule_turn_nothing(toy: Policy) -> None:
    assert turned_readings(toy) == frozenset()
    assert read_terms(toy, {"G1": "a", "M1a": "a"}) == read_terms(toy, {"G1": "b", "M1a": "b"})


def test_general_rules_differ_where_a_reading_changes_them(policy: Policy) -> None:
    default = choose_readings(policy)
    assert read_terms(policy, {**default, "G7": "b"}) != read_terms(policy, default)
    assert read_terms(policy, {**default, "M5a": "b"}) == read_terms(policy, default)


def test_the_levels_that_non_cumulation_covers_are_compared(toy: Policy) -> None:
    wider = tuple(
        replace(one, levels=("city", "province")) if one.kind == "non-cumulation" else one
        for one in toy.terms
    )
    changed = replace(toy, terms=wider)
    assert read_policy(toy).non_cumulation.levels == ("city",)
    assert read_policy(changed).non_cumulation.levels == ("city", "province")
    readings = choose_readings(toy)
    assert read_terms(changed, readings) != read_terms(toy, readings)


def test_an_ordinary_day_is_a_year_after_the_first(toy: Policy) -> None:
    validity = read_policy(toy).validity
    assert validity is not None
    assert (validity.first, validity.last) == (date(2030, 3, 1), date(2033, 2, 28))
    assert validity.plain_day == date(2031, 3, 1)


def test_grants_for_other_things_matter_where_grants_are_not_compared_by_object(policy: Policy) -> None:
    base = read_policy(policy)
    assert compared_otherwise(base, "para_5__sup_1") == {"para_5__sup_1"}
    assert compared_otherwise(read_policy(policy, {"G2": "c"}), "para_5__sup_1") is not None
    assert compared_otherwise(read_policy(policy, {"G2": "c", "G3": "b"}), "para_5__sup_1") is None


def test_an_overlap_counts_only_where_the_support_that_it_depends_on_is_open(policy: Policy) -> None:
    rules = read_policy(policy)
    ways = ("para_9__sup_1", "para_10__sup_2")
    # “高价值综合利用示范项目” are a support of measure 10: the overlap is about things it is open to.
    assert [one.then for one in meeting_of(rules, *ways, ["para_10__sup_2"])] == ["prefers"]
    assert list(meeting_of(rules, *ways, ["para_9__sup_1"])) == []


def test_without_a_claim_nothing_is_granted_and_with_unknown_claims_nothing_is_known(toy: Policy) -> None:
    rules = read_policy(toy)
    refused = {one.support: one for _, one in rules.unclaimed}["para_1__sup_1"]
    assert (refused.status, refused.amount, refused.missing) == (Status.INELIGIBLE, Interval(0, 0), ())
    unknown = {one.support: one for _, one in rules.unasked}["para_1__sup_1"]
    assert (unknown.status, unknown.amount) == (Status.UNDETERMINED, Interval(0, None))
    assert unknown.missing == ("claims",)
    # A support without a sum has none to refuse.
    assert {one.support: one.amount for _, one in rules.unclaimed}["para_8__sup_1"] is None
