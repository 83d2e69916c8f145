"""A form of amount that no policy has: a class, a function that lowers it, the values of a reason and a
sentence.

These four suffice for every use of the core: the explained answer with its words, amounts only, constants and
the solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.tariff import make_tariff
from kb.cases.case import Case, Claim
from kb.core.amounts import Lowering, Sum, lower, lower_amount
from kb.core.carriers.exact import exact_claim, interval_of
from kb.core.nodes import Node
from kb.core.reasons import VALUES_OF
from kb.core.rules import Rules
from kb.core.terms import Range, Tri, ite, times
from kb.explain.outcomes import say_tree, write_line
from kb.explain.words import sentences
from kb.model.amounts import Form, Quantity, Stated
from kb.model.facts import SELECTED
from kb.model.values import Interval, Money

SUPPORT, LEADS = "para_20__sup_1", "leads"


@dataclass(frozen=True)
class PerPiece(Form):
    """A sum for each piece; a fact states the number of pieces."""

    each: Quantity
    by_fact: str

    def stated(self) -> Iterator[Stated]:
        """The sum for each piece."""
        yield Stated(self.each, "cap", "ceiling")


@lower.register
def _lower_per_piece(amount: PerPiece, at: Lowering) -> Sum:
    known, pieces = at.facts.get(amount.by_fact)
    fen = times(amount.each.money.fen, pieces)
    found = Range(ite(known, fen, 0), fen, known)
    values = {"each": amount.each.money, "pieces": at.facts.say(amount.by_fact), "given": found}
    test = Tri(known, False)
    node = Node("per-piece", test, amount.each.provision, amount.each.text, amount.by_fact, values)
    return Sum(found, (node,), narrows=(at.waits(amount.by_fact),))


class Pieces(NamedTuple):
    """The sum for ``each`` piece, the number of ``pieces``, and the sum that is ``given``."""

    each: Money
    pieces: int | None
    given: Interval


@pytest.fixture
def made_up(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """The policy with the sum for an association's standard multiplied by the number of lead drafters."""
    monkeypatch.setitem(VALUES_OF, "per-piece", Pieces)
    words: dict[str, dict[str, str]] = {
        "holds": {"zh": "{pieces}个，每个{each}，共{given}", "en": "{pieces} of {each} each, {given} in all"},
        "open": {"zh": "每个{each}，有几个没有说明", "en": "{each} each; how many is not stated"},
    }
    monkeypatch.setitem(sentences(), "per-piece", words)
    old = policy.support(SUPPORT)
    amount: Any = PerPiece(old.amount.levels[-1].limit, LEADS)
    measure = policy.measure(old.measure)
    supports = tuple(replace(one, amount=amount) if one is old else one for one in measure.supports)
    measures = tuple(replace(one, supports=supports) if one is measure else one for one in policy.measures)
    return replace(policy, measures=measures)


def claim(policy: Policy, **facts: Any) -> Claim:
    """A standard that meets every requirement of the clause."""
    support = policy.support(SUPPORT)
    told = {condition.concept.id: True for condition in support.conditions}
    subjects = {one.concept.id: one is support.subjects[0] for one in support.subjects}
    return Claim("标准", support.per, {**told, "is": subjects, SELECTED: True, **facts})


def case(policy: Policy, **facts: Any) -> Case:
    """A case with that claim alone, of an applicant without earlier grants."""
    return Case(date(2026, 3, 1), {"registered-in-shenzhen": True}, (claim(policy, **facts),), ())


# 10万元 for each, which the clause states for an association's standard, in fen.
EACH = 10_000_000


@pytest.mark.parametrize("pieces", [1, 3, 12])
def test_it_runs_wherever_the_core_does(made_up: Policy, pieces: int) -> None:
    told = case(made_up, leads=pieces)
    outcome = assess(made_up, told).outcome("标准", SUPPORT)
    assert outcome.amount == Interval(pieces * EACH, pieces * EACH)
    assert make_tariff(made_up).amounts(told)["标准", SUPPORT] == (pieces * EACH, pieces * EACH)
    support = made_up.support(SUPPORT)
    rules = Rules(made_up, {})
    facts = exact_claim(rules, support.per, {LEADS: pieces}, "标准")
    found = lower_amount(support.amount, rules, facts, support.provision).sum
    assert found is not None
    assert interval_of(found) == Interval(pieces * EACH, pieces * EACH)


def test_it_is_told_with_its_clause_in_both_languages(made_up: Policy) -> None:
    outcome = assess(made_up, case(made_up, leads=3)).outcome("标准", SUPPORT)
    lines = {
        lang: [write_line(line, lang) for line in say_tree(made_up, outcome.reasons, lang)]
        for lang in ("zh", "en")
    }
    assert "3个，每个10万元，共30万元（para_20__s_1“10万元”）" in lines["zh"]
    assert any(line.startswith("3 of 100,000 yuan each, 300,000 yuan in all") for line in lines["en"])


def test_what_is_not_known_of_it_is_asked_for(made_up: Policy) -> None:
    outcome = assess(made_up, case(made_up)).outcome("标准", SUPPORT)
    assert outcome.amount == Interval(0, None)
    assert LEADS in outcome.missing


def test_the_solver_has_the_same_sum(made_up: Policy) -> None:
    pytest.importorskip("z3")
    from kb.verify.fuzz.shrinking import Failing
    from kb.verify.fuzz.solver_peer import solver_rivals

    (rival,) = solver_rivals(made_up)
    lot = [Failing(case(made_up, leads=pieces), {}, 0) for pieces in (1, 7)]
    assert list(rival.differ(lot)) == ["", ""]
