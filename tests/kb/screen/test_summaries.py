"""The totals of a registry: lines added up over the shards, the table for offices, and the figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.screen.summaries import Line, read_summary, summarise

LINES = """
('w', 'v', 'para_1', 'para_1__sup_1', 'fengche', '东', 'eligible', 2, 1, 100, 250, 0),
('w', 'v', 'para_1', 'para_1__sup_1', 'fengche', '东', 'eligible', 1, 1, 5, 5, 0),
('w', 'v', 'para_2', 'para_2__sup_1', 'fengche', NULL, 'undetermined', 3, 2, 0, 0, 3),
('w', 'v', '', '', '', '东', 'invalid', 4, 4, NULL, NULL, 0)
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the lines of two shards, and the totals of three applicants."""
    names = (
        'work, version, measure, support, agency, "group", status, claims, applicants, low, high, unbounded'
    )
    for folder in ("parts", "totals"):
        (tmp_path / folder).mkdir()
    first, second, *rest = (line.rstrip(",") for line in LINES.strip().splitlines())
    for n, rows in enumerate(([first], [second, *rest])):
        values = f"SELECT * FROM (VALUES {', '.join(rows)}) AS t({names})"
        duckdb.sql(f"COPY ({values}) TO '{tmp_path}/parts/{n}.parquet' (FORMAT parquet)")
    totals = "SELECT * FROM (VALUES (100, 250), (5, NULL), (NULL, NULL)) AS t(low, high)"
    duckdb.sql(f"COPY ({totals}) TO '{tmp_path}/totals/0.parquet' (FORMAT parquet)")
    return tmp_path


def test_equal_lines_of_the_shards_are_added_up(toy: Policy, out: Path) -> None:
    con = duckdb.connect()
    figures = summarise(con, out, out / "parts", toy)
    assert read_summary(con, out) == [
        Line("w", "v", "", "", "", "东", "invalid", 4, 4, 0, 0, 0),
        Line("w", "v", "para_1", "para_1__sup_1", "fengche", "东", "eligible", 3, 2, 105, 255, 0),
        Line("w", "v", "para_2", "para_2__sup_1", "fengche", "", "undetermined", 3, 2, 0, 0, 3),
    ]
    assert figures == {
        "statuses": {"invalid": 4, "eligible": 3, "undetermined": 3},
        "together": {"low": 105, "high": 250, "unbounded": 1},
        "low": 105,
        "high": 255,
        "unbounded": 3,
    }


def test_the_table_for_offices_has_names_and_yuan(toy: Policy, out: Path) -> None:
    summarise(duckdb.connect(), out, out / "parts", toy)
    text = (out / "summary.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffwork,version,measure,support,name,agency,group,status,")
    lines = text.splitlines()
    assert lines[0].endswith("claims,applicants,low-yuan,high-yuan,unbounded")
    assert lines[2] == "w,v,para_1,para_1__sup_1,风车资助,玩具城风车局,东,eligible,3,2,1.05,2.55,0"
    assert not list(out.glob("*.partial"))
