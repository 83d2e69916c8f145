"""The journal keeps every entry, skips a torn line, and commits only what was saved."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kb.desk.journal import NAME, Entry, commit, read_entries, write_entry


def entry(who: str) -> Entry:
    return Entry(
        "2026-11-29T09:30:00+00:00", who, "saved", "2027-01-01", "para_5", "条文", "试", ("text.xml",)
    )


def test_entries_come_back_the_newest_first(tmp_path: Path) -> None:
    for who in ("甲", "乙"):
        write_entry(tmp_path, tmp_path, entry(who))
    assert list(read_entries(tmp_path)) == [entry("乙"), entry("甲")]


def test_a_line_that_a_loss_of_power_cut_short_hides_no_other(tmp_path: Path) -> None:
    write_entry(tmp_path, tmp_path, entry("甲"))
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write('{"when": "2026-11-29T09:3')
    assert list(read_entries(tmp_path)) == [entry("甲")]
    write_entry(tmp_path, tmp_path, entry("乙"))
    assert list(read_entries(tmp_path)) == [entry("乙"), entry("甲")]


def test_a_work_without_a_journal_has_no_entries(tmp_path: Path) -> None:
    assert list(read_entries(tmp_path)) == []


def test_a_save_in_a_repository_is_a_commit_of_what_was_saved_alone(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(tmp_path), *arguments], capture_output=True, text=True, check=True
        ).stdout

    git("init", "-q")
    (tmp_path / "saved.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "other.txt").write_text("乙", encoding="utf-8")
    git("add", "other.txt")
    assert (
        commit(tmp_path, [tmp_path / "saved.txt"], "改条文\n\n试", "甲")
        == git("rev-parse", "--short", "HEAD").strip()
    )
    assert git("show", "--name-only", "--format=%an %s").split() == ["甲", "改条文", "saved.txt"]
    assert git("status", "--short").split() == ["A", "other.txt"]


def test_a_folder_outside_any_repository_is_left_alone(tmp_path: Path) -> None:
    assert commit(tmp_path, [tmp_path], "改条文", "甲") == ""
