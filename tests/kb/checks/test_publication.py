"""A published version holds exactly the published words, however they were saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kb.checks import check
from kb.loading import find_folders, load_text
from tests.kb.loading.test_versions import amended

__all__ = ["amended"]


def test_a_published_version_whose_text_was_edited_is_an_error(
    real_copy: Path, change: Callable[[Path, str, str], None]
) -> None:
    text = find_folders(real_copy).version / "text.xml"
    change(text, "支持数据中心节能", "支持数据中心节电")
    found = next(one for one in check(real_copy) if one.code == "published-differs")
    assert found.severity == "error"
    assert found.place.eid == "para_5"
    assert "公布的是“持数据中心节能" in found.message("zh")
    assert "这里是“持数据中心节电" in found.message("zh")


def test_a_publication_saved_on_windows_is_the_same(real_copy: Path) -> None:
    path = find_folders(real_copy).version / "published.txt"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(check(real_copy)) == []


def test_a_publication_that_cannot_be_read_is_told(real_copy: Path) -> None:
    path = find_folders(real_copy).version / "published.txt"
    path.write_bytes("深圳市".encode("gbk"))
    assert [one.code for one in check(real_copy)] == ["bytes-not-utf8"]


def test_the_publication_of_another_version_is_a_reminder(amended: Path) -> None:
    version = find_folders(amended, newest=True).version
    found = list(check(version))
    assert [(one.code, one.severity) for one in found] == [("published-elsewhere", "warning")]
    (version / "published.txt").unlink()
    assert list(check(version)) == []


def test_a_version_published_after_all_is_held_to_its_own_words(amended: Path) -> None:
    version = find_folders(amended, newest=True).version
    words = load_text(version)[1].text
    (version / "published.txt").write_text(words, "utf-8")
    assert list(check(version)) == []
    (version / "published.txt").write_text(words.replace("最高1500万元", "最高1600万元"), "utf-8")
    assert [one.code for one in check(version)] == ["published-differs"]
