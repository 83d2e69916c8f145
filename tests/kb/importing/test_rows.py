"""Chinese punctuation in place of European, of the same length, so that a place stays a place."""

from __future__ import annotations

import pytest

from kb.importing.rows import CARD_FIELDS, FACT_NAMES, full_signs


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("对企业给予资助,最高10万元.", "对企业给予资助，最高10万元。"),
        ("（甲）,“乙”;", "（甲），“乙”；"),
        ("1,000万元", "1,000万元"),
        ("第1.5条 v1.2", "第1.5条 v1.2"),
        ("比例:3", "比例:3"),
        ("R&D, 50%", "R&D, 50%"),
    ],
)
def test_only_signs_behind_chinese_words_and_before_no_digit_are_replaced(text: str, full: str) -> None:
    assert full_signs(text) == full
    assert len(full_signs(text)) == len(text)


def test_every_name_of_a_fact_has_one_meaning() -> None:
    assert FACT_NAMES["发文字号"] == FACT_NAMES["文号"] == "number"
    assert set(FACT_NAMES.values()) == {"issuer", "number", "issued", "published", "from", "title"}
    assert len(set(CARD_FIELDS)) == len(CARD_FIELDS)
