"""What a reviewer sees of a submitted part: what changed since the version before, and the plain wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kb.desk.library import Compared, compare
from kb.desk.reviewing import Changes, find_changes
from kb.desk.work import Lines, Opened, open_part, save

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


def move_and_insert(folder: Path) -> Compared:
    """Move measure 13 behind measure 15 and add a sentence to measure 5; the comparison of both versions."""
    part = open_part(folder, "whole")
    assert part is not None
    blocks = part.lines.text.split("\n\n")
    at = next(n for n, one in enumerate(blocks) if one.startswith("(十三)"))
    blocks[at : at + 3] = [*blocks[at + 1 : at + 3], blocks[at]]
    lines = Lines("\n\n".join(blocks))
    saved = save(folder, "whole", lines, part.base, who="甲", why="移", moment=MOMENT, day=date(2027, 1, 1))
    assert saved.status == "written"
    five = opened(folder)
    lines = Lines(
        five.lines.text.replace("发展低能耗基站", "鼓励试点。\n发展低能耗基站"),
        five.lines.rules.replace("  支持 1", "  行文 鼓励支持：第二句「鼓励试点」\n  支持 1"),
    )
    saved = save(folder, "para_5", lines, five.base, who="甲", why="加一句", moment=MOMENT)
    assert saved.status == "written"
    return compare(folder, "2024-05-11", "2027-01-01")


MOVES = (
    "（五）第二句 → （五）第三句",
    "（五）第三句 → （五）第四句",
    "（五）第四句 → （五）第五句",
    "（十三） → （十五）",
    "（十四） → （十三）",
    "（十五） → （十四）",
)


def test_what_only_has_another_number_is_told_once_and_in_no_line(real_copy: Path) -> None:
    compared = move_and_insert(real_copy)
    assert compared.moves == MOVES
    assert [(row.old, row.new, row.kind) for row in compared.rows] == [
        ("para_5", "para_5", "changed"),
        ("para_14", "para_13", "same"),
        ("para_15", "para_14", "same"),
        ("para_13", "para_15", "same"),
    ]
    assert compared.rules == {"para_5": ((("new", "  行文 鼓励支持：第二句「鼓励试点」"),),)}
    assert compared.general == ()
    # A reviewer sees no more, and what was rewritten by hand is still shown.
    found = find_changes(opened(real_copy))
    assert found is not None
    assert (found.rules, found.moves) == (compared.rules["para_5"], MOVES)
    three = open_part(real_copy, "para_3")
    assert three is not None
    assert "（十五）第一句「支持对口合作" in three.lines.rules  # measure 13 before
    rules = three.lines.rules.replace("（十五）第一句「支持对口合作", "（十四）第一句「支持对口合作")
    place = "  出处：（{}）第一句「支持对口合作异地碳汇项目」"
    assert redlined(real_copy, rules) == [[("gone", place.format("十五"))], [("new", place.format("十四"))]]


def redlined(folder: Path, rules: str) -> list[list[tuple[str, str]]]:
    """The changes in the redline of measure 3 with other rule lines, as a reviewer would see it."""
    three = open_part(folder, "para_3")
    assert three is not None
    changes = find_changes(replace(three, lines=replace(three.lines, rules=rules)))
    assert changes is not None
    return [[run for run in line if run[0] != "same"] for line in changes.rules]
