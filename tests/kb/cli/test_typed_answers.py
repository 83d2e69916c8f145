"""Typed answers as people give them: sums, yes and no, and choices by number or name."""

from __future__ import annotations

import pytest

from kb.cli.typed_answers import Misread, read_answer
from kb.model.facts import Choice, Fact
from kb.model.values import Money

MONEY = Fact("x", ("project",), "money", "钱", "money", {})


YES_NO = Fact("x", ("project",), "yes-no", "是否", "whether", {})


WHICH = Fact(
    "x",
    ("project",),
    "choices",
    "哪些",
    "which",
    {},
    choices=(Choice("a", "甲、乙中心", "centre"), Choice("b", "乙", "second"), Choice("c", "丙站", "third")),
)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("5000万", 50_000_000), ("5000万元", 50_000_000), ("1.2亿", 120_000_000), ("５０００万", 50_000_000),
     ("5,000,000", 5_000_000), ("50000000元", 50_000_000), ("0", 0)],
)  # fmt: skip
def test_sums_are_read_as_people_type_them(typed: str, yuan: int) -> None:
    assert read_answer(MONEY, typed) == Money.yuan(yuan)


@pytest.mark.parametrize("typed", ["-5", "许多", "0.001", "", "1e9", "99999亿亿"])
def test_no_sum_is_guessed(typed: str) -> None:
    with pytest.raises(Misread):
        read_answer(MONEY, typed)


def test_yes_and_no_in_many_words() -> None:
    assert all(read_answer(YES_NO, typed) is True for typed in ("是", "有", "Y", "yes", "1", "是的", "ｙ"))
    assert all(read_answer(YES_NO, typed) is False for typed in ("否", "没有", "n", "No", "2", "不是"))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("1", "a"), ("1 3", "ac"), ("1、3", "ac"), ("１，２", "ab"), ("甲、乙中心", "a"), ("乙", "b"),
     ("2.", "b"), ("second third", "bc"), ("丙", ""), ("丙站, 2", "bc"), ("c", "c"), ("甲", "")],
)  # fmt: skip
def test_choices_are_made_by_number_or_name(typed: str, chosen: str) -> None:
    if not chosen:
        with pytest.raises(Misread):
            read_answer(WHICH, typed)
    else:
        assert read_answer(WHICH, typed) == {key: key in chosen for key in "abc"}
