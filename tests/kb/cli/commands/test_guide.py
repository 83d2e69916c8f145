"""``tiaowen guide``: where the site cannot be written, the old one stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REAL
from tests.imported import imported_by
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_a_site_below_a_folder_without_permission_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = Path.exists

    def refuse(path: Path) -> bool:
        if path.name == "guide":
            raise PermissionError(13, "Permission denied")
        return exists(path)

    monkeypatch.setattr(Path, "exists", refuse)
    ended = run("guide", "--policy", REAL, "--out", tmp_path / "guide")
    assert ended.status == 1
    assert "网站写不进去：没有权限。原有的网站没有改动。" in ended.err


def test_the_command_imports_nothing_that_answers_cases_or_compares_versions() -> None:
    unneeded = ("kb.cases", "kb.assess", "kb.versions", "pypinyin", "opencc", "minify", "weasyprint")
    assert imported_by("import kb.cli.commands.guide", unneeded) == []
