"""One applicant of a registry as a case, so that every row of a screening can be explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.model.facts import IS
from kb.model.words.errors import Place, PolicyError, error
from kb.screen.cleaning import literal
from kb.screen.registries import Registry, TableInput
from kb.screen.tables import CLAIM, KEY, LEDGER, Column


def case_of(con: Any, registry: Registry, applicant: str, on: date) -> Case:
    """The case of an applicant, with all claims and earlier grants.

    Raises :class:`PolicyError` where the registry has no such applicant, or one of its rows cannot be read.
    """
    where = f"CAST({{key}} AS VARCHAR) = {literal(applicant)}"
    found = list(cases_where(con, registry, where, on))
    if len(found) != 1:
        raise PolicyError([error("screen-no-applicant", Place(str(registry.folder)), key=applicant)])
    return found[0][1]


def cases_where(con: Any, registry: Registry, where: str, on: date) -> Iterator[tuple[Any, Case]]:
    """The cases of the applicants that satisfy a condition on ``{key}``, each with its key.

    The condition may also use ``{raw}``, the key as stored in the source.

    Raises :class:`PolicyError` where one of their rows cannot be read.
    """
    tables = registry.tables
    applicants = registry.inputs[tables.applicants.name].as_written
    own = _rows(con, applicants, where)
    claims: dict[Any, list[Claim]] = defaultdict(list)
    for kind in registry.kinds:
        source = registry.inputs[kind].as_written
        for row in _rows(con, source, where):
            claims[row[KEY]].append(Claim(str(row[CLAIM]), kind, _facts(row, source)))
    grants: dict[Any, list[Grant]] = defaultdict(list)
    if registry.has_grants:
        source = registry.inputs[tables.grants.name].as_written
        for row in _rows(con, source, where):
            grants[row[KEY]].append(Grant(_facts(row, source)))
    for row in own:
        key, ledger = row[KEY], None
        is_told = row[LEDGER] is True if LEDGER in applicants.columns else True
        if registry.has_grants and is_told:
            ledger = tuple(grants[key])
        yield key, Case(on, _facts(row, applicants), tuple(claims[key]), ledger)


def _rows(con: Any, source: TableInput, where: str) -> list[dict[str, Any]]:
    """Some rows of a table, as they are stored."""
    found = con.execute(source.readable(where.format(key=source.key, raw=source.raw_key)))
    names = [one[0] for one in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if bad := next((row for row in rows if row["faulty"]), None):
        raise PolicyError([error("screen-row-invalid", Place(source.table.name), key=bad[KEY])])
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
    found: FactValue = value
    return column.fact.made(int(value)) if column.fact is not None and column.sort == "number" else found
