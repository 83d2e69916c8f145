"""The facts that a claim waits for, according to the conditions of the text."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim
from kb.core.outcomes import Status

TRANSFORMER = {"is": {"data-centre": False, "base-station": False, "transformer": True}}
"""A transformer. It is not stated whether it is other infrastructure, which the clause names only in some
readings.
"""


def test_a_subject_that_the_reading_has_no_room_for_is_not_waited_for(policy: Policy) -> None:
    # “上述基础设施节能降碳项目” are data centres, base stations and transformers. Whether this one is old,
    # in a bad state (“运行年限长、运行状态差”) and worth following an agency finds; nothing else is left.
    day = date(2026, 3, 1)
    facts = {**TRANSFORMER, "applied-on": day, "achieved-on": day}
    case = Case(day, {}, (Claim("甲", "project", facts),), ())
    found = assess(policy, case).outcome("甲", "para_5__sup_1")
    assert found.status is Status.JUDGEMENT
