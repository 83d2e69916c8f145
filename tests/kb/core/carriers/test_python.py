"""The Python carrier: a written function gives what the same terms fold to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import Policy
from kb.core.carriers.python import (
    _Writer,
    compile_source,
    index_grants,
    inputs_of,
    write_amounts,
    write_explained,
)
from kb.core.claim import Program, lower_claim
from kb.core.facts import Facts, Ledger
from kb.core.outcomes import Reason
from kb.core.rules import Rules
from kb.core.terms import (
    NIL,
    Term,
    among,
    conj,
    count,
    disj,
    eq,
    floor_div,
    greatest,
    ite,
    le,
    least,
    lt,
    minus,
    neg,
    next_year,
    plus,
    times,
    year,
)
from tests.kb.core.carriers.expressions import EXPRESSIONS, FOLDED, FOLDS, LEDGER, TYPES, Expression
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


def written(value: Any) -> Any:
    """A function of a claim's facts and earlier grants that returns the value of a term."""
    scope: dict[str, Any] = {}
    writer = _Writer(scope)
    writer.count([value])
    text = writer.truth(value)
    writer.line(f"return {text}")
    return compile_source(writer.function("found"), "found", scope)


def stated(row: Mapping[str, Any]) -> Any:
    """The facts of a row as a function of their ids."""
    return {key: Sum(one) if TYPES[key] == "money" else one for key, one in row.items()}.get


@pytest.mark.parametrize("one", EXPRESSIONS, ids=lambda one: one.name)
def test_an_expression_has_the_value_of_its_term(one: Expression) -> None:
    assert written(one.term)(stated(one.row), "", None, False, (), {}) == one.value


@pytest.mark.parametrize("name", FOLDS)
def test_the_grants_of_each_applicant_are_folded(name: str) -> None:
    folded = written(FOLDS[name])
    found = {
        applicant: folded(stated({}), "", None, True, tuple(map(stated, grants)), {})
        for applicant, grants in LEDGER.items()
    }
    assert found == {applicant: values[name] for applicant, values in FOLDED.items()}


def program(policy: Policy, key: str) -> Program:
    """The rules of a support with every reading open."""
    rules = Rules(policy)
    support = policy.support(key)
    return lower_claim(rules, support, Facts(rules, support.per), Ledger(rules))


def test_a_function_of_sums_alone_leaves_out_what_is_refused(toy: Policy) -> None:
    scope: dict[str, Any] = {}
    source = write_amounts([program(toy, "para_1__sup_1")], "amounts", scope)
    amounts = compile_source(source, "amounts", scope)

    def found(**facts: Any) -> dict[tuple[str, str], tuple[int, int]]:
        sums: dict[tuple[str, str], tuple[int, int]] = {}
        amounts(facts.get, "甲", date(2030, 6, 1), True, index_grants(()), {}, sums)
        return sums

    # 40% of 100 fen.
    project = {"is": {"windmill-project": True}}
    assert found(investment=Sum(100), **project) == {("甲", "para_1__sup_1"): (40, 40)}
    assert found(investment=Sum(100), **{"is": {"windmill-project": False}}) == {}


def test_an_explaining_function_returns_the_status_with_its_reasons(toy: Policy) -> None:
    scope: dict[str, Any] = {"R": Reason}
    source = write_explained(program(toy, "para_1__sup_1"), "explain", scope)
    explain = compile_source(source, "explain", scope)
    facts = {"is": {"windmill-project": True}, "investment": Sum(100)}
    status, there, low, high, *_, narrows = explain(facts.get, "甲", date(2030, 6, 1), True, (), {})
    assert (status, there, low, high, narrows) == ("eligible", True, 40, 40, ())


def test_the_readings_of_grants_are_inputs_only_where_there_are_grants(policy: Policy) -> None:
    always, every = inputs_of(program(policy, "para_5__sup_1"))
    # M5a decides what is asked of the claim; G2, what makes an earlier grant the same.
    assert "M5a" in always
    assert "G2" in every - always
    assert always < every
