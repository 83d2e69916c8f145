"""The notes on references that follow a text: what a person is asked, and the lines that are shown."""

from __future__ import annotations

from typing import get_args

import pytest

from kb.model.words.errors import LANGUAGES, Language
from kb.versions.carrying import Kind, Note
from kb.versions.settling import SETTLED, TO_SETTLE, find_questions, list_carried


def note(
    kind: Kind, file: str = "rules.xml", old: str = "旧话", new: str = "新话", page: str = "para_5"
) -> Note:
    return Note(kind, file, 3, "para_5__s_1", old, new, page)


def test_changed_quotations_and_deleted_text_are_each_asked_about_once() -> None:
    assert find_questions([note("deleted"), note("placed"), note("reworded")]) == ("reword", "drop")
    assert find_questions([note("placed")]) == ("reword",)
    # What was lost has to be written anew; what was dropped follows from an answer.
    assert find_questions([note("lost"), note("dropped"), note("thinned")]) == ()


def test_equal_notes_of_several_files_are_one_line() -> None:
    notes = [note("reworded"), note("reworded", "plain.zh.xml"), note("reworded")]
    ((heading, lines),) = list_carried(notes, "zh")
    assert heading == "引用的原话变了，请逐处确认："
    assert lines == ("para_5__s_1：“旧话” → “新话”（规则、通俗说明）",)


def test_a_note_on_another_page_names_the_page() -> None:
    ((_, lines),) = list_carried([note("lost", page="para_9"), note("lost", page="", old="别的")], "zh")
    assert lines == ("para_5__s_1：“旧话”（规则 para_9）", "para_5__s_1：“别的”（规则 通用）")
    ((_, lines),) = list_carried([note("lost", file="cases/a.yaml")], "en")
    assert lines == ("para_5__s_1: “旧话” (cases/a.yaml)",)


def test_long_words_are_cut() -> None:
    ((_, lines),) = list_carried([note("lost", old="字" * 41), note("lost", old="字" * 40)], "zh")
    assert lines[0] == f"para_5__s_1：“{'字' * 39}…”（规则）"
    assert "…" not in lines[1]


def test_only_the_kinds_asked_for_are_listed_in_their_order() -> None:
    notes = [note("dropped"), note("deleted"), note("reworded")]
    headings = [heading for heading, _ in list_carried(notes, "zh", TO_SETTLE)]
    assert headings == ["引用的原话变了，请逐处确认：", "引用了删去的条文："]
    assert [heading for heading, _ in list_carried(notes, "zh", SETTLED)] == ["随删去的条文一起去掉的："]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_note_has_its_words(lang: Language) -> None:
    assert {*TO_SETTLE, *SETTLED} == set(get_args(Kind))
    for kind in get_args(Kind):
        ((heading, (line,)),) = list_carried([note(kind)], lang)
        assert heading
        assert "para_5__s_1" in line
