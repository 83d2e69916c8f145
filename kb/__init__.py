"""What the project knows of a policy: its text, rules, graph and checks.

>>> from kb import load
>>> policy = load("policy")
>>> policy["para_5"].title
'推动基础设施节能降碳'
"""

from kb.errors import Finding, PolicyError
from kb.loading import load
from kb.model import Policy

__all__ = ["Finding", "Policy", "PolicyError", "load"]
__version__ = "0.1.0"
