"""A registry as the engine sees it: its tables, the columns that are read, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kb.model.facts import Agreement
from kb.model.words.errors import Finding, Place, PolicyError, error, warning
from kb.model.words.names import say_nearest
from kb.screen.cleaning import (
    PLAIN_NAME,
    Cleaned,
    clean,
    contradicts,
    is_whole_number,
    literal,
    not_bare,
    not_canonical,
    not_plain,
    quoted,
)
from kb.screen.mapping import NAME, Source, SourceMap, TableSource, read_mapping
from kb.screen.snapshots import DRIVERS, copy_tables
from kb.screen.tables import CLAIM, KEY, Table, Tables

ATTACHED = "source"
"""The name under which a database is attached."""

_FILES = ("parquet", "csv", "csv.gz", "tsv")
"""The kinds of files that a table may be, in order of preference."""


@dataclass(frozen=True)
class TableInput:
    """A table of a registry: the relation it is read from, and its columns by their names here.

    ``others`` are columns of the source that state no fact and by which outcomes may be grouped. ``plain``
    are the columns whose names are compared as written, without folding their spellings. ``texts`` are the
    columns that the source stores as text.
    """

    table: Table
    relation: str
    columns: Mapping[str, Cleaned]
    others: tuple[str, ...]
    key_is_number: bool
    plain: Mapping[str, Cleaned]
    texts: frozenset[str]

    @property
    def as_written(self) -> TableInput:
        """The same table with all names as written."""
        return replace(self, columns={**self.plain, KEY: self.columns[KEY]})

    @property
    def raw_key(self) -> str:
        """The key of the applicant as stored in the source."""
        return self.columns[KEY].source

    @property
    def key(self) -> str:
        """The key of the applicant, in the type that is common to all tables."""
        return self.columns[KEY].value

    @property
    def folded_claim(self) -> str:
        """The name of a claim in its folded form."""
        return self.columns[CLAIM].folded

    @property
    def faulty(self) -> str:
        """Whether a row has unreadable content, or lacks its key."""
        return self._faulty({name: one.value for name, one in self.columns.items()})

    def _faulty(self, values: Mapping[str, str]) -> str:
        keys = [one.name for one in self.table.columns if one.is_key]
        tests = [
            one.is_faulty(values[name])
            for name, one in self.columns.items()
            if name not in keys and not one.sound
        ]
        tests += [f"{values[name]} IS NULL" for name in keys]
        return f"({' OR '.join(tests)})"

    @property
    def agreements(self) -> Iterator[tuple[str, Agreement]]:
        """The agreements of the columns of the table, each with the name of its column."""
        for column in self.table.columns:
            if column.fact is not None and column.name in self.columns:
                yield from ((column.name, one) for one in column.fact.agrees)

    def read(self, names: Iterable[str], where: str, on: date, **more: str) -> str:
        """A query of some columns, and whether each row is ``bad``, for the rows that satisfy a condition.

        A row is bad if one of its cells cannot be read, or two of them cannot both be true on the day.
        ``more`` are other columns, by their names in the query. Each cell is read once.
        """
        values = self._values
        outer = [f"{values.get(name, 'NULL')} AS {quoted(name)}" for name in names]
        outer += [f"{quoted(f'·{name}')} AS {quoted(name)}" for name in more]
        untrue = [
            f"COALESCE({contradicts(one, values[name], values[one.other], on)}, FALSE)"
            for name, one in self.agreements
            if one.other in values
        ]
        bad = " OR ".join((self._faulty(values), *untrue))
        return f"SELECT {', '.join(outer)}, {bad} AS bad FROM ({self._cells(where, more)})"

    def readable(self, where: str) -> str:
        """A query of all columns, and whether a row is ``faulty``, for the rows that satisfy a condition."""
        outer = [f"{value} AS {quoted(name)}" for name, value in self._values.items()]
        faulty = self._faulty(self._values)
        return f"SELECT {', '.join(outer)}, {faulty} AS faulty FROM ({self._cells(where, {})})"

    @property
    def _values(self) -> dict[str, str]:
        """The names of the columns within a query, none of which equals that of a source column, since the
        test of a cell refers to those.
        """
        return {name: quoted(f"·{n}") for n, name in enumerate(self.columns)}

    def _cells(self, where: str, more: Mapping[str, str]) -> str:
        values = self._values
        inner = list(dict.fromkeys(one.source for one in self.columns.values() if not one.sound))
        inner += [f"{one.value} AS {values[name]}" for name, one in self.columns.items()]
        inner += [f"{expression} AS {quoted(f'·{name}')}" for name, expression in more.items()]
        return f"SELECT {', '.join(inner)} FROM {self.relation} WHERE {where}"


@dataclass
class Registry:
    """The existing tables of a registry, by name; ``findings`` report what was ignored."""

    folder: Path
    mapping: SourceMap
    tables: Tables
    inputs: dict[str, TableInput] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_grants(self) -> bool:
        """Whether there is a table of earlier grants, which makes them known."""
        return self.tables.grants.name in self.inputs

    @property
    def keys_are_numbers(self) -> bool:
        """Whether the keys of applicants are whole numbers in every table."""
        return all(one.key_is_number for one in self.inputs.values())

    def fingerprints(self, con: Any) -> dict[str, str]:
        """A fingerprint of each table of a database: its number of rows, and a sum over all of them."""
        if not self.mapping.attach:
            return {}
        found = {}
        for name, one in self.inputs.items():
            query = f"SELECT COUNT(*), COALESCE(SUM(CAST(hash(t) AS HUGEINT)), 0) FROM {one.relation} AS t"
            rows, total = con.execute(query).fetchone()
            found[f"{self.mapping.kind}:{name}"] = f"{rows}:{total:x}"
        return found

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of claims for which there is a table."""
        return tuple(kind for kind in self.tables.claims if kind in self.inputs)


def open_registry(con: Any, path: Path, tables: Tables, *, mapping: Path | None = None) -> Registry:
    """The registry in a folder or a database file, as a connection of DuckDB sees it.

    Raises :class:`PolicyError` where the place does not exist, there is no table of applicants or claims, or
    a table lacks its key column.
    """
    place = Place(str(path))
    if not path.exists():
        raise PolicyError([error("screen-no-registry", place)])
    found = Registry(path, read_mapping(mapping or path / NAME, tables), tables)
    if found.mapping.kind in DRIVERS:
        names = [found.mapping.tables.get(one.name, TableSource()).table or one.name for one in tables.every]
        copy_tables(con, found.mapping, names, ATTACHED, place)
    elif found.mapping.attach:
        _attach(con, found.mapping, place)
    elif path.is_file():
        con.execute(f"ATTACH {literal(str(path))} AS {ATTACHED} (READ_ONLY)")
    problems: list[Finding] = []
    for table in tables.every:
        relation = _relation(con, found, table)
        if relation is not None:
            _add(con, found, table, relation, problems)
    missing = [] if tables.applicants.name in found.inputs else [tables.applicants.name]
    if not found.kinds:
        missing.append("、".join(tables.claims))
    problems += [error("screen-table-missing", place, table=name) for name in missing]
    if problems:
        raise PolicyError(problems)
    if found.keys_are_numbers:
        for name, one in found.inputs.items():
            columns = {**one.columns, KEY: one.columns[KEY].as_number()}
            found.inputs[name] = replace(one, columns=columns)
    return found


def _attach(con: Any, mapping: SourceMap, place: Place) -> None:
    kind = f"TYPE {mapping.kind}, " if mapping.kind else ""
    try:
        con.execute(f"ATTACH {literal(mapping.attach)} AS {ATTACHED} ({kind}READ_ONLY)")
    except Exception as problem:
        raise PolicyError([error("screen-attach-failed", place, problem=_first_line(problem))]) from None


def _relation(con: Any, registry: Registry, table: Table) -> str | None:
    """The relation from which a table is read; empty where the registry has no such table."""
    source = registry.mapping.tables.get(table.name, TableSource())
    if source.table:
        name = ".".join(quoted(part) for part in source.table.split("."))
        return name if source.table.startswith(f"{ATTACHED}.") else f"{ATTACHED}.{name}"
    if source.file:
        return _file(registry.folder / source.file)
    if registry.folder.is_file() or registry.mapping.attach:
        query = (
            f"SELECT table_name FROM duckdb_tables() WHERE database_name = '{ATTACHED}' "
            f"UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = '{ATTACHED}'"
        )
        names = {row[0] for row in con.execute(query).fetchall()}
        return f"{ATTACHED}.{quoted(table.name)}" if table.name in names else None
    for ending in _FILES:
        path = registry.folder / f"{table.name}.{ending}"
        if path.exists():
            return _file(path)
    return None


def _file(path: Path) -> str:
    named = str(path / "*.parquet") if path.is_dir() else str(path)
    if named.endswith(".parquet"):
        return f"read_parquet({literal(named)})"
    return f"read_csv({literal(named)}, header = true, all_varchar = true)"


def _add(con: Any, registry: Registry, table: Table, relation: str, problems: list[Finding]) -> None:
    place = Place(f"{registry.folder.name}/{table.name}")
    try:
        rows = con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except Exception as problem:
        problems.append(error("screen-table-unreadable", place, problem=_first_line(problem)))
        return
    types = {row[0]: str(row[1]) for row in rows}
    mapped = registry.mapping.tables.get(table.name, TableSource()).columns
    columns, plain, used = {}, {}, set()
    for column in table.columns:
        source = mapped.get(column.name, Source(column.name))
        if source.column in types:
            columns[column.name] = clean(column, source, types[source.column])
            plain[column.name] = clean(column, source, types[source.column], folded=False)
            used.add(source.column)
        elif column.name in mapped or (column.is_key and column.name in (KEY, CLAIM)):
            near = say_nearest(source.column, types, 4, likeness=40, or_all=True)
            problems.append(error("screen-column-missing", place, name=source.column, known=near))
    others = tuple(name for name in types if name not in used)
    if table.name != registry.tables.applicants.name:
        for name in others:
            near = say_nearest(name, [one.name for one in table.columns], 3)
            registry.findings.append(warning("screen-column-unknown", place, name=name, nearest=near))
    key = mapped.get(KEY, Source(KEY)).column
    is_number = is_whole_number(types.get(key, ""))
    texts = frozenset(
        name for name in columns if types[mapped.get(name, Source(name)).column].upper() == "VARCHAR"
    )
    registry.inputs[table.name] = TableInput(table, relation, columns, others, is_number, plain, texts)


def learn_names(con: Any, registry: Registry) -> None:
    """Examine all names and keys once. Where they are plain, the queries need not examine every row."""
    for table, one in registry.inputs.items():
        texts = [column for column in one.table.columns if column.name in one.texts]
        keys = [column.name for column in texts if column.name == KEY]
        names = [column.name for column in texts if column.type == "name" or column.name == CLAIM]
        tests = {name: not_bare(one.columns[name].source) for name in keys}
        tests |= {name: not_canonical(one.columns[name].source) for name in names}
        other = _count(con, one, tests)
        again = {name: not_plain(one.columns[name].source) for name in names if other[name]}
        odd = _count(con, one, again)
        columns, plain = dict(one.columns), dict(one.plain)
        for name in (*keys, *names):
            if not (odd[name] if name in odd else name in keys and other[name]):
                is_key = name in (KEY, CLAIM)
                columns[name] = one.columns[name].as_names(canonical=not other[name], folded=not is_key)
                plain[name] = one.columns[name].as_names(canonical=not other[name], folded=False)
        registry.inputs[table] = replace(one, columns=columns, plain=plain)


def _count(con: Any, source: TableInput, tests: Mapping[str, str]) -> dict[str, int]:
    if not tests:
        return {}
    found = con.execute(f"SELECT {', '.join(tests.values())} FROM {source.relation}").fetchone()
    return dict(zip(tests, found, strict=True))


def spelling_queries(registry: Registry) -> Iterator[str]:
    """Queries for the names of a registry that only Python can fold, each with one column."""
    for one in registry.inputs.values():
        for column in one.table.columns:
            found = one.columns.get(column.name)
            if found is not None and not found.sound and (column.type == "name" or column.name == CLAIM):
                text = found.raw
                plain = f"regexp_full_match({text}, '{PLAIN_NAME}')"
                yield f"SELECT DISTINCT {text} FROM {one.relation} WHERE {text} IS NOT NULL AND NOT ({plain})"


def _first_line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0]
