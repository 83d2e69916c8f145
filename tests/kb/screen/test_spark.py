"""Spark and DuckDB give the same results for a plan, and a missing requirement of Spark is reported."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from tests.kb.screen.tabled import read_outcomes, read_totals
from tests.kb.screen.test_running import DAY

HAS_JAVA = bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
needs_spark = pytest.mark.skipif(
    not (find_spec("pyspark") and HAS_JAVA and os.environ.get("TIAOWEN_THOROUGH")),
    reason="Spark takes a minute: make test-thorough runs it where tiaowen[spark] and Java 17 are installed",
)


@pytest.fixture
def sample(policy: Policy, tmp_path: Path) -> Path:
    """A registry of certificates alone, which have a yearly quota, since Spark plans each query slowly."""
    write_sample(duck.connect(), policy, tmp_path / "sample", 1500)
    for name in ("project", "carrier", "standard-document"):
        (tmp_path / "sample" / f"{name}.parquet").unlink()
    return tmp_path / "sample"


@needs_spark
def test_spark_finds_what_duckdb_finds(
    policy: Policy, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing here runs long enough for optimised compilation.
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    for engine in ("duckdb", "spark"):
        wanted = Wanted(sample, tmp_path / engine, DAY, engine=engine, master="local[1]")
        screen(policy, "test", wanted)
    assert len(read_outcomes(tmp_path / "duckdb")) > 80
    assert read_outcomes(tmp_path / "spark") == read_outcomes(tmp_path / "duckdb")
    assert read_totals(tmp_path / "spark") == read_totals(tmp_path / "duckdb")
    assert not (tmp_path / "spark" / ".spark").exists()


def test_a_missing_java_is_said(
    policy: Policy, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", Wanted(sample, tmp_path / "out", DAY, engine="spark", master="local[1]"))
    (finding,) = raised.value.findings
    assert finding.message("zh") == "Spark 要用 Java，这里没有找到。"
    assert finding.message("en") == "Spark needs Java, which was not found here."


def test_a_missing_pyspark_is_said(
    policy: Policy, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", Wanted(sample, tmp_path / "out", DAY, engine="spark", master="local[1]"))
    (finding,) = raised.value.findings
    assert finding.message("zh") == "没有安装 Spark (pyspark)。"
    assert finding.remedy("zh") == '用 pip install "tiaowen[spark]" 安装。'


def test_a_spark_that_cannot_be_reached_is_said(policy: Policy, sample: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    wanted = Wanted(sample, tmp_path / "out", DAY, engine="spark", master="sc://127.0.0.1:1")
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", wanted)
    (finding,) = raised.value.findings
    assert finding.message("zh").startswith("连不上 Spark（sc://127.0.0.1:1）：")
    assert finding.message("en").startswith("Spark cannot be reached at sc://127.0.0.1:1: ")
    assert "local[4]" in finding.remedy("zh")
    assert not (tmp_path / "out" / "receipt.json").exists()
