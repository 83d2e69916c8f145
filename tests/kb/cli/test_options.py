"""Options that commands share: the folder of the policy is found from below."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_the_policy_folder_is_found_from_below(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "docs")
    assert run("check").out == "检查完毕：没有发现问题。\n"
