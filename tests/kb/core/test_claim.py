"""One claim under one support: exactly one status, and the sum after the limits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.core.carriers.exact import exact_claim, exact_ledger
from kb.core.claim import REFUSED, SETTLED, WAITING, Program, Status, lower_claim
from kb.core.facts import Facts, Ledger
from kb.core.rules import Rules
from kb.core.ruleset import choose_readings
from kb.core.terms import Range
from kb.model.values import Money

WINDMILL, PROJECT = {"is": {"windmill": True}}, {"is": {"windmill-project": True}}


def lowered(
    policy: Policy, key: str, facts: dict[str, Any], *grants: dict[str, Any], **option: str
) -> Program:
    rules = Rules(policy, choose_readings(policy, option))
    support = policy.support(key)
    claim = exact_claim(rules, support.per, facts, "甲")
    return lower_claim(rules, support, claim, exact_ledger(rules, grants))


def status(program: Program) -> Status:
    """The status that holds; of known facts exactly one does."""
    (found,) = [one for one, when in program.status.items() if when is True]
    assert all(when is False for one, when in program.status.items() if one is not found)
    return found


@pytest.mark.parametrize(
    ("key", "facts", "expected"),
    [
        ("para_1__sup_1", PROJECT, Status.ELIGIBLE),
        ("para_1__sup_1", {"is": {"windmill-project": False}}, Status.INELIGIBLE),
        ("para_1__sup_1", {}, Status.UNDETERMINED),
        # A level of the standard decides the sum, so that it must be known.
        ("para_2__sup_1", WINDMILL, Status.UNDETERMINED),
        ("para_2__sup_1", {**WINDMILL, "standard-level": "national"}, Status.ELIGIBLE),
        ("para_6__sup_1", WINDMILL, Status.CASE_BY_CASE),  # 一事一议
        ("para_7__sup_1", {"is": {"exhibitor": True}}, Status.BY_REFERENCE),  # 按相关政策
        # 评选先进风车企业
        ("para_8__sup_1", WINDMILL, Status.CANDIDATE),
        ("para_8__sup_1", {**WINDMILL, "selected": True}, Status.ELIGIBLE),
        ("para_8__sup_1", {**WINDMILL, "selected": False}, Status.INELIGIBLE),
    ],
)
def test_one_status_holds(toy: Policy, key: str, facts: dict[str, Any], expected: Status) -> None:
    assert status(lowered(toy, key, facts)) is expected


def test_what_another_policy_decides_is_refused_where_the_subject_is_another(toy: Policy) -> None:
    """A refusal comes before every other status."""
    for key in ("para_6__sup_1", "para_7__sup_1", "para_8__sup_1"):
        found = lowered(toy, key, {"is": {"windmill": False, "exhibitor": False}})
        assert (status(found), found.is_refused, found.another) == (Status.INELIGIBLE, True, True)


@pytest.mark.parametrize(
    ("yuan", "sum_"),
    [
        (1_000_000, 400_000),
        # 40% of 20 million yuan are the 8 million that are the ceiling.
        (20_000_000, 8_000_000),
        (20_000_003, 8_000_000),
    ],
)
def test_the_sum_is_the_share_up_to_its_ceiling(toy: Policy, yuan: int, sum_: int) -> None:
    found = lowered(toy, "para_1__sup_1", {**PROJECT, "investment": Money.yuan(yuan)})
    assert found.sum == Range(Money.yuan(sum_).fen, Money.yuan(sum_).fen)
    assert not any(when for when, _ in found.narrows)


def test_an_unknown_investment_leaves_the_whole_range_and_is_named(toy: Policy) -> None:
    found = lowered(toy, "para_1__sup_1", PROJECT)
    assert found.sum == Range(0, Money.yuan(8_000_000).fen)
    assert [fact for when, fact in found.narrows if when] == ["investment"]


def test_a_support_without_a_sum_has_none(toy: Policy) -> None:
    assert lowered(toy, "para_8__sup_1", {**WINDMILL, "selected": True}).sum is None
    assert lowered(toy, "para_6__sup_1", WINDMILL).sum is None


def room(policy: Policy, **option: str) -> Program:
    """A machine room of ten million yuan, for which another policy of the city gave two million."""
    facts = {
        "is": {"data-centre": True},
        "object": "机房",
        "applied-on": date(2026, 3, 1),
        "achieved-on": date(2025, 12, 1),
        "demonstration-value": True,
        "selected": True,
        "verified-total-investment": Money.yuan(10_000_000),
    }
    had = {"object": "机房", "amount": Money.yuan(2_000_000), "level": "city", "same-kind": True}
    return lowered(policy, "para_5__sup_1", facts, had, **option)


def test_a_grant_for_the_same_thing_bars_or_is_taken_off(policy: Policy) -> None:
    assert status(room(policy)) is Status.BARRED
    topped_up = room(policy, G4="c")
    assert status(topped_up) is Status.ELIGIBLE
    # 30% of ten million yuan are three million, of which two were paid.
    assert topped_up.sum == Range(Money.yuan(1_000_000).fen, Money.yuan(1_000_000).fen)


def test_under_open_facts_the_statuses_are_conditions_of_the_case(toy: Policy) -> None:
    rules = Rules(toy, {})
    support = toy.support("para_8__sup_1")
    program = lower_claim(rules, support, Facts(rules, support.per), Ledger(rules))
    assert list(program.status) == [
        Status.INELIGIBLE,
        Status.BARRED,
        Status.UNDETERMINED,
        Status.JUDGEMENT,
        Status.CASE_BY_CASE,
        Status.BY_REFERENCE,
        Status.CANDIDATE,
        Status.ELIGIBLE,
    ]
    # A title is no payment, so that no earlier grant bars it.
    assert program.status[Status.BARRED] is False
    assert not isinstance(program.status[Status.CANDIDATE], bool)


def test_every_status_belongs_to_one_group() -> None:
    assert {one: one.group for one in Status} == {
        **dict.fromkeys((Status.ELIGIBLE, Status.CANDIDATE), "open"),
        **dict.fromkeys((Status.UNDETERMINED, Status.JUDGEMENT), "waiting"),
        **dict.fromkeys((Status.CASE_BY_CASE, Status.BY_REFERENCE), "elsewhere"),
        **dict.fromkeys((Status.INELIGIBLE, Status.BARRED), "refused"),
    }
    assert set(Status) == REFUSED | WAITING | SETTLED


def test_every_status_may_stay_and_a_refusal_never_ends() -> None:
    assert all(one in one.may_become for one in Status)
    assert Status.INELIGIBLE.may_become == {Status.INELIGIBLE}
    assert not Status.BARRED.may_become - REFUSED
