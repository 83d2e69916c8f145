"""Acceptance: what a person expects is read in many forms and compared with the answer of the program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.assess import Status, read_case
from kb.model.words.errors import PolicyError
from kb.verify.casebook.acceptance import Signature, accept
from kb.verify.casebook.kept_case import Expected, KeptCase, State, make_kept
from kb.verify.casebook.replay import replay_case
from tests.kb.verify.casebook.kept import ROOM, SIGNED, TEN, codes, forms


@pytest.mark.parametrize(
    "typed",
    [
        "para_5__sup_1=candidate:1000万元",
        "机房/para_5__sup_1=可参评：1,000 万",
        "五＝可参评，最高1000万元",
        "措施5=可参评 10000000",
        "基础设施节能降碳项目资助=Candidate:0.1亿",
        "可参评：1000万元",
    ],
)
def test_what_is_expected_may_be_written_in_many_ways(policy: Policy, room: KeptCase, typed: str) -> None:
    accepted = accept(policy, room, [typed], SIGNED)
    assert accepted.expected == (
        Expected("机房", "para_5__sup_1", Status.CANDIDATE, TEN, "张三", date(2026, 3, 2), "para_5__s_4"),
    )
    assert accepted.state is State.CONFIRMED


@pytest.mark.parametrize("name", ["机房（一期）", "A=B", "Ａ＝Ｂ", "甲/乙", "合计=1"])
def test_a_claim_is_named_whatever_signs_its_name_holds(policy: Policy, name: str) -> None:
    case = read_case(policy, ROOM.replace("id: 机房", f"id: {name}"), "room.yaml")
    kept = make_kept(policy, case, {}, sentence="机房改造。", source="prove", support="para_5__sup_1")
    for typed in (name, f" {name} ".lower()):
        accepted = accept(policy, kept, [f"{typed}/para_5__sup_1=可参评:1000万元"], SIGNED)
        assert [(one.claim, one.is_confirmed) for one in accepted.expected] == [(name, True)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("可以", "accept-status"),
        ("可参评", "accept-amount-missing"),
        ("可参评:一些", "kept-amount-form"),
        ("para_6__sup_9=可参评:1元", "accept-about"),
        ("丙/五=可参评:1元", "accept-about"),
        ("合计=", "accept-amount-missing"),
        ("可参评:1001万元", "accept-disagrees"),
        ("不符合", "accept-disagrees"),
    ],
)
def test_what_cannot_be_meant_is_refused(policy: Policy, room: KeptCase, typed: str, code: str) -> None:
    with pytest.raises(PolicyError) as problem:
        accept(policy, room, [typed], SIGNED)
    assert codes(problem) == [code]


def test_who_and_why_must_be_told(policy: Policy, room: KeptCase) -> None:
    with pytest.raises(PolicyError) as problem:
        accept(policy, room, [], Signature(" ", date(2026, 3, 2), "para_5__s_44"))
    assert codes(problem) == ["accept-nothing", "accept-by", "accept-clause"]
    with pytest.raises(PolicyError) as problem:
        accept(policy, room, ["可参评:1000万元"], Signature("张三", date(2026, 3, 2), ""))
    assert codes(problem) == ["accept-clause-missing"]


def test_nothing_of_what_the_program_says_is_told_before_a_person_has_worked_it_out(
    policy: Policy, room: KeptCase
) -> None:
    with pytest.raises(PolicyError) as problem:
        accept(policy, room, ["可以"], SIGNED)
    assert "1000万元" not in problem.value.findings[0].message()


def test_one_item_of_several_leaves_the_others_to_be_confirmed(policy: Policy, two: KeptCase) -> None:
    with pytest.raises(PolicyError) as problem:
        accept(policy, two, ["可参评:1000万元"], SIGNED)
    assert codes(problem) == ["accept-several"]
    one = accept(policy, two, ["机房/五=可参评:1000万元"], SIGNED)
    assert one.state is State.TO_BE_CONFIRMED
    assert [e.is_confirmed for e in one.expected if e.claim] == [True, False]


def test_a_changed_clause_leaves_only_what_is_confirmed_anew(policy: Policy, two: KeptCase) -> None:
    first = accept(policy, two, ["机房/五=可参评:1000万元"], SIGNED)
    stale = replace(first, clauses={**first.clauses, "para_5__s_4": "0" * 16, "para_5__s_99": "1" * 16})
    again = accept(policy, stale, ["合计=数额不定"], SIGNED, disagree=True)
    assert [e.support for e in again.expected if e.is_confirmed] == [""]
    assert "para_5__s_99" not in again.clauses
    assert replay_case(policy, again).changed == ()


def test_what_the_program_denies_is_kept_only_on_demand_and_then_fails(
    policy: Policy, room: KeptCase
) -> None:
    accepted = accept(policy, room, ["可申报:1000万元"], SIGNED, disagree=True)
    assert accepted.state is State.CONFIRMED
    assert forms(policy, accepted) == [("differs", True)]
