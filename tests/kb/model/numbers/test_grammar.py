"""Numbers at their places in a text: what each counts and how it is bounded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.numbers import Number, find_numbers, write_numeral
from kb.model.values import Count, Money, Rate, Span

WAN = Money.yuan(10_000).fen


def _found(text: str) -> list[tuple[str, str, tuple[object, ...], str]]:
    return [(text[n.start : n.end], n.kind, n.values, n.bound) for n in find_numbers(text)]


def _only(text: str) -> Number:
    (number,) = find_numbers(text)
    return number


@pytest.mark.parametrize(
    ("text", "words", "values"),
    [
        ("按投资额的5%—20%资助", "5%—20%", (Rate(Fraction(1, 20)), Rate(Fraction(1, 5)))),
        ("按5-20%资助", "5-20%", (Rate(Fraction(1, 20)), Rate(Fraction(1, 5)))),
        ("给予2000-3000万元", "2000-3000万元", (Money(2000 * WAN), Money(3000 * WAN))),
        ("给予5至10万元", "5至10万元", (Money(5 * WAN), Money(10 * WAN))),
        ("给予50万元（含）～100万元", "50万元（含）～100万元", (Money(50 * WAN), Money(100 * WAN))),
        ("为期3-5年", "3-5年", (Span(36), Span(60))),
        ("共10～20人", "10～20人", (Count(10, "人"), Count(20, "人"))),
    ],
)
def test_a_range_is_two_values_and_never_one(text: str, words: str, values: tuple[object, ...]) -> None:
    number = _only(text)
    assert text[number.start : number.end] == words
    assert number.values == values


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["人", "米", "周岁", "元"]))
def test_a_range_in_chinese_numerals_is_never_read_backwards(low: int, high: int, unit: str) -> None:
    """Its bounds are as written, or the first shares the scale of the second; else not read."""
    numbers = list(find_numbers(f"为{write_numeral(low)}至{write_numeral(high)}{unit}，"))
    values = [_size(value) for number in numbers for value in number.values]
    scales = [scale for scale in (1, 10, 100, 1000, 10_000) if low * scale < high]
    assert values in ([], [low, high], *([low * scale, high] for scale in scales), [high])
    if low >= high:
        assert len(values) < 2


def _size(value: object) -> object:
    match value:
        case Count(number=number):
            return number
        case Money(fen=fen):
            return fen // 100
        case _:
            return value


def test_the_ends_of_a_range_that_do_not_fit_are_not_read() -> None:
    assert _only("给予500-1亿元").values == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("最高不超过30%", "at-most"),
        ("最高1000万元", "at-most"),
        ("最高给予1000万元", "at-most"),
        ("不超过核定总投资的30%", "at-most"),
        ("不得超过 30%", "at-most"),
        ("30%以内", "at-most"),
        ("500万元以下", "at-most"),
        ("500万元（不含）以下", "less-than"),
        ("500万元以下（不含本数）", "less-than"),
        ("不低于30%", "at-least"),
        ("至少30%", "at-least"),
        ("不少于实缴资本的30%", "at-least"),
        ("30%以上", "at-least"),
        ("30%（含）以上", "at-least"),
        ("500万元及以上", "at-least"),
        ("500万元（不含）以上", "more-than"),
        ("超过500万元", "more-than"),
        ("高于30%", "more-than"),
        ("不满3年", "less-than"),
        ("低于30%", "less-than"),
        ("约500万元", "about"),
        ("500万元左右", "about"),
        ("按30%给予", ""),
        ("超过部分按30%给予", ""),
        ("最高人民法院按30%", ""),
        ("不超过项目投资，按30%", ""),
    ],
)
def test_the_words_around_a_number_bound_it(text: str, bound: str) -> None:
    assert _only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100万美元", ("100万美元", "currency", (Fraction(1_000_000),))),
        ("下降2个百分点", ("2个百分点", "points", (Fraction(2),))),
        ("LPR±30BP", ("30BP", "points", (Fraction(30),))),
        ("产值翻番", ("翻番", "factor", (Fraction(2),))),
        ("增长1倍", ("1倍", "factor", (Fraction(1),))),
        ("按1:0.5配套", ("1:0.5", "ratio", (Fraction(2),))),
        ("前三名", ("三名", "rank", ())),
        ("前10%", ("10%", "rate", (Rate(Fraction(1, 10)),))),
        ("20元/平方米·月", ("20元", "money", (Money.yuan(20),))),
        ("每千瓦时0.1元", ("0.1元", "money", (Money(10),))),
        ("连续3年", ("3年", "span", (Span(36),))),
        ("20个工作日内", ("20个工作日", "time", (Fraction(20),))),
        ("2024 年 5 月起", ("2024 年 5 月", "day", ())),
        ("二〇二四年", ("二〇二四年", "day", ())),
        ("自2024年5月23日起", ("2024年5月23日", "day", (date(2024, 5, 23),))),
        ("第三条", ("三", "label", ())),
        ("（三）", ("三", "label", ())),
        ("国家5号文", ("5号", "label", ())),
        ("V2G", ("2", "label", ())),
        ("10余张", ("10余张", "count", ())),
        ("10多万元", ("10多万元", "money", ())),
        ("十几家", ("十几家", "count", ())),
        ("每千瓦时加价2分钱", ("2分钱", "money", (Money(2),))),
        ("3角钱", ("3角钱", "money", (Money(30),))),
        ("每百张床位", ("百张", "count", (Count(100, "张"),))),
        ("每万常住人口", ("万常住人口", "count", (Count(10_000, "常住人口"),))),
        ("2000―3000万元", ("2000―3000万元", "money", (Money.yuan(WAN * 20), Money.yuan(WAN * 30)))),
        ("8时40分", ("8时40分", "label", ())),
        ("下午3点", ("3", "label", ())),
        ("自70年代以来", ("70年代", "label", ())),
        ("拨打12339举报受理电话", ("12339", "label", ())),
        ("见http://39.107.105.7/a", ("39.107.105.7/a", "label", ())),
        ("登录www.12333.gov.cn查询", ("12333.gov.cn", "label", ())),
    ],
)
def test_each_form_is_taken_for_what_it_is(text: str, found: tuple[object, ...]) -> None:
    assert [one[:3] for one in _found(text)] == [found]


@pytest.mark.parametrize("scale", ["十", "百", "千", "万", "百万", "千万", "亿"])
@pytest.mark.parametrize("unit", ["元", "万元", "家", "人", "台"])
@pytest.mark.parametrize("vague", ["数", "几", "好几", "若干"])
def test_a_scale_after_so_many_is_no_number(vague: str, scale: str, unit: str) -> None:
    if scale[-1] in "万亿" and unit == "万元":
        return  # 数百万万元 is not written
    assert _found(f"给予{vague}{scale}{unit}。") == [
        (f"{vague}{scale}{unit}", _only(f"十{unit}").kind, (), "")
    ]


@pytest.mark.parametrize("vague", ["上", "近", "超", "超过", "逾", "过", "约"])
def test_a_scale_without_a_digit_is_no_number_behind_a_hedge_and_a_digit_is(vague: str) -> None:
    assert _found(f"带动{vague}千万元")[0][:3] == (f"{vague}千万元", "money", ())
    assert _only(f"带动{vague}1000万元").values == (Money(1000 * WAN),)


def test_a_fine_between_two_sums_is_no_hedge() -> None:
    assert [found[::2] for found in _found("处五十万元以上百万元以下罚款")] == [
        ("五十万元", (Money(50 * WAN),)),
        ("百万元", (Money(100 * WAN),)),
    ]


def test_the_numbers_of_a_list_within_a_line_are_labels() -> None:
    kinds = [kind for _, kind, _, _ in _found("（审查；2.评审；3. 公示5日。4、比例：3.5倍，5.其他）")]
    assert kinds == ["label", "label", "time", "label", "factor", "label"]


def test_the_numbers_of_houses_in_a_list_are_labels() -> None:
    assert [kind for _, kind, _, _ in _found("位于长街145、147、149号。")] == ["label"] * 3


def test_the_number_of_a_document_is_no_quantity() -> None:
    assert [kind for _, kind, _, _ in _found("（深府〔2024〕4号）")] == ["label", "label"]


def test_words_that_are_a_number_without_a_numeral_are_found() -> None:
    text = "减半征收，全额返还，一半自筹，叁仟伍佰元，三分之一"
    assert [words for words, *_ in _found(text)] == ["减半", "全额", "一半", "叁仟伍佰元", "三分之一"]
    assert _found("队伍建设，大陆，收拾") == []


@given(
    st.text(
        "一三五十百千万亿半元%年月日个张至-—~以上不超过（含）第0123456789., ，。：:/多余倍成", max_size=40
    )
)
def test_numbers_stand_in_order_and_share_no_character(text: str) -> None:
    at = 0
    for number in find_numbers(text):
        assert at <= number.start < number.end <= len(text)
        at = number.end


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "1,",
        "1,000",
        "1 000 ",
        "一",
        "万",
        "1万",
        "1万1",
        "三分之",
        "百分之",
        "1:",
        "2024年",
        "(",
        "不超过",
        "一万零",
        "1-",
        "半",
    ],
)
def test_sixty_thousand_characters_are_no_trouble(unit: str) -> None:
    """Were the time not linear in the length, this would take minutes."""
    text = unit * (60_000 // len(unit))
    assert all(text[number.start : number.end] for number in find_numbers(text))


@pytest.mark.parametrize("text", ["1.80周岁及以上的；", "前言\n 2.5万元"])
def test_a_number_of_a_list_and_a_decimal_are_not_told_apart_by_guessing(text: str) -> None:
    assert _only(text).values == ()
