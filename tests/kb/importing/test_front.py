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


@pytest.mark.parametrize(
    "path",
    [
        "首页 > 政务公开 > 惠企政策",
        ">> 云泽概况 >> 投资政策",
        "您的位置：首页 资料 扶持政策",
        "首页»产业»投资政策",
    ],
)
def test_a_line_that_says_where_a_page_is_is_no_title(path: str) -> None:
    assert front(path, "云泽市风车补贴若干政策").title == "云泽市风车补贴若干政策"


def test_the_angled_brackets_of_a_title_are_no_path() -> None:
    title = "云泽市科技局关于转发<省风车补贴办法>的通知"
    assert front(title).title == title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("2031年云泽市北岸区产业资金支持风车制造实施", "细则"),
            "2031年云泽市北岸区产业资金支持风车制造实施细则",
        ),
        (("云泽市过渡期统筹使用财政风车", "资金管理办法"), "云泽市过渡期统筹使用财政风车资金管理办法"),
        (("2031年3月5日", "风车补贴办法"), "风车补贴办法"),
        (("云泽市风车制造业高质量发展大会召开", "云泽市风车补贴办法"), "云泽市风车补贴办法"),
        (("原标题：市人民政府关于支持风车经济的意见",), "市人民政府关于支持风车经济的意见"),
        (
            (
                *["索引号", "主题", "体裁", "对象", "来源", "点击", "字体", "分享", "时间", "浏览", "打印"],
                "云泽市风车补贴办法",
            ),
            "云泽市风车补贴办法",
        ),
    ],
)
def test_the_title_is_read_whole_where_the_page_breaks_or_names_it(
    lines: tuple[str, ...], title: str
) -> None:
    assert front(*lines).title == title


@pytest.mark.parametrize(
    "line",
    [
        "云政发[2031]7号 云泽市人民政府关于印发云泽市风车办法的通知",
        "云政发[2031]7号           2031-3-5",
        "• 备注/文号：云政发[2031]7号",
        "【发布文号】云政发[2031]7号",
    ],
)
def test_the_number_is_read_beside_the_title_the_day_or_its_name(line: str) -> None:
    assert front(line, "云泽市风车办法").number == "云政发[2031]7号"


def test_a_number_cited_in_a_sentence_is_not_that_of_the_document() -> None:
    assert front("云泽市风车办法", "云政发[2031]7号规定的补贴停止执行").number == ""


def test_a_paragraph_that_lost_its_line_ends_begins_with_title_number_and_day() -> None:
    running = (
        "云泽市人民政府贯彻省政府关于发展风车产业的实施意见 云政发[2031]69号 2031-11-03 "
        "为贯彻省政府的意见精神，结合我市实际情况，提出以下实施意见。"
    )
    assert front(running) == Front(
        "云泽市人民政府贯彻省政府关于发展风车产业的实施意见",
        "云政发[2031]69号",
        ("云泽市人民政府",),
        date(2031, 11, 3),
        None,
    )


def test_a_field_ends_where_the_next_one_of_its_line_begins() -> None:
    line = "发布机构：云泽市政府->云泽市科技局 发布时间: 2031-12-04 浏览次数:"
    assert front(line, "云泽市风车办法").issuers == ("云泽市科技局",)


def test_the_notice_names_who_prints_a_text_that_nobody_signed() -> None:
    found = front("资料 2031年11月30日", "云泽市人民政府印发关于加强风车研究实施办法的通知")
    assert (found.title, found.issuers) == ("关于加强风车研究实施办法", ("云泽市人民政府",))


def test_the_decree_below_a_title_gives_number_and_issuer() -> None:
    found = front(
        "云泽市风车管理办法",
        "（2031 年 11 月 5 日云泽市人民政府令第 7 号发布，由 2035 年 8 月 3 日云泽市人民政府令第 19 号修订）",
    )
    assert (found.number, found.issuers) == ("云泽市人民政府令第 7 号", ("云泽市人民政府",))


def test_a_web_page_states_the_facts_behind_names_in_brackets() -> None:
    fields = ("【发布单位】云泽市科技局 云泽市财政局", "【发布日期】2031-3-5")
    found = front("云泽市风车办法", *fields)
    assert (found.issuers, found.issued) == (("云泽市科技局", "云泽市财政局"), date(2031, 3, 5))


def test_a_draft_says_so_in_its_title() -> None:
    assert (
        front("云泽市支持风车制造企业", "发展的若干政策", "(征求意见稿)").title
        == "云泽市支持风车制造企业发展的若干政策(征求意见稿)"
    )


def test_the_text_has_its_own_title_over_several_lines_with_the_place_that_the_notice_leaves_out() -> None:
    found = front(
        "云泽市人民政府印发关于加强风车研究实施办法的通知",
        "各有关单位：",
        "云泽市关于加强风车",
        "研究实施办法",
    )
    assert found.title == "云泽市关于加强风车研究实施办法"


def test_wide_digits_of_number_and_day_are_digits() -> None:
    found = front("云政发〔２０３１〕７号《云泽市风车办法》", "云泽市风车办法", "【发布日期】２０３１-３-５")
    assert (found.number, found.issued) == ("云政发〔２０３１〕７号", date(2031, 3, 5))


def test_blanks_between_the_digits_of_a_signature_break_no_day() -> None:
    found = front("云泽市风车办法", "云泽市科技局", "2 0 3 1 年 3 月 1 5 日")
    assert (found.issuers, found.issued) == (("云泽市科技局",), date(2031, 3, 15))


def test_the_menu_above_a_title_of_two_lines_is_no_part_of_it() -> None:
    found = front("首页", "办事服务", "云泽市关于支持风车制造企业", "发展的若干政策")
    assert found.title == "云泽市关于支持风车制造企业发展的若干政策"


@pytest.mark.parametrize(
    "line",
    [
        "云泽市人民政府关于印发《云泽市风车办法》的通知（云政规〔2031〕4号）",
        "云泽市人民政府关于印发《云泽市风车办法》的通知 云政规〔2031〕4号",
    ],
)
def test_the_number_is_read_behind_the_title(line: str) -> None:
    found = front(line, "各有关单位：", "云泽市风车办法")
    assert (found.title, found.number) == ("云泽市风车办法", "云政规〔2031〕4号")


def test_a_title_stands_behind_the_name_of_its_place_or_in_quotation_marks() -> None:
    assert front("云泽县：关于实施风车计划的意见").title == "关于实施风车计划的意见"
    assert front("《关于促进风车经济发展的实施意见》").title == "关于促进风车经济发展的实施意见"


def test_a_word_of_the_menu_above_a_notice_is_no_part_of_its_issuer() -> None:
    found = front("其他城市", "云泽市人民政府办公室关于印发云泽市风车办法的通知")
    assert found.issuers == ("云泽市人民政府办公室",)


def test_a_whole_front_in_one_paragraph_has_title_issuer_and_day() -> None:
    found = front(
        "云泽市人民政府关于印发云泽市风车认定办法的通知 各县（市、区）人民政府，市政府各委办局： "
        "《云泽市风车认定办法》已经市政府常务会议通过，现印发给你们，请认真遵照执行。 二OO六年五月二日 "
        "云泽市风车认定办法 为加强认定工作，制定本办法。"
    )
    assert (found.title, found.issuers, found.issued) == (
        "云泽市风车认定办法", ("云泽市人民政府",), date(2006, 5, 2),
    )  # fmt: skip


def test_a_title_may_quote_several_long_titles() -> None:
    title = f"关于公开征求《云泽市{'风车' * 30}行动方案》《云泽市{'水车' * 30}若干措施（试行）》意见的公告"
    assert front(title).title == title


def test_the_own_title_is_found_where_the_notice_leaves_out_its_quotation_marks() -> None:
    found = front(
        "云泽市人民政府关于印发云泽市对接风车协定(FC)实施意见的通知",
        "各有关单位：",
        "云泽市对接《风车协定》（FC）实施意见",
    )
    assert found.title == "云泽市对接《风车协定》（FC）实施意见"


def test_an_annex_alone_has_the_title_of_its_first_lines() -> None:
    rows = (Row("附件", 1), Row("云泽高新区风车若干政策", 2), Row("（试行）", 3), Row("一、支持风车。", 4))
    assert read_front(read_outline(rows)).title == "云泽高新区风车若干政策（试行）"


def test_a_chapter_of_the_list_of_contents_is_no_title() -> None:
    lines = (
        "目  录",
        "第一章 总则",
        "第二章 资助标准",
        "云泽市风车资金管理办法",
        "第一章 总则",
        "第一条 甲。",
    )
    rows = tuple(Row(line, n) for n, line in enumerate(lines, 1))
    assert read_front(read_outline(rows)).title == "云泽市风车资金管理办法"


def test_the_number_behind_a_title_may_be_wide_or_broken_by_the_page() -> None:
    wide = front("云泽市人民政府关于印发《云泽市风车办法》的通知（云政规〔２０３１〕４号）", "云泽市风车办法")
    assert (wide.title, wide.number) == ("云泽市风车办法", "云政规〔２０３１〕４号")
    broken = front(
        "云泽市人民政府关于印发《云泽市风车办法》的通知（云", "政规〔2031〕4号）", "云泽市风车办法"
    )
    assert (broken.title, broken.number) == ("云泽市风车办法", "云政规〔2031〕4号")


def test_a_title_above_that_of_another_place_is_a_line_of_the_page() -> None:
    assert front("月泽省风车资金管理办法", "云泽市风车资金管理办法").title == "云泽市风车资金管理办法"
    assert front("云泽市风车资金管理办法", "支持风车计划").title == "云泽市风车资金管理办法"


def test_a_signature_of_the_last_century_is_written_out_as_well() -> None:
    found = front(
        "云泽市人民政府关于风车的通知", "各区：", "请办理。", "云泽市人民政府", "一九九六年二月九日"
    )
    assert found.issued == date(1996, 2, 9)
