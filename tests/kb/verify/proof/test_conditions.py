"""Proofs about conditions: every status is possible, and every condition decides something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb import Policy
from kb.model.policy import Support
from kb.model.requirements import AllOf, AnyOf, Requirement, When
from tests.kb.verify.proof.proved import refuted_by, with_support

pytest.importorskip("z3")


def _asking(*asked: Requirement) -> Callable[[Support], Support]:
    return lambda support: replace(support, requirements=(*support.requirements, *asked))


def _when(support: str, policy: Policy, *values: str) -> When:
    return When("battery-kind", values, policy.support(support).provision, "新能源汽车")


def test_conditions_that_contradict_one_another_leave_a_status_without_a_case(policy: Policy) -> None:
    sid = "para_10__sup_2"
    asked = _asking(_when(sid, policy, "vehicle"), _when(sid, policy, "storage"))
    result = refuted_by(with_support(policy, sid, asked), "para_10", "statuses")
    assert result.form == "never"


def test_a_condition_that_never_matters_is_found(policy: Policy) -> None:
    sid = "para_10__sup_2"
    narrow, wide = _when(sid, policy, "vehicle"), _when(sid, policy, "vehicle", "storage")
    for asked in (AnyOf((wide, AllOf((wide, narrow)))), AnyOf((wide, narrow))):
        assert refuted_by(with_support(policy, sid, _asking(asked)), "para_10", "effects").is_trouble
