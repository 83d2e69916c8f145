"""The commands that print: ``tiaowen paper``, ``tiaowen guide --pdf`` and an answer as PDF."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import kb.cli.commands.guide
from kb.cli import main
from kb.model.words.errors import Place, PolicyError, error
from render.paper.pdf import PAPER
from tests.conftest import REAL, TOY


@pytest.fixture(autouse=True)
def _in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIAOWEN_LANG", raising=False)


def _run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["tiaowen", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_measure_is_written_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "five.pdf"
    assert _run(monkeypatch, "paper", "五", "--out", target, "--policy", REAL) == 0
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("typed", "told"), [("附则", "不是一条措施"), ("77", "没有")])
def test_what_is_no_measure_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    typed: str,
    told: str,
) -> None:
    assert _run(monkeypatch, "paper", typed, "--out", tmp_path / "x.pdf", "--policy", REAL) == 1
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_what_pdf_needs_the_site_is_built_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail() -> None:
        raise PolicyError([error("paper-library", Place())])

    monkeypatch.setattr(kb.cli.commands.guide, "need_paper", fail)
    assert _run(monkeypatch, "guide", "--pdf", "--out", tmp_path / "site", "--policy", TOY) == 0
    printed = capsys.readouterr()
    assert "没有生成 PDF" in printed.out
    assert "Pango" in printed.err
    assert (tmp_path / "site" / "index.html").exists()
    assert not list((tmp_path / "site").rglob(PAPER))


def test_the_site_has_a_document_in_every_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _run(monkeypatch, "guide", "--pdf", "--out", tmp_path / "site", "--policy", TOY) == 0
    assert "zh/guide.pdf" in capsys.readouterr().out
    found = sorted(path.parent.name for path in (tmp_path / "site").rglob(PAPER))
    assert found == ["en", "zh", "zh-hant"]


def test_an_answer_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert _run(monkeypatch, "assess", "base-stations", "--format", "pdf", "--policy", REAL) == 0
    assert capsysbinary.readouterr().out.startswith(b"%PDF-")
