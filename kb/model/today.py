"""The day that it is where the policy holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The day that it is in China, wherever this computer is: the text counts the days of Shenzhen."""
    return datetime.now(_CHINA).date()
