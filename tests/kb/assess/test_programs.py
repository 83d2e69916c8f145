"""The programs of a policy: one for each support, shared where nothing that they come from has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.assess.programs import Programs, programs_of


def test_the_programs_of_a_policy_are_made_once(toy: Policy) -> None:
    assert programs_of(toy) is programs_of(toy)
    assert programs_of(toy)["para_1__sup_1"] is programs_of(toy)["para_1__sup_1"]
    with pytest.raises(KeyError):
        programs_of(toy)["para_99__sup_1"]


def test_a_changed_rule_is_lowered_anew_and_the_others_are_shared(toy: Policy) -> None:
    first = toy.measures[0]
    support = replace(first.supports[0], selection="by-rule")
    changed = replace(toy, measures=(replace(first, supports=(support,)), *toy.measures[1:]))
    before, after = Programs(toy), Programs(changed)
    assert after["para_1__sup_1"] is not before["para_1__sup_1"]
    assert after["para_5__sup_1"] is before["para_5__sup_1"]


def test_a_change_that_every_program_comes_from_leaves_nothing_shared(toy: Policy) -> None:
    changed = replace(toy, terms=(*toy.terms,)[:-1])
    assert Programs(changed)["para_5__sup_1"] is not Programs(toy)["para_5__sup_1"]


def test_a_claim_of_another_subject_is_recognised_at_once(toy: Policy) -> None:
    program = programs_of(toy)["para_1__sup_1"]
    readings = {reading.id: reading.default for reading in toy.readings}
    refused = program.subject({"is": {"windmill-project": False}}.get, "甲", None, True, (), readings)
    open_ = program.subject({}.get, "甲", None, True, (), readings)
    assert refused is not None
    assert refused.holds is False
    assert open_ is None


def test_the_readings_of_a_support_are_those_that_its_answer_may_depend_on(toy: Policy) -> None:
    always, with_grants = programs_of(toy)["para_1__sup_1"].readings
    assert "G1" not in always
    assert always | with_grants <= {reading.id for reading in toy.readings}
