"""The words of a mark read as one value of a unit, or refused, in the forms of published texts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.numbers import elides_yuan, is_readable, numeral, read_value
from kb.model.values import Count, Money, Rate, Span, Unit, Value

UNITS: tuple[Unit, ...] = ("money", "rate", "count", "years", "date")

YUAN: dict[str, int] = {
    "1000万元": 10_000_000,
    "1,000万元": 10_000_000,
    "1 000万元": 10_000_000,
    "1000 万元": 10_000_000,
    "１０００万元": 10_000_000,
    "１，０００万元": 0,  # a full-width comma separates list members
    "一千万元": 10_000_000,
    "壹仟万元": 10_000_000,
    "1千万元": 10_000_000,
    "5千万": 50_000_000,
    "五千万": 50_000_000,
    "2千万": 20_000_000,
    "三亿": 300_000_000,
    "100万": 1_000_000,
    "100 万": 1_000_000,
    "1,234,567元": 1_234_567,
    "5千元": 5_000,
    "3千5百元": 3_500,
    "叁仟伍佰元": 3_500,
    "伍万元": 50_000,
    "贰拾万圆": 200_000,
    "三千元": 3_000,
    "一万五千元": 15_000,
    "1万5千元": 15_000,
    "3万5000元": 35_000,
    "1.2亿元": 120_000_000,
    "一点二亿元": 120_000_000,
    "1亿2000万": 120_000_000,
    "3亿5000万元": 350_000_000,
    "三亿五千万元": 350_000_000,
    "一亿零五十万元": 100_500_000,
    "1万亿元": 10**12,
    "30億圓": 3_000_000_000,
    "500萬元": 5_000_000,
    "人民币1000万元": 10_000_000,
    "¥500": 0,  # a bare number
    "¥500元": 500,
}
"""Sums as they are written, with their values in yuan; 0 stands for refused words."""

NO_SUM = (
    "1000", "1千", "元", "万元", "若干元", "0.001元", "-5万元", "1000万元整", "十千元", "百万元",
    "一万五元", "1亿2000元", "1.5亿3000万元", "05万元", "10余万元", "10多万元", "几万元", "数十万元",
    "100万美元",
    "100万港元", "50万欧元", "2000-3000万元", "50万元—100万元", "5至10万元", "50万、30万元",
    "不超过50万元", "50万元以上",
    "20元/平方米", "1000万元 ", " 1000万元", "1000\u200b万元", "10万", "30%", "1:1", "3张",
)  # fmt: skip

RATES: dict[str, Fraction] = {
    "30%": Fraction(30, 100),
    "30％": Fraction(30, 100),
    "３０％": Fraction(30, 100),
    "３．５％": Fraction(35, 1000),
    "30 %": Fraction(30, 100),
    "12.5%": Fraction(1, 8),
    "0.15%": Fraction(15, 10_000),
    "5‰": Fraction(5, 1000),
    "千分之三": Fraction(3, 1000),
    "万分之五": Fraction(5, 10_000),
    "百分之三十": Fraction(30, 100),
    "百分之三点五": Fraction(35, 1000),
    "百分之3.5": Fraction(35, 1000),
    "百分之百": Fraction(1),
    "百分之 5": Fraction(5, 100),
    "9折": Fraction(9, 10),
    "八五折": Fraction(85, 100),
    "三分之一": Fraction(1, 3),
    "三分之二": Fraction(2, 3),
    "3分之1": Fraction(1, 3),
    "三成": Fraction(30, 100),
    "三成半": Fraction(35, 100),
    "一半": Fraction(1, 2),
    "减半": Fraction(1, 2),
    "全额": Fraction(1),
    "1倍": Fraction(1),
    "两倍": Fraction(2),
    "1:1": Fraction(1),
    "1：1": Fraction(1),
}

NO_RATE = (
    "30", "%", "翻番", "1:0.5", "1:1:1", "5%—20%", "5%-20%", "10%至20%", "30%以上", "不超过30%",
    "2个百分点", "30BP",
    "百分之", "十折", "百分之一万五", "近30%", "30多%", "1000万元", "3张", "三年", "三分之零点",
)  # fmt: skip

COUNTS: dict[str, Count] = {
    "3张": Count(3, "张"),
    "1万张": Count(10_000, "张"),
    "1.5万张": Count(15_000, "张"),
    "1,000张": Count(1000, "张"),
    "5 家": Count(5, "家"),
    "一百零五张": Count(105, "张"),
    "两个阶段": Count(2, "个阶段"),
    "十二人次": Count(12, "人次"),
    "20个工作日": Count(20, "个工作日"),
    "10万千瓦": Count(100_000, "千瓦"),
    "叁张": Count(3, "张"),
}

NO_COUNT = (
    "张", "3", "1.5张", "10余张", "10多家", "十几家", "几张", "数十家", "三分之一", "30%", "30％",
    "1000万元", "3元", "5个百分点",
    "2倍", "三成", "6个月", "3年", "半年", "2024年", "100万美元", "3次以上", "10人左右", "2-3张",
    "一万五张", "1:1", "3分",
    "5月", "3万", "3千", "翻番", "百张",
)  # fmt: skip

SPANS: dict[str, int] = {
    "5年": 60,
    "５年": 60,
    "十年": 120,
    "3 年": 36,
    "两年": 24,
    "6个月": 6,
    "36 个月": 36,
    "六个月": 6,
    "半年": 6,
    "一年半": 18,
    "1.5年": 18,
    "3周年": 36,
    "2个季度": 6,
    "100年": 1200,
}
"""Spans with their values in months."""

NO_SPAN = (
    "五", "年", "2024年", "二〇二四年", "5月", "3-5年", "三五年", "3年以上", "近3年", "5年级", "10余年",
    "30日", "20个工作日",
    "1.55年", "两个半月", "3张", "30%",
)  # fmt: skip

DAYS: dict[str, date] = {
    "2024年5月23日": date(2024, 5, 23),
    "2024 年 5 月 23 日": date(2024, 5, 23),
    "２０２４年５月２３日": date(2024, 5, 23),
    "2024年05月03日": date(2024, 5, 3),
    "二〇二四年五月二十三日": date(2024, 5, 23),
    "二○二四年十二月三十一日": date(2024, 12, 31),
    "二零二四年十月十日": date(2024, 10, 10),
    "2024-05-23": date(2024, 5, 23),
}

NO_DAY = (
    "2024年2月30日",
    "2024年13月1日",
    "2024年5月",
    "2024 年 5 月",
    "5月23日",
    "2024年",
    "24年5月23日",
    "2024-5-23",
    "5年",
)

READ: list[tuple[str, Unit, Value]] = [
    *((words, "money", Money.yuan(yuan)) for words, yuan in YUAN.items() if yuan),
    ("0.01元", "money", Money(1)),
    ("每度0.1元"[2:], "money", Money(10)),
    *((words, "rate", Rate(rate)) for words, rate in RATES.items()),
    *((words, "count", count) for words, count in COUNTS.items()),
    *((words, "years", Span(months)) for words, months in SPANS.items()),
    *((words, "date", day) for words, day in DAYS.items()),
]

REFUSED: list[tuple[str, Unit]] = [
    *((words, "money") for words, yuan in YUAN.items() if not yuan),
    *((words, "money") for words in NO_SUM if words != "10万"),
    *((words, "rate") for words in NO_RATE),
    *((words, "count") for words in NO_COUNT),
    *((words, "years") for words in NO_SPAN),
    *((words, "date") for words in NO_DAY),
]


@pytest.mark.parametrize(("words", "unit", "value"), READ)
def test_a_quantity_is_read_from_its_own_words(words: str, unit: Unit, value: Value) -> None:
    assert read_value(words, unit) == value
    assert is_readable(words, unit)


@pytest.mark.parametrize(("words", "unit"), REFUSED)
def test_what_is_no_one_exact_value_of_the_unit_is_refused(words: str, unit: Unit) -> None:
    assert not is_readable(words, unit)
    with pytest.raises(ValueError, match=r".+"):
        read_value(words, unit)


@pytest.mark.parametrize(("words", "unit", "value"), READ)
def test_no_other_unit_takes_the_words(words: str, unit: Unit, value: Value) -> None:
    for other in UNITS:
        if other != unit and not (other == "count" and words == "20个工作日"):
            assert not is_readable(words, other), other


@given(st.integers(min_value=0, max_value=10**12))
def test_money_written_in_yuan_reads_back_to_the_fen(yuan: int) -> None:
    for written in (f"{yuan}元", f"{yuan:,}元", f"{yuan:,}元".replace(",", " ")):
        assert read_value(written, "money") == Money.yuan(yuan)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_numerals_read_as_another_reader_reads_them(number: int) -> None:
    assert numeral(str(cn2an.an2cn(number, "low"))) == number
    formal = str(cn2an.an2cn(number, "up"))
    assert read_value(f"{formal}元", "money") == Money.yuan(number)
    assert read_value(f"{formal}张", "count") == Count(number, "张") if len(formal) > 1 else True


@given(
    st.text(
        "零一二两三四五六七八九十百千万亿元张年月个半分之成倍%‰:-—至、余多几以上0123456789., ０％",
        max_size=10,
    )
)
def test_no_words_are_two_kinds_of_quantity_at_once(words: str) -> None:
    read = [unit for unit in UNITS if is_readable(words, unit)]
    assert len(read) <= 1 or words.endswith(("日", "天", "时")), read


@pytest.mark.parametrize(
    "words", ["9" * 60_000, "1,000" * 12_000, "一万" * 30_000, "1万" * 30_000, "1 000 " * 10_000]
)
def test_very_long_words_are_refused_and_not_worked_out(words: str) -> None:
    assert [unit for unit in UNITS if is_readable(f"{words}元", unit)] == []


def test_only_a_sum_in_myriads_without_its_yuan_elides_it() -> None:
    assert elides_yuan("100万")
    assert elides_yuan("三亿")
    assert not elides_yuan("10万元")
    assert not elides_yuan("10元")


FRAGMENTS = ("1", "19", "20", "400", "985", "211", "863", "138", "0", "7", "24", "30", "12345", "1999")
"""Digits that a text may hold as a name: a year, a telephone number, a programme of universities, an hour."""


@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=5).map("".join).filter(lambda it: len(it) < 15),
    st.integers(min_value=0, max_value=99),
)
def test_no_digits_inside_a_sum_are_taken_for_a_name(digits: str, fen: int) -> None:
    """A case states 15421145.03, whose 154 was once taken for a number before the name 211."""
    yuan = int(digits)
    for written in (f"{yuan}.{fen:02}元", f"{yuan}元", f"{yuan:,}元"):
        expected = yuan * 100 + (fen if "." in written else 0)
        assert read_value(written, "money") == Money(expected)


@pytest.mark.parametrize(
    ("text", "fen"), [("15421145.03元", 1_542_114_503), ("13800138000.50元", 1_380_013_800_050)]
)
def test_a_sum_is_read_whole_whatever_names_its_digits_resemble(text: str, fen: int) -> None:
    assert read_value(text, "money") == Money(fen)
