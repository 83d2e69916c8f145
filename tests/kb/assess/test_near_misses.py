"""Near misses: reported only where they bring more than the case has without them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.questions import find_near_misses
from kb.cases.reading import read_case
from kb.core.outcomes import REFUSED
from tests.conftest import ROOT

CASES = [
    (case["case"], case.get("readings", {}))
    for path in sorted((ROOT / "tests" / "corpus").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
]


def near(policy: Policy, data: dict[str, Any], readings: dict[str, str] | None = None) -> list[str]:
    """The supports that the case nearly meets."""
    case = read_case(policy, json.dumps(data), "case.json")
    found = assess(policy, case, readings=readings or {})
    return [miss.support for miss in find_near_misses(policy, case, found)]


def project(**facts: Any) -> dict[str, Any]:
    return {"kind": "project", "achieved-on": "2026-05-03", "selected": True} | facts


STATION = project(
    **{"id": "屋顶基站", "is": ["base-station"], "demonstration-value": False},
    **{"verified-total-investment": 90_000_000, "object": "甲机房"},
)
CENTRE = project(
    **{"id": "甲机房", "is": ["data-centre"], "demonstration-value": True},
    **{"verified-total-investment": 40_000_000},
)


def test_what_would_only_take_the_place_of_another_support_of_the_same_sum_is_not_near(
    policy: Policy,
) -> None:
    case = {"date": "2026-05-03", "applicant": {"applicant-kind": "enterprise"}, "ledger": []}
    # 40 and 90 million × 30 % = 12 and 27 million: each 10 million at most, for one thing.
    assert near(policy, case | {"claims": [STATION, CENTRE]}) == []
    assert near(policy, case | {"claims": [STATION]}) == ["para_5__sup_1"]


def test_what_would_be_worth_no_more_than_what_it_excludes_is_not_near(policy: Policy) -> None:
    claim = project(
        **{"id": "电池粗破碎", "is": ["recycling-demonstration", "battery-project"]},
        **{"battery-kind": "vehicle", "high-value-use": False, "verified-total-investment": 16_000_000},
    )
    case = {"date": "2026-05-03", "applicant": {}, "claims": [claim], "ledger": []}
    # Measure 9 pays 30 % of 16 million. Measure 10 would pay as much for the same project; only one is paid.
    assert near(policy, case, {"M9c": "a"}) == []


@pytest.mark.parametrize("start", range(4))
def test_whatever_is_near_raises_what_can_be_had_or_has_no_sum(policy: Policy, start: int) -> None:
    tried = 0
    for data, readings in CASES[start::4]:
        case = read_case(policy, json.dumps(data), "case.json")
        found = assess(policy, case, readings=readings)
        for miss in find_near_misses(policy, case, found):
            assert miss.then.status not in REFUSED
            assert miss.then.amount is None or miss.then.amount.high != 0
            tried += 1
    assert tried > 20
