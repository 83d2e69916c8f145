"""``tiaowen import``: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.cli.commands.import_ import CONFIRMATIONS, TEXT, run_import
from kb.loading.lines import read_lines
from kb.model.words.errors import PolicyError
from tests.kb.importing.texts import LEVELS
from tests.strategies import TOY_REGISTRY


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "措施.txt"
    path.write_text(LEVELS, encoding="utf-8")
    return path


def test_everything_asked_for_is_written_and_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, folder = file.with_name("识别.json"), file.with_name("导入")
    assert run_import(file, report, folder, "zh") == 0
    assert json.loads(report.read_text(encoding="utf-8"))["title"] == "云泽市关于支持水车行业的若干措施"
    document = read_lines((folder / TEXT).read_text(encoding="utf-8"), TOY_REGISTRY)
    assert [clause.num for clause in document.clauses] == ["一、", "（一）", "1.", "2.", "三、"]
    assert "- [ ] 10 " in (folder / CONFIRMATIONS).read_text(encoding="utf-8")
    told = capsys.readouterr().out
    assert "认出 5 条、4 处责任单位、4 个金额、0 个比例" in told
    assert "第 10 行  这一行开头像是编号，但看不懂  A．加强领导。" in told


def test_english_is_spoken_where_it_is_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(file, None, None, "en") == 0
    assert "Recognised: provisions 5, responsible agencies 4, sums 4" in capsys.readouterr().out


def test_a_text_without_a_provision_ends_with_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("为支持水车，给予奖励。", encoding="utf-8")
    assert run_import(path, None, None, "zh") == 1


@pytest.mark.parametrize("name", ["nix.txt", "a.doc", "a.docx"])
def test_what_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    if name != "nix.txt":
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0old")
    with pytest.raises(PolicyError):
        run_import(tmp_path / name, None, None, "zh")


def test_the_file_itself_is_never_written_over(file: Path) -> None:
    with pytest.raises(PolicyError):
        run_import(file, file, None, "zh")
    assert file.read_text(encoding="utf-8") == LEVELS
