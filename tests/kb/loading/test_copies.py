"""A copy of a version contains the changes; the stored files contain none of them."""

from __future__ import annotations

from pathlib import Path

from kb.loading import find_folders, load_policy
from kb.loading.copies import changed_copy


def test_a_copy_is_loaded_with_its_changes_and_leaves_no_trace(toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    before = {path: path.read_bytes() for path in toy_copy.rglob("*") if path.is_file()}
    path = folders.version / "plain.zh.xml"
    changed = path.read_text(encoding="utf-8").replace("<title>", "<title>新的", 1)
    with changed_copy(folders, {path: changed.encode()}) as version:
        titles = [part.title for part in load_policy(version).plain["zh"].values()]
        assert any(title.startswith("新的") for title in titles)
    assert not version.exists()
    assert {path: path.read_bytes() for path in toy_copy.rglob("*") if path.is_file()} == before


def test_what_another_program_is_writing_is_not_copied(toy_copy: Path) -> None:
    """Such a file may be gone before it can be read."""
    folders = find_folders(toy_copy)
    for name in ("text.xml_1.partial", ".entry-1.json"):
        (folders.version / name).symlink_to("gone")
    with changed_copy(folders, {}) as version:
        assert not [path for path in version.iterdir() if path.is_symlink() or path.suffix == ".partial"]
