"""One applicant of a registry as a case, so that every row of a screening can be explained."""

from __future__ import annotations

from datetime import date
from typing import Any

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.model.facts import IS
from kb.model.values import Money
from kb.screen.cleaning import literal
from kb.screen.registries import Registry, TableInput
from kb.screen.tables import CLAIM, KEY, LEDGER, Column
from kb.words.errors import Place, PolicyError, error


def case_of(con: Any, registry: Registry, applicant: str, on: date) -> Case:
    """The case of an applicant, with all its claims and earlier grants.

    ``registry`` is opened with names as they are written. Raises :class:`PolicyError` where the registry has
    no such applicant, or a row of it cannot be read.
    """
    tables = registry.tables
    own = _rows(con, registry.inputs[tables.applicants.name], applicant)
    if len(own) != 1:
        place = Place(str(registry.folder))
        raise PolicyError([error("screen-no-applicant", place, key=applicant)])
    claims = tuple(
        Claim(str(row[CLAIM]), kind, _facts(row, registry.inputs[kind]))
        for kind in registry.kinds
        for row in _rows(con, registry.inputs[kind], applicant)
    )
    ledger: tuple[Grant, ...] | None = None
    if registry.has_grants and own[0].get(LEDGER, True):
        source = registry.inputs[tables.grants.name]
        ledger = tuple(Grant(_facts(row, source)) for row in _rows(con, source, applicant))
    return Case(on, _facts(own[0], registry.inputs[tables.applicants.name]), claims, ledger)


def _rows(con: Any, source: TableInput, applicant: str) -> list[dict[str, Any]]:
    """The rows of an applicant in a table, as they lie there."""
    columns = ", ".join(source.one(name) for name in source.columns)
    key = f"CAST({source.key} AS VARCHAR) = {literal(applicant)}"
    query = f"SELECT {columns}, {source.faulty} AS faulty FROM {source.relation} WHERE {key}"
    found = con.execute(query)
    names = [one[0] for one in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if any(row["faulty"] for row in rows):
        place = Place(f"{source.table.name}")
        raise PolicyError([error("screen-row-invalid", place, key=applicant)])
    return rows


def _facts(row: dict[str, Any], source: TableInput) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    subjects: dict[str, bool] = {}
    for column in source.table.columns:
        value = row.get(column.name)
        if value is None or column.name in (KEY, CLAIM, LEDGER):
            continue
        if column.name.startswith(f"{IS}:"):
            subjects[column.name.removeprefix(f"{IS}:")] = value
        else:
            found[column.name] = _value(column, value)
    return found | ({IS: subjects} if subjects else {})


def _value(column: Column, value: Any) -> FactValue:
    if column.type == "money":
        return Money(int(value))
    found: FactValue = value
    return found
