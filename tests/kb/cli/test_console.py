"""Messages for people: findings with their remedies, and the last words when the program fails."""

from __future__ import annotations

import pytest

from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_the_program_failing_itself_is_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr("kb.checks.find_folders", fail)
    monkeypatch.delenv("TIAOWEN_DEBUG", raising=False)
    ended = run("check", "--policy", REAL)
    assert ended.status == 70
    assert ended.err.startswith("程序内部出错，不是您的文件的问题：RuntimeError: surprise\n")
