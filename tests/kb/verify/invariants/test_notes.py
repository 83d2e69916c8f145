"""The laws about notes: they hold, and each detects a violation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any
from unittest import mock

import pytest

from kb import Policy
from kb.assess import notes as noting
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.values import Money
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.trial import IDLE, Trial
from tests.case_strategies import subjects_of
from tests.kb.verify.laws import LAW

CASES = 400


def broken(policy: Policy, law: str) -> tuple[int, int]:
    """Among generated cases, the number that violate a law, and the number that the law concerns."""
    rules, maker, rng = read_policy(policy), Maker(policy), Random(7)
    found = [LAW[law].check(Trial(rules, maker.case(rng), n)) for n in range(CASES)]
    told = [one for one in found if one is not IDLE]
    return sum(one is not None for one in told), len(told)


def shifted(right: Callable[..., Any]) -> Callable[..., Any]:
    """Notes of support above the investment that ignore earlier grants."""
    return lambda rules, best, known, ledger: right(rules, best, known, noting.Ledger(()))


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


@pytest.mark.parametrize(("had", "notes"), [(7_000_000, 0), (7_000_001, 1)])
def test_support_that_just_equals_the_investment_keeps_the_law_and_is_not_noted(
    policy: Policy, had: int, notes: int
) -> None:
    """30 % of 10 million yuan are 3 million: with 7 million received before, exactly the whole is paid."""
    facts = {
        "is": {subject: subject == "data-centre" for subject in subjects_of("project")},
        "selected": True,
        "demonstration-value": True,
        "achieved-on": date(2025, 12, 1),
        "verified-total-investment": Money.yuan(10_000_000),
    }
    grant = Grant(
        {"level": "district", "object": "机房", "amount": Money.yuan(had), "date": date(2025, 2, 1)}
    )
    claims = (Claim("机房", "project", facts),)
    case = Case(date(2026, 3, 1), {"applicant-kind": "enterprise"}, claims, (grant,))
    found = Trial(read_policy(policy), case).found
    assert [note.kind for note in found.notes].count("excess") == notes
    assert LAW["excess-noted"](policy, case) is None
