"""Text and rules of one part on one sheet: joined, split, and followed line by line."""

from __future__ import annotations

import pytest

from kb.versions.whole_sheet import (
    HINTS,
    MARK,
    join_sheet,
    merge_rules,
    open_page,
    split_sheet,
    without_hints,
)

EID = "para_5"


def test_a_sheet_splits_into_the_text_and_the_rules_it_was_made_of() -> None:
    sheet = join_sheet("(五)甲。\n\n", "规则\n  支持 1：第一句\n")
    text, rules, line = split_sheet(sheet)
    assert text == "(五)甲。\n\n"
    assert rules is not None
    assert without_hints(rules) == "规则\n  支持 1：第一句\n"
    assert sheet.split("\n")[line - 1] == MARK
    assert sheet.split("\n")[line] == HINTS[0]


def test_a_sheet_without_the_mark_has_no_rules() -> None:
    assert split_sheet("(五)甲。\n") == ("(五)甲。\n", None, 0)


def test_a_part_without_rules_shows_what_they_look_like_as_comments() -> None:
    assert open_page("规则\n") == "规则\n"
    opened = open_page(" \n")
    assert without_hints(opened).strip() == ""
    assert "#   支持 1：第一句；按 企业" in opened


def merge(
    opened: str, typed: str, carried: str, moves: dict[str, str], texts: dict[str, str] | None = None
) -> str:
    merged = merge_rules(opened, typed, carried, moves, texts or {}, EID)
    assert merged.unclear == ()
    return merged.lines


MOVED = {f"{EID}__s_1": f"{EID}__s_2", f"{EID}__s_2": f"{EID}__s_1"}
"""Two sentences that changed places."""


def test_lines_that_nobody_changed_are_those_that_followed_the_text() -> None:
    opened, carried = "支持 1：第一句\n支持 2：第二句", "支持 1：第二句\n支持 2：第一句"
    assert merge(opened, opened, carried, MOVED) == carried


def test_in_a_changed_line_the_numbers_that_stayed_follow_the_text() -> None:
    opened = "支持 1：第一句；按 企业"
    carried = "支持 1：第二句；按 企业"
    assert merge(opened, "支持 1：第一句；按 项目", carried, MOVED) == "支持 1：第二句；按 项目"
    # A number that the person typed counts as on the sheet.
    assert merge(opened, "支持 1：第三句；按 企业", carried, MOVED) == "支持 1：第三句；按 企业"


def test_a_line_of_its_own_is_taken_as_it_is() -> None:
    opened = "支持 1：第一句"
    typed = f"{opened}\n行文 背景说明：第一句"
    assert merge(opened, typed, "支持 1：第二句", MOVED) == "支持 1：第二句\n行文 背景说明：第一句"


def test_a_quotation_decides_which_sentence_is_meant() -> None:
    texts = {f"{EID}__s_1": "鼓励交流。", f"{EID}__s_2": "给予奖励。"}
    opened, typed = "行文 给予资助：第一句「给予」", "行文 给予资助：第一句「奖励」"
    # The quoted words stood in the first sentence, which is the second now.
    assert merge(opened, typed, opened, MOVED, texts) == "行文 给予资助：第二句「奖励」"
    # Where the words are those of the sentence that is named, nothing is exchanged.
    fits = "行文 鼓励支持：第一句「交流」"
    assert merge(opened, fits, opened, MOVED, texts) == fits


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        (f"{EID}__s_3__c_2", "支持 1：第三句第二分句；按 项目"),
        (f"{EID}__s_1001", "支持 1：删去的第一句；按 项目"),
        ("para_6__s_1", "支持 1：#para_6__s_1；按 项目"),
    ],
)
def test_a_sentence_that_is_elsewhere_or_deleted_is_named_as_such(moved: str, expected: str) -> None:
    opened = "支持 1：第一句；按 企业"
    assert merge(opened, "支持 1：第一句；按 项目", opened, {f"{EID}__s_1": moved}) == expected


def test_a_sentence_of_another_part_is_left_alone() -> None:
    opened = "支持 1：附则第二句；按 企业"
    typed = "支持 1：附则第一句；按 项目"
    assert merge(opened, typed, opened, MOVED) == typed


DELETED = {f"{EID}__s_2": f"{EID}__s_1002", f"{EID}__s_3": f"{EID}__s_2"}
"""The second of three sentences was deleted."""


def unclear(opened: str, typed: str, moves: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The lines about which a person is asked; both answers are checked."""
    about = (opened, typed, opened, moves, {}, EID)
    both = [merge_rules(*about, counts_anew=answer) for answer in (True, False)]
    assert both[0].unclear == both[1].unclear
    pairs = tuple((one.typed, one.followed) for one in both[0].unclear)
    assert both[0].lines == typed
    for was, followed in pairs:
        assert was not in both[1].lines.split("\n")
        assert followed in both[1].lines.split("\n")
    return pairs


def test_a_line_with_other_words_follows_by_its_beginning() -> None:
    opened = "    句〔依据 第一句、第二句〕：Providers of new services, and projects for the reserve."
    typed = "    句〔依据 第一句、第二句〕：Only whoever offers services."
    assert merge(opened, typed, opened, DELETED) == typed.replace("第二句", "删去的第二句")
    opened, typed = "  支持 1：第三句；按 企业", "  支持 1：第三句；按 项目；须 很长的别的条件和说明"
    assert merge(opened, typed, opened, DELETED) == typed.replace("第三句", "第二句")


def test_a_basis_that_was_retyped_is_asked_about() -> None:
    """One cannot see whether the second sentence is that of the old text, or the third of it."""
    opened = "    句〔依据 第一句、第二句、第三句〕：甲、乙和丙。"
    typed = "    句〔依据 第一句、第二句〕：甲和丙。"
    assert unclear(opened, typed, DELETED) == ((typed, typed.replace("第二句", "删去的第二句")),)
    # The new number is not among the old ones, so that a person has typed it.
    fresh = "    句〔依据 第一句〕：甲、乙和丙。"
    typed = typed.replace("第二句", "第三句")
    assert merge(fresh, typed, fresh, DELETED) == typed


def test_a_figure_that_is_gone_leaves_the_basis_clear() -> None:
    opened = "  概要〔依据 第一句、第三句〕：甲[5万元|最高限额|第一句]；乙[9万元|最高限额|第三句]。"
    typed = "  概要〔依据 第一句、第三句〕：甲[5万元|最高限额|第一句]。"
    assert merge(opened, typed, opened, DELETED) == typed.replace("第三句", "第二句")


def test_a_line_in_place_of_others_is_asked_about_and_a_line_beside_them_is_new() -> None:
    opened = "    句〔依据 第一句〕：甲。\n    句〔依据 第三句〕：乙说的是怎样申请，向谁申请。"
    other = "    句〔依据 第二句〕：Nobody has said so before."
    replaced = f"    句〔依据 第一句〕：甲。\n{other}"
    followed = other.replace("第二句", "删去的第二句")
    assert unclear(opened, replaced, DELETED) == ((other, followed),)
    # A line became two, of which at most one can be the old one.
    one, another = "    句〔依据 第三句〕：乙说的是怎样申请。", "    句〔依据 第三句〕：乙说的是向谁申请。"
    two = f"    句〔依据 第一句〕：甲。\n{one}\n{another}"
    found = merge_rules(opened, two, opened, DELETED, {}, EID).unclear
    assert [each.typed for each in found] == [another]
    added = f"{opened}\n    句〔依据 第二句〕：新的。"
    carried = opened.replace("第三句", "第二句")
    assert merge(opened, added, carried, DELETED) == f"{carried}\n    句〔依据 第二句〕：新的。"


def test_a_line_that_was_cut_and_pasted_elsewhere_follows() -> None:
    opened = "    句〔依据 第三句〕：乙。\n    句〔依据 第一句〕：甲。\n    句〔依据 第一句〕：丁。"
    typed = "    句〔依据 第一句〕：甲。\n    句〔依据 第一句〕：丁。\n    句〔依据 第三句〕：乙。"
    carried = opened.replace("第三句", "第二句")
    assert merge(opened, typed, carried, DELETED) == typed.replace("第三句", "第二句")
