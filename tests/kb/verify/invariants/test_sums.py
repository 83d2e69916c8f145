"""Laws of sums: each holds, and finds a sum that breaks it."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.core.outcomes import Outcome
from kb.model.values import Interval, Money
from tests.kb.verify.invariants.wrong_answers import (
    Assess,
    answering,
    concerns,
    shifted,
    totalling,
    violations,
)


def case(*yuan: int) -> Case:
    """Windmills that are built for some sums."""
    claims = (
        Claim(f"{n}号", "project", {"is": {"windmill-project": True}, "investment": Money.yuan(one)})
        for n, one in enumerate(yuan)
    )
    return Case(date(2030, 6, 1), {}, tuple(claims), ())


ONE, TWO, CAPPED = case(1_000_000), case(1_000_000, 2_000_000), case(30_000_000)
LAWS = ("quick-agrees", "cap-holds", "sum-is-exact", "money-is-whole", "total-adds-up", "monotone")


@pytest.mark.parametrize("law", [*LAWS, "fewer-never-more"])
def test_a_law_holds_of_right_sums(toy: Policy, law: str) -> None:
    assert [violations(toy, law, one) for one in (ONE, TWO, CAPPED)] == [[], [], []]


def dearer_is_less(one: Outcome, case: Case) -> Outcome:
    """Sums that fall with the investment."""
    fen = max(claim.facts["investment"].fen for claim in case.claims or ())  # type: ignore[union-attr]
    return one if one.support != "para_1__sup_1" else one._replace(amount=Interval(0, 10**15 - fen))


def is_single(case: Case) -> bool:
    return len(case.claims or ()) == 1


@pytest.mark.parametrize(
    ("law", "case", "assess"),
    [
        # Of 30 million yuan 40% are 12 million, above the ceiling of 8 million.
        ("cap-holds", CAPPED, answering(shifted(1))),
        ("sum-is-exact", ONE, answering(shifted(-1))),
        ("quick-agrees", ONE, answering(shifted(-1))),
        ("money-is-whole", ONE, answering(lambda one, _: one._replace(amount=Interval(-1, 0)))),
        ("money-is-whole", ONE, answering(lambda one, _: one._replace(amount=Interval(2, 1)))),
        ("total-adds-up", TWO, totalling(lambda total, _: Interval(total.low, (total.high or 0) + 1))),
        ("total-adds-up", ONE, totalling(lambda total, _: Interval(0, 0))),
        ("monotone", ONE, answering(dearer_is_less)),
        (
            "fewer-never-more",
            TWO,
            totalling(lambda total, case: Interval(0, 10**12) if is_single(case) else total),
        ),
    ],
)
def test_a_wrong_sum_is_found(toy: Policy, law: str, case: Case, assess: Assess) -> None:
    assert violations(toy, law, case, assess)


def test_a_sum_at_its_ceiling_is_told_with_the_ceiling(toy: Policy) -> None:
    (found, *_) = violations(toy, "cap-holds", CAPPED, answering(shifted(100)))
    assert (found.at, found.text["zh"]) == ("para_1__s_1", "0元至800万元")


def test_laws_of_another_case_concern_only_cases_that_have_one(toy: Policy) -> None:
    assert not concerns(toy, "fewer-never-more", ONE)
    assert not concerns(toy, "monotone", Case(date(2030, 6, 1), {}, (Claim("甲", "site", {}),), ()))
