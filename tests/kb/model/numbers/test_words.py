"""Words that contain a numeral and state no number, and numerals within quotations and titles."""

from __future__ import annotations

import pytest

from kb.model.numbers.words import find_bare_word, find_word, is_in_title, is_quoted, is_scale_alone


@pytest.mark.parametrize(
    ("text", "literal", "word"),
    [
        ("一事一议", "一", "一事一议"),
        ("三线一单", "三", "三线一单"),
        ("十四五时期", "十四五", "十四五"),
        ("千人计划", "千", "千人计划"),
        ("二手车", "二", "二"),
        ("一次性给予", "一", "一"),
        ("5G网络", "5", "5G"),
        ("985和211院校", "985", "985"),
        ("90后", "90", "90后"),
        ("三亚市", "三", "三亚"),
        ("六合区", "六", "六合"),
        ("四川盆地", "四", "四川"),
        ("两房一厅", "两", "两房一厅"),
        ("一大批项目", "一", "一"),
        ("一二三产业", "一二三", "一二三产"),
        ("十分重要", "十", "十分"),
        ("三年级学生", "三", "三"),
    ],
)
def test_a_word_ends_where_its_last_numeral_does(text: str, literal: str, word: str) -> None:
    assert find_word(text, 0, literal) == len(word)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("三家企业", "三"),
        ("一个项目", "一"),
        ("5kWh", "5"),
        ("30TEU", "30"),
        ("二者0", "二"),
        ("985家", "985"),
        ("三个市", "三"),
        ("五类区", "五"),
        ("十分钟", "十"),
        ("两县市", "两"),
    ],
)
def test_a_number_with_a_unit_is_no_word(text: str, literal: str) -> None:
    assert find_word(text, 0, literal) is None


def test_the_character_before_one_joins_it_to_a_word() -> None:
    assert find_word("统一", 1, "一") == 2
    assert find_word("每一纳税年度", 1, "一") == 2
    assert find_word("上一纳税年度", 1, "一") == 2
    assert find_word("星期六上班", 2, "六") == 3
    assert find_word("在一", 1, "一") is None
    assert find_word("收支两条线", 2, "两") == 3


def test_a_scale_alone_is_no_number_unless_words_before_it_count() -> None:
    assert is_scale_alone("百年老店", 0, "百")
    assert not is_scale_alone("数百家", 1, "百")
    assert not is_scale_alone("三百家", 0, "三百")


def test_a_numeral_is_quoted_where_the_signs_around_it_belong_together() -> None:
    assert is_quoted("“两票制”", 1, 2)
    assert not is_quoted("“甲”两票“乙”", 3, 4)
    assert not is_quoted("“两票制", 1, 2)
    assert not is_quoted(f"“{'甲' * 18}两票制”", 19, 20)
    assert is_quoted(f"“{'甲' * 17}两票制”", 18, 19)


def test_a_numeral_in_a_title_stands_between_the_signs_of_the_title() -> None:
    text = "《若干40条意见》发布30日后"
    assert is_in_title(text, 3, 5)
    assert not is_in_title(text, text.index("30"), text.index("30") + 2)


@pytest.mark.parametrize(
    ("text", "start", "word"),
    [
        ("另一品种", 1, "一"),
        ("国六b燃油", 1, "六"),
        ("周五下午", 1, "五"),
        ("二氯甲烷", 0, "二"),
        ("一卡多用", 0, "一"),
        ("一严到底", 0, "一"),
        ("看一看", 1, "一"),
        ("九月初九重阳", 3, None),
        ("中国三家", 2, None),
        ("两地以上", 0, None),
    ],
)
def test_a_word_without_a_unit_is_known_by_its_neighbours(text: str, start: int, word: str | None) -> None:
    end = find_bare_word(text, start, text[start])
    assert (text[start:end] if end is not None else None) == word


def test_the_day_of_a_lunar_month_is_a_word() -> None:
    assert find_word("九月初九重阳", 3, "九") == 4
    assert find_word("正月十五", 2, "十五") == 4
    assert find_word("十五天", 0, "十五") is None
