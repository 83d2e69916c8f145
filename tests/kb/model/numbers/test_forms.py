"""The forms in which real policies write numbers, with values worked out by hand.

Sums are in yuan, spans in months, and days are dates.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kb.model.numbers import Kind, find_numbers
from kb.model.values import Count, Money, Rate, Span


def yuan(amount: int | str) -> Money:
    return Money(int(Fraction(amount) * 100))


FORMS: list[tuple[str, Kind, tuple[object, ...], str]] = [
    # sums
    ("给予1,000万元", "money", (yuan(10_000_000),), ""),
    ("给予1000 万元", "money", (yuan(10_000_000),), ""),
    ("给予１０００万元", "money", (yuan(10_000_000),), ""),
    ("给予壹仟万元", "money", (yuan(10_000_000),), ""),
    ("给予3亿5000万元", "money", (yuan(350_000_000),), ""),
    ("给予一万五千元", "money", (yuan(15_000),), ""),
    ("每千瓦时0.1元", "money", (yuan("0.1"),), ""),
    ("每人0.35万/人/年", "money", (yuan(3_500),), ""),
    ("20元/平方米·月", "money", (yuan(20),), ""),
    ("奖励2000-3000万元", "money", (yuan(20_000_000), yuan(30_000_000)), ""),
    ("奖励50—200万元", "money", (yuan(500_000), yuan(2_000_000)), ""),
    ("营业收入2亿元以上", "money", (yuan(200_000_000),), "at-least"),
    ("营业收入2亿元（不含）以上", "money", (yuan(200_000_000),), "more-than"),
    ("营业收入2亿元以下", "money", (yuan(200_000_000),), "at-most"),
    ("营业收入2亿元（含）以下", "money", (yuan(200_000_000),), "at-most"),
    ("投资300万美元", "currency", (Fraction(3_000_000),), ""),
    ("奖励50万—200万元", "money", (yuan(500_000), yuan(2_000_000)), ""),
    ("注册资本人民币500万", "money", (yuan(5_000_000),), ""),
    ("注册资本RMB 500万元", "money", (yuan(5_000_000),), ""),
    ("投资USD300万", "currency", (Fraction(3_000_000),), ""),
    ("亿元以上项目", "money", (yuan(100_000_000),), "at-least"),
    ("超千万元以上", "money", (), "at-least"),
    ("奖励一万多元", "money", (), ""),
    ("最高可达100万元", "money", (yuan(1_000_000),), "at-most"),
    ("以100万元为限", "money", (yuan(1_000_000),), "at-most"),
    ("≥500万元", "money", (yuan(5_000_000),), "at-least"),
    ("大于等于500万元", "money", (yuan(5_000_000),), "at-least"),
    ("＞500万元", "money", (yuan(5_000_000),), "more-than"),
    ("500万元≤投资额", "money", (yuan(5_000_000),), "at-least"),
    ("奖励10余万元", "money", (), ""),
    ("奖励数十万元", "money", (), ""),
    ("奖励十来万元", "money", (), ""),
    ("奖励近500万元", "money", (yuan(5_000_000),), "about"),
    ("投资2000万（含）元", "money", (yuan(20_000_000),), ""),
    ("投资2000（含）万元以上", "money", (yuan(20_000_000),), "at-least"),
    ("投资2000（不含）万元以上", "money", (yuan(20_000_000),), "more-than"),
    ("投资50万元（含）以上", "money", (yuan(500_000),), "at-least"),
    ("处三千至五千元罚款", "money", (yuan(3_000), yuan(5_000)), ""),
    ("处百万元以下罚款", "money", (yuan(1_000_000),), "at-most"),
    ("注册资本1000万人民币", "money", (yuan(10_000_000),), ""),
    ("实到外资200万-500万（不含）美元", "currency", (Fraction(2_000_000), Fraction(5_000_000)), ""),
    ("奖励5-10万", "number", (Fraction(50_000), Fraction(100_000)), ""),
    ("补助2000—3000万", "number", (Fraction(20_000_000), Fraction(30_000_000)), ""),
    ("收入100万（不含）至500万", "number", (Fraction(1_000_000), Fraction(5_000_000)), ""),
    ("奖励1 2 万元", "money", (), ""),
    ("奖励二 十万元", "money", (), ""),
    ("奖励1，500元", "money", (), ""),
    ("奖励1，000万元", "money", (), ""),
    ("奖励2。5万元", "money", (), ""),
    ("奖励1·5万元", "money", (), ""),
    ("奖励2\ue0105万元", "money", (), ""),
    ("奖励1.5.2万元", "money", (), ""),
    ("奖励1O万元", "money", (), ""),
    ("奖励l00万元", "money", (), ""),
    ("奖励l.5万元", "money", (), ""),
    ("按人民币3 0万元", "money", (), ""),
    ("奖励1．5万元", "money", (yuan(15_000),), ""),
    ("票价3元5角", "money", (yuan("3.5"),), ""),
    ("票价一百二十元五角", "money", (yuan("120.5"),), ""),
    ("票价5角", "money", (yuan("0.5"),), ""),
    ("奖励２ ０ ０ 万元", "money", (), ""),
    # shares
    ("按5‰补助", "rate", (Rate(Fraction(5, 1000)),), ""),
    ("按千分之三补助", "rate", (Rate(Fraction(3, 1000)),), ""),
    ("占三分之一", "rate", (Rate(Fraction(1, 3)),), ""),
    ("占2/3以上", "rate", (Rate(Fraction(2, 3)),), "at-least"),
    ("按三成补助", "rate", (Rate(Fraction(3, 10)),), ""),
    ("三成的比例", "rate", (Rate(Fraction(3, 10)),), ""),
    ("补助一半", "rate", (Rate(Fraction(1, 2)),), ""),
    ("补助5%—20%", "rate", (Rate(Fraction(1, 20)), Rate(Fraction(1, 5))), ""),
    ("不超过 30 %", "rate", (Rate(Fraction(3, 10)),), "at-most"),
    ("占百分之十几", "rate", (), ""),
    ("降低5O%", "rate", (), ""),
    ("降低百分之三十至四十", "rate", (Rate(Fraction(3, 10)), Rate(Fraction(2, 5))), ""),
    ("占百分之几十", "rate", (), ""),
    ("占几十%", "rate", (), ""),
    ("近三成", "rate", (Rate(Fraction(3, 10)),), "about"),
    ("前10%的企业", "rate", (Rate(Fraction(1, 10)),), ""),
    ("增长1倍", "factor", (Fraction(1),), ""),
    ("按4:3:3的比例", "ratio", (), ""),
    ("按2比1配套", "ratio", (Fraction(2),), ""),
    ("提高2个百分点", "points", (Fraction(2),), ""),
    ("LPR+30BP", "points", (Fraction(30),), ""),
    ("按1:1配套", "ratio", (Fraction(1),), ""),
    ("按1：0.5配套", "ratio", (Fraction(2),), ""),
    # time
    ("最长36个月", "span", (Span(36),), ""),
    ("自2 031年", "span", (), ""),
    ("二十二时至", "label", (), ""),
    ("连续3年", "span", (Span(36),), ""),
    ("每半年申报", "span", (Span(6),), ""),
    ("为期3-5年", "span", (Span(36), Span(60)), ""),
    ("在20个工作日内", "time", (Fraction(20),), "at-most"),
    ("2024 年 5 月", "day", (), ""),
    ("二〇二四年", "day", (), ""),
    ("一季度", "day", (), ""),
    ("上半年", "day", (), ""),
    ("次月10日前", "day", (), ""),
    ("2024年5月23日", "day", (date(2024, 5, 23),), ""),
    ("2024.5.23", "day", (date(2024, 5, 23),), ""),
    ("2024/05/23", "day", (date(2024, 5, 23),), ""),
    # counts
    ("不少于1万人次", "count", (Count(10_000, "人次"),), "at-least"),
    ("满18周岁", "count", (Count(18, "周岁"),), "at-least"),
    ("300㎡以上", "count", (Count(300, "㎡"),), "at-least"),
    ("前三名", "rank", (), ""),
    ("排名前20", "rank", (), ""),
    ("目前30家", "count", (Count(30, "家"),), ""),
    ("参会人数500人", "count", (Count(500, "人"),), ""),
    ("28纳米", "count", (Count(28, "纳米"),), ""),
    ("110千伏", "count", (Count(110, "千伏"),), ""),
    ("共4章", "count", (Count(4, "章"),), ""),
    ("分为三类", "count", (Count(3, "类"),), ""),
    ("三方面", "count", (Count(3, "方面"),), ""),
    ("10余家", "count", (), ""),
    ("数百家", "count", (), ""),
    ("百余名", "count", (), ""),
    ("千多家", "count", (), ""),
    ("职工人数十人", "count", (Count(10, "人"),), ""),
    ("近500家", "count", (Count(500, "家"),), "about"),
    ("近3次", "count", (Count(3, "次"),), ""),
    ("附近500米", "count", (Count(500, "米"),), ""),
    # labels
    ("第三十四条", "label", (), ""),
    ("三星级酒店", "label", (), ""),
    ("2—5星级酒店", "label", (), ""),
    ("二类，", "label", (), ""),
    ("第1类", "label", (), ""),
    ("《若干40条意见》", "label", (), ""),
    ("见图1", "label", (), ""),
    ("手机13800000000", "label", (), ""),
    ("17:30止", "label", (), ""),
    ("二等功", "label", (), ""),
    ("1205室", "label", (), ""),
    ("电话85628575，", "label", (), ""),
    # words
    ("二氧化碳", "word", (), ""),
    ("三甲医院", "word", (), ""),
    ("一票否决", "word", (), ""),
    ("三线一单", "word", (), ""),
    ("成百上千", "word", (), ""),
    ("成千上万", "word", (), ""),
    ("街道两侧", "word", (), ""),
    ("下一道工序", "word", (), ""),
    ("任选其一", "word", (), ""),
    ("一段时间", "word", (), ""),
    ("万元GDP能耗", "word", (), ""),
    ("863计划", "word", (), ""),
    ("90后", "word", (), ""),
    ("1+N体系", "word", (), ""),
    ("统一管理", "word", (), ""),
    ("进一步支持", "word", (), ""),
    ("一次性给予", "word", (), ""),
    ("一批项目", "word", (), ""),
    ("一体化发展", "word", (), ""),
    ("之一的", "word", (), ""),
    ("上一年度", "word", (), ""),
    ("一事一议", "word", (), ""),
    ("“千人计划”", "word", (), ""),
    ("百人计划", "word", (), ""),
    ("十四五时期", "word", (), ""),
    ("“985”院校", "word", (), ""),
    ("5G网络", "word", (), ""),
    ("零售额", "word", (), ""),
    ("百年老店", "word", (), ""),
    ("新三板", "word", (), ""),
    ("两化融合", "word", (), ""),
    ("二手车", "word", (), ""),
]


@pytest.mark.parametrize(("text", "kind", "values", "bound"), FORMS)
def test_a_form_says_what_its_words_say(
    text: str, kind: Kind, values: tuple[object, ...], bound: str
) -> None:
    (number,) = find_numbers(text)
    assert (number.kind, number.values, number.bound) == (kind, values, bound)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("第三方机构", ["label"]),
        ("（市府〔2024〕4号）", ["label", "label"]),
        ("第三十三条、三十四条规定", ["label", "label"]),
        ("集中统一管理一批一次性项目", ["word", "word", "word"]),
    ],
)
def test_what_names_or_merely_sounds_is_no_quantity(text: str, kinds: list[Kind]) -> None:
    assert [number.kind for number in find_numbers(text)] == kinds


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("分别提高3、2、1个百分点", [(Fraction(3),), (Fraction(2),), (Fraction(1),)]),
        ("分别给予50、30、20万元", [(yuan(500_000),), (yuan(300_000),), (yuan(200_000),)]),
        ("分别给予100万、50万元", [(yuan(1_000_000),), (yuan(500_000),)]),
        ("分别按5、3%补助", [(Rate(Fraction(1, 20)),), (Rate(Fraction(3, 100)),)]),
        ("分别给予5000、1万元", [(Fraction(5000),), (yuan(10_000),)]),  # yuan or 万元 is unclear
    ],
)
def test_a_list_says_its_unit_once(text: str, values: list[tuple[object, ...]]) -> None:
    assert [number.values for number in find_numbers(text)] == values


@pytest.mark.parametrize(
    "text", ["三担粮食", "两瓶", "每年四趟", "按“50%”补助", "不超过“30万元”", "一千万元", "二十五年"]
)
def test_a_quantity_is_no_word_because_its_unit_is_unknown_or_quoted(text: str) -> None:
    (number,) = find_numbers(text)
    assert number.kind not in ("word", "label")
