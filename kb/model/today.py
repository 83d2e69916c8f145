"""Today's date in the place where the policy is in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """Today's date in China, wherever this computer is: the days of the text are days of Shenzhen."""
    return datetime.now(_CHINA).date()
