"""Two screenings of one registry compared: who gets more, who gets less, and the difference in cost."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.loading.files import write_file
from kb.screen import duck
from kb.screen.cleaning import literal

CHANGES, FIGURES, OTHER = "changes.parquet", "changes.json", "compared"
"""The files with the changes for applicants and with the totals, and the folder of the other screening within
the result.
"""


@dataclass(frozen=True)
class Difference:
    """The totals of a comparison. Sums are fen, of all claims together, from the certain sum to the greatest.

    ``gain`` and ``lose`` count the applicants whose greatest sum is more or less. For those in ``otherwise``
    only the certain sum changes. A total without an upper bound counts as zero in the sums and as more than
    any other in comparisons. ``unbounded`` and ``other_unbounded`` are the numbers of such totals.
    """

    applicants: int
    gain: int
    lose: int
    otherwise: int
    low: int
    high: int
    other_low: int
    other_high: int
    unbounded: int = 0
    other_unbounded: int = 0


def compare_results(one: Path, other: Path) -> Difference:
    """Write the changes between the result in a folder and another result, and return the totals.

    The totals are written last, so that their file proves that the comparison is complete.
    """
    (one / FIGURES).unlink(missing_ok=True)
    con = duck.connect()
    try:
        found = _compare(con, one, other)
    finally:
        con.close()
    write_file(one / FIGURES, (json.dumps(asdict(found), indent=2) + "\n").encode())
    return found


def _compare(con: Any, one: Path, other: Path) -> Difference:
    files = [literal(str(folder / "totals" / "*.parquet")) for folder in (one, other)]
    before, after = (f"read_parquet({path})" for path in files)
    most = 4 * 10**18
    joined = (
        "SELECT COALESCE(a.applicant, b.applicant) AS applicant, a.low AS low, a.high AS high, "
        "b.low AS other_low, b.high AS other_high, a.best AS best, b.best AS other_best, "
        f"CASE WHEN a.low IS NULL THEN 0 ELSE COALESCE(a.high, {most}) END AS mine, "
        f"CASE WHEN b.low IS NULL THEN 0 ELSE COALESCE(b.high, {most}) END AS theirs "
        f"FROM {before} AS a FULL JOIN {after} AS b ON a.applicant = b.applicant"
    )
    changed = (
        "SELECT applicant, CASE WHEN theirs > mine THEN 'gain' WHEN theirs < mine THEN 'lose' "
        "ELSE 'otherwise' END AS change, low, high, other_low, other_high, best, other_best "
        f"FROM ({joined}) WHERE (low, high) IS DISTINCT FROM (other_low, other_high) ORDER BY applicant"
    )
    partial = one / f"{CHANGES}.partial"
    con.execute(f"COPY ({changed}) TO {literal(str(partial))} (FORMAT parquet, COMPRESSION zstd)")
    os.replace(partial, one / CHANGES)
    counted = dict(
        con.execute(
            f"SELECT change, COUNT(*) FROM read_parquet({literal(str(one / CHANGES))}) GROUP BY change"
        ).fetchall()
    )
    added = ", ".join(
        f"CAST(COALESCE(SUM({name}), 0) AS VARCHAR)" for name in ("low", "high", "other_low", "other_high")
    )
    open_ = f"COUNT(*) FILTER (mine = {most}), COUNT(*) FILTER (theirs = {most})"
    sums = con.execute(f"SELECT COUNT(*), {added}, {open_} FROM ({joined})").fetchone()
    low, high, other_low, other_high, unbounded, other_unbounded = (int(cell) for cell in sums[1:])
    gain, lose, otherwise = (counted.get(name, 0) for name in ("gain", "lose", "otherwise"))
    return Difference(
        *(sums[0], gain, lose, otherwise, low, high, other_low, other_high, unbounded, other_unbounded)
    )
