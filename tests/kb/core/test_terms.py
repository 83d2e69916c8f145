"""Terms: constants are computed at once, and all other terms mean the same in every carrier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.core.amounts import round_share
from kb.core.carriers.exact import value_of
from kb.core.carriers.python import _Writer, compile_source
from kb.core.terms import (
    ANY,
    NIL,
    NO,
    OPEN,
    YES,
    Range,
    Term,
    among,
    both,
    conj,
    count,
    disj,
    either,
    eq,
    floor_div,
    greatest,
    ite,
    le,
    least,
    lower,
    lt,
    minus,
    neg,
    next_year,
    plus,
    split,
    times,
    year,
    year_since,
)
from tests.sampling import examples

MONEY, DAY, CHOICE = ("a", "b"), ("d", "e"), ("c", "f")

FIRST = date(2024, 2, 29)


def known(name: str, type_: str) -> Term:
    """Whether a fact is stated."""
    return Term("known", "", name, type_)


def value(name: str, type_: str) -> Term:
    """The stated value of a fact."""
    return Term("value", "", name, type_)


def numbers() -> st.SearchStrategy[Any]:
    """Numbers: stated sums, small constants and expressions of them."""
    leaves = st.one_of(
        st.integers(0, 40),
        st.sampled_from(MONEY).map(lambda name: ite(known(name, "money"), value(name, "money"), 0)),
        st.sampled_from(DAY).map(lambda name: ite(known(name, "date"), year(value(name, "date")), 7)),
    )

    def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.builds(plus, inner, inner),
            st.builds(minus, inner, inner),
            st.builds(times, st.integers(1, 5), inner),
            st.builds(floor_div, inner, st.integers(1, 7)),
            st.builds(least, inner, inner),
            st.builds(greatest, inner, inner),
            st.builds(ite, truths(inner), inner, inner),
            st.builds(lambda *parts: count(parts), truths(inner), truths(inner)),
        )

    return st.recursive(leaves, larger, max_leaves=8)


def truths(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Truths about numbers, days and choices."""
    one = st.one_of(
        st.booleans(),
        st.builds(le, inner, inner),
        st.builds(lt, inner, inner),
        st.builds(eq, inner, inner),
        st.sampled_from(CHOICE).map(
            lambda name: conj(known(name, "choice"), among(value(name, "choice"), ("x", "y")))
        ),
        st.sampled_from(DAY).map(
            lambda name: conj(known(name, "date"), lt(value(name, "date"), next_year(FIRST)))
        ),
    )
    return st.one_of(one, one.map(neg), st.builds(conj, one, one), st.builds(disj, one, one))


cases = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.integers(0, 60) for name in MONEY},
        **{name: st.dates(date(2020, 1, 1), date(2030, 12, 31)) for name in DAY},
        **{name: st.sampled_from(("x", "y", "z")) for name in CHOICE},
    },
)


def put(term: Any, case: Mapping[str, Any]) -> Any:
    """A term rebuilt with the stated values of a case in place of its inputs."""
    if not isinstance(term, Term):
        return term
    if term.op in ("known", "value"):
        stated = case.get(term.args[1])
        return stated is not None if term.op == "known" else NIL if stated is None else stated
    make = {
        "and": conj, "or": disj, "not": neg, "ite": ite, "eq": eq, "le": le, "lt": lt, "in": among,
        "add": plus, "sub": minus, "mul": times, "div": floor_div, "min": least, "max": greatest,
        "year": year, "next-year": next_year,
    }  # fmt: skip
    return make[term.op](*(put(part, case) for part in term.args))


class Sum:
    """A sum as in a case."""

    def __init__(self, fen: int) -> None:
        self.fen = fen


@given(st.one_of(numbers(), truths(numbers())), cases)
@settings(max_examples=examples(300))
def test_what_is_written_as_python_gives_what_the_same_parts_fold_to(term: Any, case: dict[str, Any]) -> None:
    folded = put(term, case)
    assert not isinstance(folded, Term)
    scope: dict[str, Any] = {}
    facts = {key: Sum(one) if key in MONEY else one for key, one in case.items()}
    writer = _Writer(scope)
    writer.count([term])
    text = writer.truth(term)
    writer.line(f"return {text}")
    written = compile_source(writer.function("found"), "found", scope)
    assert written(facts.get, "", None, False, (), {}) == folded


KLEENE = {True: YES, False: NO, None: OPEN}


@pytest.mark.parametrize(("one", "other"), list(product(KLEENE, repeat=2)))
def test_tests_are_joined_as_kleene_has_it(one: bool | None, other: bool | None) -> None:
    every = {one, other}
    all_hold = False if False in every else None if None in every else True
    one_holds = True if True in every else None if None in every else False
    assert value_of(both((KLEENE[one], KLEENE[other]))) is all_hold
    assert value_of(either((KLEENE[one], KLEENE[other]))) is one_holds


def test_a_sum_without_a_bound_is_lowered_by_one_that_has_one() -> None:
    assert lower(ANY, Range(3, 5)) == Range(0, 5)
    assert lower(Range(3, 5), Range(4, 4)) == Range(3, 4)
    assert lower(ANY, ANY) == ANY


def test_what_is_never_known_makes_nothing_known() -> None:
    assert year(NIL) is NIL
    assert plus(NIL, 3) is NIL
    assert conj(False, le(NIL, 3)) is False
    assert ite(Term("told"), NIL, 3) == 3


def test_a_share_is_rounded_down_or_to_the_nearest_fen() -> None:
    third = Fraction(1, 3)
    assert [round_share(base, third, "down") for base in (1, 2, 3, 4, 5)] == [0, 0, 1, 1, 1]
    assert [round_share(base, third, "half-up") for base in (1, 2, 3, 4, 5)] == [0, 1, 1, 1, 2]
    assert round_share(5, Fraction(1, 2), "half-up") == 3


def test_a_sum_is_shared_in_whole_fen() -> None:
    assert split(100, 3) == 33
    assert split(0, Term("told")) == 0


def test_a_year_of_validity_begins_on_its_first_day() -> None:
    assert year_since(FIRST, date(2025, 2, 28)) == 0
    assert year_since(FIRST, date(2025, 3, 1)) == 1
    assert year_since(date(2024, 5, 23), date(2024, 5, 22)) == -1


def test_what_lies_within_known_bounds_is_settled_at_once() -> None:
    base = ite(known("a", "money"), value("a", "money"), 0)
    assert le(0, base) is True
    assert lt(1000, least(base, 1000)) is False
    share = floor_div(times(3, base), 10)
    assert greatest(0, share) is share
    assert lt(least(base, 1000), 1001) is True
