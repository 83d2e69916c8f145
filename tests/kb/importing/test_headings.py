"""The headings of parts: in brackets, on a line of their own, or before the first full stop."""

from __future__ import annotations

import pytest

from kb.importing.headings import headed_kinds, heading_of, joined, split_heading
from kb.importing.outline import Outline, Unit, read_outline
from kb.importing.rows import Row


def outline(*lines: str) -> Outline:
    """The outline of some lines."""
    return read_outline(tuple(Row(line, n) for n, line in enumerate(lines, 1)))


def unit(*lines: str) -> Unit:
    """The first part of some lines."""
    return outline(*lines).units[0]


@pytest.mark.parametrize(
    ("lines", "heading", "rest"),
    [
        (("第三条（研发资助）对研发给予资助。",), "研发资助", "对研发给予资助。"),
        (("第一章  总  则",), "总则", ""),
        (("第三条　设备更新　对研发投入给予资助。",), "设备更新", "对研发投入给予资助。"),
        (("（一）研发资助", "对研发投入给予资助。"), "研发资助", ""),
        (("（一）研发资助：对研发投入给予资助。",), "研发资助", "对研发投入给予资助。"),
        (("第三条　对研发投入给予资助。",), "", "对研发投入给予资助。"),
        (("（一）对研发投入给予资助，最高10万元。",), "", "对研发投入给予资助，最高10万元。"),
        (("（一）包括：风车、水车和其他设备。",), "", "包括：风车、水车和其他设备。"),
    ],
)
def test_a_heading_is_parted_from_the_words_behind_it(
    lines: tuple[str, ...], heading: str, rest: str
) -> None:
    assert heading_of(unit(*lines)) == (heading, rest)


LISTED = (
    "（一）支持研发。对新产品给予奖励。",
    "（二）支持用地。对新厂房给予补助。",
    "（三）支持参展。对展位费给予补贴。",
)


def test_a_first_sentence_is_a_heading_where_most_parts_of_the_kind_have_one() -> None:
    headed = headed_kinds(outline(*LISTED))
    assert headed == {"（一）"}
    assert heading_of(unit(LISTED[0])) == ("", "支持研发。对新产品给予奖励。")
    assert heading_of(unit(LISTED[0]), headed) == ("支持研发", "对新产品给予奖励。")
    assert split_heading(unit(LISTED[0]), headed) == ("支持研发。", "对新产品给予奖励。")


def test_parts_that_are_rules_have_no_headings() -> None:
    rules = ("第一条　对企业给予奖励。应当公示。", "第二条　对学校给予奖励。应当公示。")
    assert headed_kinds(outline(*rules)) == frozenset()


def test_blanks_that_space_out_a_heading_are_removed() -> None:
    assert joined("总  则") == "总则"
    assert joined("R D 投入") == "R D 投入"


@pytest.mark.parametrize(
    "line", ["第四条 风车资金主要用于：", "（一）（牵头单位：市科技局；支持研发）另定。"]
)
def test_words_that_announce_a_list_or_leave_a_bracket_open_are_no_heading(line: str) -> None:
    assert heading_of(unit(line, "（1）风车；"))[0] == ""


def test_a_line_that_breaks_off_inside_a_sentence_is_no_heading() -> None:
    (heading, _) = heading_of(unit("第三条 贷款贴息：按利率的 30 %，", "50 万元。"))
    assert heading == "贷款贴息"
    assert heading_of(unit("第三条 每台风车最高", "其余另定。"))[0] == ""
