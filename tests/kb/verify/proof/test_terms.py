"""Terms in the solver: days, shares and atoms have the same values as without a solver."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kb import Policy
from kb.core.ruleset import read_policy
from kb.core.terms import Term, among, eq, greatest, least, neg, next_year, split, year, year_since
from kb.verify.proof.encoding import DAY, solver_terms
from kb.verify.proof.solver_calls import Solver
from kb.verify.proof.terms import NAMES, SolverTerms, number

pytest.importorskip("z3")


@pytest.fixture(scope="module")
def terms(policy: Policy) -> SolverTerms:
    return solver_terms(read_policy(policy))


def _is_sure(terms: SolverTerms, wanted: Any, *known: Any) -> bool:
    """Whether it follows from what is known."""
    return not Solver(terms, known).is_possible(neg(wanted))


# Days around ends of years and missing days, and the first and last day that a case may state.
DAYS = [
    date(2022, 1, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 5, 22),
    date(2024, 5, 23),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2028, 2, 29),
    date(2029, 5, 22),
    date(2031, 12, 31),
]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_lies_in_the_year_of_its_date(terms: SolverTerms, day: date) -> None:
    assert _is_sure(terms, eq(year(DAY), day.year), eq(DAY, day))


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2022, 1, 1), -3),
        (date(2024, 5, 22), -1),
        (date(2024, 5, 23), 0),
        (date(2025, 5, 22), 0),
        (date(2025, 5, 23), 1),
        (date(2031, 12, 31), 7),
    ],
)
def test_years_are_counted_from_the_first_day(terms: SolverTerms, day: date, years: int) -> None:
    assert _is_sure(terms, eq(year_since(date(2024, 5, 23), DAY), years), eq(DAY, day))


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
        (date(2024, 2, 28), date(2025, 2, 28)),
        # In a year without 29 February the day becomes 1 March.
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2024, 3, 1), date(2025, 3, 1)),
        (date(2026, 7, 1), date(2027, 7, 1)),
    ],
)
def test_the_next_year_has_the_same_day(terms: SolverTerms, day: date, later: date) -> None:
    assert _is_sure(terms, eq(next_year(DAY), later), eq(DAY, day))


def test_a_sum_is_shared_to_the_fen(terms: SolverTerms) -> None:
    fen, sharers = number("fen"), number("sharers")
    # A third of 1,000,000 fen is 333,333 fen and a rest.
    assert _is_sure(terms, eq(split(fen, sharers), 333_333), eq(fen, 1_000_000), eq(sharers, 3))
    assert _is_sure(terms, eq(split(fen, sharers), 83_333), eq(fen, 1_000_000), eq(sharers, 12))


def test_the_lesser_and_the_greater_are_told_apart(terms: SolverTerms) -> None:
    one, other = number("one"), number("other")
    known = (eq(one, -2), eq(other, 5))
    assert _is_sure(terms, eq(least(one, other), -2), *known)
    assert _is_sure(terms, eq(greatest(one, other), 5), *known)


def test_an_atom_is_among_those_told_and_no_other(policy: Policy, terms: SolverTerms) -> None:
    atom = number("atom")
    supports = [support.id for support in policy.supports]
    some = (*supports[2:5], supports[9], NAMES[1])
    for one in (*supports, *NAMES):
        assert _is_sure(terms, among(atom, some) if one in some else neg(among(atom, some)), eq(atom, one))


def test_a_name_stands_for_itself(terms: SolverTerms) -> None:
    assert [terms.name(terms.atom(one)) for one in (*NAMES, "city", "new")] == [*NAMES, "city", "new"]


def test_one_term_is_written_once(terms: SolverTerms) -> None:
    part = Term("eq", DAY, date(2026, 3, 1))
    assert terms.write(part) is terms.write(part)
    again = Term("eq", DAY, date(2026, 3, 1) + timedelta(days=0))
    assert terms.write(again).eq(terms.write(part))
