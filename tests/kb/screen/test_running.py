"""A screening from the first table to the receipt: unreadable rows, interruptions and reports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from kb.screen.shards import Counts
from tests.kb.screen.tabled import read_outcomes

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def sample(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(duck.connect(), policy, folder, 900)
    # One kind of claim is enough, and quick.
    for name in ("project", "carrier", "standard-document"):
        (folder / f"{name}.parquet").unlink()
    return folder


def test_an_interrupted_screening_goes_on_and_ends_the_same(
    policy: Policy, sample: Path, tmp_path: Path
) -> None:
    """Finished shards are not computed again, and the result is that of a single run."""
    whole = screen(policy, "test", Wanted(sample, tmp_path / "whole", DAY))

    def stop(done: int, shards: int, counts: Counts) -> None:
        assert shards > 2
        if done == 2:
            raise KeyboardInterrupt

    wanted = Wanted(sample, tmp_path / "parts", DAY, most=40)
    with pytest.raises(KeyboardInterrupt):
        screen(policy, "test", wanted, stop)
    parts = tmp_path / "parts" / "outcomes"
    finished = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    assert sorted(finished) == ["00001.parquet", "00002.parquet"]
    assert not (tmp_path / "parts" / "receipt.json").exists()
    again = screen(policy, "test", wanted)
    assert {name: (parts / name).stat().st_mtime_ns for name in finished} == finished
    assert read_outcomes(tmp_path / "parts") == read_outcomes(tmp_path / "whole")
    same = ("counts", "statuses", "low", "high", "rules", "registry")
    assert [again.receipt[key] for key in same] == [whole.receipt[key] for key in same]
    assert not list((tmp_path / "parts").glob("*.partial"))


def test_the_lines_of_a_shard_are_exact(policy: Policy, sample: Path, tmp_path: Path) -> None:
    """The sums of a large registry exceed what a binary fraction of 64 bits can represent exactly."""
    types: dict[str, str] = {}

    def look(*_: object) -> None:
        lines = duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path}/out/.lines/*.parquet')")
        types.update(zip(lines.columns, map(str, lines.types), strict=True))

    screen(policy, "test", Wanted(sample, tmp_path / "out", DAY), look)
    assert [types[name] for name in ("claims", "low", "high")] == ["BIGINT", "DECIMAL(38,0)", "DECIMAL(38,0)"]


def test_a_result_is_never_mixed_with_another(policy: Policy, sample: Path, tmp_path: Path) -> None:
    wanted = Wanted(sample, tmp_path / "out", DAY)
    screen(policy, "test", wanted)
    before = (tmp_path / "out" / "receipt.json").read_bytes()
    for other in (wanted, replace(wanted, on=date(2026, 3, 3))):
        with pytest.raises(PolicyError) as raised:
            screen(policy, "test", other)
        assert [finding.code for finding in raised.value.findings] == ["screen-out-taken"]
    assert (tmp_path / "out" / "receipt.json").read_bytes() == before


def test_a_database_is_read_as_well_as_files(policy: Policy, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "registry.duckdb"
    con = duckdb.connect(str(path))
    for file in sample.glob("*.parquet"):
        con.execute(f"CREATE TABLE \"{file.stem}\" AS SELECT * FROM read_parquet('{file}')")
    con.close()
    screen(policy, "test", Wanted(path, tmp_path / "database", DAY))
    screen(policy, "test", Wanted(sample, tmp_path / "files", DAY))
    assert read_outcomes(tmp_path / "database") == read_outcomes(tmp_path / "files")
    assert json.loads((tmp_path / "database" / "receipt.json").read_bytes())["tables"]
