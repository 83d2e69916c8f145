"""What all abuse searches share: the options that matter, names, and short cases."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.values import Money
from kb.verify.abuse.description import (
    group_options,
    options_for,
    say_name,
    say_options,
    say_support,
    say_text,
    trim,
)


def test_only_readings_that_affect_the_supports_are_tried_and_never_the_default(
    toy: Policy, policy: Policy
) -> None:
    assert options_for(toy, toy.supports) == []
    own, other = (options_for(policy, [policy.support(key)]) for key in ("para_5__sup_1", "para_6__sup_1"))
    assert ("M5a", "b") in own
    assert ("M5a", "b") not in other
    assert ("G2", "b") in own
    assert ("G2", "b") in other
    defaults = {(one.id, one.default) for one in policy.readings}
    assert defaults.isdisjoint(own)


def test_options_that_lead_to_one_result_are_grouped_and_those_without_one_left_out() -> None:
    gists = {("G1", "b"): 5, ("G2", "b"): None, ("G3", "b"): 7, ("G4", "b"): 5}
    assert group_options(gists) == [[("G1", "b"), ("G4", "b")], [("G3", "b")]]
    assert group_options({("G1", "b"): None}) == []


def test_supports_and_options_are_named(toy: Policy) -> None:
    support = toy.support("para_1__sup_1")
    assert say_name(toy, support) == {"zh": "风车资助", "en": "Windmill support"}
    assert say_support(toy, support) == {"zh": "措施1“风车资助”", "en": "Measure 1 (“Windmill support”)"}
    assert say_options(toy, [("G1", "b"), ("M1a", "b")]) == {"zh": "G1=b或M1a=b", "en": "G1=b or M1a=b"}


def test_the_text_is_quoted_by_the_ceilings_and_numbers_it_states(policy: Policy) -> None:
    # 单张证书给予不超过10万元……同一企业每年受资助不超过3张证书
    told = say_text(policy, "years", policy.support("para_12__sup_2"))["zh"]
    assert "10万元" in told
    assert "3张" in told
    with pytest.raises(KeyError):
        say_text(policy, "no-such-law", policy.support("para_12__sup_2"))


def test_facts_that_do_not_change_the_result_are_trimmed(policy: Policy) -> None:
    rules = read_policy(policy)
    facts = {
        "is": {"data-centre": True},
        "object": "机房",
        "verified-total-investment": Money.yuan(5),
        "selected": True,
        "demonstration-value": True,
    }
    day = date(2026, 1, 10)
    grant = {"support": "para_5__sup_1", "object": "别的", "amount": Money(3), "level": "city", "date": day}
    grant |= {"applied-on": day}
    case = Case(
        date(2026, 3, 1),
        {"registered-in-shenzhen": True},
        (Claim("机房", "project", facts),),  # type: ignore[arg-type]
        (Grant(grant),),  # type: ignore[arg-type]
    )
    trimmed = trim(rules, case, lambda one: "selected" in (one.claims or ())[0].facts)
    (claim,), (left,) = trimmed.claims or (), trimmed.ledger or ()
    # Sums, names and subjects show what a case is about under every reading.
    assert set(claim.facts) == {"is", "object", "verified-total-investment", "selected"}
    assert set(left.facts) == {"support", "object", "amount", "date"}
    assert trimmed.applicant == case.applicant
