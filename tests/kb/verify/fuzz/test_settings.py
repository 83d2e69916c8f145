"""The settings of a run: it ends after its cases, or after its share of the time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kb.verify.fuzz import settings
from kb.verify.fuzz.settings import Run


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The time in nanoseconds, as the only element."""
    now = [0]
    monkeypatch.setattr(settings.time, "monotonic_ns", lambda: now[0])
    return now


def test_a_run_of_so_many_cases_ends_with_the_last_whatever_the_time(clock: list[int]) -> None:
    run = Run(seconds=1, cases=10, began=0)
    clock[0] = 10**12
    assert [run.is_over(tried) for tried in (0, 9, 10, 11)] == [False, False, True, True]


def test_a_run_of_so_many_seconds_ends_with_them_whatever_was_tried(clock: list[int]) -> None:
    run = Run(seconds=30, began=0)
    clock[0] = 30 * 10**9 - 1
    assert not run.is_over(10**6)
    clock[0] += 1
    assert run.is_over(0)


def test_a_part_begins_now_and_has_its_share_of_the_time(clock: list[int]) -> None:
    clock[0] = 5 * 10**9
    part = Run(seconds=30, seed=7, began=0).part(Fraction(1, 3))
    assert (part.seed, part.began) == (7, 5 * 10**9)
    clock[0] = 15 * 10**9 - 1
    assert not part.is_over(0)
    clock[0] += 1
    assert part.is_over(0)
