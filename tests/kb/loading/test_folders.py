"""Folders that hold no policy, or several, are told apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.checks import check
from kb.loading import find_folders
from kb.model.words.errors import Place


@pytest.mark.parametrize(
    "name", ["text.xml", "rules.xml", "readings.xml", "facts.xml", "plain.zh.xml", "plain.en.xml"]
)
def test_a_missing_file_is_named(toy_copy: Path, name: str) -> None:
    next(toy_copy.rglob(name)).unlink()
    found = list(check(toy_copy))
    assert [f.code for f in found] == (["folder-empty"] if name == "text.xml" else ["file-missing"])


def test_a_folder_in_the_place_of_a_file_is_named(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    path.unlink()
    path.mkdir()
    assert [f.code for f in check(toy_copy)] == ["file-is-folder"]


def test_an_empty_folder_a_missing_one_and_a_file_are_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    assert [f.code for f in check(empty)] == ["folder-empty"]
    assert [f.code for f in check(tmp_path / "missing")] == ["folder-missing"]
    assert [f.code for f in check(file)] == ["folder-is-file"]


def test_two_policies_in_one_folder_are_refused(toy_copy: Path) -> None:
    work = next(toy_copy.glob("*/*/*/text.xml")).parent.parent
    shutil.copytree(work, work.parent / "another")
    assert [f.code for f in check(toy_copy)] == ["folder-several"]


def test_a_folder_without_permission_is_named(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "policy")
    assert [f.code for f in check(toy_copy)] == ["folder-forbidden"]


def test_findings_name_files_from_the_policy_folder(toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    assert folders.name(folders.version / "rules.xml") == "policy/cn-999999/wanju/2030-01-01/rules.xml"
    assert Place("a", 1, "b") == Place("a", 1, "b")
