"""The folder of the guide is replaced completely or not at all, and no other folder is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy, PolicyError
from kb.model.words.errors import sentences
from render import folders
from render.folders import MARKER, replaced
from render.site import build_site


def _write(out: Path, text: str) -> None:
    with replaced(out) as folder:
        (folder / "page.html").write_text(text, encoding="utf-8")


def _codes(problem: pytest.ExceptionInfo[PolicyError]) -> list[str]:
    return [finding.code for finding in problem.value.findings]


def _leftovers(parent: Path, *known: str) -> list[str]:
    return sorted({path.name for path in parent.iterdir()} - set(known))


def test_a_new_folder_is_made_with_its_parents_for_everyone_to_read(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "site"
    _write(out, "one")
    assert (out / "page.html").read_text(encoding="utf-8") == "one"
    assert (out / MARKER).is_file()
    assert out.stat().st_mode & 0o777 == 0o755
    assert _leftovers(out.parent, "site") == []


def test_an_older_site_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with replaced(out) as folder:
        (folder / "gone.html").write_text("old", encoding="utf-8")
    _write(out, "new")
    assert sorted(path.name for path in out.iterdir()) == [MARKER, "page.html"]
    assert _leftovers(tmp_path, "site") == []


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    _write(tmp_path / "site", "one")
    assert (tmp_path / "site" / "page.html").is_file()


@pytest.mark.parametrize("problem", [ValueError("broken page"), KeyboardInterrupt()])
def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path, problem: BaseException) -> None:
    out = tmp_path / "site"
    _write(out, "old")

    def fail() -> None:
        with replaced(out) as folder:
            (folder / "page.html").write_text("half", encoding="utf-8")
            raise problem

    with pytest.raises(type(problem)):
        fail()
    assert (out / "page.html").read_text(encoding="utf-8") == "old"
    assert _leftovers(tmp_path, "site") == []


def test_a_folder_of_somebody_else_is_refused_and_left_alone(toy: Policy, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(PolicyError) as problem:
        build_site(toy, tmp_path)
    assert _codes(problem) == ["guide-folder-foreign"]
    assert problem.value.findings[0].place.file == str(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_or_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    _write(tmp_path / "site", "one")
    (tmp_path / "link").symlink_to(tmp_path / "site")
    for name in ("file", "link"):
        with pytest.raises(PolicyError) as problem:
            _write(tmp_path / name, "two")
        assert _codes(problem) == ["guide-folder-taken"]
    assert (tmp_path / "site" / "page.html").read_text(encoding="utf-8") == "one"


def test_a_parent_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PolicyError) as problem:
        _write(tmp_path / "file" / "site", "one")
    assert _codes(problem) == ["guide-folder-unwritable"]


def test_a_disk_that_refuses_the_swap_gives_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    _write(out, "old")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.suffix == ".partial" and not self.name.endswith(".old.partial"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(folders.Path, "rename", refuse)
    with pytest.raises(PolicyError) as problem:
        _write(out, "new")
    monkeypatch.undo()
    assert _codes(problem) == ["guide-folder-unwritable"]
    assert "the disk is full" in problem.value.findings[0].message("en")
    assert (out / "page.html").read_text(encoding="utf-8") == "old"
    assert _leftovers(tmp_path, "site") == []


def test_each_refusal_is_said_in_both_languages() -> None:
    for code in ("guide-folder-foreign", "guide-folder-taken", "guide-folder-unwritable"):
        for part in ("message", "remedy"):
            assert set(sentences()[code][part]) == {"zh", "en"}
