"""What the project knows of a policy: its text, rules, graph and checks.

>>> from kb import load
>>> policy = load("policy")
>>> policy["para_5"].title
'推动基础设施节能降碳'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.errors import Finding, PolicyError
    from kb.loading import load
    from kb.model import Policy

__all__ = ["Finding", "Policy", "PolicyError", "load"]
__version__ = "0.2.0"

_HOMES = {
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
