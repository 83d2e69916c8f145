"""Today's date is that of China, wherever the computer is."""

from __future__ import annotations

from datetime import date

import pytest

from kb.model import today as clock


def test_the_commands_know_the_day_it_is_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(clock.datetime):
        @classmethod
        def now(cls, tz: object = None) -> Late:  # type: ignore[override]
            moment = clock.datetime.fromisoformat("2029-05-22T16:30:00+00:00").astimezone(tz)  # type: ignore[arg-type]
            return cls(*moment.timetuple()[:6])

    monkeypatch.setattr(clock, "datetime", Late)
    assert clock.today() == date(2029, 5, 23)
