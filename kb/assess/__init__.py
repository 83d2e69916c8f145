r"""Assessing a case: which supports it may have, how much, from whom, why and why not.

>>> from kb import load_policy
>>> from kb.assess import assess, read_case
>>> policy = load_policy("policy")
>>> case = read_case(policy, "date: 2026-03-01\nclaims: []\nledger: []", "case.yaml")
>>> assess(policy, case).combination.total
Interval(low=0, high=0)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.assess.assessment import assess
    from kb.assess.reading_impact import weigh_readings
    from kb.assess.tariff import make_tariff
    from kb.cases.case import Case, Claim, Grant
    from kb.cases.reading import load_case, read_case
    from kb.core.outcomes import Assessment, Outcome, Status

__all__ = [
    "Assessment",
    "Case",
    "Claim",
    "Grant",
    "Outcome",
    "Status",
    "assess",
    "load_case",
    "make_tariff",
    "read_case",
    "weigh_readings",
]

_HOMES = {
    "Assessment": "kb.core.outcomes",
    "Case": "kb.cases.case",
    "Claim": "kb.cases.case",
    "Grant": "kb.cases.case",
    "Outcome": "kb.core.outcomes",
    "Status": "kb.core.outcomes",
    "assess": "kb.assess.assessment",
    "load_case": "kb.cases.reading",
    "make_tariff": "kb.assess.tariff",
    "read_case": "kb.cases.reading",
    "weigh_readings": "kb.assess.reading_impact",
}


def __getattr__(name: str) -> object:
    """Import a name from its home on first use: case files need libraries that assessing does not."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
