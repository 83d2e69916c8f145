"""The text of a document: parts in order, numbers of measures, new eIds and fingerprints."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest

from kb import Policy
from kb.model.document import (
    Break,
    Cell,
    Clause,
    Division,
    Document,
    Mark,
    Provision,
    Responsibility,
    Section,
    eid_of_deleted,
    fingerprint,
    is_deleted,
    is_trial,
    join_label,
    part_of,
    renamed,
)

BUREAU = Mark("市风车局", "organization", "fengche")
MILL = Mark("水磨局", "organization", "shuimo")


def clause(eid: str, num: str, *sentences: str) -> Clause:
    """A measure without a heading and agencies."""
    made = tuple(Provision(f"{eid}__s_{n}", (words,)) for n, words in enumerate(sentences, 1))
    return Clause(eid, num, (), made, None)


FIRST = clause("art_1", "第一条", "甲。")
SECOND = clause("art_2", "第二条", "乙。")
THIRD = clause("art_3", "第三条", "丙。")
CHAPTER = Division("chp_1", (), num="第一章", heading_runs=("总则",), before=0)
LATER = Division("chp_2", (), num="第二章", heading_runs=("奖励",), before=1)
ANNEX = Division("annex_1", (), num="附件1", depth=0, before=2)
FINAL = Section("final", ((Provision("final__s_1", ("完。",)),),))
TEXT = Document(
    "甲", "/akn/cn/act/2031/jia", "zho", "2031-01-01", None, None, None, (FIRST, SECOND, THIRD), FINAL,
    removed=("art_2",), divisions=(CHAPTER, LATER, ANNEX),
)  # fmt: skip


def test_chapters_stand_before_their_measures_and_annexes_behind_the_final_provisions() -> None:
    assert TEXT.body == (CHAPTER, FIRST, LATER, SECOND)
    assert TEXT.annexes == (ANNEX, THIRD)
    assert [part.eid for part in TEXT.parts] == [
        "chp_1", "art_1", "chp_2", "art_2", "final", "annex_1", "art_3",
    ]  # fmt: skip
    assert TEXT.text == "第一章总则\n第一条甲。\n第二章奖励\n第二条乙。\n完。\n附件1\n第三条丙。"


def test_a_repealed_measure_keeps_its_place_and_stands_no_more() -> None:
    assert TEXT.standing == (FIRST, THIRD)
    assert TEXT.part("art_2") is SECOND
    assert TEXT.part("art_9") is None


@pytest.mark.parametrize(
    ("eid", "number", "place", "zh", "en"),
    [
        ("para_5", 5, "5", ("5", ""), ("5", "")),
        ("art_9-1", 9, "9-1", ("9", "之一"), ("9-1", "")),
        ("chp_2__art_12_2", 12, "12", ("12", ""), ("12", "")),
        ("annex", 0, "", ("", ""), ("", "")),
    ],
)
def test_the_number_of_a_measure_is_that_of_its_eid(
    eid: str, number: int, place: str, zh: tuple[str, str], en: tuple[str, str]
) -> None:
    one = clause(eid, "")
    assert (one.number, one.place, one.written("zh"), one.written("en")) == (number, place, zh, en)


@pytest.mark.parametrize(
    ("eid", "part"),
    [
        ("para_5__s_4__c_1", "para_5"),
        ("chp_2__para_3__sup_1", "chp_2__para_3"),
        ("final__s_1", "final"),
        ("art_3__point_2", "art_3"),
        ("para_5", "para_5"),
        ("sec_1__subsec_2", "sec_1__subsec_2"),
    ],
)
def test_the_part_of_a_provision_is_what_holds_its_sentence(eid: str, part: str) -> None:
    assert part_of(eid) == part


def test_a_blank_parts_the_label_of_an_article_from_its_words_only() -> None:
    assert join_label("第五条", "产值奖励") == "第五条 产值奖励"
    assert join_label("(五)", "产值奖励") == "(五)产值奖励"
    assert join_label("第五条", "") == "第五条"


def test_the_closing_words_name_the_agencies_in_the_published_order() -> None:
    closing = Responsibility("para_1__resp", "责任单位", (BUREAU, MILL))
    assert closing.text == "(责任单位:市风车局、水磨局)"
    assert replace(clause("para_1", "(一)", "甲。"), responsibility=closing).text == (
        "(一)甲。(责任单位:市风车局、水磨局)"
    )


def test_items_begin_on_lines_of_their_own_with_their_labels() -> None:
    breaks = (Break("art_1__al_2", 1), Break("art_1__point_1", 2, "（一）"))
    listed = replace(clause("art_1", "第一条", "甲。", "乙：", "丙。"), breaks=breaks)
    assert listed.text == "第一条甲。\n乙：\n（一）丙。"


def test_a_sentence_within_a_table_is_led_by_the_sentence_before_the_table() -> None:
    grid = ((Cell(), Cell(is_filled=False)), (Cell(columns=2),))
    breaks = (Break("art_1__table_1", 1, grid=grid), Break("art_1__al_2", 3))
    tabled = replace(clause("art_1", "第一条", "见下表：", "金额", "数量", "完。"), breaks=breaks)
    assert [tabled.lead_of(f"art_1__s_{n}") for n in (1, 2, 3, 4)] == [
        "art_1__s_1", "art_1__s_1", "art_1__s_1", "art_1__s_4",
    ]  # fmt: skip


def test_a_part_with_a_new_eid_passes_it_on_to_everything_inside(toy: Policy) -> None:
    part = renamed(toy.measure("para_2").clause, "para_7-1")
    assert (part.eid, part.number, part.place) == ("para_7-1", 7, "7-1")
    assert [one.eid for one in part.sentences] == ["para_7-1__s_1"]
    assert part.responsibility is not None
    assert part.responsibility.eid == "para_7-1__resp"
    scope = toy.document.scope
    assert scope is not None
    moved = renamed(scope, "range")
    assert [one.eid for one in moved.sentences[0].clauses] == ["range__s_1__c_1", "range__s_1__c_2"]
    assert part.text == toy.measure("para_2").text


def test_a_fingerprint_changes_with_a_word_or_a_mark_and_nothing_else(toy: Policy) -> None:
    clause = toy.document.clauses[0]
    before = fingerprint(clause)
    assert fingerprint(dataclasses.replace(clause, line=999)) == before
    assert fingerprint(dataclasses.replace(clause, num="(二)")) != before
    sentence = clause.sentences[0]
    unmarked = dataclasses.replace(sentence, runs=(sentence.text,))
    assert fingerprint(dataclasses.replace(clause, sentences=(unmarked,))) != before


@pytest.mark.parametrize(
    ("eid", "expected"),
    [
        ("para_5__s_4", "para_5__s_1004"),
        ("para_5-1", "para_1005"),
        ("final", "final_1000"),
    ],
)
def test_a_deleted_provision_has_an_eid_that_no_other_has(eid: str, expected: str) -> None:
    assert eid_of_deleted(eid) == expected
    assert is_deleted(expected)
    assert not is_deleted(eid)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("风车管理暂行办法", True),
        ("风车管理办法（试行）", True),
        ("关于印发《风车管理办法（试行）》的通知", True),
        ("风车管理办法", False),
        ("《风车管理暂行办法》实施细则", False),
        ("关于废止《风车管理暂行办法》的决定", False),
    ],
)
def test_a_trial_is_told_by_its_own_title(title: str, expected: bool) -> None:
    assert is_trial(title) is expected
