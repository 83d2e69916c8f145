"""Ceilings that earlier grants share: what is left of one, and which grants fill it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.core.carriers.exact import ExactFacts, exact_claim, exact_ledger
from kb.core.ceilings import left_of, shares_ceiling
from kb.core.facts import Facts
from kb.core.rules import Rules
from kb.core.terms import NO, OPEN, YES, Range, Tri
from kb.model.facts import GRANT
from kb.model.values import Money

SHARES: dict[object, Tri] = {"甲": YES, "乙": NO, None: OPEN}
"""Whether a grant for a thing shares the ceiling, in the tests of what is left."""


@pytest.fixture
def rules(policy: Policy) -> Rules:
    """The rules of the real policy, whose facts contain every criterion."""
    return Rules(policy, {})


def left(rules: Rules, *grants: dict[str, Any], counts: bool = True) -> Range:
    def shares(entry: Facts) -> Tri:
        thing = entry.get("object")
        return SHARES[thing.value if thing.known else None]

    return left_of(1_000, exact_ledger(rules, grants), lambda _: counts, shares)


def test_grants_that_share_a_ceiling_reduce_it_to_nothing_at_most(rules: Rules) -> None:
    three, eight = ({"object": "甲", "amount": Money(fen)} for fen in (300, 800))
    assert left(rules) == Range(1_000, 1_000)
    assert left(rules, three) == Range(700, 700)
    assert left(rules, three, eight) == Range(0, 0)
    assert left(rules, three, counts=False) == Range(1_000, 1_000)
    assert left(rules, {"object": "乙", "amount": Money(300)}) == Range(1_000, 1_000)


def test_a_grant_that_may_share_it_reduces_only_the_lower_bound(rules: Rules) -> None:
    assert left(rules, {"amount": Money(300)}) == Range(700, 1_000)


def test_a_grant_of_an_unknown_sum_may_have_used_all_of_it(rules: Rules) -> None:
    known = {"object": "甲", "amount": Money(300)}
    assert left(rules, known, {"object": "甲"}) == Range(0, 700)
    assert left(rules, known, {"object": "乙"}) == Range(700, 700)


def shared(rules: Rules, key: str, claim: dict[str, Any], grant: dict[str, Any]) -> Tri:
    facts = exact_claim(rules, "project", claim, "项目")
    return shares_ceiling(key, facts, ExactFacts(rules, GRANT, values=grant))


def test_the_ceiling_of_an_enterprise_is_not_filled_by_its_group(rules: Rules) -> None:
    assert shared(rules, "enterprise", {}, {"holder": "self"}) == YES
    assert shared(rules, "enterprise", {}, {"holder": "group"}) == NO


def test_the_ceiling_of_an_enterprise_and_year_is_filled_by_applications_of_that_year(rules: Rules) -> None:
    claim = {"applied-on": date(2026, 12, 31)}
    for day, found in ((date(2026, 1, 1), YES), (date(2027, 1, 1), NO)):
        assert shared(rules, "enterprise-year", claim, {"applied-on": day, "holder": "self"}) == found
    last = {"applied-on": date(2026, 1, 1), "holder": "group"}
    assert shared(rules, "enterprise-year", claim, last) == NO


def test_the_ceiling_of_a_thing_is_filled_by_whoever_received_for_it(rules: Rules) -> None:
    assert shared(rules, "object", {"object": "甲"}, {"object": "甲", "holder": "group"}) == YES
    assert shared(rules, "object", {"object": "甲"}, {"object": "乙"}) == NO
    assert shared(rules, "object", {"object": "甲"}, {}) == OPEN


def test_the_ceiling_of_a_whole_is_filled_by_grants_for_the_whole(rules: Rules) -> None:
    part = {"object": "一期", "part-of": "总项目"}
    assert shared(rules, "whole", part, {"object": "总项目"}) == YES
    assert shared(rules, "whole", part, {"object": "二期"}) == NO
    assert shared(rules, "whole", {"object": "一期"}, {"object": "一期"}) == YES


def test_the_phase_decides_for_the_same_thing_only(toy: Policy) -> None:
    toys = Rules(toy, {})
    claim = exact_claim(toys, "carrier", {"object": "平台", "phase": "formation"}, "平台")

    def found(**grant: str) -> Tri:
        return shares_ceiling("phase", claim, ExactFacts(toys, GRANT, values=grant))

    assert found(object="平台", phase="formation") == YES
    assert found(object="平台", phase="improvement") == NO
    assert found(object="平台") == OPEN
    assert found(object="另一个") == NO  # whatever its phase is
    assert found(phase="improvement") == OPEN
