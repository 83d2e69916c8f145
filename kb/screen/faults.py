"""Rows of a registry that cannot be read: where each stands, in which column, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.cases.values import MOST_COUNT, MOST_NAME, MOST_YUAN
from kb.model.values import FIRST_YEAR, LAST_YEAR
from kb.screen.cleaning import literal
from kb.screen.registries import Registry, TableInput
from kb.screen.tables import CLAIM, KEY, Column
from kb.words.errors import Finding, Place, error
from kb.words.names import mark_unseen

MOST_TOLD = 10_000
"""How many faults are listed; all are counted."""

_KINDS = {
    "key": "key",
    "yes-no": "yes-no",
    "choice": "choice",
    "reference": "reference",
    "money": "money",
    "count": "count",
    "date": "date",
    "name": "name",
}


@dataclass(frozen=True)
class Fault:
    """Something in a row that cannot be read: ``kind`` says what was wanted there."""

    table: str
    applicant: str
    claim: str
    column: str
    kind: str
    value: str

    @property
    def finding(self) -> Finding:
        """It as a finding."""
        key = " ".join(one for one in (self.applicant, self.claim) if one)
        return error(
            _CODES[self.kind],
            Place(self.table),
            column=self.column,
            key=key or "—",
            value=self.value,
            most=f"{MOST_YUAN:,}" if self.kind == "money" else MOST_COUNT,
            longest=MOST_NAME,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )


_CODES = {
    "key": "screen-bad-key",
    "twice": "screen-bad-twice",
    "unknown": "screen-bad-unknown",
    "yes-no": "screen-bad-yes-no",
    "choice": "screen-bad-choice",
    "reference": "screen-bad-reference",
    "money": "screen-bad-money",
    "count": "screen-bad-count",
    "date": "screen-bad-date",
    "name": "screen-bad-name",
}
"""The code of the finding for each kind of fault."""


def find_faults(con: Any, registry: Registry, *, applicants_alone: bool = False) -> tuple[list[Fault], int]:
    """The faults of all tables, of very many only the first, and how many there are.

    Of applicants without claims nothing is read otherwise: they are looked at even where all else was read.
    """
    if applicants_alone:
        return _of_applicants(con, registry)
    found: list[Fault] = []
    total = 0
    for source in registry.inputs.values():
        (bad,) = con.execute(f"SELECT COUNT(*) FROM {source.relation} WHERE {source.faulty}").fetchone()
        if bad:
            some, count = _of_cells(con, source, MOST_TOLD - len(found))
            found += some
            total += count
        some, count = _of_keys(con, registry, source, MOST_TOLD - len(found))
        found += some
        total += count
    some, count = _of_kinds(con, registry, MOST_TOLD - len(found))
    return found + some, total + count


def _of_cells(con: Any, source: TableInput, most: int) -> tuple[list[Fault], int]:
    """The cells that cannot be read, and the rows without what names them."""
    found: list[Fault] = []
    total = 0
    key = f"CAST({source.columns[KEY].raw} AS VARCHAR)"
    claim = f"CAST({source.columns[CLAIM].raw} AS VARCHAR)" if CLAIM in source.columns else "''"
    for name, cleaned in source.columns.items():
        column = source.table.column(name)
        assert column is not None
        test = f"{cleaned.value} IS NULL" if column.is_key else cleaned.faulty
        (count,) = con.execute(f"SELECT COUNT(*) FROM {source.relation} WHERE {test}").fetchone()
        total += count
        if count and len(found) < most:
            rows = con.execute(
                f"SELECT {key}, {claim}, CAST({cleaned.raw} AS VARCHAR) FROM {source.relation} "
                f"WHERE {test} LIMIT {most - len(found)}"
            ).fetchall()
            found += (_cell(source, column, *row) for row in rows)
    return found, total


def _cell(source: TableInput, column: Column, applicant: Any, claim: Any, value: Any) -> Fault:
    text = "" if value is None else mark_unseen(str(value))[:MOST_NAME]
    return Fault(
        source.table.name, str(applicant or ""), str(claim or ""), column.name, _KINDS[column.type], text
    )


def _of_applicants(con: Any, registry: Registry) -> tuple[list[Fault], int]:
    source = registry.inputs[registry.tables.applicants.name]
    (bad,) = con.execute(f"SELECT COUNT(*) FROM {source.relation} WHERE {source.faulty}").fetchone()
    return _of_cells(con, source, MOST_TOLD) if bad else ([], 0)


def _of_kinds(con: Any, registry: Registry, most: int) -> tuple[list[Fault], int]:
    """Claims of one applicant that are of several kinds and have one name."""
    sources = [registry.inputs[kind] for kind in registry.kinds]
    every = " UNION ALL ".join(
        f"SELECT DISTINCT {one.key} AS a, {one.columns[CLAIM].value} AS c, {literal(one.table.name)} AS t "
        f"FROM {one.relation}"
        for one in sources
    )
    query = (
        f"SELECT a, c, STRING_AGG(t, '、' ORDER BY t) AS t FROM ({every}) "
        "WHERE a IS NOT NULL AND c IS NOT NULL GROUP BY a, c HAVING COUNT(*) > 1"
    )
    rows = con.execute(
        f"SELECT a, c, t, COUNT(*) OVER () FROM ({query}) AS q LIMIT {max(most, 1)}"
    ).fetchall()
    found = [Fault(t, str(a), str(c), CLAIM, "twice", str(c)) for a, c, t, _ in rows]
    return found, rows[0][3] if rows else 0


def _of_keys(con: Any, registry: Registry, source: TableInput, most: int) -> tuple[list[Fault], int]:
    """Rows whose key another row has, and rows of applicants that there are none of."""
    applicants = registry.inputs[registry.tables.applicants.name]
    found: list[Fault] = []
    total = 0
    key, claim = source.key, source.columns[CLAIM].value if CLAIM in source.columns else "''"
    rows = f"SELECT {key} AS a, {claim} AS c FROM {source.relation}"
    asked = []
    if source is applicants or CLAIM in source.columns:
        asked.append(("twice", f"{rows} GROUP BY ALL HAVING COUNT(*) > 1"))
    if source is not applicants:
        known = f"SELECT {applicants.key} AS a FROM {applicants.relation}"
        asked.append(("unknown", f"SELECT r.a, r.c FROM ({rows}) AS r ANTI JOIN ({known}) AS k USING (a)"))
    for kind, query in asked:
        bad = f"SELECT a, c FROM ({query}) AS q WHERE a IS NOT NULL"
        (count,) = con.execute(f"SELECT COUNT(*) FROM ({bad}) AS b").fetchone()
        total += count
        if count and len(found) < most:
            cells = con.execute(f"{bad} LIMIT {most - len(found)}").fetchall()
            column = KEY if kind == "unknown" or source is applicants else CLAIM
            found += (
                Fault(source.table.name, str(a), str(c), column, kind, str(a if column == KEY else c))
                for a, c in cells
            )
    return found, total
