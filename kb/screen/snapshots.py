"""A registry in a database of an office: its tables are copied in one transaction before anything is read.

The result is then based on one state of the database, however long the screening takes, and the office's
database is queried once. The copy is in DuckDB, which spills it to the disk where memory is short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from kb.model.words.errors import Place, PolicyError, error
from kb.screen.cleaning import quoted
from kb.screen.mapping import SourceMap

DRIVERS = {
    "postgres": "adbc_driver_postgresql",
    "postgresql": "adbc_driver_postgresql",
    "sqlite": "adbc_driver_sqlite",
}
"""The kinds of databases that can be copied, each with the package that reads it."""

_SYSTEM = ("information_schema", "pg_catalog", "pg_toast")


def copy_tables(con: Any, mapping: SourceMap, names: Iterable[str], database: str, place: Place) -> None:
    """Copy the named tables into a ``database`` of a connection. Tables that do not exist are left out.

    Raises :class:`PolicyError` where the database cannot be reached or read, or its driver is not installed.
    """
    package = DRIVERS[mapping.kind]
    try:
        driver = import_module(f"{package}.dbapi")
    except ImportError:
        wanted = package.replace("_", "-")
        raise PolicyError([error("screen-engine-missing", place, engine=wanted, extra="screen")]) from None
    con.execute(f"ATTACH ':memory:' AS {database}")
    try:
        with driver.connect(mapping.attach) as reached, reached.cursor() as cursor:
            if not _is_sqlite(mapping):
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            there = dict(_tables_of(reached))
            for name in names:
                if name in there:
                    _copy(con, cursor, name, there[name], f"{database}.{_spelt(name)}", mapping)
    except driver.Error as problem:
        line = str(problem).strip().splitlines()[0]
        raise PolicyError([error("screen-attach-failed", place, problem=line)]) from None


def _is_sqlite(mapping: SourceMap) -> bool:
    return mapping.kind == "sqlite"


def _tables_of(reached: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables of a database by their names, with and without the schema, and the columns of each."""
    found = reached.adbc_get_objects(depth="columns").read_all().to_pylist()
    for catalog in found:
        for schema in catalog["catalog_db_schemas"] or ():
            for table in schema["db_schema_tables"] or ():
                owner, name = schema["db_schema_name"] or "", table["table_name"]
                if owner in _SYSTEM:
                    continue
                columns = tuple(column["column_name"] for column in table["table_columns"] or ())
                yield f"{owner}.{name}", columns
                if owner in ("", "public", "main"):
                    yield name, columns


def _copy(
    con: Any, cursor: Any, name: str, columns: tuple[str, ...], target: str, mapping: SourceMap
) -> None:
    wanted = "*"
    if _is_sqlite(mapping):
        # A column of SQLite may hold values of several types; text can represent all of them.
        wanted = ", ".join(f"CAST({quoted(one)} AS TEXT) AS {quoted(one)}" for one in columns)
    cursor.execute(f"SELECT {wanted} FROM {_spelt(name)}")
    schema = target.rpartition(".")[0]
    if "." in schema:
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    con.register("arriving", cursor.fetch_record_batch())
    con.execute(f"CREATE TABLE {target} AS SELECT * FROM arriving")
    con.unregister("arriving")


def _spelt(name: str) -> str:
    return ".".join(quoted(part) for part in name.split("."))
