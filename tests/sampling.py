"""The number of examples that a test samples: in ``make test`` a quarter of those in ``make test-thorough``.

``make test-thorough`` sets ``TIAOWEN_THOROUGH``.
"""

from __future__ import annotations

import os

IS_THOROUGH = bool(os.environ.get("TIAOWEN_THOROUGH"))


def examples(thorough: int) -> int:
    """This number where ``TIAOWEN_THOROUGH`` is set; otherwise a quarter of it, rounded up."""
    return thorough if IS_THOROUGH else -(-thorough // 4)
