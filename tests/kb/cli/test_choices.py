"""Readings and days as people type them, and what is wrong with others."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.cli.choices import read_choices, read_day
from kb.model.words.errors import PolicyError


def test_several_wrong_readings_are_told_at_once(policy: Policy) -> None:
    with pytest.raises(PolicyError) as told:
        read_choices(policy, ["x", "G1=b", "g1=B", "G1=c"])
    assert [finding.code for finding in told.value.findings] == ["choice-form", "choice-twice"]
    assert read_choices(policy, ["G1=b", "g1=B"]) == {"G1": "b"}


@pytest.mark.parametrize("typed", ["2026-03-02", "2026年3月2日", "2026/3/2", "２０２６-０３-０２"])
def test_the_day_is_read_as_people_write_it(typed: str) -> None:
    day = read_day(typed)
    assert day is not None
    assert day.isoformat() == "2026-03-02"
