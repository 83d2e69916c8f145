"""The redline of two versions, for a person and as items: words gone and new, and the numbers of changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.cli.redlines import print_rows, row_item
from kb.explain.items.parts import data_of
from kb.model.document import Clause, Document, Provision
from kb.versions.comparison import compare_documents


def text(*words: str) -> Document:
    """A text of one measure for each sentence."""
    numerals = "一二三四"
    clauses = tuple(
        Clause(f"para_{n}", f"({numerals[n - 1]})", ("题。",), (Provision(f"para_{n}__s_1", (one,)),), None)
        for n, one in enumerate(words, 1)
    )
    return Document("题", "/akn/cn/act/2031/a", "zho", "2031-01-01", None, None, None, clauses, None)


OLD = text("对风车给予资助。", "对水车给予资助。")


def test_equal_texts_are_said_to_be_equal(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(compare_documents(OLD, OLD), "zh")
    print_rows(compare_documents(OLD, OLD), "en")
    assert capsys.readouterr().out == ("两版的文字没有不同。\nThe texts of the two versions do not differ.\n")


def test_words_that_are_gone_and_new_are_marked_in_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    new = text("对风车给予补助。", "对水车给予资助。")
    print_rows(compare_documents(OLD, new), "zh")
    told = capsys.readouterr().out
    assert told.startswith("para_1  修改\n")
    assert "[删：资" in told
    assert "[增：补" in told
    assert "para_2" not in told
    assert told.endswith("修改 1 处，新增 0 处，删去 0 处，只改了编号 0 处。\n")


def test_a_measure_that_was_put_in_or_taken_out_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    new = text("对风车给予资助。", "对水车给予资助。", "鼓励种花。")
    print_rows(compare_documents(OLD, new), "en")
    assert "inserted: 1, repealed: 0" in capsys.readouterr().out
    print_rows(compare_documents(new, OLD), "en")
    assert "inserted: 0, repealed: 1" in capsys.readouterr().out


def test_a_row_is_an_item_with_null_where_there_was_nothing() -> None:
    new = text("对风车给予资助。", "对水车给予资助。", "鼓励种花。")
    row = next(row for row in compare_documents(OLD, new) if row.kind == "inserted")
    item = data_of(row_item(row))
    assert (item["old"], item["new"], item["kind"]) == (None, "para_3", "inserted")
    assert [run["op"] for line in item["lines"] for run in line["runs"]] == ["new"]


def test_a_figure_that_changed_is_told_before_and_after(
    toy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    clause = toy.measures[2].clause
    runs = tuple(
        replace(run, text="6万元") if getattr(run, "text", "") == "5万元" else run
        for run in clause.sentences[0].runs
    )
    changed = replace(clause, sentences=(replace(clause.sentences[0], runs=runs),))
    clauses = tuple(changed if one is clause else one for one in toy.document.clauses)
    print_rows(compare_documents(toy.document, replace(toy.document, clauses=clauses)), "zh")
    assert "最高限额：5万元 → 6万元" in capsys.readouterr().out
