"""The law that every answer can be written, however odd the case."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim, Grant
from kb.model.values import FIRST_YEAR, LAST_YEAR, Money
from kb.verify.invariants import sentences
from kb.verify.invariants.sentences import ODD_NAMES, ODD_SUMS, make_odd, tell_all
from tests.kb.verify.invariants.wrong_answers import violations

CASE = Case(
    date(2030, 6, 1),
    {},
    (
        Claim("甲", "project", {"is": {"windmill-project": True}, "investment": Money.yuan(1_000_000)}),
        Claim("乙", "certificate", {"object": "甲", "achieved-on": date(2030, 5, 1)}),
    ),
    (Grant({"object": "甲", "amount": Money.yuan(3), "date": date(2030, 4, 1)}),),
)


def test_names_are_exchanged_consistently_and_kinds_stay() -> None:
    odd = make_odd(CASE, Random(3))
    project, certificate = odd.claims or ()
    assert {project.id, certificate.id} <= set(ODD_NAMES)
    assert certificate.facts["object"] == project.id
    assert [claim.kind for claim in odd.claims or ()] == ["project", "certificate"]


def test_odd_values_are_possible_ones_and_subjects_stay() -> None:
    seen: set[object] = set()
    for seed in range(60):
        odd = make_odd(CASE, Random(seed))
        project, certificate = odd.claims or ()
        assert project.facts["is"] == {"windmill-project": True}
        seen.add(project.facts["investment"])
        day = certificate.facts["achieved-on"]
        assert isinstance(day, date)
        assert FIRST_YEAR <= day.year <= LAST_YEAR
    assert seen <= {Money.yuan(1_000_000), *map(Money, ODD_SUMS)}
    assert len(seen) > 4


def test_only_facts_of_grants_are_left_out() -> None:
    odd = [make_odd(CASE, Random(seed)) for seed in range(40)]
    assert {len((one.claims or ())[0].facts) for one in odd} == {2}
    assert {len((one.ledger or ())[0].facts) for one in odd} > {1, 2}


def test_an_answer_is_told_in_both_languages(toy: Policy) -> None:
    told = list(tell_all(toy, CASE, assess(toy, CASE)))
    assert any(line.startswith("核定投资 100万元 × 40% = 40万元") for line in told)
    assert any("1 million yuan × 40% = 400,000 yuan" in line for line in told)


def test_a_line_without_words_breaks_the_law(toy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert violations(toy, "told", CASE, seeds=range(2)) == []
    monkeypatch.setattr(sentences, "say_receipt", lambda *_: "\n")
    assert violations(toy, "told", CASE, seeds=range(2))
