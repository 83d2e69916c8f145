"""Numerals in their written forms, against values worked out by hand and another library that writes them."""

from __future__ import annotations

from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.numbers import numeral, write_numeral
from kb.model.numbers.numerals import plain, plain_words, read_numeral


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,000", 1000),
        ("1亿2000万", 120_000_000),
        ("三亿", 300_000_000),
        ("一万零五", 10_005),
        ("两千零三", 2003),
        ("十", 10),
        ("1.2万", 12_000),
        ("三点五", Fraction(7, 2)),
        ("一点二万", 12_000),
    ],
)
def test_a_regular_numeral_has_its_exact_value(written: str, value: int | Fraction) -> None:
    assert read_numeral(written) == value


@pytest.mark.parametrize(
    "written", ["一万五", "1亿2000", "两十", "十千", "一万零五千", "三千5百", "01", "1,00", "", "9" * 31]
)
def test_a_numeral_that_may_mean_two_numbers_or_none_is_not_read(written: str) -> None:
    assert read_numeral(written) is None


def test_formal_characters_are_numerals_only_beside_each_other_or_before_a_unit() -> None:
    assert plain("壹仟万元") == "一千万元"
    assert plain("伍万元的队伍") == "五万元的队伍"
    assert plain("参加三〇二室") == "参加三〇二室"
    assert plain_words("叁张") == "三张"


def _bare(written: str) -> str:
    """A numeral without its optional characters."""
    return written.replace("两", "二").replace("零", "").replace("一十", "十")


@given(st.text("零一二两三九十百千万亿", min_size=1, max_size=9))
def test_what_is_read_as_a_numeral_is_the_one_written_for_its_number(written: str) -> None:
    number = read_numeral(written)
    if number:
        assert number < 10**16
        assert _bare(str(cn2an.an2cn(int(number), "low"))) == _bare(written)


@given(st.text())
def test_plain_characters_keep_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.integers(min_value=1, max_value=9999))
def test_measure_numbers_read_back_as_written(number: int) -> None:
    assert numeral(write_numeral(number)) == number


@pytest.mark.parametrize(
    ("number", "written"), [(5, "五"), (10, "十"), (14, "十四"), (20, "二十"), (24, "二十四")]
)
def test_measure_numbers_are_written_as_the_text_writes_them(number: int, written: str) -> None:
    assert write_numeral(number) == written


def test_numerals_are_written_as_another_writer_writes_them() -> None:
    for number in (*range(10_000), 10_000, 10_500, 100_005, 123_456, 20_000_010, 100_000_000, 305_000_000):
        written = str(cn2an.an2cn(number, "low"))
        assert write_numeral(number) == (written[1:] if written.startswith("一十") else written)


@pytest.mark.parametrize("words", ["", "十四五", "一万五", "二〇二四", "第三", "三点五", "百"])
def test_words_that_are_no_numeral_are_none(words: str) -> None:
    with pytest.raises(ValueError, match="is no numeral"):
        numeral(words)
