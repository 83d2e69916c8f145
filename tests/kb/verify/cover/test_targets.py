"""Coverage targets: what a case covers is what the engine says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import read_policy
from kb.model.facts import LEDGER
from kb.model.values import Interval
from kb.verify.cover.run import Covering
from kb.verify.cover.targets import BELOW, CONDITION, STATUS, SUM, Place, Plan, Target, cover_of, sum_key
from tests.kb.verify.cover.kept_cases import MOST_CASES

pytest.importorskip("z3")


def test_the_engine_bears_out_what_the_cases_are_said_to_cover(plan: Plan, afresh: Covering) -> None:
    cases = [one.case for one in afresh.added]
    assert set(afresh.covered) == set(cover_of(plan, plan.views(cases)))
    assert len(cases) <= MOST_CASES
    assert afresh.fewest


@pytest.fixture(scope="module")
def toys(toy: Policy) -> Plan:
    return Plan(read_policy(toy))


def test_a_support_has_its_statuses_conditions_and_ceilings_as_targets(toys: Plan) -> None:
    found = toys.targets("para_2__sup_1")
    assert {one.key for one in found if one.kind == STATUS} == set(Status)
    assert [one.key for one in found if one.kind == CONDITION] == [
        "is:windmill",
        "level:standard-level",
        LEDGER,
    ]
    # 分别给予最高不超过60万、20万元
    assert [one.key for one in found if one.kind == SUM] == ["para_2__s_1 60万", "para_2__s_1 20万元", BELOW]
    # A title has no sum, and no earlier grant matters to it.
    assert {one.kind for one in toys.targets("para_8__sup_1")} == {STATUS, CONDITION}
    assert LEDGER not in {one.key for one in toys.targets("para_8__sup_1")}


def company(selected: bool | None, **facts: Any) -> Case:
    told = {"is": {"windmill": True}, **({} if selected is None else {"selected": selected}), **facts}
    return Case(date(2031, 3, 1), {}, (Claim("甲", "enterprise", told),), ())


def test_a_pair_covers_a_condition_only_if_it_differs_in_nothing_else(toys: Plan) -> None:
    selected = Target("para_8__sup_1", CONDITION, "selected")
    cases = [company(None), company(False)]
    assert cover_of(toys, toys.views(cases))[selected] == [(Place(0, 0), Place(1, 0))]
    (claim,) = company(False).claims or ()
    facts = {"is": {"windmill": False}, "selected": False}
    denied = replace(company(False), claims=(replace(claim, facts=facts),))
    assert selected not in cover_of(toys, toys.views([company(None), denied]))
    assert selected not in cover_of(toys, toys.views([company(None), company(None)]))


@pytest.mark.parametrize(
    ("amount", "status", "key"),
    [
        (Interval(80_000_000, 800_000_000), Status.ELIGIBLE, "para_1__s_1 800万元"),
        (Interval(1, 1), Status.CANDIDATE, BELOW),
        (Interval(0, 0), Status.ELIGIBLE, ""),
        (Interval(0, None), Status.ELIGIBLE, ""),
        (Interval(1, 1), Status.JUDGEMENT, ""),
        (None, Status.ELIGIBLE, ""),
    ],
)
def test_a_sum_reaches_a_ceiling_or_lies_below_all_of_them(
    toys: Plan, amount: Interval | None, status: Status, key: str
) -> None:
    support = toys.rules.by_id["para_1__sup_1"]
    outcome = Outcome("甲", "para_1", support.id, status, amount, True, (), (), (), (), ())
    assert sum_key(support, outcome) == key
    # What is still asked for may change the sum.
    assert sum_key(support, outcome._replace(missing=("investment",))) == ""


def test_earlier_grants_are_a_condition_of_their_own_and_otherwise_equal(toys: Plan) -> None:
    def project(subject: bool, *grants: Grant) -> Case:
        claim = Claim("甲", "project", {"is": {"windmill-project": subject}, "object": "甲"})
        return Case(date(2031, 3, 1), {}, (claim,), grants)

    had = Grant({"level": "city", "object": "甲"})
    grants, subject = (Target("para_1__sup_1", CONDITION, key) for key in (LEDGER, "is:windmill-project"))
    assert grants in cover_of(toys, toys.views([project(True), project(True, had)]))
    assert subject in cover_of(toys, toys.views([project(True), project(False)]))
    # Two differences at once show neither.
    both = cover_of(toys, toys.views([project(False), project(True, had)]))
    assert grants not in both
    assert subject not in both
