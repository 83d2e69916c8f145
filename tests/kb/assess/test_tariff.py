"""Amounts for many cases: sums worked out by hand from the text, with and without earlier grants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kb import Policy
from kb.assess.tariff import make_tariff
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Money

WAN = 1_000_000
"""10,000 yuan in fen."""


def certificate(name: str, day: date, cost: int) -> Claim:
    """A carbon footprint certificate with a cost in 万元."""
    facts: dict[str, Any] = {
        "is": {"footprint-certificate": True},
        "achieved-on": day,
        "certificate-cost": Money(cost * WAN),
    }
    return Claim(name, "certificate", facts)


def case_of(*claims: Claim, ledger: tuple[Grant, ...] | None = ()) -> Case:
    """An enterprise that applies on the first of March 2026."""
    return Case(date(2026, 3, 1), {"applicant-kind": "enterprise"}, claims, ledger)


def granted(name: str, support: str = "para_12__sup_2", **facts: Any) -> Grant:
    """An earlier grant of 10万元 for a thing, paid in February 2026."""
    return Grant(
        {"support": support, "object": name, "amount": Money(10 * WAN), "date": date(2026, 2, 1)} | facts
    )


def test_a_certificate_gets_its_cost_up_to_ten_wan(policy: Policy) -> None:
    tariff = make_tariff(policy)
    found = tariff.amounts(
        case_of(certificate("A", date(2025, 6, 1), 6), certificate("B", date(2025, 6, 2), 16))
    )
    assert found["A", "para_12__sup_2"] == (6 * WAN, 6 * WAN)
    assert found["B", "para_12__sup_2"] == (10 * WAN, 10 * WAN)


def test_a_certificate_that_was_paid_for_once_is_not_paid_for_again(policy: Policy) -> None:
    claims = certificate("A", date(2025, 6, 1), 6), certificate("B", date(2025, 6, 2), 6)
    found = make_tariff(policy).amounts(case_of(*claims, ledger=(granted("Ａ"),)))
    assert [claim for claim, _ in found] == ["B"]


def test_grants_for_other_things_count_towards_three_a_year(policy: Policy) -> None:
    one = certificate("A", date(2025, 6, 1), 6)
    had = tuple(granted(f"X{n}") for n in range(3))
    tariff = make_tariff(policy)
    assert tariff.amounts(case_of(one, ledger=had[:2])) == {("A", "para_12__sup_2"): (6 * WAN, 6 * WAN)}
    assert tariff.amounts(case_of(one, ledger=had)) == {}


def test_two_phases_of_a_centre_share_one_ceiling(policy: Policy) -> None:
    """Formation and upgrade bring at most 1000万元 together (para_14__s_2__c_3): after 400万元, 600万元."""
    facts: dict[str, Any] = {
        "is": {"municipal-carrier": True},
        "achieved-on": date(2025, 9, 1),
        "approved": True,
        "settled-in-shenzhen": "new",
        "carrier-type": "engineering-centre",
        "phase": "improvement",
    }
    support = policy.support("para_14__sup_4")
    claim = Claim("中心", support.per, facts)
    paid = granted("中心", support.id, phase="formation", amount=Money(400 * WAN), date=date(2025, 1, 15))
    found = make_tariff(policy).amounts(case_of(claim, ledger=(paid,)))
    assert found["中心", support.id][1] == 600 * WAN


def test_a_ledger_that_nobody_stated_leaves_the_same_bounds_open(policy: Policy) -> None:
    case = case_of(certificate("A", date(2025, 6, 1), 6))
    found = make_tariff(policy).amounts(replace(case, ledger=None))
    assert found["A", "para_12__sup_2"] == (6 * WAN, 6 * WAN)
