"""The places of a registry's tables and the meaning of its words: ``mapping.toml``, or files by their names.

A mapping names the source of each table and, for each column, the source column, the unit of sums and the
meaning of the words. What it leaves out is looked up under the name that the table or column has here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.model.words.errors import Place, PolicyError, error
from kb.model.words.names import say_nearest
from kb.screen.tables import Table, Tables

UNITS = {"分": 1, "元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
"""The units that sums may have, each in fen."""

NAME = "mapping.toml"
"""The file in the folder of a registry that explains its tables and words."""


@dataclass(frozen=True)
class Source:
    """The source of a column: the source column, the fen in one unit, and the meaning of its words."""

    column: str
    fen: int = 100
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableSource:
    """The source of a table: a file, or the name of a table in the attached database; and its columns."""

    file: str = ""
    table: str = ""
    columns: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceMap:
    """The mapping of a registry.

    ``attach`` is the database that the engine attaches under the name ``source``, and ``kind`` is its kind.
    Both are empty where files are read.
    """

    attach: str = ""
    kind: str = ""
    tables: Mapping[str, TableSource] = field(default_factory=dict)


def read_mapping(path: Path, tables: Tables) -> SourceMap:
    """The mapping in a file; an empty one where there is no file.

    Raises :class:`PolicyError` with every entry that names no table, column, unit or value.
    """
    if not path.exists():
        return SourceMap()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise PolicyError([error("screen-mapping-broken", Place(str(path)), problem=problem)]) from None
    return _Reading(path, tables).read(data)


class _Reading:
    def __init__(self, path: Path, tables: Tables) -> None:
        self.path, self.tables = path, tables
        self.findings: list[Any] = []

    def read(self, data: Mapping[str, Any]) -> SourceMap:
        """Read the whole file."""
        known = {table.name: table for table in self.tables.every}
        found = {}
        for name, value in data.items():
            if name in ("attach", "kind"):
                continue
            if name not in known or not isinstance(value, dict):
                self._add(name, [*known, "attach", "kind"])
            else:
                found[name] = self._table(known[name], value)
        if self.findings:
            raise PolicyError(self.findings)
        return SourceMap(str(data.get("attach", "")), str(data.get("kind", "")), found)

    def _table(self, table: Table, data: Mapping[str, Any]) -> TableSource:
        columns = {}
        known = [one.name for one in table.columns]
        for key in data.keys() - {"file", "table", "columns"}:
            self._add(f"{table.name}.{key}", ["file", "table", "columns"])
        for name, value in data.get("columns", {}).items():
            column = table.column(name)
            if column is None:
                self._add(f"{table.name}.columns.{name}", known)
                continue
            one: dict[str, Any] = {"column": value} if isinstance(value, str) else dict(value)
            unit = one.get("unit", "元")
            if unit not in UNITS:
                self._add(f"{table.name}.columns.{name}.unit = {unit}", list(UNITS))
                continue
            words = {str(key): str(word) for key, word in one.get("values", {}).items()}
            allowed = set(column.words.values()) or {"yes", "no"}
            for word in words.values():
                if word not in allowed and (column.is_listed or column.sort == "truth"):
                    self._add(f"{table.name}.columns.{name}.values: {word}", sorted(allowed))
            columns[name] = Source(str(one.get("column", name)), UNITS[unit], words)
        return TableSource(str(data.get("file", "")), str(data.get("table", "")), columns)

    def _add(self, name: str, known: list[str]) -> None:
        nearest = say_nearest(name.split(".")[-1], known, 4, likeness=40, or_all=True)
        self.findings.append(error("screen-mapping-unknown", Place(str(self.path)), name=name, known=nearest))
