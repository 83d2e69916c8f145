"""A generated registry for trying a screening, and empty tables to fill in.

Every value is determined by the number of its row, so that the registry is the same each time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kb.loading.files import write_file
from kb.model.fact_types import FACT_TYPES, MONEY
from kb.model.facts import EXPENDITURE, GRANT, IS, OBJECT, SUPPORT
from kb.model.policy import Policy
from kb.screen.cleaning import literal, quoted
from kb.screen.tables import CLAIM, KEY, LEDGER, REFERENCE, Column, Table, Tables, tables_of

GROUP = "district"
"""The column of the applicants by which the sample can be grouped."""

_BOUNDS = {"at-most": "LEAST", "not-before": "GREATEST"}

_DISTRICTS = ("示例一区", "示例二区", "示例三区", "示例四区", "示例五区")


def write_schema(policy: Policy, out: Path) -> list[Path]:
    """Write an empty table of each kind as CSV, and a ``mapping.toml`` that explains the allowed content."""
    out.mkdir(parents=True, exist_ok=True)
    tables = tables_of(policy)
    written = []
    for table in tables.every:
        path = out / f"{table.name}.csv"
        head = ",".join(column.name for column in table.columns)
        write_file(path, f"\ufeff{head}\n".encode())
        written.append(path)
    path = out / "mapping.toml"
    write_file(path, _mapping(tables).encode())
    return [*written, path]


def _mapping(tables: Tables) -> str:
    lines = [
        "# 这份文件说明登记库里各表各列的叫法、单位和取值；与列名相同的可以不写。",
        "# The names of tables and columns, the units and the words; names equal to ours may be left out.",
        "#",
        '# attach = "dbname=registry host=localhost"   # 由 DuckDB 连接的数据库',
        '# kind = "postgres"                            # 它的种类',
        "",
    ]
    for table in tables.every:
        lines += [
            f"[{_toml(table.name)}]",
            f'# file = "{table.name}.csv"',
            "",
            f"[{_toml(table.name)}.columns]",
        ]
        lines += (_line(column) for column in table.columns)
        lines.append("")
    return "\n".join(lines)


def _line(column: Column) -> str:
    name, fact = _toml(column.name), column.fact
    label = f"  # {fact.name}" if fact is not None else ""
    if column.type == MONEY:
        return f'# {name} = {{ column = "{column.name}", unit = "元" }}{label}'
    if column.is_listed and column.type != REFERENCE:
        words = ", ".join(f'"{word}" = "{one}"' for word, one in column.words.items() if word != one)
        return f'# {name} = {{ column = "{column.name}", values = {{ {words} }} }}{label}'
    return f'# {name} = "{column.name}"{label}'


def _toml(name: str) -> str:
    return f'"{name}"' if ":" in name else name


def write_sample(con: Any, policy: Policy, out: Path, claims: int) -> list[Path]:
    """Write a registry with a number of claims as Parquet: applicants, claims of every paid
    kind, and grants.
    """
    out.mkdir(parents=True, exist_ok=True)
    return _Sample(con, policy, out, claims).write()


class _Sample:
    def __init__(self, con: Any, policy: Policy, out: Path, claims: int) -> None:
        self.con, self.policy, self.out, self.claims = con, policy, out, claims
        self.tables = tables_of(policy)
        self.applicants = max(1, claims * 2 // 3)

    def write(self) -> list[Path]:
        """Write all tables, each completely."""
        paid = [one.per for one in self.policy.supports if one.is_money]
        kinds = list(dict.fromkeys(paid))
        shares = {kind: 1 + paid.count(kind) for kind in kinds}
        written = [self._write(self.tables.applicants, self.applicants, self._applicant)]
        whole, left = sum(shares.values()), self.claims
        for kind in kinds:
            rows = left if kind == kinds[-1] else max(1, self.claims * shares[kind] // whole)
            left = max(1, left - rows)
            written.append(self._write(self.tables.claims[kind], rows, self._claim))
        return [*written, self._write(self.tables.grants, max(1, self.claims // 3), self._grant)]

    def _write(self, table: Table, rows: int, cell: Any) -> Path:
        columns = [f"{cell(table, column)} AS {quoted(column.name)}" for column in table.columns]
        if table is self.tables.applicants:
            columns.append(f"{self._one_of(table, GROUP, _DISTRICTS)} AS {quoted(GROUP)}")
        path = self.out / f"{table.name}.parquet"
        partial = path.with_suffix(".partial")
        self.con.execute(
            f"COPY (SELECT {', '.join(columns)} FROM range({rows}) AS t(n) ORDER BY {quoted(KEY)}) "
            f"TO {literal(str(partial))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
        partial.replace(path)
        return path

    # ---- cells

    def _applicant(self, table: Table, column: Column) -> str:
        if column.name == KEY:
            return "'A' || LPAD(CAST(n AS VARCHAR), 9, '0')"
        if column.name == LEDGER:
            return f"{self._share(table, LEDGER)} >= 30"
        return self._cell(table, column)

    def _claim(self, table: Table, column: Column) -> str:
        if column.name == KEY:
            return self._owner(table)
        if column.name == CLAIM:
            return f"{literal(table.name)} || '-' || CAST(n AS VARCHAR)"
        if column.name.startswith(f"{IS}:"):
            subjects = [one.name for one in table.columns if one.name.startswith(f"{IS}:")]
            drawn = f"CAST({self._draw(table, IS)} % {len(subjects)} AS BIGINT)"
            return f"({drawn} = {subjects.index(column.name)})"
        return self._cell(table, column)

    def _grant(self, table: Table, column: Column) -> str:
        if column.name == KEY:
            return self._owner(table)
        if column.name == SUPPORT:
            given = [one.id for one in self.policy.supports if one.is_money]
            return (
                f"CASE WHEN {self._share(table, 'own')} < 700 THEN {self._one_of(table, SUPPORT, given)} END"
            )
        if column.name == OBJECT:
            # Some grants are for the same thing as a present claim.
            kinds = [one.per for one in self.policy.supports if one.is_money]
            return f"{self._one_of(table, OBJECT, kinds)} || '-' || CAST(n * 3 // 2 AS VARCHAR)"
        return self._cell(table, column)

    def _owner(self, table: Table) -> str:
        number = f"CAST({self._draw(table, KEY)} % {self.applicants} AS BIGINT)"
        return f"'A' || LPAD(CAST({number} AS VARCHAR), 9, '0')"

    def _cell(self, table: Table, column: Column) -> str:
        fact = column.fact
        assert fact is not None
        gap = {"": 50, "none": 900}.get(fact.presumed, 800)
        value = self._agreeing(table, column)
        return f"CASE WHEN {self._share(table, column.name + ' gap')} >= {gap} THEN {value} END"

    def _agreeing(self, table: Table, column: Column) -> str:
        """A value that is consistent with those that it must agree with."""
        value = self._value(table, column)
        for one in column.fact.agrees if column.fact is not None else ():
            other = table.column(one.other)
            if other is not None and other is not column and one.relation in _BOUNDS:
                value = f"{_BOUNDS[one.relation]}({value}, {self._agreeing(table, other)})"
        for asking in table.columns:
            for one in asking.fact.agrees if asking.fact is not None else ():
                if one.other == column.name and one.relation in ("one", "several"):
                    when = f"{self._value(table, asking)} = {literal(one.when)}"
                    right = "1" if one.relation == "one" else f"GREATEST({value}, 2)"
                    value = f"CASE WHEN {when} THEN {right} ELSE {value} END"
        return value

    def _value(self, table: Table, column: Column) -> str:
        share = self._share(table, column.name)
        draw = self._draw(table, column.name)
        match column.sort:
            case "truth":
                return f"({share} < {300 if column.fact is not None and column.fact.presumed else 850})"
            case "number" if column.type == MONEY:
                size = f"CAST({self._draw(table, column.name + ' size')} % 3 AS BIGINT)"
                return (
                    f"(CAST({draw} % 9000 AS DECIMAL(12, 2)) + 1000) * "
                    f"(CASE {size} WHEN 0 THEN 10 WHEN 1 THEN 1000 ELSE 10000 END)"
                )
            case "number" if FACT_TYPES[column.type].counted:
                return f"CAST({draw} % 200 AS DECIMAL(12, 2))"
            case "number":
                return f"1 + CAST({draw} % 4 AS BIGINT)"
            case "day":
                # Days that must agree with another lie before the day of most screenings.
                facts = [one.fact for one in table.columns if one.fact is not None]
                bound = {key for fact in facts for one in fact.agrees for key in (fact.id, one.other)}
                days = f"CAST({draw} % {600 if column.name in bound else 900} AS INTEGER)"
                return f"(DATE '{self.policy.version.first.isoformat()}' + {days})"
            case "word" if column.is_listed:
                return self._one_of(table, column.name, list(dict.fromkeys(column.words.values())))
            case "word":
                few = "" if column.name in (OBJECT, EXPENDITURE) and table.name != GRANT else " % 50"
                return f"{literal(column.name)} || '-' || CAST(n{few} AS VARCHAR)"

    def _draw(self, table: Table, name: str) -> str:
        return f"hash(n, {literal(f'{table.name}.{name}')})"

    def _share(self, table: Table, name: str) -> str:
        return f"CAST({self._draw(table, name)} % 1000 AS BIGINT)"

    def _one_of(self, table: Table, name: str, words: Any) -> str:
        listed = ", ".join(map(literal, words))
        return f"[{listed}][1 + CAST({self._draw(table, name + ' of')} % {len(words)} AS BIGINT)]"
