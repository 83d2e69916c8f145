"""Two screenings of one registry compared applicant by applicant."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import duckdb

from kb import Policy
from kb.cases.case import Case, Claim
from kb.model.values import Money
from kb.screen.comparison import CHANGES, FIGURES, OTHER, Difference, compare_results
from kb.screen.running import Wanted, screen
from tests.kb.screen.tabled import write_tables
from tests.kb.screen.test_running import DAY


def test_two_readings_are_compared_applicant_by_applicant(policy: Policy, tmp_path: Path) -> None:
    """A certificate from before the measures came into force is barred by one reading and not by another.

    Each certificate cost 12 万元, of which at most 10 万元 is given.
    """
    facts = {"certificate-cost": Money(12_000_000), "selected": True, "is": {"footprint-certificate": True}}
    days = {"早": date(2024, 5, 1), "晚": date(2025, 5, 1)}
    cases = [
        (
            key,
            Case(
                DAY,
                {"applicant-kind": "enterprise"},
                (Claim("证书", "certificate", {**facts, "achieved-on": day}),),
                (),
            ),
        )
        for key, day in days.items()
    ]
    write_tables(policy, cases, tmp_path / "registry")
    wanted = Wanted(tmp_path / "registry", tmp_path / "out", DAY, {"G9": "a"})
    screen(policy, "test", wanted)
    screen(policy, "test", replace(wanted, out=tmp_path / "out" / OTHER, readings={"G9": "b"}))
    given = 10_000_000
    wanted_difference = Difference(2, 1, 0, 0, given, given, 2 * given, 2 * given)
    assert compare_results(tmp_path / "out", tmp_path / "out" / OTHER) == wanted_difference
    rows = duckdb.sql(f"SELECT * EXCLUDE (best, other_best) FROM '{tmp_path}/out/{CHANGES}'").fetchall()
    assert rows == [("早", "gain", 0, 0, given, given)]


def test_who_gets_more_less_or_the_same_greatest_sum(tmp_path: Path) -> None:
    """An applicant without an upper bound counts as more than any other, and one that is absent as less."""
    totals = {
        "one": "('同',5,5),('多',5,5),('少',5,9),('别',1,9),('无',0,NULL),('走',3,3)",
        "other": "('同',5,5),('多',5,6),('少',5,8),('别',2,9),('无',0,7),('来',2,4)",
    }
    for name, rows in totals.items():
        (tmp_path / name / "totals").mkdir(parents=True)
        duckdb.sql(
            f"COPY (SELECT *, [] AS best FROM (VALUES {rows}) AS t(applicant, low, high)) "
            f"TO '{tmp_path / name / 'totals' / '1.parquet'}' (FORMAT parquet)"
        )
    found = compare_results(tmp_path / "one", tmp_path / "other")
    assert found == Difference(
        applicants=7,
        gain=2,
        lose=3,
        otherwise=1,
        low=19,
        high=31,
        other_low=19,
        other_high=39,
        unbounded=1,
        other_unbounded=0,
    )
    assert json.loads((tmp_path / "one" / FIGURES).read_bytes()) == asdict(found)
    changes = duckdb.sql(f"SELECT applicant, change FROM '{tmp_path / 'one' / CHANGES}'").fetchall()
    assert dict(changes) == {
        "多": "gain",
        "来": "gain",
        "少": "lose",
        "无": "lose",
        "走": "lose",
        "别": "otherwise",
    }
