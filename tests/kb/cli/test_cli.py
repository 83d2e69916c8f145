"""The commands as a new user runs them, in Chinese and in English: what they print and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.cli import main
from tests.conftest import ROOT


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status and what it printed."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("TIAOWEN_LANG", raising=False)

    def apply(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tiaowen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return apply


def test_a_missing_policy_is_told_without_a_traceback(run: Run, tmp_path: Path) -> None:
    for command in (["check"], ["show", "para_1"], ["format"], ["edit", "para_1"], ["review", "para_1"]):
        ended = run(*command, "--policy", tmp_path / "nowhere")
        assert ended.status == 1
        assert "没有这个文件夹。" in ended.out + ended.err
        assert "Traceback" not in ended.out + ended.err


def test_version_and_help_answer(run: Run) -> None:
    assert run("--version").out == "tiaowen 0.2.0\n"
    helped = run("--help").out
    for command in ("check", "show", "graph", "guide", "edit", "review", "format"):
        assert command in helped


def test_shell_completion_is_offered() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("tiaowen")), "--show-completion", "bash"],
        capture_output=True,
        text=True,
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        check=False,
    )
    assert "complete" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f'"{Path(sys.executable).with_name("tiaowen")}" format --lines | head -n 1',
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("标题:")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
