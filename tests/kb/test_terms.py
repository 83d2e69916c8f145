"""Reading values from the words of a text."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.terms import (
    _NUMERAL,
    Count,
    Money,
    Rate,
    Unit,
    Value,
    Years,
    elides_yuan,
    is_readable,
    numeral,
    read_value,
    write_numeral,
)

UNITS: tuple[Unit, ...] = ("money", "rate", "count", "years", "date")


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [
        ("1000万元", "money", Money(10_000_000_00)),
        ("100万", "money", Money(1_000_000_00)),
        ("1.2亿元", "money", Money(120_000_000_00)),
        ("三千元", "money", Money(3_000_00)),
        ("0.01元", "money", Money(1)),
        ("5千元", "money", Money(5_000_00)),
        ("5千万元", "money", None),
        ("1千", "money", None),
        ("十千元", "money", None),
        ("一百零五张", "count", Count(105, "张")),
        ("30%", "rate", Rate(Fraction(3, 10))),
        ("12.5%", "rate", Rate(Fraction(1, 8))),
        ("百分之三十", "rate", Rate(Fraction(3, 10))),
        ("3张", "count", Count(3, "张")),
        ("两个阶段", "count", Count(2, "个阶段")),
        ("5年", "years", Years(5)),
        ("十年", "years", Years(10)),
        ("2024年5月23日", "date", date(2024, 5, 23)),
    ],
)
def test_a_quantity_is_read_from_its_own_words(words: str, unit: Unit, value: Value | None) -> None:
    if value is None:
        assert not is_readable(words, unit)
    else:
        assert is_readable(words, unit)
        assert read_value(words, unit) == value


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("1000", "money"),
        ("若干元", "money"),
        ("0.001元", "money"),
        ("-5万元", "money"),
        ("1000万元整", "money"),
        ("30", "rate"),
        ("张", "count"),
        ("1.5张", "count"),
        ("五", "years"),
        ("2024年2月30日", "date"),
        ("2024年5月", "date"),
    ],
)
def test_words_that_are_no_quantity_of_the_unit_are_refused(words: str, unit: Unit) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_value(words, unit)


@given(st.integers(min_value=0, max_value=10**12))
def test_money_written_in_yuan_reads_back_to_the_fen(yuan: int) -> None:
    assert read_value(f"{yuan}元", "money") == Money.yuan(yuan)


@given(st.from_regex(re.compile(_NUMERAL), fullmatch=True))
def test_every_numeral_of_regular_form_can_be_read(written: str) -> None:
    assert 1 <= numeral(written) <= 9999


@given(st.text("零一二两三九十百千万亿元张年%0123456789.", max_size=8), st.sampled_from(UNITS))
def test_what_is_called_readable_can_be_read(words: str, unit: Unit) -> None:
    if is_readable(words, unit):
        read_value(words, unit)
    else:
        with pytest.raises(ValueError, match=r".+"):
            read_value(words, unit)


@given(st.integers(min_value=1, max_value=9999))
def test_measure_numbers_read_back_as_written(number: int) -> None:
    assert numeral(write_numeral(number)) == number


@pytest.mark.parametrize(
    ("number", "written"), [(5, "五"), (10, "十"), (14, "十四"), (20, "二十"), (24, "二十四")]
)
def test_measure_numbers_are_written_as_the_text_writes_them(number: int, written: str) -> None:
    assert write_numeral(number) == written


def test_only_a_sum_in_myriads_without_its_yuan_elides_it() -> None:
    assert elides_yuan("100万")
    assert not elides_yuan("10万元")
    assert not elides_yuan("10元")


@given(st.integers(min_value=0, max_value=10**15))
def test_a_sum_is_shown_with_all_its_fen(fen: int) -> None:
    assert int(str(Money(fen)).replace(",", "").replace(".", "")) in (fen, fen // 100)
    assert ("." in str(Money(fen))) == (fen % 100 != 0)
