"""Witnesses: small cases for the targets of the toy policy, or the proof that there is none."""

from __future__ import annotations

from typing import Any

import pytest

from kb import Policy
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.model.facts import LEDGER
from kb.model.values import Money
from kb.verify.cover.reduction import Paring
from kb.verify.cover.targets import BELOW, CONDITION, STATUS, SUM, Plan, Target
from kb.verify.cover.witnesses import Found, Search

pytest.importorskip("z3")


@pytest.fixture(scope="module")
def toys(toy: Policy) -> Plan:
    return Plan(read_policy(toy))


def search(plan: Plan, support: str) -> dict[tuple[str, str], Found]:
    found = Search(plan, support).find(plan.targets(support))
    return {(one.target.kind, str(one.target.key)): one for one in found}


def facts_of(found: Found) -> list[dict[str, Any]]:
    return [dict(claim.facts) for case in found.cases for claim in case.claims or ()]


def test_a_ceiling_is_reached_and_a_sum_below_it_too(toys: Plan) -> None:
    """40% of a round sum: 最高800万元 is reached from 2000万元 on."""
    found = search(toys, "para_1__sup_1")
    (at,), (below,) = facts_of(found[SUM, "para_1__s_1 800万元"]), facts_of(found[SUM, BELOW])
    assert at == {"is": {"windmill-project": True}, "investment": Money.yuan(50_000_000)}
    assert below == {"is": {"windmill-project": True}, "investment": Money.yuan(10_000_000)}


def test_each_level_reaches_its_own_ceiling_and_nothing_lies_below_the_lowest(toys: Plan) -> None:
    found = search(toys, "para_2__sup_1")
    told = {key: facts_of(found[SUM, key]) for key in ("para_2__s_1 60万", "para_2__s_1 20万元")}
    assert [facts["standard-level"] for (facts,) in told.values()] == ["international", "national"]
    assert found[SUM, BELOW] == Found(Target("para_2__sup_1", SUM, BELOW), ())


def test_statuses_that_the_rules_cannot_give_are_proved_impossible(toys: Plan) -> None:
    found = search(toys, "para_8__sup_1")
    for status in (Status.CASE_BY_CASE, Status.BY_REFERENCE, Status.BARRED, Status.JUDGEMENT):
        one = found[STATUS, status]
        assert (one.cases, one.known) == ((), True)
    (candidate,), (eligible,) = (
        facts_of(found[STATUS, Status.CANDIDATE]),
        facts_of(found[STATUS, Status.ELIGIBLE]),
    )
    assert candidate == {"is": {"windmill": True}}
    assert eligible == {"is": {"windmill": True}, "selected": True}


def test_a_condition_is_shown_by_two_cases_that_differ_in_its_fact(toys: Plan) -> None:
    found = search(toys, "para_8__sup_1")
    one, other = facts_of(found[CONDITION, "selected"])
    assert (one, other) == ({"is": {"windmill": True}}, {"is": {"windmill": True}, "selected": False})
    subjects = [facts["is"] for facts in facts_of(found[CONDITION, "is:windmill"])]
    assert subjects == [{"windmill": True}, {"windmill": False}]


def test_an_earlier_grant_shows_its_effect_alone(toys: Plan) -> None:
    free, limited = search(toys, "para_1__sup_1")[CONDITION, LEDGER].cases
    assert free.claims == limited.claims
    assert (free.ledger, len(limited.ledger or ())) == ((), 1)


def test_the_engine_confirms_every_witness(toys: Plan) -> None:
    for support in ("para_1__sup_1", "para_2__sup_1", "para_3__sup_1", "para_8__sup_1"):
        judge = Paring(toys, toys.rules.by_id[support])
        for (kind, key), found in search(toys, support).items():
            statuses = {judge.outcome(case).status for case in found.cases}
            if kind == STATUS and found.cases:
                assert statuses == {Status(key)}
            if kind == CONDITION and found.cases:
                assert len(statuses) == 2


def test_a_status_that_another_target_has_shown_is_not_searched_again(toys: Plan) -> None:
    assert (STATUS, Status.ELIGIBLE) not in search(toys, "para_1__sup_1")
    (alone,) = Search(toys, "para_1__sup_1").find((Target("para_1__sup_1", STATUS, Status.ELIGIBLE),))
    assert len(alone.cases) == 1
