"""Polars and DuckDB give the same results for a plan."""

from __future__ import annotations

from pathlib import Path

from kb import Policy
from kb.screen import duck
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from tests.kb.screen.tabled import read_outcomes, read_totals
from tests.kb.screen.test_running import DAY


def test_polars_finds_what_duckdb_finds(policy: Policy, tmp_path: Path) -> None:
    write_sample(duck.connect(), policy, tmp_path / "sample", 1500)
    for name in ("project", "carrier"):
        (tmp_path / "sample" / f"{name}.parquet").unlink()
    # Any twelve months: a fold within a fold.
    readings = {"M12a": "c"}
    for engine in ("duckdb", "polars"):
        wanted = Wanted(tmp_path / "sample", tmp_path / engine, DAY, readings, engine=engine)
        screen(policy, "test", wanted)
    assert read_outcomes(tmp_path / "polars") == read_outcomes(tmp_path / "duckdb")
    assert read_totals(tmp_path / "polars") == read_totals(tmp_path / "duckdb")
