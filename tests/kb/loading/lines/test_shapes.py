"""The shapes of lines: which beginnings are structure, and which characters no text may contain."""

from __future__ import annotations

import pytest

from kb.loading.lines.shapes import FORBIDDEN, HEAD, RESPONSIBILITY, STRUCTURE


def test_the_head_of_a_measure_has_its_number_insertion_and_heading() -> None:
    found = HEAD.fullmatch("(十二)之二节能。")
    assert found is not None
    assert (found["numeral"], found["inserted"], found["heading"]) == ("十二", "二", "节能。")
    assert HEAD.match("(12)节能。") is None


def test_the_closing_line_has_a_label_and_names() -> None:
    found = RESPONSIBILITY.fullmatch("(责任部门:各区、市风车局)")
    assert found is not None
    assert (found["label"], found["names"]) == ("责任部门", "各区、市风车局")
    assert RESPONSIBILITY.fullmatch("(责任人:各区)") is None


@pytest.mark.parametrize("line", ["(一)甲", "（二十）甲", "(责任保险)", "【附则】", " 甲", "\t甲"])
def test_a_line_that_begins_like_structure_needs_an_escape(line: str) -> None:
    assert STRUCTURE.match(line)


@pytest.mark.parametrize("line", ["(1)甲", "甲(一)", "标题:甲", "# 甲", "责任单位"])
def test_other_lines_need_none(line: str) -> None:
    assert STRUCTURE.match(line) is None


def test_control_characters_and_line_separators_are_forbidden_and_tabs_are_not() -> None:
    assert FORBIDDEN.findall("甲\t\x00\x1f\x7f\u2028\ufffe乙\u200b") == [
        "\x00", "\x1f", "\x7f", "\u2028", "\ufffe",
    ]  # fmt: skip
