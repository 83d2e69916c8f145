"""The front of a text: title, number, issuers and day of issue, from a notice, a decree or a table."""

from __future__ import annotations

from datetime import date

import pytest

from kb.importing.front import Front, read_front
from kb.importing.outline import read_outline
from kb.importing.rows import Cell, Row


def front(*lines: str) -> Front:
    """The front of some lines before one article."""
    rows = tuple(Row(line, n) for n, line in enumerate((*lines, "第一条 支持风车。"), 1))
    return read_front(read_outline(rows))


def test_a_notice_names_what_it_prints_its_issuers_and_its_day() -> None:
    found = front(
        "云泽市科技局 云泽市财政局关于印发云泽市风车办法的通知",
        "云科规〔2031〕7号",
        "各有关单位：",
        "云泽市科技局 云泽市财政局",
        "2031年3月5日",
        "云泽市风车办法",
    )
    assert found == Front(
        "云泽市风车办法", "云科规〔2031〕7号", ("云泽市科技局", "云泽市财政局"), date(2031, 3, 5), None
    )


def test_a_text_alone_has_its_title_and_nothing_that_it_does_not_state() -> None:
    assert front("云泽市风车补贴办法") == Front("云泽市风车补贴办法", "", (), None, None)
    assert front("支持风车。").title == ""


def test_a_table_at_the_top_of_a_page_states_the_facts_by_name() -> None:
    names = ("名称", "文号", "发布机构", "发布日期", "施行日期")
    values = ("云泽市风车办法", "云科规〔2031〕7号", "云泽市科技局", "2031-03-05", "2031-04-01")
    rows = tuple(
        Row("", n, cells=(Cell(a), Cell(b))) for n, (a, b) in enumerate(zip(names, values, strict=True))
    )
    found = read_front(read_outline((*rows, Row("第一条 支持风车。", 9))))
    assert found == Front(
        "云泽市风车办法", "云科规〔2031〕7号", ("云泽市科技局",), date(2031, 3, 5), date(2031, 4, 1)
    )


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("云泽市人民政府令", "第12号", "云泽市风车办法"), "云泽市人民政府令第12号"),
        (("云泽市风车办法", "（云科规〔2031〕7号）"), "云科规〔2031〕7号"),
        (("云泽市风车办法", "文号：云科规〔2031〕7号"), "云科规〔2031〕7号"),
        (("云泽市风车办法", "依据云科规〔2031〕7号制定。"), ""),
    ],
)
def test_the_number_of_a_document_stands_on_a_line_of_its_own(lines: tuple[str, ...], number: str) -> None:
    assert front(*lines).number == number


def test_the_signature_may_stand_behind_the_text() -> None:
    rows = [
        Row(text, n)
        for n, text in enumerate(("云泽市风车办法", "第一条 甲。", "云泽市科技局", "2031年3月5日"))
    ]
    found = read_front(read_outline(tuple(rows)))
    assert (found.issuers, found.issued) == (("云泽市科技局",), date(2031, 3, 5))
