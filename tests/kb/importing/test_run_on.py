"""Parts that go on inside a row are split off, and numbers that are only cited are not."""

from __future__ import annotations

import pytest

from kb.importing.rows import Row
from kb.importing.run_on import split_run_on


def parts_of(*texts: str) -> list[str]:
    """The texts of rows after the parts that go on inside a row were split off."""
    return [row.text for row in split_run_on(tuple(Row(text, n) for n, text in enumerate(texts, 1)))]


def test_an_article_inside_a_row_begins_a_row_where_it_is_the_next_one() -> None:
    assert parts_of("第一条 支持风车。", "风车包括塔架。 第二条 风车由区管理。", "第三条 另定。") == [
        "第一条 支持风车。",
        "风车包括塔架。",
        "第二条 风车由区管理。",
        "第三条 另定。",
    ]


def test_a_chapter_is_followed_by_its_first_article_in_the_same_row() -> None:
    assert parts_of("第一章 总则", "第一条 甲。", "第二章 罚则 第二条 乙。") == [
        "第一章 总则",
        "第一条 甲。",
        "第二章 罚则",
        "第二条 乙。",
    ]
    assert parts_of("云泽市风车办法（试行）第一章总则第一条为发展风车，特作规定。第二条风车由区管理。") == [
        "云泽市风车办法（试行）",
        "第一章总则",
        "第一条为发展风车，特作规定。",
        "第二条风车由区管理。",
    ]


def test_an_article_with_a_blank_behind_its_label_may_skip_numbers() -> None:
    assert parts_of("第六条　甲。第五章　资金第九条　乙。第十一条　丙。") == [
        "第六条　甲。",
        "第五章　资金",
        "第九条　乙。",
        "第十一条　丙。",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("第一条 甲。第二条中的“以上”含本数。", "第二条 乙。"),  # the next row is the second article
        ("第一条 甲。第五条另有规定。",),  # not the next number
        ("第一条 按照本办法第二条规定办理。",),  # a citation
        ("第一条 分两类：一、二类风车和三类风车。",),  # a class and not a part
        ("市政府研究了三件事。第一章写风车。",),  # no article follows
    ],
)
def test_a_number_that_is_cited_inside_a_row_begins_none(texts: tuple[str, ...]) -> None:
    assert parts_of(*texts) == list(texts)


def test_a_text_without_articles_is_split_before_its_parts() -> None:
    running = (
        "云泽市的意见 为发展风车，提出以下意见。 一、总体要求 (一)原则。支持风车。 (二)目标。建成风车。"
        " 二、任务 (一)建塔。"
    )
    assert parts_of(running) == [
        "云泽市的意见 为发展风车，提出以下意见。",
        "一、总体要求",
        "(一)原则。支持风车。 (二)目标。建成风车。",
        "二、任务",
        "(一)建塔。",
    ]


def test_an_article_behind_a_comma_begins_one_where_the_row_holds_a_chapter() -> None:
    text = (
        "风车办法第一章总则第一条为发展风车，第二条适用本办法的有奖励，"
        "第二章奖励第四条设立基金，第五条奖励50万元。"
    )
    assert parts_of(text) == [
        "风车办法",
        "第一章总则",
        "第一条为发展风车，",
        "第二条适用本办法的有奖励，",
        "第二章奖励",
        "第四条设立基金，",
        "第五条奖励50万元。",
    ]
    assert parts_of("第一条 甲，第二条适用的除外。") == ["第一条 甲，第二条适用的除外。"]


def test_three_parts_in_a_row_go_apart_although_no_sentence_ends_before_the_first() -> None:
    text = (
        "云泽市风车办法一、支持对象本市企业。二、支持措施（一）研发给5万元。（二）生产给3万元。三、附则另定。"
    )
    assert [row.text for row in split_run_on((Row(text, 1),))] == [
        "云泽市风车办法",
        "一、支持对象本市企业。",
        "二、支持措施",
        "（一）研发给5万元。（二）生产给3万元。",
        "三、附则另定。",
    ]


def test_an_article_begins_behind_a_sentence_that_ends_with_a_point() -> None:
    text = "第一条 支持风车,给予10%. 第二条 支持水车."
    assert [row.text for row in split_run_on((Row(text, 1),))] == [
        "第一条 支持风车,给予10%.",
        "第二条 支持水车.",
    ]


def test_a_part_that_is_cited_in_a_sentence_begins_none() -> None:
    rows = (Row("按照前述一、二、三类标准支持风车（一）类企业。", 1),)
    assert split_run_on(rows) == rows
