"""The safe place of a person's text: beside the versions, else in a temporary folder, until it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.versions.refuge import Refuge


def test_a_text_is_kept_beside_the_versions_and_replaced_by_the_next(tmp_path: Path) -> None:
    refuge = Refuge(tmp_path, "para_5")
    refuge.keep("甲")
    assert refuge.file == tmp_path / ".refused" / "para_5.txt"
    refuge.keep("乙")
    assert [path.name for path in (tmp_path / ".refused").iterdir()] == ["para_5.txt"]
    assert refuge.file.read_text(encoding="utf-8") == "乙"


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    refuges = [Refuge(tmp_path, "para_5") for _ in range(3)]
    for n, refuge in enumerate(refuges):
        refuge.keep(str(n))
    assert [one.file and one.file.name for one in refuges] == ["para_5.txt", "para_5-2.txt", "para_5-3.txt"]
    assert [one.file and one.file.read_text() for one in refuges] == ["0", "1", "2"]


def test_what_is_discarded_leaves_nothing_behind_but_the_texts_of_others(tmp_path: Path) -> None:
    mine, other = Refuge(tmp_path, "para_5"), Refuge(tmp_path, "para_6")
    mine.keep("甲")
    other.keep("乙")
    mine.discard()
    assert mine.file is None
    assert [path.name for path in (tmp_path / ".refused").iterdir()] == ["para_6.txt"]
    other.discard()
    assert list(tmp_path.iterdir()) == []
    other.discard()  # there is nothing any more, and that is no error


def test_where_the_folder_cannot_be_made_the_text_goes_to_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".refused").write_text("taken", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("kb.versions.refuge.tempfile.mkdtemp", lambda prefix: str(elsewhere))
    refuge = Refuge(tmp_path, "para_5")
    refuge.keep("甲")
    assert refuge.file == elsewhere / "para_5.txt"


def test_characters_that_no_encoding_has_are_kept_too(tmp_path: Path) -> None:
    refuge = Refuge(tmp_path, "para_5")
    refuge.keep("\ud800")
    assert refuge.file is not None
    assert refuge.file.read_bytes().decode("utf-8", "surrogatepass") == "\ud800"
