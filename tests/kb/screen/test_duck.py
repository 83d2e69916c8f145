"""DuckDB as the engine: its limits, an interruption, and the steps of its optimizer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kb.model.words.errors import PolicyError
from kb.screen import duck


def test_a_connection_has_the_limits_that_are_asked_for(tmp_path: Path) -> None:
    con = duck.connect(memory="64MiB", threads=2, folder=tmp_path / "it's")
    wanted = ("memory_limit", "threads", "temp_directory")
    found = [con.execute(f"SELECT current_setting('{name}')").fetchone()[0] for name in wanted]
    assert found == ["64.0 MiB", 2, str(tmp_path / "it's")]


def test_a_limit_that_is_no_size_is_refused() -> None:
    with pytest.raises(PolicyError) as raised:
        duck.connect(memory="lots")
    (finding,) = raised.value.findings
    assert finding.code == "screen-memory"
    assert "lots" in finding.message("zh")


def test_a_missing_engine_is_told_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(PolicyError) as raised:
        duck.connect()
    (finding,) = raised.value.findings
    assert finding.message("en") == "DuckDB is not installed."
    assert "tiaowen[screen]" in finding.remedy("en")


def test_an_interrupted_query_is_an_interruption_and_other_errors_stay() -> None:
    with pytest.raises(KeyboardInterrupt), duck.stoppable():
        raise RuntimeError("INTERRUPT Error: Interrupted!")
    with pytest.raises(RuntimeError, match="another"), duck.stoppable():
        raise RuntimeError("another")


def test_steps_of_the_optimizer_are_switched_off_for_plans_only() -> None:
    con = duck.connect()
    setting = "SELECT current_setting('disabled_optimizers')"
    duck.tune(con, for_plans=True)
    assert "join_order" in con.execute(setting).fetchone()[0].split(",")
    duck.tune(con, for_plans=False)
    assert con.execute(setting).fetchone()[0] == ""
