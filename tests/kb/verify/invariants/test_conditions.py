"""Laws of conditions, unknown facts and sources: each holds, and finds an answer that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import Ruleset
from kb.model.values import Interval, Money
from tests.kb.verify.invariants.wrong_answers import Change, answering, totalling, violations

SUPPORT = "para_1__sup_1"


def project(subject: bool | None = True, **facts: object) -> Case:
    """A windmill that is built for a million yuan; or another thing, or a thing that is not stated."""
    stated = {} if subject is None else {"is": {"windmill-project": subject}}
    claim = Claim("甲", "project", {**stated, "investment": Money.yuan(1_000_000), **facts})  # type: ignore[arg-type]
    return Case(date(2030, 6, 1), {}, (claim,), ())


CASES = (project(), project(subject=False), project(subject=None))
LAWS = (
    "asked-is-needed",
    "only-in-time",
    "agencies",
    "sources",
    "every-support",
    "money-form",
    "learning-narrows",
    "total-narrows",
    "missing-is-named",
)


@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds_of_right_answers(toy: Policy, law: str) -> None:
    assert [violations(toy, law, case) for case in CASES] == [[]] * len(CASES)


def of_support(change: Change) -> Change:
    """A change of the outcome under one support."""
    return lambda one, case: change(one, case) if one.support == SUPPORT else one


def eligible(one: Outcome, _: Case) -> Outcome:
    return one._replace(status=Status.ELIGIBLE, amount=Interval(40_000_000, 40_000_000))


def without_missing(one: Outcome, _: Case) -> Outcome:
    return one._replace(missing=())


@pytest.mark.parametrize(
    ("law", "case", "change"),
    [
        ("asked-is-needed", project(subject=False), eligible),
        ("asked-is-needed", project(subject=None), eligible),
        ("asked-is-needed", project(), lambda one, _: one._replace(status=Status.INELIGIBLE)),
        ("sources", project(), lambda one, _: one._replace(clauses=())),
        ("sources", project(), lambda one, _: one._replace(clauses=(*one.clauses, "para_99"))),
        ("money-form", project(), lambda one, _: one._replace(amount=None)),
        ("money-form", project(subject=False), lambda one, _: one._replace(amount=Interval(0, 1))),
        ("missing-is-named", project(), without_missing),
    ],
)
def test_a_wrong_outcome_is_found_at_its_support(toy: Policy, law: str, case: Case, change: Change) -> None:
    found = violations(toy, law, case, answering(of_support(change)))
    assert {(one.at, one.support) for one in found} == {("para_1__s_1", SUPPORT)}


def test_outside_the_validity_nothing_may_be_granted(policy: Policy) -> None:
    facts = {"is": {"data-centre": True}, "achieved-on": date(2026, 1, 1), "applied-on": date(2029, 5, 23)}
    case = Case(date(2029, 5, 23), {}, (Claim("机房", "project", facts),), ())
    assert violations(policy, "only-in-time", case) == []
    (found, *_) = violations(policy, "only-in-time", case, answering(eligible))
    assert found.at == "final__s_4"  # 有效期5年, which ended the day before


def test_agencies_in_another_order_than_the_text_are_found(policy: Policy) -> None:
    facts = {"is": {"data-centre": True}}
    case = Case(date(2026, 3, 1), {}, (Claim("机房", "project", facts),), ())  # type: ignore[arg-type]
    assert violations(policy, "agencies", case) == []

    def turned(one: Outcome, _: Case) -> Outcome:
        judged = (each._replace(agencies=each.agencies[::-1]) for each in one.judged)
        return one._replace(judged=tuple(judged))

    found = violations(policy, "agencies", case, answering(turned))
    assert found
    assert found[0].text != found[0].program


def test_a_support_without_an_answer_is_found(toy: Policy) -> None:
    def without_last(rules: Ruleset, case: Case):  # type: ignore[no-untyped-def]
        found = assess_under(rules, case)
        return replace(found, outcomes=found.outcomes[:-1])

    (found, *_) = violations(toy, "every-support", project(), without_last)
    # Ten supports have an answer each.
    assert "10" in found.text["zh"]
    assert "9" in found.program["zh"]


def is_poor(case: Case) -> bool:
    return "investment" not in (case.claims or ())[0].facts if case.claims else True


def test_an_answer_outside_that_of_fewer_facts_is_found(toy: Policy) -> None:
    def nothing(one: Outcome, case: Case) -> Outcome:
        return one._replace(amount=Interval(0, 0)) if is_poor(case) and one.support == SUPPORT else one

    # An unknown investment leaves everything up to the ceiling; an answer of nothing excludes the right one.
    assert violations(toy, "learning-narrows", project(), answering(nothing))
    total = totalling(lambda total, case: Interval(0, 0) if is_poor(case) else total)
    assert violations(toy, "total-narrows", project(), total)
