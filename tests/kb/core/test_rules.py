"""The rules as the core reads them: constants under decided readings, conditions under open ones."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.core.rules import Rules, Way
from kb.core.ruleset import choose_readings
from kb.model.guards import Ruled, Ruling

RULED = Ruled(
    (Ruling("rounding", "down", (("R1", "a"),)), Ruling("rounding", "half-up", (("R2", "b"),))), "none"
)
"""Rounding down under one option, otherwise to the nearest under an option of another reading."""


def test_under_decided_readings_the_first_ruling_that_holds_is_left(toy: Policy) -> None:
    def first(**readings: str) -> object:
        return Rules(toy, readings).first(RULED)

    assert first(R1="a", R2="b") == (Way("down", True),)
    assert first(R1="b", R2="b") == (Way("half-up", True),)
    assert first(R1="b", R2="a") == (Way("none", True),)


def test_under_open_readings_each_way_has_its_condition(toy: Policy) -> None:
    down, nearest, neither = Rules(toy).first(RULED)
    assert (down.value, repr(down.when)) == ("down", "option('R1', 'a')")
    assert (nearest.value, repr(nearest.when)) == (
        "half-up",
        "and(not(option('R1', 'a')), option('R2', 'b'))",
    )
    assert (neither.value, repr(neither.when)) == (
        "none",
        "and(not(option('R1', 'a')), not(option('R2', 'b')))",
    )


def test_an_option_is_one_input_wherever_it_is_named(toy: Policy) -> None:
    rules = Rules(toy)
    assert rules.under((("R1", "a"),)) is rules.under((("R1", "a"),))
    assert rules.under(()) is True


def test_values_of_several_rulings_are_each_named_once(toy: Policy) -> None:
    twice = Ruled((*RULED.rulings, Ruling("rounding", "down", (("R3", "a"),))))
    assert Rules(toy, {"R1": "a", "R2": "b", "R3": "a"}).every(twice) == (
        Way("down", True),
        Way("half-up", True),
    )
    assert Rules(toy, {"R1": "b", "R2": "b", "R3": "b"}).every(twice) == (Way("half-up", True),)
    (down, _) = Rules(toy).every(twice)
    assert repr(down.when) == "or(option('R1', 'a'), option('R3', 'a'))"


def test_whether_a_value_is_said_leaves_the_default_aside(toy: Policy) -> None:
    rules = Rules(toy, {"R1": "b", "R2": "b"})
    assert (rules.says(RULED, "down"), rules.says(RULED, "half-up")) == (False, True)
    assert rules.says(RULED, "none") is False
    assert rules.rules(RULED) is True
    assert Rules(toy, {"R1": "b", "R2": "a"}).rules(RULED) is False


def test_the_validity_ends_on_the_day_before_the_anniversary(toy: Policy) -> None:
    found = Rules(toy, {}).validity
    assert found is not None
    # In force from 1 March 2030, for three years.
    assert (found.first, found.last) == (date(2030, 3, 1), (Way(date(2033, 2, 28), True),))
    assert (found.provision, found.words) == ("final__s_3", "有效期")


def test_a_reading_may_end_the_validity_on_the_anniversary(policy: Policy) -> None:
    def last(option: str) -> object:
        found = Rules(policy, choose_readings(policy, {"G7": option})).validity
        return found and [way.value for way in found.last]

    # 自2024年5月23日起施行，有效期5年
    assert (last("a"), last("b")) == ([date(2029, 5, 22)], [date(2029, 5, 23)])


def test_the_bar_covers_the_level_of_the_policy_and_leaves_the_district(toy: Policy) -> None:
    rules = Rules(toy, {})
    assert (rules.level, rules.bar.levels, rules.lower_levels) == ("city", ("city",), ("district",))


def test_facts_of_the_applicant_belong_to_every_claim_and_to_no_grant(policy: Policy) -> None:
    rules = Rules(policy, {})
    assert "applicant-kind" in rules.facts_of("project")
    assert "applicant-kind" not in rules.facts_of("grant")
    assert "amount" in rules.facts_of("grant")
    assert "amount" not in rules.facts_of("project")
