"""A new version is made from the one before it, completely or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.loading import find_folders, load_text
from kb.loading.new_version import move_version, propose_day, start_version
from kb.model.words.errors import PolicyError

DAY = date(2031, 5, 1)


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (date(2030, 11, 29), date(2030, 12, 1)),
        (date(2030, 12, 1), date(2031, 1, 1)),
        (date(2031, 1, 31), date(2031, 2, 1)),
        (date(2026, 11, 30), date(2030, 4, 1)),  # the toy policy is in force from 1 March 2030
    ],
)
def test_the_first_of_a_month_is_proposed_after_today_and_after_the_last_version(
    toy_copy: Path, today: date, proposed: date
) -> None:
    assert propose_day(find_folders(toy_copy), today) == proposed


def test_the_new_version_has_the_files_of_the_old_one_but_not_its_publication(toy_copy: Path) -> None:
    folders, document, registry = load_text(toy_copy)
    (folders.version / "published.txt").write_text("旧", encoding="utf-8")
    (folders.version / "text.xml.partial").write_text("半", encoding="utf-8")
    made = start_version(folders, replace(document, title="新题"), registry, DAY, {"facts.xml": b"<facts/>"})
    assert made == folders.version.with_name("2031-05-01")
    assert {path.name for path in made.iterdir()} == {
        "facts.xml", "plain.en.xml", "plain.zh.xml", "readings.xml", "rules.xml", "text.xml",
    }  # fmt: skip
    assert (made / "facts.xml").read_bytes() == b"<facts/>"
    assert (made / "rules.xml").read_bytes() == (folders.version / "rules.xml").read_bytes()
    _, text, _ = load_text(made)
    assert (text.title, text.version) == ("新题", "2031-05-01")


def test_a_version_of_the_same_day_is_never_overwritten(toy_copy: Path) -> None:
    folders, document, registry = load_text(toy_copy)
    before = (folders.version / "text.xml").read_bytes()
    with pytest.raises(PolicyError) as refused:
        start_version(folders, document, registry, date(2030, 1, 1))
    assert [(f.code, f.place.file) for f in refused.value.findings] == [
        ("version-exists", "policy/cn-999999/wanju/2030-01-01")
    ]
    assert (folders.version / "text.xml").read_bytes() == before


def test_a_failure_leaves_no_folder_behind(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders, document, registry = load_text(toy_copy)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(PolicyError) as refused:
        start_version(folders, document, registry, DAY)
    (finding,) = refused.value.findings
    assert (finding.code, dict(finding.words)["trouble"]) == ("version-unwritable", "full")
    assert [path.name for path in folders.version.parent.iterdir()] == ["2030-01-01"]
    assert [version.name for version in find_folders(toy_copy).versions] == ["2030-01-01"]


def test_a_version_moves_with_all_its_files_to_another_day(toy_copy: Path) -> None:
    draft = start_version(*load_text(toy_copy), DAY)
    before = {path.name: path.read_bytes() for path in draft.iterdir() if path.is_file()}
    target = move_version(*load_text(draft), date(2031, 6, 1), {"beside.txt": b"1"})
    assert (target.name, draft.exists()) == ("2031-06-01", False)
    after = {path.name: path.read_bytes() for path in target.iterdir() if path.is_file()}
    assert {name for name in after if after[name] != before.get(name)} == {"beside.txt", "text.xml"}
    folders, document, _ = load_text(target)
    assert (folders.chosen.first, document.version) == (date(2031, 6, 1), "2031-06-01")


def test_a_version_does_not_move_to_the_day_of_another(toy_copy: Path) -> None:
    draft = start_version(*load_text(toy_copy), DAY)
    with pytest.raises(PolicyError) as problem:
        move_version(*load_text(draft), date(2030, 1, 1), {})
    assert [one.code for one in problem.value.findings] == ["version-exists"]
    assert draft.exists()
