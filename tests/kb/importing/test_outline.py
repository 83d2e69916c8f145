"""The outline of a text: labelled parts nested as their numbering nests, and what closes it."""

from __future__ import annotations

from kb.importing.outline import Outline, Unit, read_outline
from kb.importing.rows import Row


def outline(*lines: str) -> Outline:
    """The outline of some lines, numbered from 1."""
    return read_outline(tuple(Row(line, n) for n, line in enumerate(lines, 1)))


def shape(unit: Unit) -> object:
    """The label of a part with those inside it."""
    return (
        (unit.label.text.strip(), [shape(one) for one in unit.units])
        if unit.units
        else unit.label.text.strip()
    )


def test_parts_nest_as_their_numbering_does() -> None:
    found = outline(
        "第一章 总则",
        "第一条 甲：",
        "（一）乙；",
        "1.丙；",
        "（二）丁。",
        "第二条 戊。",
        "第二章 附则",
        "第三条 己。",
    )
    assert [shape(one) for one in found.units] == [
        ("第一章", [("第一条", [("（一）", ["1."]), "（二）"]), "第二条"]),
        ("第二章", ["第三条"]),
    ]
    assert [one.line for one in found.walk()] == list(range(1, 9))


def test_rows_without_a_label_belong_to_the_open_part_or_stand_in_front() -> None:
    found = outline("云泽市风车办法", "第一条 甲。", "乙。", "第二条 丙。")
    assert [row.text for row in found.front] == ["云泽市风车办法"]
    assert [row.text for row in found.units[0].rows] == ["甲。", "乙。"]


def test_a_decimal_is_no_label_unless_it_goes_on_the_list() -> None:
    found = outline("第一条 标准如下：", "1.5倍的按最高档。", "2.5万元以下的不补。")
    assert [shape(one) for one in found.units] == ["第一条"] or found.units[0].units
    plain = outline("第一条 最高", "1.5万元。")
    assert [row.text for row in plain.units[0].rows] == ["最高", "1.5万元。"]


def test_labels_in_one_row_are_parted_where_the_next_number_follows() -> None:
    found = outline("第一条 下列：", "（1）给予十万元；（2）给予五万元；（3）不予补助。")
    assert [one.text for one in found.units[0].units] == ["给予十万元；", "给予五万元；", "不予补助。"]


def test_a_line_that_resembles_a_label_is_kept_and_reported() -> None:
    found = outline("第一条 甲。", "❶ 支持风车。")
    assert [(one.line, one.why) for one in found.unread] == [(2, "numbering")]
    assert [row.text for row in found.units[0].rows] == ["甲。", "❶ 支持风车。"]


def test_a_signature_closes_the_text_with_the_names_above_it() -> None:
    found = outline("第一条 甲。", "云泽市科技局", "2031年3月5日", "抄送：市委。")
    assert [row.text for row in found.units[0].rows] == ["甲。"]
    assert [row.text for row in found.closing] == ["云泽市科技局", "2031年3月5日", "抄送：市委。"]


def test_labels_behind_the_footer_of_a_page_are_reported_and_no_provisions() -> None:
    found = outline("第一条 甲。", "《云泽市风车办法》政策解读", "一、为什么支持风车")
    assert len(found.units) == 1
    assert [(one.line, one.why) for one in found.unread] == [(3, "after-text")]


def test_articles_go_on_below_headings_numbered_like_parts_of_a_notice() -> None:
    found = outline("一、支持建设", "第一条 甲。", "1.乙。", "第二条 丙。", "二、附则", "第三条 丁。")
    assert [shape(one) for one in found.units] == [
        ("一、", [("第一条", ["1."]), "第二条"]),
        ("二、", ["第三条"]),
    ]
    inner = outline("第一条 甲：", "一、乙；", "二、丙。", "第二条 丁。")
    assert [shape(one) for one in inner.units] == [("第一条", ["一、", "二、"]), "第二条"]
