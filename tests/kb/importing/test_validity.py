"""The days on which a text is in force, by its own words about itself."""

from __future__ import annotations

from datetime import date

import pytest

from kb.importing.validity import Validity, read_validity

ISSUED = date(2031, 3, 5)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("本办法自2031年4月1日起施行，有效期3年。", date(2031, 4, 1), date(2034, 3, 31)),
        ("本办法自2031年4月1日起施行，有效期至2033年12月31日。", date(2031, 4, 1), date(2033, 12, 31)),
        ("本办法自印发之日起施行。", ISSUED, None),
        ("本办法自印发之日起30日后施行。", date(2031, 4, 4), None),
        ("本办法有效期自2031年4月1日至2032年3月31日。", date(2031, 4, 1), date(2032, 3, 31)),
        ("本办法有效期为2031年1月至2032年12月。", date(2031, 1, 1), date(2032, 12, 31)),
        (
            "本办法自2031年4月1日起施行，至2033年底止，2034年1月1日起失效。",
            date(2031, 4, 1),
            date(2033, 12, 31),
        ),
        ("对本市企业给予资助，期限3年。", None, None),
    ],
)
def test_the_words_about_the_text_itself_decide(words: str, first: date | None, last: date | None) -> None:
    found = read_validity(words, "", ISSUED, None)
    assert (found.first, found.last) == (first, last)


def test_a_period_of_a_project_does_not_end_the_text() -> None:
    text = "项目实施期限为2年。\n本办法自2031年4月1日起施行。"
    found = read_validity(text, "", ISSUED, None)
    assert (found.first, found.last) == (date(2031, 4, 1), None)
    assert found.words == "本办法自2031年4月1日起施行"


def test_without_a_day_of_issue_a_text_in_force_from_it_has_no_first_day() -> None:
    found = read_validity("本办法自印发之日起施行。", "", None, None)
    assert (found.first, found.words) == (None, "本办法自印发之日起施行")


def test_a_day_in_a_table_serves_where_the_text_states_none() -> None:
    begins = date(2031, 6, 1)
    assert read_validity("支持风车。", "", ISSUED, begins) == Validity(begins, None)
    assert read_validity("本办法有效期1年。", "", ISSUED, begins).last == date(2032, 5, 31)


def test_a_trial_is_told_by_the_title_and_a_repeal_by_the_words() -> None:
    text = "本办法自2031年4月1日起施行，《云泽市水车办法》同时废止。"
    found = read_validity(text, "云泽市风车办法（试行）", ISSUED, None)
    assert (found.is_trial, found.repeals, found.repealed) == (True, True, ("云泽市水车办法",))
    apart = read_validity("本办法自2031年4月1日起施行。《云泽市水车办法》同时废止。", "", ISSUED, None)
    assert apart.repealed == ("云泽市水车办法",)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "本办法自2031年4月1日起施行，有效期3年。",
            ("有效期：第…句「有效期」；自 [2031年4月1日|施行日期]；为期 [3年|有效期]",),
        ),
        (
            "本办法自2031年4月1日起施行，有效期18个月。",
            ("有效期：第…句「有效期」；自 [2031年4月1日|施行日期]；为期 [18个月|有效期]",),
        ),
        (
            "本办法自2031年4月1日起施行，有效期至2033年12月31日。",
            ("有效期：第…句「有效期」；自 [2031年4月1日|施行日期]；到 [2033年12月31日|失效日期]",),
        ),
        (
            "本办法自2031年4月1日起施行，有效期至2033年12月。",
            ("有效期：第…句「有效期」；自 [2031年4月1日|施行日期]；到 [2033年12月|失效日期]",),
        ),
        (
            "本办法自2031年4月1日起施行，长期有效。",
            ("有效期：第…句「长期有效」；自 [2031年4月1日|施行日期]",),
        ),
        ("本办法自2031年4月1日起施行。", ("有效期：第…句「起施行」；自 [2031年4月1日|施行日期]",)),
        ("本办法自印发之日起施行。", ("有效期：第…句「起施行」",)),
        ("本办法自发布之日起实施，有效期2年。", ("有效期：第…句「有效期」；为期 [2年|有效期]",)),
        ("本办法自印发之日起30日后施行。", ()),
        ("本政策有效期限为2031年—2033年。", ()),
        ("本政策适用期为2031年1月1日至12月31日。", ()),
        ("本办法自2031年4月1日起施行，2034年1月1日起失效。", ()),
        (
            "本办法自2031年4月1日起施行。本办法施行前已受理的，按原规定执行。",
            (
                "有效期：第…句「起施行」；自 [2031年4月1日|施行日期]",
                "过渡规定：第…句「按原规定执行」",
                "  看日期 …",
            ),
        ),
    ],
)
def test_the_rule_lines_that_the_words_suggest(words: str, lines: tuple[str, ...]) -> None:
    assert read_validity(words, "", ISSUED, None).lines == lines


@pytest.mark.parametrize(
    "words",
    [
        "本政策执行期限暂定三年（2031年1月1日-2033年12月31日）。",
        "有效期：2031.1.1—2033.12.31",
        "本政策执行时间为2031年1月1日至2033年12月31日。",
        "本细则有效期限同办法一致，自2031年1月1日起至2033年12月31日。",
    ],
)
def test_the_days_stand_in_brackets_with_points_or_behind_other_words(words: str) -> None:
    found = read_validity(words, "", ISSUED, None)
    assert (found.first, found.last) == (date(2031, 1, 1), date(2033, 12, 31))


@pytest.mark.parametrize(
    "line",
    [
        "（2031年1月3日云泽市人民政府令第3号公布 自2031年3月1日起施行）",
        "（2031年1月3日云泽市人民政府发布，自2031年3月1日实施）",
    ],
)
def test_the_brackets_below_a_title_say_since_when(line: str) -> None:
    assert read_validity(f"云泽市风车办法\n{line}\n支持风车。", "", ISSUED, None).first == date(2031, 3, 1)
