"""What a reviewer sees of a submitted part: what changed since the version before, and the plain wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kb.desk.reviewing import Changes, find_changes
from kb.desk.work import Opened, open_part, save

MOMENT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def opened(folder: Path) -> Opened:
    found = open_part(folder, "para_5")
    assert found is not None
    return found


def changes_after(folder: Path, text: tuple[str, str], rules: tuple[str, str]) -> Changes:
    """What a reviewer sees after words of the text and of the rules of measure 5 were replaced and saved."""
    part = opened(folder)
    lines = replace(part.lines, text=part.lines.text.replace(*text), rules=part.lines.rules.replace(*rules))
    saved = save(folder, "para_5", lines, part.base, who="甲", why="试", moment=MOMENT, day=date(2027, 1, 1))
    assert saved.status == "written"
    found = find_changes(opened(folder))
    assert found is not None
    return found


def test_the_first_version_has_nothing_before_it(real_copy: Path) -> None:
    assert find_changes(opened(real_copy)) is None


def test_a_changed_figure_and_title_are_marked_in_text_and_rules(real_copy: Path) -> None:
    found = changes_after(
        real_copy, ("1000万元", "1500万元"), ("  题目：基础设施节能降碳\n", "  题目：基础设施节能\n")
    )
    assert found.old == "2024-05-11"
    (line,) = found.text
    assert [run for run in line if run[0] != "same"] == [("gone", "1000万元"), ("new", "1500万元")]
    removed = {text for line in found.rules for op, text in line if op == "gone"}
    assert {"[1000万元|最高限额]", "降碳"} <= removed
    assert not any("核对码" in text for line in found.rules for _, text in line)


def test_the_plain_wording_has_its_new_figures_in_both_languages(real_copy: Path) -> None:
    found = changes_after(real_copy, ("1000万元", "1500万元"), ("", ""))
    chinese, english = found.plain
    assert chinese[0].endswith("按经核定总投资的30%资助，最高1500万元。")
    assert "at most" in english[0]
    assert len(chinese) == len(english) > 5
