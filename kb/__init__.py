r"""What the project knows of a policy: its text, rules, graph and checks, and what a case may have of it.

>>> from kb import assess, load, read_case
>>> policy = load("policy")
>>> policy["para_5"].title
'推动基础设施节能降碳'
>>> case = read_case(policy, "date: 2026-03-01\nclaims: []\nledger: []", "case.yaml")
>>> assess(policy, case).combination.total
Interval(low=0, high=0)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.assess.assessing import assess
    from kb.assess.case_reading import load_case, read_case
    from kb.assess.cases import Case
    from kb.assess.outcomes import Assessment
    from kb.assess.quick import make_tariff
    from kb.errors import Finding, PolicyError
    from kb.loading import load
    from kb.model import Policy

__all__ = [
    "Assessment",
    "Case",
    "Finding",
    "Policy",
    "PolicyError",
    "assess",
    "load",
    "load_case",
    "make_tariff",
    "read_case",
]
__version__ = "0.2.0"

_HOMES = {
    "Assessment": "kb.assess.outcomes",
    "Case": "kb.assess.cases",
    "assess": "kb.assess.assessing",
    "load_case": "kb.assess.case_reading",
    "make_tariff": "kb.assess.quick",
    "read_case": "kb.assess.case_reading",
    "Finding": "kb.errors",
    "PolicyError": "kb.errors",
    "load": "kb.loading",
    "Policy": "kb.model",
}


def __getattr__(name: str) -> object:
    """Import a name from its home on first use: the command line must not pay for what it does not need."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
