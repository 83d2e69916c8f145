"""Drafts survive browser and server, are separate for each window, and never lie outside their folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.desk.drafts import FOLDER, MOST_DRAFTS, Draft, drop_draft, find_drafts, keep_draft

DRAFT = Draft("aaaaaaaa", "para_5", "base", "(五)甲。\n", "2026-11-29T20:00:00+00:00", "甲")


def test_a_draft_comes_back_until_it_is_dropped(tmp_path: Path) -> None:
    assert keep_draft(tmp_path, DRAFT)
    assert find_drafts(tmp_path, "para_5") == (DRAFT,)
    assert find_drafts(tmp_path, "para_6") == ()
    drop_draft(tmp_path, "aaaaaaaa", "para_5")
    assert find_drafts(tmp_path, "para_5") == ()


def test_two_windows_keep_a_draft_each_and_the_newest_is_first(tmp_path: Path) -> None:
    later = replace(DRAFT, window="bbbbbbbb", lines="乙。", when="2026-11-29T20:01:00+00:00")
    keep_draft(tmp_path, DRAFT)
    keep_draft(tmp_path, later)
    assert find_drafts(tmp_path, "para_5") == (later, DRAFT)


@pytest.mark.parametrize(
    ("window", "eid"), [("../../evil", "para_5"), ("aaaaaaaa", "../evil"), ("", "para_5"), ("短", "para_5")]
)
def test_a_name_that_could_lead_elsewhere_is_no_file(tmp_path: Path, window: str, eid: str) -> None:
    assert not keep_draft(tmp_path / "work", replace(DRAFT, window=window, eid=eid))
    drop_draft(tmp_path / "work", window, eid)
    assert list(tmp_path.rglob("*")) == []


def test_a_torn_file_hides_no_other(tmp_path: Path) -> None:
    keep_draft(tmp_path, DRAFT)
    (tmp_path / FOLDER / "para_5.cccccccc.json").write_text('{"window": ', encoding="utf-8")
    assert find_drafts(tmp_path, "para_5") == (DRAFT,)


def test_drafts_are_not_committed_and_the_oldest_are_forgotten(tmp_path: Path) -> None:
    for n in range(MOST_DRAFTS + 3):
        (tmp_path / FOLDER).mkdir(exist_ok=True)
        (tmp_path / FOLDER / f"para_1.window{n:04}.json").write_text("{}", encoding="utf-8")
    keep_draft(tmp_path, DRAFT)
    assert len(list((tmp_path / FOLDER).glob("*.json"))) == MOST_DRAFTS
    assert (tmp_path / FOLDER / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert find_drafts(tmp_path, "para_5") == (DRAFT,)
