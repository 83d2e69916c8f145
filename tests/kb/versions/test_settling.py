"""The notes on references that follow a text: what a person is asked, and the lines that are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from kb.model.words.errors import LANGUAGES, Language
from kb.versions.carrying import Kind, Note
from kb.versions.settling import SETTLED, TO_SETTLE, find_questions, list_carried, list_pages


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
    assert lines == ("para_5__s_1：“旧话”（para_9的规则）", "para_5__s_1：“别的”（通用的规则）")
    ((_, lines),) = list_carried([note("lost", file="cases/a.yaml")], "en")
    assert lines == ("para_5__s_1: “旧话” (cases/a.yaml)",)


def test_words_are_shown_whole_however_long() -> None:
    ((_, lines),) = list_carried([note("lost", old="字" * 200)], "zh")
    assert lines == (f"para_5__s_1：“{'字' * 200}”（规则）",)


def test_chinese_lines_have_names_and_no_english_sentence() -> None:
    named = [
        replace(note("deleted", file, old, page="para_9"), place="（五）第一句", page_name="（九）")
        for file, old in (("plain.zh.xml", "选“若干”个。"), ("plain.en.xml", "Several are chosen."))
    ]
    ((_, lines),) = list_carried(named, "zh")
    # Quotation marks inside others change their kind.
    assert lines == (
        "（五）第一句：“选‘若干’个。”（（九）的通俗说明）",
        "（五）第一句（（九）的英文通俗说明）",
    )
    assert list_pages(named) == {"（九）": "para_9"}
    ((_, lines),) = list_carried(named, "en")
    assert lines[1] == "para_5__s_1: “Several are chosen.” (plain wording in English para_9)"


def test_reworded_words_of_the_english_wording_are_chinese_and_shown() -> None:
    """A renamed agency is named in the English wording by its Chinese name."""
    told = note("reworded", "plain.en.xml", "市工业和信息化局", "市工业发展局")
    ((_, lines),) = list_carried([told], "zh")
    assert lines == ("para_5__s_1：“市工业和信息化局” → “市工业发展局”（英文通俗说明）",)


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
