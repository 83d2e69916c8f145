"""``tiaowen compare --out``: the Word files that it writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.cli.commands.compare import Word, write_comparison
from kb.importing.docx import read_docx
from kb.model.words.errors import PolicyError
from tests.conftest import TOY

WORK = "cn-999999/wanju"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy policy with a further version, in which a ceiling is higher."""
    root = Path(shutil.copytree(TOY, tmp_path / "policy"))
    shutil.copytree(root / WORK / "2030-01-01", root / WORK / "2032-01-01")
    text = root / WORK / "2032-01-01" / "text.xml"
    words = text.read_text(encoding="utf-8").replace('2030-01-01"', '2032-01-01"')
    text.write_text(words.replace(">800万元<", ">900万元<"), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("form", "first"),
    [
        (Word.tracked, "玩具城促进风车产业的若干措施"),
        (Word.table, "《玩具城促进风车产业的若干措施》修改对照表"),
        (Word.decision, "关于修改《玩具城促进风车产业的若干措施》的决定"),
        (Word.text, "玩具城促进风车产业的若干措施"),
    ],
)
def test_a_word_file_is_written_and_named(
    folder: Path, form: Word, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder.parent / "修改.docx"
    assert write_comparison(folder, "2030-01-01", "2032-01-01", file, form, "甲", "zh") == 0
    assert read_docx(file.read_bytes(), "修改.docx").rows[0].text == first
    assert "修改.docx" in capsys.readouterr().out


def test_a_file_of_the_policy_is_not_overwritten(folder: Path) -> None:
    file = folder / WORK / "2030-01-01" / "text.xml"
    before = file.read_bytes()
    with pytest.raises(PolicyError) as problem:
        write_comparison(folder, "2030-01-01", "2032-01-01", file, Word.text, "甲", "zh")
    assert problem.value.findings[0].code == "output-is-input"
    assert file.read_bytes() == before
