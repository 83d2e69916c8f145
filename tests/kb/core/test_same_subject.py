"""When two grants are for the same thing, by each criterion and unit of the bar on a second grant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.core.carriers.exact import ExactFacts, exact_claim
from kb.core.facts import FactTerm
from kb.core.rules import Rules
from kb.core.ruleset import choose_readings
from kb.core.same_subject import Asked, Comparing, Had, is_apart, units_of
from kb.core.terms import NO, OPEN, YES, Tri
from kb.model.facts import GRANT

SAVING, RECYCLING = "para_5__sup_1", "para_8__sup_1"
"""Supports of the domains of saving energy (of the commission that is named first) and of recycling."""


def rules_under(policy: Policy, **readings: str) -> Rules:
    return Rules(policy, choose_readings(policy, readings))


def asked(rules: Rules, support: str, **facts: Any) -> Asked:
    one = rules.supports[support]
    return Asked(exact_claim(rules, one.per, facts, "甲"), one)


def had(rules: Rules, **facts: Any) -> Had:
    return Had(ExactFacts(rules, GRANT, values=facts))


def test_by_default_grants_for_one_object_are_for_the_same_thing(policy: Policy) -> None:
    rules = rules_under(policy)
    one = asked(rules, SAVING, object="机房")
    alike = Comparing(rules).alike
    assert alike(one, had(rules, object="机房")) == YES
    assert alike(one, had(rules, object="厂房")) == NO
    assert alike(one, had(rules)) == OPEN
    assert alike(one, asked(rules, RECYCLING, object="机房")) == YES


def test_by_field_the_domains_of_the_measures_are_compared(policy: Policy) -> None:
    rules = rules_under(policy, G2="c", G3="b")
    one = asked(rules, SAVING)
    alike = Comparing(rules).alike
    assert alike(one, asked(rules, RECYCLING)) == NO
    assert alike(one, asked(rules, SAVING)) == YES
    mine = {"holder": "self"}
    assert alike(one, had(rules, support=SAVING, **mine)) == YES
    assert alike(one, had(rules, support=RECYCLING, **mine)) == NO
    assert alike(one, had(rules, field="energy-saving", **mine)) == YES
    assert alike(one, had(rules, field="environment", **mine)) == NO
    assert alike(one, had(rules, **mine)) == OPEN


def test_by_agency_the_first_named_agency_of_each_measure_is_compared(policy: Policy) -> None:
    rules = rules_under(policy, G2="d", G3="b")
    one = asked(rules, SAVING)  # 市发展改革委、工业和信息化局
    alike = Comparing(rules).alike
    assert alike(one, asked(rules, "para_1__sup_1")) == YES  # 市发展改革委、应急管理局、工业和信息化局
    assert alike(one, asked(rules, RECYCLING)) == NO  # 市商务局 first
    mine = {"holder": "self"}
    assert alike(one, had(rules, agency="fgw", **mine)) == YES
    assert alike(one, had(rules, agency="swj", **mine)) == NO
    assert alike(one, had(rules, support="para_1__sup_1", **mine)) == YES
    # What the case states of the grant counts before the agency of its measure.
    assert alike(one, had(rules, support="para_1__sup_1", agency="swj", **mine)) == NO


@pytest.mark.parametrize(
    ("option", "grant", "found"),
    [
        ("b", {"holder": "self", "object": "机房"}, YES),
        ("b", {"holder": "group", "object": "机房"}, NO),
        # The expenditure of a grant is its object where nothing else is stated.
        ("c", {"object": "机房"}, YES),
        ("c", {"object": "机房", "expenditure": "设备"}, NO),
        ("d", {"holder": "self", "object": "机房", "date": date(2026, 12, 31)}, YES),
        ("d", {"holder": "self", "object": "机房", "date": date(2027, 1, 1)}, NO),
        # The day of the application counts before that of the payment.
        (
            "d",
            {
                "holder": "self",
                "object": "机房",
                "date": date(2027, 1, 1),
                "applied-on": date(2026, 5, 1),
            },
            YES,
        ),
        ("d", {"holder": "self", "object": "机房"}, OPEN),
    ],
)
def test_units_narrow_what_is_the_same(
    policy: Policy, option: str, grant: dict[str, Any], found: Tri
) -> None:
    rules = rules_under(policy, G3=option)
    facts = {"object": "机房", "expenditure": "机房", "applied-on": date(2026, 2, 1)}
    assert Comparing(rules).alike(asked(rules, SAVING, **facts), had(rules, **grant)) == found


def test_a_claim_is_never_of_another_member_of_the_group(policy: Policy) -> None:
    rules = rules_under(policy)
    assert asked(rules, SAVING).is_of_group is False
    assert had(rules, holder="group").is_of_group is True
    assert had(rules, holder="self").is_of_group is False
    assert asked(rules, SAVING, **{"applied-on": date(2026, 2, 1)}).year == FactTerm(True, 2026)


def test_the_first_missing_fact_of_the_criteria_is_waited_for(policy: Policy) -> None:
    def waits(rules: Rules, grant: Had) -> str:
        return next(fact for when, fact in Comparing(rules).open_fact(grant) if when)

    default = rules_under(policy)
    assert waits(default, had(default)) == "object"
    by_field = rules_under(policy, G2="c")
    assert waits(by_field, had(by_field)) == "field"
    assert waits(by_field, had(by_field, support=SAVING)) == "object"
    by_agency = rules_under(policy, G2="d")
    assert waits(by_agency, had(by_agency)) == "agency"
    assert waits(by_agency, had(by_agency, support=SAVING)) == "object"
    by_year = rules_under(policy, G3="d")
    assert waits(by_year, had(by_year, object="机房")) == "date"


def test_units_and_phases_of_one_support_are_apart(toy: Policy) -> None:
    certificates, platform = toy.support("para_3__sup_1"), toy.support("para_4__sup_1")
    assert units_of(certificates) == ("object",)
    assert units_of(platform) == ("object", "phase")
    assert units_of(toy.support("para_1__sup_1")) == ()
    rules = Rules(toy, {})

    def carrier(**facts: str) -> ExactFacts:
        return exact_claim(rules, "carrier", facts, "")

    formed, improved = carrier(object="甲", phase="formation"), carrier(object="甲", phase="improvement")
    assert is_apart(platform, formed, improved) == YES
    assert is_apart(platform, formed, formed) == NO
    assert is_apart(platform, formed, carrier(object="甲")) == OPEN
    assert is_apart(certificates, formed, improved) == NO
    assert is_apart(toy.support("para_1__sup_1"), formed, improved) == NO
