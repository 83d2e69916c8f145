"""What the project knows of a policy: its text, rules, graph and checks.

>>> from kb import load
>>> library = load("policy")
>>> [work.id for work in library.works]
['cn-440300/anjie-huanbao']
>>> library.policy["para_5"].title
'推动基础设施节能降碳'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.loading import load, load_policy
    from kb.model.library import Library
    from kb.model.policy import Policy
    from kb.model.words.errors import Finding, PolicyError

__all__ = ["Finding", "Library", "Policy", "PolicyError", "load", "load_policy"]
__version__ = "0.2.0"

_HOMES = {
    "Finding": "kb.model.words.errors",
    "PolicyError": "kb.model.words.errors",
    "Library": "kb.model.library",
    "load": "kb.loading",
    "load_policy": "kb.loading",
    "Policy": "kb.model.policy",
}


def __getattr__(name: str) -> object:
    """Import a name from its home on first use: the command line must not pay for what it does not need."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
