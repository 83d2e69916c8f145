"""Provisions of an outline: exact sums and rates, their currency, agencies, days and definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kb.importing.outline import read_outline
from kb.importing.provisions import Imported, Sum, find_provisions
from kb.importing.rows import Cell, Row


def provisions(*lines: str) -> tuple[Imported, ...]:
    """The provisions of some lines."""
    return find_provisions(read_outline(tuple(Row(line, n) for n, line in enumerate(lines, 1))))


@pytest.mark.parametrize(
    ("words", "sums"),
    [
        ("最高200万元", [Sum("200万元", Fraction(2_000_000), "CNY")]),
        ("补助0.05元", [Sum("0.05元", Fraction(1, 20), "CNY")]),
        ("合计3万美元", [Sum("3万美元", Fraction(30_000), "USD")]),
        (
            "分别奖励30、20万元",
            [Sum("30", Fraction(300_000), "CNY"), Sum("20万元", Fraction(200_000), "CNY")],
        ),
        ("给予数十万元", [Sum("数十万元", None, "CNY")]),
        ("给予近千万元", [Sum("近千万元", None, "CNY")]),
        (
            "处五千以上一万元以下罚款",
            [Sum("五千", Fraction(5000), "CNY"), Sum("一万元", Fraction(10_000), "CNY")],
        ),
        (
            "处三千元以上一万以下罚款",
            [Sum("三千元", Fraction(3000), "CNY"), Sum("一万", Fraction(10_000), "CNY")],
        ),
        ("给予近500万元", [Sum("500万元", Fraction(5_000_000), "CNY")]),
        ("给予5-10万", [Sum("5-10万", Fraction(50_000), "CNY"), Sum("5-10万", Fraction(100_000), "CNY")]),
        ("给予5万至10万", [Sum("5万", Fraction(50_000), "CNY"), Sum("10万", Fraction(100_000), "CNY")]),
        (
            "按年营业收入100万（不含）至500万（含）",
            [Sum("100万", Fraction(1_000_000), "CNY"), Sum("500万", Fraction(5_000_000), "CNY")],
        ),
        (
            "按投资2000万（含2000万）以上",
            [Sum("2000万", Fraction(20_000_000), "CNY"), Sum("2000万", Fraction(20_000_000), "CNY")],
        ),
    ],
)
def test_a_sum_is_exact_or_has_no_amount(words: str, sums: list[Sum]) -> None:
    (one,) = provisions(f"第一条 对企业{words}。")
    assert list(one.sums) == sums


def test_an_article_is_one_provision_with_its_items() -> None:
    one, other = provisions(
        "第一章 总则", "第一条 下列奖励：", "（一）首台30万元；", "（二）其他20%。", "第二条 甲。"
    )
    assert (one.label, one.chapter, one.line, other.label) == ("第一条", "第一章 总则", 2, "第二条")
    assert one.text == "下列奖励：\n（一）首台30万元；\n（二）其他20%。"
    assert ([each.text for each in one.sums], one.rates) == (["30万元"], ("20%",))


def test_a_provision_has_its_heading_agencies_and_days() -> None:
    (one,) = provisions("第三条（研发资助）2031年4月1日前申报。（责任单位：市科技局）")
    assert (one.heading, one.agencies, one.dates) == ("研发资助", ("市科技局",), ("2031-04-01",))
    assert one.unread == ()


def test_a_definition_names_its_term() -> None:
    (one,) = provisions("第二条 本办法所称风车企业，是指在本市登记的企业。")
    assert one.definitions == ("风车企业",)


def test_a_decimal_in_a_cell_below_a_unit_is_a_sum_and_no_label() -> None:
    table = (
        Row("", 2, cells=(Cell("等级"), Cell("奖励（万元）"))),
        Row("", 3, cells=(Cell("一等"), Cell("10.5"))),
    )
    (one,) = find_provisions(read_outline((Row("第一条 奖励如下：", 1), *table)))
    assert one.sums == (Sum("10.5", Fraction(105_000), "CNY"),)


def test_the_title_of_an_annex_may_take_two_lines() -> None:
    lines = ("附件1", "云泽市加快风车产业高质量发展", "行动方案（2031—2033年）", "一、支持风车。另定。")
    found = provisions("第一条 甲。", *lines)
    assert found[-1].chapter == "附件1 云泽市加快风车产业高质量发展行动方案（2031—2033年）"


def test_a_sum_without_yuan_may_end_its_sentence_with_a_point() -> None:
    (one,) = provisions("1.支持风车.按售价的20%奖励,最高300万.")
    assert one.sums == (Sum("300万", Fraction(3_000_000), "CNY"),)


def test_bare_sums_below_a_heading_about_money_are_sums() -> None:
    (one,) = provisions("3.一次性安家费。博士10万，硕士3万。")
    assert [each.amount for each in one.sums] == [100_000, 30_000]
    (other,) = provisions("3.引进人口奖励。新增人口10万。")
    assert other.sums == ()
