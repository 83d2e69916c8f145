"""``tiaowen amend``: a new version is made from an edited text, a repeal or an insertion, once confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.loading import find_folders, load_text
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def versions(folder: Path) -> list[str]:
    """The names of the versions of the work."""
    return [version.name for version in find_folders(folder).versions]


def test_an_edited_text_becomes_a_version_of_its_own(run: Run, toy_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    lines = run("format", "--lines", "--policy", toy_copy).out
    file.write_text(lines.replace("[800万元|最高限额]", "[900万元|最高限额]"), encoding="utf-8")
    ended = run("amend", "2031-01-01", "--text", file, "--yes", "--policy", toy_copy)
    assert ended.status == 0
    assert "800万元 → 900万元" in ended.out
    assert versions(toy_copy) == ["2030-01-01", "2031-01-01"]
    _, old, _ = load_text(toy_copy)
    _, new, _ = load_text(toy_copy, newest=True)
    assert ("800万元" in old.text, "900万元" in new.text) == (True, True)
    assert new.amendment is not None
    assert [change.eid for change in new.amendment.changes] == ["para_1__s_1"]


def test_a_repealed_measure_keeps_its_number(run: Run, toy_copy: Path) -> None:
    words = ("--repeal", "八", "--decision", "关于修改措施的决定", "--decided", "2030-12-01")
    assert run("amend", "2031-01-01", *words, "--yes", "--policy", toy_copy).status == 0
    _, new, _ = load_text(toy_copy, newest=True)
    assert new.removed == ("para_8",)
    assert [clause.number for clause in new.clauses] == list(range(1, 11))
    assert new.amendment is not None
    assert (new.amendment.title, new.amendment.decided) == ("关于修改措施的决定", "2030-12-01")


def test_an_inserted_measure_stands_after_the_one_that_is_named(
    run: Run, toy_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "measure.txt"
    file.write_text("(一)支持磨坊。\n鼓励建造磨坊。\n(责任单位:各村)\n", encoding="utf-8")
    run("amend", "2031-01-01", "--insert", f"9={file}", "--yes", "--policy", toy_copy)
    _, new, _ = load_text(toy_copy, newest=True)
    assert [clause.eid for clause in new.clauses][8:] == ["para_9", "para_9-1", "para_10"]


def test_nothing_is_written_until_a_person_agrees(
    run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_: False)
    ended = run("amend", "2031-01-01", "--repeal", "8", "--policy", toy_copy)
    assert ended.status == 1
    assert versions(toy_copy) == ["2030-01-01"]


@pytest.mark.parametrize("day", ["2030-03-01", "2029-12-31"])
def test_a_day_that_is_not_after_the_last_version_is_refused(run: Run, toy_copy: Path, day: str) -> None:
    ended = run("amend", day, "--repeal", "8", "--yes", "--policy", toy_copy)
    assert ended.status == 1
    assert versions(toy_copy) == ["2030-01-01"]


def test_an_amendment_of_nothing_is_refused(run: Run, toy_copy: Path) -> None:
    ended = run("amend", "2031-01-01", "--yes", "--policy", toy_copy)
    assert (ended.status, versions(toy_copy)) == (1, ["2030-01-01"])


def test_the_day_of_a_draft_is_moved_and_nothing_else(run: Run, toy_copy: Path) -> None:
    run("amend", "2031-01-01", "--repeal", "8", "--yes", "--policy", toy_copy)
    before = load_text(toy_copy, newest=True)[1]
    ended = run("amend", "2031年3月1日", "--move", "--policy", toy_copy)
    assert ended.status == 0
    assert ended.out.strip() == "2031-01-01 版草案改为从 2031-03-01 起施行；改动和复核都留着。"
    assert versions(toy_copy) == ["2030-01-01", "2031-03-01"]
    after = load_text(toy_copy, newest=True)[1]
    assert (after.removed, after.text) == (before.removed, before.text)
    ended = run("amend", "2030-01-01", "--move", "--policy", toy_copy)
    assert "太早" in ended.err
    ended = run("amend", "2031-04-01", "--move", "--repeal", "7", "--policy", toy_copy)
    assert "--move 只改施行日" in ended.err
    assert versions(toy_copy) == ["2030-01-01", "2031-03-01"]


def test_the_day_of_a_version_that_amends_nothing_is_not_moved(run: Run, toy_copy: Path) -> None:
    ended = run("amend", "2031-03-01", "--move", "--policy", toy_copy)
    assert ended.status != 0
    assert "不是修改草案" in ended.err
    assert versions(toy_copy) == ["2030-01-01"]
