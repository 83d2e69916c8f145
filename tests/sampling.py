"""How many examples a test samples: in ``make test`` a quarter of those that ``make test-thorough`` tries.

``make test-thorough`` sets ``TIAOWEN_THOROUGH``.
"""

from __future__ import annotations

import os

IS_THOROUGH = bool(os.environ.get("TIAOWEN_THOROUGH"))


def examples(thorough: int) -> int:
    """This many where ``TIAOWEN_THOROUGH`` is set; else a quarter, rounded up."""
    return thorough if IS_THOROUGH else -(-thorough // 4)
