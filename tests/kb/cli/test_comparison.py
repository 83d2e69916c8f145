"""Comparing the options of a reading at the command line: the sums, the case, and what is undecided."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kb.cli import app
from kb.cli.comparison import run_compare
from kb.cli.options import Source
from kb.model.words.errors import PolicyError

pytest.importorskip("z3")


def test_a_reading_that_does_not_exist_is_told_with_the_nearest() -> None:
    with pytest.raises(PolicyError) as raised:
        run_compare(Source(None), "G99", "zh", "text")
    (finding,) = raised.value.findings
    assert finding.code == "reading-not-known"


def test_the_command_tells_the_case_and_keeps_it(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    result = CliRunner().invoke(app, ["readings", "M12g", "--compare"])
    assert result.exit_code == 0
    assert "最多差10万元" in result.output
    assert "tiaowen replay c-" in result.output
    assert "条文：para_12__s_3“支持企业开展碳足迹核查" in result.output
    assert result.output.splitlines()[-1] == "已证明 1。"


def test_the_command_gives_data_for_programs(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    result = CliRunner().invoke(app, ["readings", "m14a", "--compare", "--format", "json"])
    (told,) = json.loads(result.output)
    assert told["verdict"] == "proved"
    assert told["case"]
