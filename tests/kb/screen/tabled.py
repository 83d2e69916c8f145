"""Cases as the tables of a registry, so that the results of screening can be compared with ``assess``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from kb import Policy
from kb.cases.case import Case
from kb.model.values import Money
from kb.screen.tables import Table, tables_of


def write_tables(policy: Policy, cases: Iterable[tuple[str, Case]], folder: Path) -> None:
    """Write cases, each under the key of its applicant, as CSV files in a folder."""
    tables = tables_of(policy)
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables.every}
    for key, case in cases:
        own = {"applicant": key, "ledger": case.ledger is not None}
        rows["applicants"].append(own | dict(case.applicant))
        for claim in case.claims or ():
            rows[claim.kind].append({"applicant": key, "claim": claim.id} | _flat(claim.facts))
        rows["grants"] += ({"applicant": key} | dict(grant.facts) for grant in case.ledger or ())
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables.every:
        if rows[table.name] or table.name == "grants":
            _write(table, rows[table.name], folder / f"{table.name}.csv")


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with a column for each possible subject of a claim."""
    found = {key: value for key, value in facts.items() if key != "is"}
    return found | {f"is:{key}": value for key, value in (facts.get("is") or {}).items()}


def _write(table: Table, rows: list[dict[str, Any]], path: Path) -> None:
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_text(row.get(name)) for name in names] for row in rows)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.fen // 100}.{value.fen % 100:02d}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def read_outcomes(out: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The outcomes of a screening by applicant, claim and support."""
    found = duckdb.sql(f"SELECT * FROM read_parquet('{out}/outcomes/*.parquet')")
    names = found.columns
    rows = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return {(row["applicant"], row["claim"], row["support"] or ""): row for row in rows}


def read_totals(out: Path) -> dict[str, tuple[int, int | None, bool, str, set[tuple[str, str]]]]:
    """The totals of a screening by applicant: bounds, whether settled, method, and the chosen claims."""
    rows = duckdb.sql(
        f"SELECT applicant, low, high, settled, found_by, best FROM read_parquet('{out}/totals/*.parquet')"
    ).fetchall()
    return {row[0]: (*row[1:5], {(one["claim"], one["support"]) for one in row[5] or ()}) for row in rows}
