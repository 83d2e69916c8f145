"""Labels of provisions: which way of numbering a line begins with, and which lines only resemble one."""

from __future__ import annotations

import pytest

from kb.model.numbers.labels import Label, Shape, is_strange, read_label, read_tight_label


@pytest.mark.parametrize(
    ("line", "shape", "number", "rest"),
    [
        ("第一章 总则", "章", 1, "总则"),
        ("第十二条　支持风车", "条", 12, "支持风车"),
        ("第 3 条 支持风车", "条", 3, "支持风车"),
        ("附则", "章", 1, ""),
        ("附件2：申请表", "附件", 2, "：申请表"),
        ("二、支持风车", "一、", 2, "支持风车"),
        ("（三）支持风车", "（一）", 3, "支持风车"),
        ("㈣支持风车", "（一）", 4, "支持风车"),
        ("5.支持风车", "1.", 5, "支持风车"),
        ("⒍支持风车", "1.", 6, "支持风车"),
        ("（7）支持风车", "（1）", 7, "支持风车"),
        ("⑻支持风车", "（1）", 8, "支持风车"),
        ("9)支持风车", "1)", 9, "支持风车"),
        ("⑩支持风车", "①", 10, "支持风车"),
        ("2.3 支持风车", "1.1", 3, "支持风车"),
        ("2.3.4支持风车", "1.1.1", 4, "支持风车"),
        ("方向1 风车", "方向", 1, "风车"),
        ("第五條 支持风车", "条", 5, "支持风车"),
        ("第三節 风车", "节", 3, "风车"),
        ("附則", "章", 1, ""),
        ("第廿条 支持风车", "条", 20, "支持风车"),
        ("第卅二条 支持风车", "条", 32, "支持风车"),
        ("卅、支持风车", "一、", 30, "支持风车"),
        ("（廿一）支持风车", "（一）", 21, "支持风车"),
        ("01.支持风车", "1.", 1, "支持风车"),
        ("（08）支持风车", "（1）", 8, "支持风车"),
        ("ｂ．支持风车", "a)", 2, "支持风车"),
        ("㉑支持风车", "①", 21, "支持风车"),
        ("㊿支持风车", "①", 50, "支持风车"),
    ],
)
def test_a_label_is_read_with_its_way_of_numbering(line: str, shape: Shape, number: int, rest: str) -> None:
    label = read_label(line)
    assert label is not None
    assert (label.shape, label.number, line[label.end :]) == (shape, number, rest)


def test_an_inserted_article_has_the_number_after_its_word() -> None:
    assert read_label("第九条之二 支持风车") == Label("第九条之二", "条", 9, 6, sub=2)


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的风车",  # a citation
        "第三條規定的风车",
        "第三条第二款所称风车",
        "第三条至第五条",
        "（二）项所列风车",
        "1.5倍的风车",  # a decimal
        "2.5万元",
        "三、四类风车",
        "支持风车",
        "",
    ],
)
def test_a_citation_a_decimal_and_a_list_are_no_label(line: str) -> None:
    assert read_label(line) is None


def test_a_label_before_a_number_is_read_only_where_it_is_asked_for() -> None:
    assert read_label("1.80周岁以上的") is None
    assert read_tight_label("1.80周岁以上的") == Label("1.", "1.", 1, 2)
    assert read_tight_label("3、2030年") == Label("3、", "1.", 3, 2)
    assert read_tight_label("1.支持") is None


@pytest.mark.parametrize(
    "line",
    [
        "甲、支持",
        "（A）支持",
        "Ⅲ.支持",
        "第3-1条 支持",
        "❶支持",
        "一)支持",
        "问1：何时",
        "第Ⅱ条 支持",
        "第伍条 支持",
        "第贰條 支持",
        "第一、支持",
        "第一，支持",
        "第2,支持",
        "第三：支持",
        "【第一条】支持",
        "「第一條」",
        "Ａ．支持",
        "1]支持",
        "１】支持",
        "2〕支持",
        "3》支持",
        "1。支持",
        "1·支持",
        "1.1.支持",
        "1.1)支持",
        "〇一、支持",
        "一：支持",
        "二】支持",
        "１：支持",
        "参、支持",
        "參、支持",
        "Ⓐ支持",
    ],
)
def test_what_resembles_a_label_is_reported(line: str) -> None:
    assert read_label(line) is None
    assert is_strange(line)


@pytest.mark.parametrize(
    "line",
    [
        "支持风车",
        "30 家企业",
        "2030年",
        "第三条规定",
        "第Ⅱ条规定",
        "第一、二类",
        "第一、第二产业",
        "第一，二季度",
        "第一产业",
        "4〕3号",
        "12。",
        "一：二",
        "三：七的比例",
        "【通知】",
        "01月",
        "1.1.2030",
        "廿四节气",
    ],
)
def test_a_number_of_a_broken_sentence_is_not_reported(line: str) -> None:
    assert not is_strange(line)
