"""The front matter: its keys in their order, each with a value of its form."""

from __future__ import annotations

import pytest

from kb.loading.lines.blocks import Faults, split_blocks
from kb.loading.lines.front_matter import read_front

GOOD = "标题:甲\n编号:/akn/cn/act/2024/1\n语言:zho\n版本:2024-05-11"


def codes(text: str) -> list[tuple[int, str]]:
    """The lines and codes of the findings on a front matter."""
    faults = Faults("a.txt")
    read_front(split_blocks(text, 1, faults), 1, faults)
    return [(finding.place.line, finding.code) for finding in faults.findings]


def test_values_are_read_by_key_and_their_lines_are_taken_away() -> None:
    faults = Faults("a.txt")
    blocks = split_blocks(f"{GOOD}\n\n(一)乙。\n", 1, faults)
    front = read_front(blocks, 1, faults)
    assert front == {"标题": "甲", "编号": "/akn/cn/act/2024/1", "语言": "zho", "版本": "2024-05-11"}
    assert [[line.text for line in block] for block in blocks] == [["(一)乙。"]]
    assert faults.findings == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("标题:甲\n", "", [(1, "markup-front-missing")]),
        ("标题:甲", "标题:", [(1, "markup-front-empty")]),
        ("标题:甲", "标题：甲", [(1, "markup-full-width")]),
        ("标题:甲\n编号:/akn/cn/act/2024/1", "编号:/akn/cn/act/2024/1\n标题:甲", [(2, "markup-front-order")]),
        ("编号:/akn", "编号:akn", [(2, "markup-front-form")]),
        ("zho", "zh", [(3, "markup-front-form")]),
        ("05-11", "02-30", [(4, "markup-front-form")]),
        ("2024-05-11", "20240511", [(4, "markup-front-form")]),
        ("05-11", "05-11\n层次:第一章", [(5, "markup-front-form")]),
        ("05-11", "05-11\n层次:第一章 *第一条", []),
        ("语言:zho", "语种:zho", [(1, "markup-front-missing"), (3, "markup-front-line")]),
        ("05-11", "05-11\n(一)乙。", [(5, "markup-blank-missing")]),
    ],
)
def test_what_departs_from_the_form_is_reported_at_its_line(
    old: str, new: str, expected: list[tuple[int, str]]
) -> None:
    assert sorted(codes(GOOD.replace(old, new))) == expected


def test_a_text_without_a_front_matter_lacks_every_key() -> None:
    assert codes("") == [(1, "markup-front-missing")] * 4
