"""The shape of one rule line: word, head, figure, place, labels and readings."""

from __future__ import annotations

import pytest

from kb.loading.rulelines.shapes import (
    Shape,
    ShapeError,
    escape,
    split_indent,
    split_list,
    split_structure,
    split_word,
    split_words,
    unescape,
    write_figure,
)


def test_a_line_of_structure_is_split_into_all_its_members() -> None:
    assert split_structure(" 投资 [30%|比例]：第四句「总投资」；取整 舍；按 项目〔读法M5a取b〕") == Shape(
        "投资", "30%|比例", "第四句", "总投资", ("取整 舍", "按 项目"), "读法M5a取b"
    )
    assert split_structure("") == Shape()
    assert split_structure(" 投资:「总投资」") == Shape("投资", None, None, "总投资")


@pytest.mark.parametrize("words", ["“总投资”", '"总投资"', "『总投资』", "「总投资」"])
def test_words_are_quoted_with_any_marks_of_a_keyboard(words: str) -> None:
    assert split_structure(f" 投资：第四句{words}") == Shape("投资", None, "第四句", "总投资")
    assert split_structure(f" 投资：{words}；取整 舍").words == "总投资"
    assert split_structure(" 投资：「“一带一路”」").words == "“一带一路”"


def test_structure_after_a_backslash_is_text() -> None:
    assert split_structure(r" 甲\：乙\；丙") == Shape(r"甲\：乙\；丙")
    assert unescape(r"甲\：乙\；丙") == "甲：乙；丙"
    assert split_structure(f" {escape('「甲」：[乙]')}").head == r"\「甲\」\：\[乙\]"


@pytest.mark.parametrize(
    ("line", "fault", "near"),
    [
        ("「甲", "open", "「"),
        ("甲]", "open", "]"),
        ("甲\\", "open", "\\"),
        ("甲〔乙〕丙", "guard", "〔乙〕"),
        ("[1|甲][2|乙]", "head", "[1|甲][2|乙]"),
        ("「甲」乙", "head", "「甲」乙"),
        ("甲：乙「丙」「丁」", "place", "乙「丙」「丁」"),
        ("甲：乙[1|丙]", "place", "乙[1|丙]"),
        ("甲：乙“丙", "quote", "乙“丙"),
        ("甲：乙“丙[1|丁]”", "quote", "乙“丙[1|丁]”"),
    ],
)
def test_a_line_that_cannot_be_parsed_is_told_with_the_words_where_reading_stopped(
    line: str, fault: str, near: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        split_structure(line)
    assert (raised.value.fault, raised.value.near) == (fault, near)


def test_two_blanks_are_one_level_and_anything_else_is_a_fault() -> None:
    assert split_indent("    甲 乙") == (2, "甲 乙")
    assert split_indent("甲") == (0, "甲")
    for line in (" 甲", "   甲", "\t甲", "　甲"):
        with pytest.raises(ShapeError) as raised:
            split_indent(line)
        assert raised.value.fault == "indent"


def test_the_word_of_a_line_may_be_marked_as_english() -> None:
    assert split_word("标题（英）：Mills") == ("标题", True, "：Mills")
    assert split_word("标题(英)：Mills") == ("标题", True, "：Mills")
    assert split_word("支持1 甲") == ("支持1", False, " 甲")


def test_a_line_of_words_has_a_head_labels_and_a_colon() -> None:
    assert split_words(" 甲〔依据 编者〕：乙：丙") == ("甲", "依据 编者", "乙：丙")
    with pytest.raises(ShapeError) as raised:
        split_words(" 甲乙")
    assert (raised.value.fault, raised.value.near) == ("colon", " 甲乙")


def test_members_of_a_list_are_parted_unless_the_mark_is_escaped() -> None:
    assert split_list(r"甲、 乙\、丙、") == ["甲", r"乙\、丙"]


def test_a_figure_escapes_only_what_would_end_it() -> None:
    assert write_figure("1|2]", "限额「甲」") == r"[1\|2\]|限额「甲」]"
