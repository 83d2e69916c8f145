"""The lines and blocks of a text: blanks at the end, blank lines, headers, and forbidden characters."""

from __future__ import annotations

import pytest

from kb.loading.lines.blocks import Faults, Line, parts_of, read_words, split_blocks
from kb.model.words.errors import PolicyError


def test_blank_lines_part_blocks_and_lines_keep_their_numbers() -> None:
    blocks = split_blocks("\ufeff甲 \r\n\t\n\n乙\n丙\n", 5, Faults("a.txt"))
    assert blocks == [[Line(5, "甲")], [Line(8, "乙"), Line(9, "丙")]]


def test_a_blank_after_an_odd_number_of_backslashes_is_text() -> None:
    texts = [block[0].text for block in split_blocks("甲\\  \n\n乙\\\\ \n", 1, Faults(""))]
    assert texts == ["甲\\ ", "乙\\\\"]


def test_characters_that_no_text_may_contain_are_reported_once_a_line() -> None:
    faults = Faults("a.txt")
    split_blocks("甲\u2028乙\u2028\x07\n", 3, faults)
    assert [(f.code, f.place.line, dict(f.words)["character"]) for f in faults.findings] == [
        ("markup-character", 3, "U+0007"),
        ("markup-character", 3, "U+2028"),
    ]


def test_findings_are_raised_together_in_the_order_of_their_lines() -> None:
    faults = Faults("a.txt")
    faults.stop()
    faults.add("markup-indent", 9)
    faults.add("markup-indent", 2)
    with pytest.raises(PolicyError) as raised:
        faults.stop()
    assert [finding.place.line for finding in raised.value.findings] == [2, 9]


@pytest.mark.parametrize("line", ["【附则】", "(五)节能。", "（五）节能。", "(五)之一节能。"])
def test_a_section_or_measure_begins_with_a_header(line: str) -> None:
    assert Line(1, line).is_header
    assert not Line(1, f"甲{line}").is_header


def test_each_header_begins_a_part_and_says_whether_it_begins_a_block() -> None:
    one, two, text = Line(1, "(一)甲。"), Line(3, "(二)丙。"), Line(2, "乙。")
    assert list(parts_of([[one, text, two]])) == [(one, True, [text]), (two, False, [])]
    assert list(parts_of([[text]])) == [(None, True, [text])]


def test_a_blank_before_words_is_reported_at_their_part() -> None:
    faults = Faults("a.txt")
    assert read_words(" 甲", 4, "para_1", faults) == " 甲"
    assert [(f.code, f.place.line, f.place.eid) for f in faults.findings] == [("markup-indent", 4, "para_1")]
