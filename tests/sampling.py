"""The number of examples that a test samples: in ``make test`` a share of those in ``make test-thorough``.

``make test-thorough`` sets ``TIAOWEN_THOROUGH``.
"""

from __future__ import annotations

import os

IS_THOROUGH = bool(os.environ.get("TIAOWEN_THOROUGH"))


def examples(thorough: int, part: int = 4) -> int:
    """This number where ``TIAOWEN_THOROUGH`` is set; otherwise a quarter of it, rounded up.

    With another ``part`` it is that part instead: a seventh for 7.
    """
    return thorough if IS_THOROUGH else -(-thorough // part)
