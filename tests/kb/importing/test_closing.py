"""The end of a text: the signature, the recipients of copies, and the footer of a page."""

from __future__ import annotations

import pytest

from kb.importing.closing import (
    are_agencies,
    begins_footer,
    closes,
    is_signature_day,
    signing_rows,
    split_agencies,
    split_signature,
)
from kb.importing.rows import Cell, Row


@pytest.mark.parametrize(
    ("text", "names", "day"),
    [
        ("2031年3月5日", "", "2031年3月5日"),
        ("云泽市科技局 2031年3月5日", "云泽市科技局", "2031年3月5日"),
        ("（云泽市科技局　2031年3月5日）", "云泽市科技局", "2031年3月5日"),
        ("二〇三一年三月五日", "", "二〇三一年三月五日"),
        ("自2031年3月5日起施行", "", ""),
        ("云泽市科技局", "", ""),
    ],
)
def test_a_signature_is_a_day_alone_or_after_names(text: str, names: str, day: str) -> None:
    assert split_signature(text) == (names, day)
    if not text.startswith("（"):
        assert is_signature_day(Row(text, 1)) is bool(day)


def test_names_are_split_at_blanks_unless_one_name_is_spaced_out() -> None:
    assert split_agencies("云泽市科技局　云泽市财政局") == ["云泽市科技局", "云泽市财政局"]
    assert split_agencies("市 科 技 局") == ["市科技局"]
    assert split_agencies("云泽市科技局云泽市财政局") == ["云泽市科技局", "云泽市财政局"]
    assert split_agencies("市科技局：请办理。") == []


def test_only_rows_of_names_at_the_end_are_a_signature() -> None:
    rows = [Row(text, n) for n, text in enumerate(("给予资助。", "云泽市科技局", "云泽市财政局"))]
    assert signing_rows(rows) == 2
    assert signing_rows(rows[:1]) == signing_rows([]) == 0
    assert are_agencies("云泽市科技局")
    assert not are_agencies("风车")
    assert signing_rows([*rows[:2], Row("", 3, cells=(Cell("云泽市科技局"),))]) == 0


@pytest.mark.parametrize(
    "text",
    ["抄送：市委办公室。", "（此件公开发布）", "公开方式：主动公开", "云泽市政府办公室2031年3月6日印发"],
)
def test_what_stands_behind_a_text_closes_it(text: str) -> None:
    assert closes(Row(text, 1))
    assert not closes(Row("支持建造风车。", 1))


@pytest.mark.parametrize(
    "text", ["返回顶部", "上一篇：风车", "版权所有 云泽市", "相关链接", "《云泽市风车办法》政策解读"]
)
def test_the_footer_of_a_page_is_no_text(text: str) -> None:
    assert begins_footer(Row(text, 1))
    assert not begins_footer(Row("", 1, cells=(Cell(text),)))
    assert not begins_footer(Row("支持建造风车。", 1))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("云泽市 科技局", ["云泽市科技局"]),
        ("云泽市人民政府办公 室", ["云泽市人民政府办公室"]),
        ("云泽市科技局 云泽市财政局", ["云泽市科技局", "云泽市财政局"]),
    ],
)
def test_a_blank_within_a_name_parts_no_names(text: str, names: list[str]) -> None:
    assert split_agencies(text) == names
