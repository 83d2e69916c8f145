"""Rows of a registry that cannot be read: the place, the column and the problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.cases.types import CASE_TYPES
from kb.cases.values import MOST_NAME
from kb.model.fact_types import FACT_TYPES, MONEY
from kb.model.values import FIRST_YEAR, LAST_YEAR, MEASURES
from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import clip, mark_unseen
from kb.screen.cleaning import contradicts, literal
from kb.screen.registries import Registry, TableInput
from kb.screen.tables import CLAIM, KEY, Column

MOST_TOLD = 10_000
"""The greatest number of faults that are listed; all are counted."""


@dataclass(frozen=True)
class Fault:
    """Content of a row that cannot be read, or cannot be true.

    ``kind`` says what is wrong. It is the type of the column for a cell that cannot be read, ``twice`` for a
    key that occurs twice, ``unknown`` for a key that another table lacks, and ``future`` for a day in the
    future. It is ``disagrees`` for a cell that contradicts the cell of the ``other`` column, whose content is
    ``beside``. ``unit`` is the unit of a measured number.
    """

    table: str
    applicant: str
    claim: str
    column: str
    kind: str
    value: str
    unit: str = ""
    other: str = ""
    beside: str = ""

    @property
    def text(self) -> str:
        """The content of the cell, with the content that it contradicts."""
        return f"{self.value}；{self.other}：{self.beside}" if self.other else self.value

    @property
    def finding(self) -> Finding:
        """The fault as a finding."""
        key = " ".join(one for one in (self.applicant, self.claim) if one)
        measured = MEASURES.get(self.unit, ("", "", 1))
        type_ = FACT_TYPES.get(self.kind)
        return error(
            _CODES[self.kind] if self.kind in _CODES else CASE_TYPES[self.kind].unread,
            Place(self.table),
            column=self.column,
            key=clip(key) or "—",
            value=clip(self.value),
            other=self.other,
            beside=self.beside,
            most=f"{type_.most // type_.size(self.unit):,}" if type_ is not None else "",
            longest=MOST_NAME,
            first=FIRST_YEAR,
            last=LAST_YEAR,
            unit_zh=measured[0],
            unit_en=measured[1],
            places=len(str(measured[2])) - 1,
        )


_CODES = {
    "key": "screen-bad-key",
    "twice": "screen-bad-twice",
    "unknown": "screen-bad-unknown",
    "reference": "screen-bad-reference",
    "disagrees": "screen-bad-disagrees",
    "future": "screen-bad-future",
}
"""The code of the finding for each kind of fault beside the types of facts."""


def find_faults(con: Any, registry: Registry, on: date, *, all_read: bool = False) -> tuple[list[Fault], int]:
    """The faults of all tables on a day, up to the greatest number listed, and the count of all.

    Where every row of a claim or grant is known to be readable and free of contradictions (``all_read``),
    only applicants without claims are left to check.
    """
    found: list[Fault] = []
    total = 0
    sources = list(registry.inputs.values())
    if all_read:
        sources = [registry.inputs[registry.tables.applicants.name]]
        found, total = _of_applicants(con, registry)
    else:
        for source in sources:
            (bad,) = con.execute(f"SELECT COUNT(*) FROM {source.relation} WHERE {source.faulty}").fetchone()
            if bad:
                some, count = _of_cells(con, source, MOST_TOLD - len(found))
                found += some
                total += count
            some, count = _of_keys(con, registry, source, MOST_TOLD - len(found))
            found += some
            total += count
        some, count = _of_kinds(con, registry, MOST_TOLD - len(found))
        found, total = found + some, total + count
    for source in sources:
        some, count = _of_answers(con, registry, source, on, MOST_TOLD - len(found))
        found, total = found + some, total + count
    return found, total


def _of_cells(con: Any, source: TableInput, most: int) -> tuple[list[Fault], int]:
    """The cells that cannot be read, and the rows without a key."""
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
    names = mark_unseen(str(applicant or ""))[:MOST_NAME], mark_unseen(str(claim or ""))[:MOST_NAME]
    return Fault(source.table.name, *names, column.name, column.type, text, column.unit)


def _of_applicants(con: Any, registry: Registry) -> tuple[list[Fault], int]:
    source = registry.inputs[registry.tables.applicants.name]
    (bad,) = con.execute(f"SELECT COUNT(*) FROM {source.relation} WHERE {source.faulty}").fetchone()
    return _of_cells(con, source, MOST_TOLD) if bad else ([], 0)


def _of_kinds(con: Any, registry: Registry, most: int) -> tuple[list[Fault], int]:
    """Claims of one applicant that have different kinds and the same name."""
    sources = [registry.inputs[kind] for kind in registry.kinds]
    every = " UNION ALL ".join(
        f"SELECT {one.key} AS a, {one.folded_claim} AS f, MIN({one.columns[CLAIM].value}) AS c, "
        f"{literal(one.table.name)} AS t FROM {one.relation} GROUP BY ALL"
        for one in sources
    )
    query = (
        f"SELECT a, MIN(c) AS c, STRING_AGG(t, '、' ORDER BY t) AS t FROM ({every}) "
        "WHERE a IS NOT NULL AND c IS NOT NULL GROUP BY a, f HAVING COUNT(*) > 1"
    )
    rows = con.execute(
        f"SELECT a, c, t, COUNT(*) OVER () FROM ({query}) AS q LIMIT {max(most, 1)}"
    ).fetchall()
    found = [Fault(t, str(a), str(c), CLAIM, "twice", str(c)) for a, c, t, _ in rows]
    return found, rows[0][3] if rows else 0


def _of_keys(con: Any, registry: Registry, source: TableInput, most: int) -> tuple[list[Fault], int]:
    """Rows with a repeated key, and rows of unknown applicants."""
    applicants = registry.inputs[registry.tables.applicants.name]
    found: list[Fault] = []
    total = 0
    key, claim = source.key, source.columns[CLAIM].value if CLAIM in source.columns else "''"
    rows = f"SELECT {key} AS a, {claim} AS c FROM {source.relation}"
    asked = []
    if source is applicants:
        asked.append(("twice", f"{rows} GROUP BY ALL HAVING COUNT(*) > 1"))
    elif CLAIM in source.columns:
        # All spellings of a name count as the same name.
        folded = f"SELECT {key} AS a, {claim} AS c, {source.folded_claim} AS f FROM {source.relation}"
        twice = f"SELECT a, MIN(c) AS c FROM ({folded}) WHERE c IS NOT NULL GROUP BY a, f HAVING COUNT(*) > 1"
        asked.append(("twice", twice))
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


def _of_answers(
    con: Any, registry: Registry, source: TableInput, on: date, most: int
) -> tuple[list[Fault], int]:
    """Pairs of readable cells that cannot both be true, according to the agreements of the facts."""
    applicants = registry.inputs[registry.tables.applicants.name]
    claim = source.columns[CLAIM].value if CLAIM in source.columns else "''"
    found: list[Fault] = []
    total = 0
    for name, one in source.agreements:
        mine, other = source.columns[name], source.columns.get(one.other)
        relation, second = source.relation, other and other.value
        if other is None and one.other in applicants.columns:
            # The other fact is one of the applicant.
            second = (
                f"(SELECT ANY_VALUE({applicants.columns[one.other].value}) FROM {applicants.relation} AS a"
            )
            second += f" WHERE {applicants.key} = k)"
            relation = f"(SELECT *, {source.key} AS k FROM {source.relation})"
        if second is None:
            continue
        test = contradicts(one, mine.value, str(second), on)
        rows = f"SELECT {source.key} AS a, {claim} AS c, {mine.value} AS v, {second} AS o FROM {relation}"
        bad = f"{rows} WHERE {test}"
        (count,) = con.execute(f"SELECT COUNT(*) FROM {relation} WHERE {test}").fetchone()
        total += count
        if count and len(found) < most:
            column = source.table.column(name)
            assert column is not None
            cells = con.execute(f"{bad} ORDER BY a, c LIMIT {most - len(found)}").fetchall()
            partner = source.table.column(one.other) or applicants.table.column(one.other)
            assert partner is not None
            found += (_disagreeing(source, column, partner, one.relation == "past", row) for row in cells)
    return found, total


def _disagreeing(
    source: TableInput, column: Column, partner: Column, is_future: bool, row: tuple[Any, ...]
) -> Fault:
    applicant, claim = (mark_unseen(str(cell or "")) for cell in row[:2])
    value, beside = _shown(column, row[2]), _shown(partner, row[3])
    if is_future:
        return Fault(source.table.name, applicant, claim, partner.name, "future", beside)
    return Fault(
        *(source.table.name, applicant, claim, column.name, "disagrees", value),
        other=partner.name,
        beside=beside,
    )


def _shown(column: Column, value: Any) -> str:
    if column.type == MONEY:
        return f"{value // 100}.{value % 100:02d}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
