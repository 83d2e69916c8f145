"""Plain wording: the sentences of a part, and statements that no words of the text support."""

from __future__ import annotations

from kb.model.wording import Basis, Plain, PlainPart


def test_the_sentences_of_a_part_begin_with_the_summary_and_end_with_open_points() -> None:
    summary, offer, whom, decided, unclear = (Plain((words,), ()) for words in "甲乙丙丁戊")
    part = PlainPart("para_1", "题", summary, (offer,), (whom,), (decided,), (unclear,), {})
    assert part.sentences == (summary, offer, whom, decided, unclear)


def test_a_statement_without_words_of_the_text_is_editorial() -> None:
    assert Basis("para_1", "").is_editorial
    assert not Basis("para_1", "风车").is_editorial
