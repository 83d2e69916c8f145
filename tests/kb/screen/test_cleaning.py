"""The cells of a source as values: what is read, what is empty, and what cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from kb.model.facts import Agreement
from kb.model.words.names import HIDDEN
from kb.screen import cleaning
from kb.screen.cleaning import (
    clean,
    contradicts,
    literal,
    not_bare,
    not_canonical,
    not_plain,
    quoted,
)
from kb.screen.mapping import Source
from kb.screen.tables import Column

FAULT = "fault"
CELL = Source("c")


def read(column: Column, cell: str, type_: str = "VARCHAR", source: Source = CELL) -> Any:
    """The value of one cell, or ``FAULT`` where it cannot be read."""
    one = clean(column, source, type_)
    names = "CREATE TEMP TABLE spellings AS SELECT 'Ａ' AS spelling, 'a' AS folded"
    con = duckdb.connect()
    con.execute(names)
    query = f'SELECT {one.value}, {one.faulty} FROM (SELECT CAST({cell} AS {type_}) AS "{source.column}")'
    value, is_faulty = con.execute(query).fetchone() or (None, None)
    return FAULT if is_faulty else value


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("key", "' 甲 '", "甲"),
        ("key", "'  '", None),
        ("yes-no", "'是'", True),
        ("yes-no", "'No'", False),
        ("yes-no", "'也许'", FAULT),
        ("money", "'12.34'", 1234),
        ("money", "'12.345'", FAULT),
        ("money", "'-1'", FAULT),
        ("money", "'1,000'", FAULT),
        ("money", "NULL", None),
        ("count", "'12'", 12),
        ("count", "'1.5'", FAULT),
        ("count", "'99999999'", FAULT),
        ("date", "'2030-02-28'", date(2030, 2, 28)),
        ("date", "'2030-02-30'", FAULT),
        ("date", "'2030/02/28'", FAULT),
        ("date", "'0030-02-28'", FAULT),
        ("name", "'Wind Mill'", "windmill"),
        ("name", "'Ａ'", "a"),
        ("name", "'a' || chr(8203)", FAULT),
        ("name", "'a' || chr(917760)", FAULT),
    ],
)
def test_a_text_is_read_empty_or_faulty(kind: str, cell: str, value: Any) -> None:
    assert read(Column("f", kind, {}), cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "type_", "value"),
    [
        ("money", "12", "INTEGER", 1200),
        ("money", "-12", "INTEGER", FAULT),
        ("money", "12.34", "DECIMAL(12, 2)", 1234),
        ("money", "12.345", "DECIMAL(12, 3)", FAULT),
        ("money", "0.1", "DOUBLE", 10),
        ("count", "7", "INTEGER", 7),
        ("count", "-7", "INTEGER", FAULT),
        ("date", "'2030-02-28'", "DATE", date(2030, 2, 28)),
        ("date", "'2030-02-28 00:00:00'", "TIMESTAMP", date(2030, 2, 28)),
        ("date", "'2030-02-28 10:00:00'", "TIMESTAMP", FAULT),
        ("yes-no", "true", "BOOLEAN", True),
        ("yes-no", "NULL", "BOOLEAN", None),
    ],
)
def test_a_cell_of_another_type_is_read_by_its_value(kind: str, cell: str, type_: str, value: Any) -> None:
    assert read(Column("f", kind, {}), cell, type_) == value


def test_a_query_finds_the_same_hidden_characters_as_a_case() -> None:
    """Characters beyond U+FFFF too: a name with U+E0100 was refused in a case and accepted in a registry."""
    points = [point for point in range(1, 0x110000) if not 0xD800 <= point <= 0xDFFF]
    expected = {point for point in points if HIDDEN.fullmatch(chr(point))}
    query = (
        "SELECT point FROM range(1, 1114112) AS points(point) WHERE point NOT BETWEEN 55296 AND 57343"
        f" AND regexp_matches(chr(point::INTEGER), '{cleaning._HIDDEN}')"
    )
    assert {point for (point,) in duckdb.execute(query).fetchall()} == expected


def test_units_and_words_of_a_mapping_are_used() -> None:
    assert read(Column("f", "money", {}), "'1.5'", source=Source("c", 1_000_000)) == 1_500_000
    assert read(Column("f", "yes-no", {}), "'中选'", source=Source("c", 100, {"中选": "yes"})) is True
    choice = Column("f", "choice", {"city": "city", "市级": "city"})
    assert [read(choice, cell) for cell in ("'city'", "' 市级 '", "'省级'")] == ["city", "city", FAULT]
    assert read(choice, "'省'", source=Source("c", 100, {"省": "city"})) == "city"
    assert [read(choice, cell) for cell in ("NULL", "''", "' '")] == [None, None, None]


@pytest.mark.parametrize(
    ("one", "mine", "other", "holds"),
    [
        (Agreement("at-most", "x"), "5", "4", True),
        (Agreement("at-most", "x"), "4", "4", False),
        (Agreement("not-before", "x"), "3", "4", True),
        (Agreement("past", "x"), "1", "DATE '2030-06-02'", True),
        (Agreement("past", "x"), "1", "DATE '2030-06-01'", False),
        (Agreement("one", "x", "yes"), "TRUE", "2", True),
        (Agreement("one", "x", "yes"), "FALSE", "2", False),
        (Agreement("several", "x", "no"), "FALSE", "1", True),
        (Agreement("several", "x", "joint"), "'joint'", "1", True),
        (Agreement("several", "x", "joint"), "'alone'", "1", False),
        (Agreement("at-most", "x"), "NULL", "4", False),
    ],
)
def test_two_cells_contradict_each_other(one: Agreement, mine: str, other: str, holds: bool) -> None:
    test = contradicts(one, mine, other, date(2030, 6, 1))
    assert duckdb.sql(f"SELECT COALESCE({test}, FALSE)").fetchall() == [(holds,)]


def test_names_are_counted_that_need_folding_or_are_odd() -> None:
    names = ("wind", "Wind", "wind mill", " wind", "Ａ", "x" * 500, "", "风车")
    rows = ", ".join(f"({literal(name)})" for name in names)
    query = f"SELECT {not_canonical('c')}, {not_plain('c')}, {not_bare('c')} FROM (VALUES {rows}) AS t(c)"
    assert duckdb.sql(query).fetchall() == [(6, 4, 3)]


def test_quotes_are_doubled() -> None:
    assert quoted('a"b') == '"a""b"'
    assert literal("a'b") == "'a''b'"
