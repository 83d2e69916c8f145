"""Starting a work: its folder is written completely or not at all, and nothing counts as reviewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks import check
from kb.loading import load_text
from kb.model.words.errors import PolicyError
from kb.versions import new_work
from kb.versions.new_work import start_work

FILES = ["facts.xml", "plain.en.xml", "plain.zh.xml", "readings.xml", "rules.xml", "text.xml"]


def refused(root: Path, jurisdiction: str, name: str) -> str:
    _, document, registry = load_text(root)
    with pytest.raises(PolicyError) as raised:
        start_work(root, jurisdiction, name, document, registry)
    (finding,) = raised.value.findings
    return finding.code


def works(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "cn-999999").iterdir())


def test_the_first_version_has_the_text_and_no_decisions(toy_copy: Path) -> None:
    _, document, registry = load_text(toy_copy)
    folder = start_work(toy_copy, "cn-999999", "shuimo-2", document, registry, {"source.txt": b"abc"})
    assert folder == toy_copy / "cn-999999" / "shuimo-2" / "2030-01-01"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, "source.txt"])
    assert (folder / "source.txt").read_bytes() == b"abc"
    assert works(toy_copy) == ["shuimo-2", "wanju"]
    # What the empty files lack is reported.
    assert {finding.code for finding in check(folder)} == {"schema-incomplete"}


@pytest.mark.parametrize("name", ["", "A", "2x", "a_b", "a--b", "a-", "-a", "風車", "../a", "a" * 61])
def test_a_name_that_no_folder_should_have_is_refused(toy_copy: Path, name: str) -> None:
    assert refused(toy_copy, "cn-999999", name) == "work-name"
    assert works(toy_copy) == ["wanju"]


def test_an_unknown_place_and_a_work_that_exists_are_refused(toy_copy: Path) -> None:
    assert refused(toy_copy, "cn-000000", "xin") == "work-jurisdiction"
    assert refused(toy_copy, "cn-999999", "wanju") == "work-exists"


def test_where_a_file_cannot_be_written_nothing_is_left_behind(
    toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, data: bytes) -> None:
        if path.name == "facts.xml":
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(new_work, "write_file", fail)
    assert refused(toy_copy, "cn-999999", "xin") == "version-unwritable"
    assert works(toy_copy) == ["wanju"]
