"""What claims share: the holder of a ceiling, pools over one object, and numbers in a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kb import Policy
from kb.assess.facts import EarlierGrant, Known, Ledger
from kb.assess.together.quotas import find_counted, find_orders, find_pools, find_quotas, holder_of
from kb.cases.case import FactValue
from kb.core.carriers.exact import ExactFacts, exact_claim
from kb.core.ruleset import Ruleset, read_policy
from kb.model.amounts import Cap, SharedCap
from kb.model.guards import Ruling
from kb.model.policy import Support
from kb.model.values import Interval, Money

NONE = Ledger(())


@dataclass(frozen=True)
class One:
    """A claimed support, as the combination has it."""

    support: Support
    known: Known
    exact: ExactFacts
    is_sure: bool = True


def claimed(rules: Ruleset, support: Support, name: str, **facts: FactValue) -> One:
    """A claim under a support, for the object that is named like it."""
    stated = {"object": name} | {key.replace("_", "-"): value for key, value in facts.items()}
    return One(support, Known(name, stated, frozenset()), exact_claim(rules.core, support.per, stated, name))


@pytest.mark.parametrize(
    ("per", "holder"),
    [
        ("object", ("甲",)),
        ("whole", ("园区",)),
        ("phase", ("甲", "formation")),
        ("enterprise", ()),
        ("enterprise-year", (2030,)),
    ],
)
def test_a_ceiling_is_shared_by_the_values_that_its_unit_names(per: str, holder: tuple[object, ...]) -> None:
    facts = {"object": "甲", "part-of": "园区", "phase": "formation", "applied-on": date(2030, 6, 1)}
    assert holder_of(per, Known("甲", facts, frozenset())) == holder
    assert None in holder_of(per, Known("甲", {}, frozenset())) or per == "enterprise"


def sharing(toy: Policy, per: str) -> tuple[Ruleset, Support]:
    """The toy policy with a unit that shares the ceiling of 300万元 of its carriers, and that support."""
    measure = toy.measures[3]
    (carrier,) = measure.supports
    assert isinstance(carrier.amount, SharedCap)
    cap = Cap(carrier.amount.cap.limit, (Ruling("per", per),))
    shared = replace(carrier, amount=replace(carrier.amount, cap=cap))
    measures = tuple(replace(m, supports=(shared,)) if m is measure else m for m in toy.measures)
    return read_policy(replace(toy, measures=measures)), shared


def test_claims_for_one_object_share_its_ceiling_and_what_is_left_of_it(toy: Policy) -> None:
    rules, carrier = sharing(toy, "object")
    same = [claimed(rules, carrier, "甲"), claimed(rules, carrier, "甲"), claimed(rules, carrier, "乙")]
    (pool,) = find_pools(rules, same, NONE)
    assert (pool.members, pool.kind) == ({0, 1}, "object")
    assert pool.rest == Interval(300_000_000, 300_000_000)
    grant = EarlierGrant({"object": "甲", "support": carrier.id, "amount": Money.yuan(1_000_000)})
    (less,) = find_pools(rules, same, Ledger((grant,)))
    assert less.rest == Interval(200_000_000, 200_000_000)


def test_claims_of_one_enterprise_share_a_ceiling_whatever_they_are_for(toy: Policy) -> None:
    rules, carrier = sharing(toy, "enterprise")
    (pool,) = find_pools(rules, [claimed(rules, carrier, name) for name in "甲乙"], NONE)
    assert (pool.members, pool.kind) == ({0, 1}, "enterprise")


def test_claims_of_an_unknown_object_share_a_ceiling_only_in_the_careful_case(toy: Policy) -> None:
    rules, carrier = sharing(toy, "object")
    unknown = [replace(claimed(rules, carrier, name), known=Known(name, {}, frozenset())) for name in "甲乙"]
    assert find_pools(rules, unknown, NONE) == []
    (pool,) = find_pools(rules, unknown, NONE, careful=True)
    assert pool.members == {0, 1}


def test_certificates_count_in_the_year_of_their_day(toy: Policy) -> None:
    rules = read_policy(toy)
    support = toy.supports[2]
    amount = support.amount.quota
    assert amount is not None
    fact = amount.day.value
    day = date(2030, 6, 1)
    several = [claimed(rules, support, name, **{fact.replace("-", "_"): day}) for name in "甲乙"]
    undated = claimed(rules, support, "丙")
    had = EarlierGrant({"support": support.id, fact: date(2030, 5, 1)})
    given = rules, [*several, undated], Ledger((had,))
    counted = find_counted(*given)
    (quota,) = find_quotas(*given, counted)
    assert (quota.number, quota.days, quota.had) == (4, {0: day, 1: day}, (date(2030, 5, 1),))
    (careful,) = find_quotas(*given, counted, careful=True)
    assert careful.days == {0: day, 1: day, 2: None}


def test_where_no_order_is_stated_no_claim_comes_too_late(toy: Policy) -> None:
    rules = read_policy(toy)
    several = [claimed(rules, toy.supports[2], str(n)) for n in range(6)]
    orders = find_orders(find_counted(rules, several, NONE), range(6), range(6))
    assert (orders.late, orders.doubtful, orders.ahead) == (set(), {}, {})
