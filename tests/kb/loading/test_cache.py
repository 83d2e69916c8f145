"""The user's cache: files of one kind, complete or absent, and never those of another user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.loading.cache import MOST_KEPT, UserCache, digest_modules

SEEDS = UserCache("seeds", ".seed")


@pytest.fixture
def folder(own_cache: Path) -> Path:
    """The folder of the seeds in a cache for this test alone."""
    return own_cache / "seeds"


def test_a_file_is_found_again_by_its_kind_and_digest(folder: Path) -> None:
    assert SEEDS.recall("a") is None
    SEEDS.remember("a", b"maple")
    assert SEEDS.recall("a") == b"maple"
    assert SEEDS.recall("b") is None
    assert UserCache("seeds", ".leaf").recall("a") is None
    assert UserCache("leaves", ".seed").recall("a") is None
    assert [path.name for path in folder.iterdir()] == ["a.seed"]


def test_a_file_replaces_that_of_the_same_digest(folder: Path) -> None:
    SEEDS.remember("a", b"maple, with wings")
    SEEDS.remember("a", b"oak")
    assert SEEDS.recall("a") == b"oak"


def test_a_file_that_cannot_be_put_in_its_place_is_removed(folder: Path) -> None:
    (folder / "a.seed").mkdir(parents=True)
    SEEDS.remember("a", b"maple")
    assert SEEDS.recall("a") is None
    assert [path.name for path in folder.iterdir()] == ["a.seed"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_a_file_of_another_user_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SEEDS.remember("a", b"maple")
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert SEEDS.recall("a") is None


def test_where_nothing_can_be_written_nothing_is_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for home in (str(tmp_path / "file"), "/dev/null/x", "relative", "/proc"):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        SEEDS.remember("a", b"maple")
        assert SEEDS.recall("a") is None
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    SEEDS.remember("a", b"maple")
    assert SEEDS.recall("a") is None


def test_the_oldest_files_of_a_kind_are_forgotten(folder: Path) -> None:
    folder.mkdir(parents=True)
    for n in range(MOST_KEPT + 5):
        (folder / f"{n}.seed").write_text("", encoding="utf-8")
        os.utime(folder / f"{n}.seed", (n, n))
    (folder / "0.leaf").write_text("", encoding="utf-8")
    SEEDS.remember("a", b"maple")
    left = {path.name for path in folder.iterdir()}
    assert len(left) == MOST_KEPT + 1
    assert {"a.seed", f"{MOST_KEPT + 4}.seed", "6.seed", "0.leaf"} <= left
    assert "5.seed" not in left


def test_any_change_of_a_module_or_table_changes_the_digest_of_its_package(tmp_path: Path) -> None:
    def digest() -> str:
        digest_modules.cache_clear()
        return digest_modules(tmp_path)

    module, table = tmp_path / "a.py", tmp_path / "inner" / "words.toml"
    table.parent.mkdir()
    digests = [digest()]
    for path, text in ((module, "x = 1\n"), (table, 'x = "1"\n'), (module, "x = 12\n")):
        path.write_text(text, encoding="utf-8")
        digests.append(digest())
    os.utime(module, (1, 1))
    digests.append(digest())
    module.rename(tmp_path / "b.py")
    digests.append(digest())
    assert len(set(digests)) == 6
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert digest() == digests[-1]
