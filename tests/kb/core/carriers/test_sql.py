"""Plans as SQL: expressions mean the same as in other carriers, and names are written safely."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.core.carriers.relational import make_plan
from kb.core.carriers.sql import APPLICANT, DIALECTS, MOST_SUM, NUMBER, POSTGRESQL, ROW, SPARK, Sql
from kb.core.terms import Term, among, conj, eq, floor_div, ite, lt, next_year, plus, times
from tests.kb.core.carriers.expressions import (
    EXPRESSIONS,
    FOLDED,
    FOLDS,
    LEDGER,
    TYPES,
    Expression,
    known,
    value,
)

duckdb = pytest.importorskip("duckdb")

COLUMNS = {
    **{"money": "BIGINT", "count": "BIGINT", "date": "DATE", "choice": "VARCHAR"},
    **{"yes-no": "BOOLEAN", "name": "VARCHAR"},
}
SQL = Sql()


@pytest.fixture(scope="module")
def engine() -> Any:
    return duckdb.connect()


def row_of(row: dict[str, Any]) -> str:
    cells = {fact: "NULL" if fact not in row else SQL.constant(row[fact]) for fact in TYPES}
    return ", ".join(
        f"CAST({cell} AS {COLUMNS[TYPES[fact]]}) AS {SQL.name(fact)}" for fact, cell in cells.items()
    )


@pytest.mark.parametrize("one", EXPRESSIONS, ids=lambda one: one.name)
def test_an_expression_has_the_value_of_its_term(engine: Any, one: Expression) -> None:
    found = engine.execute(f"SELECT {SQL.of(one.term)} FROM (SELECT {row_of(one.row)})").fetchone()
    assert found == (one.value,)


def test_a_query_folds_the_grants_of_each_applicant(engine: Any) -> None:
    people = " UNION ALL ".join(
        f"SELECT '{name}' AS {APPLICANT}, {n} AS \"{ROW}\"" for n, name in enumerate(LEDGER)
    )
    grants = " UNION ALL ".join(
        f"SELECT '{name}' AS {APPLICANT}, {n} AS \"{NUMBER}\", {row_of(grant)}"
        for name, entries in LEDGER.items()
        for n, grant in enumerate(entries)
    )
    query = SQL.query(make_plan(FOLDS), f"({people})", f"({grants})", carried=(APPLICANT,))
    names = (APPLICANT, *FOLDS)
    rows = [dict(zip(names, row, strict=True)) for row in engine.execute(query).fetchall()]
    assert {row.pop(APPLICANT): row for row in rows} == FOLDED


def test_a_relation_keeps_only_the_columns_that_are_used_later(engine: Any) -> None:
    share = ite(lt(value("sum"), 50), floor_div(times(3, value("sum")), 10), 9)
    plan = make_plan({str(n): plus(share, n) for n in range(1, 5)})
    query = SQL.query(plan, f'(SELECT 7 AS "{ROW}", {row_of({"sum": 25})})', "", carried=(ROW,))
    relations, _, _ = query.rpartition("\nSELECT\n")
    described = engine.execute(f"DESCRIBE {relations} SELECT * FROM c0").fetchall()
    (row, made) = (name for name, *_ in described)
    assert row == ROW
    assert made not in TYPES
    assert engine.execute(query).fetchall() == [(7, 8, 9, 10, 11)]


def test_a_query_of_a_constant_has_a_row_for_each_claim(engine: Any) -> None:
    claims = f'(SELECT 1 AS "{ROW}" UNION ALL SELECT 2)'
    assert engine.execute(SQL.query(make_plan({"one": 5}), claims, "")).fetchall() == [(5,), (5,)]


def test_a_sum_beyond_what_a_column_holds_is_capped(engine: Any) -> None:
    grants = " UNION ALL ".join(
        f'SELECT 1 AS {APPLICANT}, {n} AS "{NUMBER}", {row_of({"sum": MOST_SUM - 1})}' for n in range(3)
    )
    claim = f'(SELECT 1 AS {APPLICANT}, 0 AS "{ROW}")'
    query = SQL.query(make_plan({"total": FOLDS["total"]}), claim, f"({grants})")
    assert engine.execute(query).fetchall() == [(MOST_SUM,)]


def test_only_the_claims_of_a_plan_are_computed(engine: Any) -> None:
    claims = " UNION ALL ".join(
        f'SELECT {n} AS {APPLICANT}, {n} AS "{ROW}", {row_of({"sum": n})}' for n in range(3)
    )
    plan = make_plan({"found": ite(eq(value("level"), "x"), 1, value("sum"))}, only=eq(value("sum"), 2))
    query = SQL.query(plan, f"({claims})", f"({claims})", carried=(ROW,))
    assert engine.execute(query).fetchall() == [(2, 2)]


def test_names_and_words_with_quotation_marks_are_escaped() -> None:
    assert SQL.name('a"b') == '"a""b"'
    assert Sql(SPARK).name("a`b") == "`a``b`"
    assert SQL.constant("it's") == "'it''s'"


def test_constants_are_written_by_type() -> None:
    assert [SQL.constant(one) for one in (True, 7, date(2030, 3, 1))] == ["TRUE", "7", "DATE '2030-03-01'"]
    # Beyond 32 bits an engine would choose another type.
    assert SQL.constant(2**31) == "CAST(2147483648 AS BIGINT)"
    with pytest.raises(TypeError):
        SQL.constant(1.5)


def test_dialects_divide_and_add_years_in_their_own_words() -> None:
    share = Term("div", value("sum"), 4)
    assert {name: Sql(one).of(share) for name, one in DIALECTS.items()} == {
        "duckdb": '(COALESCE("sum", 0) // 4)',
        "postgresql": '(COALESCE("sum", 0) / 4)',
        "spark": "(COALESCE(`sum`, 0) DIV 4)",
    }
    day = Term("day")
    assert "ADD_MONTHS(`day`, 12)" in Sql(SPARK).of(next_year(day))
    assert "INTERVAL '1 year'" in Sql(POSTGRESQL).of(next_year(day))


def test_facts_are_tested_without_texts_in_place_of_nulls() -> None:
    """An engine that stores a choice as a number would make a text of it to put another in its place."""
    level, flag = value("level"), value("flag")
    assert SQL.of(eq(level, "city")) == """("level" IS NOT DISTINCT FROM 'city')"""
    assert SQL.of(among(level, ("city", "state"))) == """(("level" IN ('city', 'state')) IS TRUE)"""
    assert SQL.of(flag) == '("flag" IS TRUE)'
    assert SQL.of(ite(known("sum"), value("sum"), 7)) == 'COALESCE("sum", 7)'
    # The placeholder of a word that is not stated is the empty text.
    assert SQL.of(eq(level, "")) == """(COALESCE("level", '') = '')"""


def test_nested_conditions_of_one_kind_are_written_flat() -> None:
    one, other, third = (Term("known", "", fact, "money") for fact in ("a", "b", "c"))
    nested = Term("and", Term("and", one, other), third)
    assert SQL.of(nested) == '(("a" IS NOT NULL) AND ("b" IS NOT NULL) AND ("c" IS NOT NULL))'
    assert SQL.of(conj(one, other)) == '(("a" IS NOT NULL) AND ("b" IS NOT NULL))'


def test_an_operation_that_sql_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="frobnicate"):
        SQL.of(Term("frobnicate"))
