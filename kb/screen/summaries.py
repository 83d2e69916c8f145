"""The totals of a registry: by measure, support, agency, group of applicants and status."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.loading.files import write_file
from kb.model.policy import Policy
from kb.screen.cleaning import literal

_QUERY = """
SELECT "work", "version", measure, support, agency, "group", "status",
  CAST(SUM(claims) AS BIGINT) AS claims, CAST(SUM(applicants) AS BIGINT) AS applicants,
  CAST(SUM(low) AS DECIMAL(38, 0)) AS low, CAST(SUM(high) AS DECIMAL(38, 0)) AS high,
  CAST(SUM(unbounded) AS BIGINT) AS unbounded
FROM {source}
GROUP BY ALL
ORDER BY "work", "version", measure, support, "group", "status"
"""


_HEAD = (
    *("work", "version", "measure", "support", "name", "agency", "group", "status"),
    *("claims", "applicants", "low-yuan", "high-yuan", "unbounded"),
)


@dataclass(frozen=True)
class Line:
    """One line of a summary. Sums are fen: ``low`` is certain to be due, ``high`` is the greatest sum, and
    ``unbounded`` is the number of claims without a known upper bound.
    """

    work: str
    version: str
    measure: str
    support: str
    agency: str
    group: str
    status: str
    claims: int
    applicants: int
    low: int
    high: int
    unbounded: int


def summarise(con: Any, out: Path, parts: Path, policy: Policy) -> dict[str, Any]:
    """Write the summary of the shards from their lines in the files ``parts``, and return the figures for the
    receipt.
    """
    source = f"read_parquet({literal(str(parts / '*.parquet'))})"
    query = _QUERY.format(source=source)
    partial = out / "summary.parquet.partial"
    con.execute(f"COPY ({query}) TO {literal(str(partial))} (FORMAT parquet, COMPRESSION zstd)")
    os.replace(partial, out / "summary.parquet")
    lines = read_summary(con, out)
    write_file(out / "summary.csv", _as_csv(lines, policy).encode())
    statuses: dict[str, int] = {}
    for line in lines:
        statuses[line.status] = statuses.get(line.status, 0) + line.claims
    (low, high, unbounded) = con.execute(
        "SELECT CAST(COALESCE(SUM(low), 0) AS VARCHAR), CAST(COALESCE(SUM(high), 0) AS VARCHAR), "
        "COUNT(*) FILTER (low IS NOT NULL AND high IS NULL) "
        f"FROM read_parquet({literal(str(out / 'totals' / '*.parquet'))})"
    ).fetchone()
    return {
        "statuses": statuses,
        "together": {"low": int(low), "high": int(high), "unbounded": unbounded},
        "low": sum(line.low for line in lines),
        "high": sum(line.high for line in lines),
        "unbounded": sum(line.unbounded for line in lines),
    }


def read_summary(con: Any, out: Path) -> list[Line]:
    """The lines of the summary in a folder."""
    source = f"read_parquet({literal(str(out / 'summary.parquet'))})"
    found = []
    for row in con.execute(f"SELECT * FROM {source}").fetchall():
        cells: list[Any] = [(cell or "") if n < 7 else int(cell or 0) for n, cell in enumerate(row)]
        found.append(Line(*cells))
    return found


def _as_csv(lines: list[Line], policy: Policy) -> str:
    """The summary with the names of supports and agencies, in yuan, for office programs."""
    agencies = {agency.id: agency.name for agency in policy.agencies}
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_HEAD)
    for line in lines:
        name = policy.support_name(policy.support(line.support), "zh") if line.support else ""
        which = (line.work, line.version, line.measure, line.support, name, agencies.get(line.agency, ""))
        sums = (line.claims, line.applicants, _yuan(line.low), _yuan(line.high), line.unbounded)
        writer.writerow((*which, line.group, line.status, *sums))
    return "\ufeff" + file.getvalue()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
