"""Years of applications in sequence: whatever is claimed and granted, no limit is exceeded."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import settings

from kb import Policy
from kb.assess import Claim
from kb.loading import load_policy
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.years_machine import Had, find_excess, live_years, years_machine
from kb.verify.results import Verdict
from tests.conftest import REAL
from tests.kb.verify.planting import instead, planted
from tests.sampling import examples

POLICY = load_policy(REAL)
CERTIFICATE, CARRIER, PROJECT = "para_12__sup_2", "para_14__sup_4", "para_5__sup_1"
READINGS = ({}, {"M12a": "b"}, {"M12a": "c"}, {"M12b": "b"}, {"M12f": "b"}, {"M14b": "b"}, {"G19": "c"})

TestYears = years_machine(POLICY, READINGS, (CERTIFICATE, CARRIER, PROJECT)).TestCase
TestYears.settings = settings(max_examples=examples(40), stateful_step_count=30, deadline=None)

IN, OUT = date(2029, 5, 22), date(2029, 5, 23)
"""The last day of the validity, five years from 23 May 2024, and the day after."""


def had(policy: Policy, support: str, name: str, day: date, yuan: int, **facts: str) -> Had:
    own = policy.support(support)
    return Had(own, Claim(name, own.per, {"achieved-on": day, **facts}), day, yuan * 100)


@pytest.mark.parametrize(
    ("support", "days", "yuan", "readings", "wrong"),
    [
        # 3张, 10万元
        (CERTIFICATE, [date(2025, 1, 1)] * 3, 100_000, {}, False),
        (CERTIFICATE, [date(2025, 1, 1)] * 4, 100_000, {}, True),
        (CERTIFICATE, [date(2025, 12, 31)] * 3 + [date(2026, 1, 1)] * 3, 100_000, {}, False),
        (CERTIFICATE, [date(2025, 12, 31)] * 3 + [date(2026, 1, 1)], 100_000, {"M12a": "b"}, True),
        (CERTIFICATE, [date(2025, 5, 22)] * 3 + [date(2025, 5, 23)], 100_000, {"M12a": "b"}, False),
        (CERTIFICATE, [date(2025, 5, 22)] * 3 + [date(2025, 5, 23)], 100_000, {"M12a": "c"}, True),
        (CERTIFICATE, [date(2025, 1, 1)], 100_001, {}, True),
        # 1000万元
        (PROJECT, [date(2025, 1, 1)] * 2, 5_000_000, {}, False),
        (PROJECT, [date(2025, 1, 1)] * 2, 5_000_001, {}, True),
        (CARRIER, [date(2025, 1, 1), date(2026, 1, 1)], 10_000_000, {}, True),
        (CARRIER, [date(2025, 1, 1), date(2026, 1, 1)], 5_000_000, {}, False),
        (PROJECT, [IN], 1, {}, False),
        (PROJECT, [OUT], 1, {}, True),
        (PROJECT, [OUT], 1, {"G7": "b"}, False),
    ],
)
def test_what_exceeds_a_limit_is_seen(
    support: str, days: list[date], yuan: int, readings: dict[str, str], wrong: bool
) -> None:
    every = [had(POLICY, support, "甲", day, yuan) for day in days]
    assert (find_excess(POLICY, readings, every) is not None) == wrong


def test_a_number_that_is_not_counted_is_found_over_the_years(policy: Policy) -> None:
    with planted({"core.limits._Lowering._quota": instead(())}):
        found = live_years(policy, Run(cases=60, measure="para_12"))
    assert found.verdict is Verdict.REFUTED
    assert found.support == "para_12__sup_2"
    assert found.case is not None
    # The fourth in a year is one too many; a longer year may need a fifth.
    assert 3 <= len(found.case.ledger or ()) <= 6


def test_a_ceiling_that_is_not_shared_is_found_over_the_years(policy: Policy) -> None:
    with planted({"core.limits._Lowering._rest": instead((None, ()))}):
        found = live_years(policy, Run(cases=60, measure="para_14"))
    assert found.verdict is Verdict.REFUTED
