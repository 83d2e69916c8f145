"""The laws of notes: they hold, and each finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any
from unittest import mock

import pytest

from kb import Policy
from kb.assess import noting
from kb.assess.ruleset import read_policy
from kb.verify.generating import Maker
from kb.verify.laws import find_law
from kb.verify.trials import IDLE, Trial

CASES = 400


def broken(policy: Policy, law: str) -> tuple[int, int]:
    """Of some dealt cases, how many break a law, and how many it has something to say of."""
    rules, maker, luck = read_policy(policy), Maker(policy), Random(7)
    found = [find_law(law).check(Trial(rules, maker.case(luck), n)) for n in range(CASES)]
    told = [one for one in found if one is not IDLE]
    return sum(one is not None for one in told), len(told)


def shifted(right: Callable[..., Any]) -> Callable[..., Any]:
    """Notes of support above the investment that leave out what was had before."""
    return lambda rules, best, known, ledger: right(rules, best, known, noting.Ledger((), {}))


@pytest.mark.parametrize(
    ("law", "place", "wrong"),
    [
        ("excess-noted", "_note_excess", lambda right: lambda *given: ()),
        ("excess-noted", "_note_excess", shifted),
        ("contradictions-noted", "agrees", lambda right: lambda *given: True),
        ("contradictions-noted", "_note_contradictions", lambda right: lambda *given: ()),
    ],
)
def test_a_law_holds_and_finds_what_breaks_it(
    policy: Policy, law: str, place: str, wrong: Callable[..., Any]
) -> None:
    count, told = broken(policy, law)
    assert (count, told > 20) == (0, True)
    with mock.patch.object(noting, place, wrong(getattr(noting, place))):
        assert broken(policy, law)[0] > 0
