"""Findings of the check are cached, and never used for files other than those they were found in."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.checks import cache as remembering
from kb.checks import check
from kb.checks.cache import digest_policy, find_errors, read_by_check
from kb.loading import find_folders
from kb.model.words.errors import Finding, Severity
from tests.conftest import REAL, TOY

Change = Callable[[Path, str, str], None]


@pytest.fixture
def cache(own_cache: Path) -> Path:
    """The cached checks of this test alone."""
    return own_cache / "checks"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were actually checked."""
    seen: list[Path] = []

    def watched(folder: Path) -> list[Finding]:
        seen.append(folder)
        return list(check(folder))

    monkeypatch.setattr(remembering, "check", watched)
    return seen


def damage(folder: Path, change: Change) -> None:
    change(next(folder.rglob("rules.xml")), 'words="鼓励各村种花"', 'words="鼓励各村种草"')


def test_what_was_checked_is_not_checked_again(cache: Path, checked: list[Path]) -> None:
    assert find_errors(TOY, "1") == find_errors(TOY, "1") == ()
    assert checked == [TOY]


def test_errors_are_remembered_as_they_were_told(
    cache: Path, checked: list[Path], toy_copy: Path, change: Change
) -> None:
    damage(toy_copy, change)
    first, again = find_errors(toy_copy, "1"), find_errors(toy_copy, "1")
    assert first == again == tuple(f for f in check(toy_copy) if f.severity is Severity.ERROR)
    assert [finding.code for finding in first] == ["words-not-in-text"]
    assert checked == [toy_copy]


def test_what_is_no_error_is_not_remembered_as_one(cache: Path, toy_copy: Path) -> None:
    path = next(toy_copy.rglob("plain.zh.xml"))
    long = path.read_text(encoding="utf-8").replace("<title>风车措施<", f"<title>{'风车' * 20}<", 1)
    path.write_text(long, encoding="utf-8")
    assert [finding.severity for finding in check(toy_copy)] == [Severity.WARNING]
    assert find_errors(toy_copy, "1") == find_errors(toy_copy, "1") == ()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_a_record_of_another_user_is_not_believed(
    cache: Path, checked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_errors(TOY, "1")
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    find_errors(TOY, "1")
    assert checked == [TOY, TOY]


def test_a_file_under_another_name_is_checked_anew(cache: Path, toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    published = folders.version / "published.txt"
    published.write_text("公布的文本", encoding="utf-8")
    before = digest_policy(folders, "1")
    published.rename(published.with_name("publishes.txt"))
    assert digest_policy(folders, "1") != before


@pytest.mark.parametrize("path", [path.relative_to(TOY) for path in read_by_check(find_folders(TOY))])
def test_a_change_of_any_file_is_checked_anew(path: Path, cache: Path, toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    before = digest_policy(folders, "1")
    file = toy_copy / path
    file.write_bytes(file.read_bytes() + b"\n")
    assert digest_policy(folders, "1") != before


def test_a_file_that_goes_or_joins_is_checked_anew(cache: Path, toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    digests = {digest_policy(folders, "1")}
    (folders.version / "published.txt").write_text("公布的文本", encoding="utf-8")
    digests.add(digest_policy(folders, "1"))
    shutil.copytree(folders.version, folders.version.with_name("2031-01-01"))
    digests.add(digest_policy(folders, "1"))
    (folders.version / "published.txt").unlink()
    digests.add(digest_policy(folders, "1"))
    assert len(digests) == 4


def test_another_program_checks_anew(cache: Path, toy_copy: Path) -> None:
    before = digest_policy(find_folders(toy_copy), "1")
    assert digest_policy(find_folders(toy_copy), "2") != before


def test_a_copy_of_a_sound_policy_is_not_checked_again(
    cache: Path, checked: list[Path], toy_copy: Path, change: Change
) -> None:
    assert find_errors(TOY, "1") == find_errors(toy_copy, "1") == ()
    assert checked == [TOY]
    damage(toy_copy, change)
    assert find_errors(toy_copy, "1") != ()
    assert checked == [TOY, toy_copy]


def test_errors_of_a_copy_name_the_files_of_the_copy(
    cache: Path, checked: list[Path], toy_copy: Path, change: Change
) -> None:
    damage(toy_copy, change)
    renamed = Path(shutil.copytree(toy_copy, toy_copy.with_name("renamed")))
    (here,), (there,) = find_errors(toy_copy, "1"), find_errors(renamed, "1")
    assert (here.place.file.partition("/")[0], there.place.file.partition("/")[0]) == ("policy", "renamed")
    assert find_errors(toy_copy, "1") == (here,)
    assert checked == [toy_copy, renamed]


def test_the_digest_covers_every_file_that_the_check_opens() -> None:
    """Python reports each file that it opens. The parser of schemas also opens those of its folder."""
    root = REAL.resolve()
    opened: set[Path] = set()
    watching = True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[0], str | os.PathLike):
            path = Path(os.fsdecode(arguments[0]))
            if path.is_relative_to(root):
                opened.add(path)

    sys.addaudithook(hear)
    list(check(root))
    watching = False
    covered = set(read_by_check(find_folders(root)))
    assert opened
    assert opened <= covered
    assert set((root / "schema").iterdir()) <= covered


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", "null", '{"digest": "x", "errors": []}', '{"errors": []}', '{"digest": 1}', "\x00"],
)
def test_a_damaged_record_only_means_another_check(
    damaged: str, cache: Path, checked: list[Path], toy_copy: Path, change: Change
) -> None:
    damage(toy_copy, change)
    found = find_errors(toy_copy, "1")
    (record,) = cache.glob("*.json")
    record.write_text(damaged, encoding="utf-8")
    assert find_errors(toy_copy, "1") == found
    assert len(checked) == 2
    record.write_text(
        json.dumps({"digest": record.stem, "errors": [["no-such-code", "f", 1, "", []]]}), encoding="utf-8"
    )
    assert find_errors(toy_copy, "1") == found
    assert len(checked) == 3


def test_where_nothing_can_be_kept_the_check_runs_each_time(
    tmp_path: Path, checked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for home in (str(tmp_path / "file"), "/dev/null/x", "relative", "/proc"):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        assert find_errors(TOY, "1") == ()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert find_errors(TOY, "1") == ()
    assert len(checked) == 5


def test_nothing_is_written_beside_the_policy(cache: Path, toy_copy: Path) -> None:
    before = sorted(toy_copy.rglob("*"))
    find_errors(toy_copy, "1")
    assert sorted(toy_copy.rglob("*")) == before
    assert len(list(cache.iterdir())) == 1
