"""The words of a version part by part: nothing is lost, and every part and sentence has a name."""

from __future__ import annotations

from dataclasses import replace

from kb.loading import load_text
from kb.loading.lines import read_lines
from kb.model.document import Document
from kb.model.policy import Policy
from kb.versions.passages import align_passages, read_passages, redline_passages
from tests.conftest import REAL
from tests.kb.loading.lines.test_levels import TEXT
from tests.kb.versions.edits import with_order, with_words
from tests.strategies import TOY_REGISTRY


def levels() -> Document:
    return read_lines(TEXT, TOY_REGISTRY)


def test_the_blocks_of_the_passages_are_the_text_line_by_line(policy: Policy) -> None:
    blocks = [block.text for passage in read_passages(policy.document) for block in passage.blocks()]
    assert blocks == policy.document.text.split("\n")


def test_parts_are_called_as_a_decision_calls_them(policy: Policy) -> None:
    names = [passage.name for passage in read_passages(policy.document)]
    assert names[:4] == ["通知", "序言", "支持重点", "第一条"]
    assert names[-2:] == ["第二十四条", "附则"]
    assert [passage.name for passage in read_passages(levels())][1:4] == ["第一章", "第一条", "第二章"]


def test_sentences_are_called_by_paragraph_and_item() -> None:
    third = next(one for one in read_passages(levels()) if one.name == "第3条")
    names = [third.sentence_name(n, 0) for n, line in enumerate(third.lines) if not line.grid]
    assert names == [
        "第3条第一款第一句",
        "第3条第二款第一句",
        "第3条第二款第（一）项第一句",
        "第3条第二款第（二）项第一句",
        "第3条第二款第（二）项第1目第一句",
        "第3条第二款第（二）项第2目第一句",
        "第3条第三款第一句",
    ]


def test_a_table_is_a_block_of_its_own_with_the_words_of_its_cells() -> None:
    third = next(one for one in read_passages(levels()) if one.name == "第3条")
    (table,) = [block for block in third.blocks() if block.grid]
    assert table.cells == ("等级", "金额", "一等", "甲", "5万元", "乙")


def test_each_version_stands_in_its_own_order_where_measures_changed_places(policy: Policy) -> None:
    old = policy.document
    first, second, *others = old.clauses
    new = replace(old, clauses=(second, first, *others))
    pairs = align_passages(old, new)
    assert [was for was, _, _ in pairs if was] == list(read_passages(old))
    assert [is_now for _, is_now, _ in pairs if is_now] == list(read_passages(new))
    assert sum(was is None for was, _, _ in pairs) == 1


def test_a_moved_measure_is_one_line_of_the_redline_and_the_others_are_left_out() -> None:
    _, old, registry = load_text(REAL)
    new = with_order(old, registry, [*range(1, 13), 14, 15, 13, *range(16, 25)])
    assert redline_passages(old, new) == ((("new", "(十三)移到(十五)"),),)
    changed = with_words(new, registry, "para_5", ("1000万元", "1500万元"))
    changed = with_words(changed, registry, "para_15", ("碳普惠对集群发展", "碳普惠对产业发展"))
    first, second = redline_passages(old, changed)
    assert [run for run in first if run[0] != "same"] == [("gone", "1000万元"), ("new", "1500万元")]
    assert first[0] == ("same", "(五)")
    assert [run for run in second if run[0] != "same"] == [
        ("new", "(十三)移到(十五)："),
        ("gone", "集群"),
        ("new", "产业"),
    ]
