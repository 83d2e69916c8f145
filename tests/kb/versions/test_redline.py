"""The redline: it contains both texts completely, and never cuts a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.numbers import find_numbers
from kb.versions.redline import Op, Run, redline

PIECES = (
    "给予",
    "资助,",
    "最高",
    "1000万元",
    "30%",
    "、",
    "(一)",
    "5年",
    "不超过",
    "百分之三十",
    "百分之 5",
    "百分之 50",
    "LPR-30BP",
    "LPR-50BP",
    "九五折",
    "九折",
    "3张",
    "。",
    "万",
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def side(runs: tuple[Run, ...], without: Op) -> str:
    return "".join(text for op, text in runs if op != without)


@given(texts, texts)
def test_what_stays_and_goes_is_the_old_text_and_what_stays_and_comes_the_new_one(old: str, new: str) -> None:
    runs = redline(old, new)
    assert side(runs, "new") == old
    assert side(runs, "gone") == new


@given(texts, texts)
def test_no_change_begins_or_ends_inside_a_number(old: str, new: str) -> None:
    runs = redline(old, new)
    for text, without in ((old, "new"), (new, "gone")):
        ends, at = set(), 0
        for op, words in runs:
            at += 0 if op == without else len(words)
            ends.add(at)
        for number in find_numbers(text):
            assert not any(number.start < end < number.end for end in ends)


def test_a_figure_changes_as_a_whole() -> None:
    assert redline("给予资助,最高1000万元。", "给予资助,最高1500万元。") == (
        ("same", "给予资助,最高"),
        ("gone", "1000万元"),
        ("new", "1500万元"),
        ("same", "。"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("LPR-|30BP|", "LPR-|50BP|"), ("按|百分之 5|计", "按|百分之 7|计"), ("打|九折|", "打|八五折|")],
)
def test_a_rate_in_further_forms_changes_as_a_whole(old: str, new: str) -> None:
    before, gone, after = old.split("|")
    come = new.split("|")[1]
    runs = redline(old.replace("|", ""), new.replace("|", ""))
    expected = [("same", before), ("gone", gone), ("new", come), ("same", after)]
    assert [*runs] == [run for run in expected if run[1]]


def test_few_words_that_stay_between_two_changes_go_with_them() -> None:
    # 提供 and 培训 change around 业务, which is too short to be shown as unchanged.
    assert redline("提供业务培训。", "开展业务辅导。") == (
        ("gone", "提供业务培训"),
        ("new", "开展业务辅导"),
        ("same", "。"),
    )


def test_an_added_clause_of_a_sentence_begins_where_the_clause_begins() -> None:
    assert redline("给予资助,并公示。", "给予资助,给予奖励,并公示。") == (
        ("same", "给予资助,"),
        ("new", "给予奖励,"),
        ("same", "并公示。"),
    )
