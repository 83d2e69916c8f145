"""``tiaowen edit``: an edit is written, kept where it cannot be read, and its effect told."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.loading import load_policy
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Prepare an editor that replaces words in the file it is given, and the typed answers."""

    def prepare(old: str, new: str, answers: str) -> None:
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", _editor(tmp_path, old, new))
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))

    return prepare


def _editor(folder: Path, old: str, new: str) -> str:
    script = folder / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_text(encoding='utf-8')\n"
        f"path.write_text(text.replace({old!r}, {new!r}), encoding='utf-8')\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}"'


def test_a_figure_is_edited_reviewed_and_followed_by_the_rules(run: Run, real_copy: Path, edit: Edit) -> None:
    edit("[1000万元|最高限额]", "[1500万元|最高限额]", "w\n2027-01-01\n")
    edited = run("edit", "五", "--policy", real_copy)
    assert edited.status == 0
    assert "1000万元 → 1500万元" in edited.out
    assert run("check", "--policy", real_copy).status == 1
    assert run("review", "para_5", "--yes", "--policy", real_copy).status == 0
    assert run("check", "--policy", real_copy).out == "检查完毕：没有发现问题。\n"
    amended = load_policy(real_copy, on=date(2027, 1, 1))
    support = next(s for s in amended.supports if s.id == "para_5__sup_1")
    assert [q.text for q in support.quantities] == ["30%", "1500万元"]


def test_an_edit_that_cannot_be_read_is_kept_and_its_place_told(
    run: Run, real_copy: Path, edit: Edit
) -> None:
    before = next(real_copy.rglob("text.xml")).read_bytes()
    edit("[1000万元|最高限额]", "[1000万元|最高额]", "q\n")
    ended = run("edit", "五", "--policy", real_copy)
    assert ended.status == 1
    assert next(real_copy.rglob("text.xml")).read_bytes() == before
    kept = list(real_copy.rglob(".refused/*"))
    assert len(kept) == 1
    assert "[1000万元|最高额]" in kept[0].read_text(encoding="utf-8")
    assert kept[0].name in ended.out


def test_a_sentence_put_in_between_tells_which_numbers_change(run: Run, real_copy: Path, edit: Edit) -> None:
    edit("\n发展低能耗基站,", "\n支持节能。\n发展低能耗基站,", "q\n")
    ended = run("edit", "五", "--policy", real_copy)
    for old, new in ((2, 3), (3, 4), (4, 5)):
        assert f"para_5__s_{old} → para_5__s_{new}" in ended.out
    assert "规则、读法、事实、通俗说明和用例里引用这些编号的地方，写入时都跟着改。" in ended.out
    assert "para_5__s_1 →" not in ended.out
