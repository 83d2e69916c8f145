"""Plans as expressions of Polars: the same values as from SQL and Python."""

from __future__ import annotations

from typing import Any

import pytest

from kb.core.carriers.polars import evaluate
from kb.core.carriers.relational import make_plan
from kb.core.carriers.sql import APPLICANT, MOST_SUM, NUMBER, ROW
from kb.core.terms import eq
from tests.kb.core.carriers.expressions import EXPRESSIONS, FOLDED, FOLDS, LEDGER, TYPES, Expression, value

polars = pytest.importorskip("polars")

SCHEMA = {
    "money": polars.Int64,
    "count": polars.Int64,
    "date": polars.Date,
    "choice": polars.String,
    "yes-no": polars.Boolean,
    "name": polars.String,
}


def frame(*rows: dict[str, Any]) -> Any:
    """A lazy frame of rows; facts that a row leaves out are null."""
    keys = {APPLICANT: polars.String, ROW: polars.Int64, NUMBER: polars.Int64}
    schema = keys | {fact: SCHEMA[type_] for fact, type_ in TYPES.items()}
    return polars.LazyFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@pytest.mark.parametrize("one", EXPRESSIONS, ids=lambda one: one.name)
def test_an_expression_has_the_value_of_its_term(one: Expression) -> None:
    claims = frame({APPLICANT: "甲", ROW: 0, **one.row})
    found = evaluate(make_plan({"found": one.term}), claims, frame(), ()).collect()
    assert found.item() == one.value


def test_the_grants_of_each_applicant_are_folded() -> None:
    claims = frame(*({APPLICANT: name, ROW: n} for n, name in enumerate(LEDGER)))
    grants = frame(
        *(
            {APPLICANT: name, NUMBER: n, **grant}
            for name, entries in LEDGER.items()
            for n, grant in enumerate(entries)
        )
    )
    rows = evaluate(make_plan(FOLDS), claims, grants, (APPLICANT,)).collect().to_dicts()
    assert {row.pop(APPLICANT): row for row in rows} == FOLDED


def test_a_sum_beyond_what_a_column_holds_is_capped() -> None:
    claims = frame({APPLICANT: "甲", ROW: 0})
    grants = frame(*({APPLICANT: "甲", NUMBER: n, "sum": MOST_SUM - 1} for n in range(3)))
    found = evaluate(make_plan({"total": FOLDS["total"]}), claims, grants, ()).collect()
    assert found.item() == MOST_SUM


def test_only_the_claims_of_a_plan_are_computed() -> None:
    claims = frame(*({APPLICANT: "甲", ROW: n, "sum": n} for n in range(3)))
    plan = make_plan({"found": value("sum")}, only=eq(value("sum"), 2))
    assert evaluate(plan, claims, frame(), (ROW,)).collect().rows() == [(2, 2)]
