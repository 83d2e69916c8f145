"""Imported content as lines: every word is there, and the lines form a valid document."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from lxml import etree

from kb.checks.schemas import read_akn_schema
from kb.importing import recognise, write_confirmations, write_text
from kb.importing.html import read_html
from kb.importing.reading import read_text
from kb.importing.rows import Row, Source
from kb.loading import read_akn, write_akn
from kb.loading.lines import read_lines, write_lines
from tests.kb.importing.texts import LEVELS, NOTICE, PAGE, RUNNING
from tests.strategies import TOY_REGISTRY

OVER = "一、支持建设\n第一条 甲。\n1.乙。\n第二条 丙。\n二、附则\n第三条 自2031年1月1日起施行。\n"
STRANGE = "第一条 支持风车。\n甲、支持叶片。\n|甲|乙|\n|丙|\n第二条 见[附件]|甲。\n"
DAY = date(2031, 1, 1)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def words_of(rows: tuple[Row, ...]) -> str:
    return "".join(row.label + (row.text or "".join(cell.text for cell in row.cells)) for row in rows)


@pytest.mark.parametrize(
    "rows",
    [*map(read_text, (NOTICE, LEVELS, RUNNING, STRANGE, OVER)), read_html(PAGE, "页.html").rows],
    ids=["notice", "levels", "running", "strange", "over", "page"],
)
def test_the_lines_hold_every_word_and_go_through_xml(rows: tuple[Row, ...]) -> None:
    assert_nothing_is_lost(rows)


def assert_nothing_is_lost(rows: tuple[Row, ...]) -> None:
    """The lines contain every word of the rows, read back unchanged, and form a valid document."""
    text = write_text(recognise(Source(rows), "文.txt"), DAY)
    document = read_lines(text, TOY_REGISTRY)
    assert write_lines(document, TOY_REGISTRY) == text
    assert letters(document.text) == letters(words_of(rows))
    tree = etree.ElementTree(etree.fromstring(write_akn(document, TOY_REGISTRY)))
    assert read_akn_schema().validate(tree)
    assert read_akn(tree, "text.xml") == document


def test_the_parts_of_a_notice_are_chapters_articles_and_an_annex() -> None:
    document = read_lines(write_text(recognise(Source(read_text(NOTICE)), "x"), DAY), TOY_REGISTRY)
    assert document.levels == ("第一章", "*第一条", "（一）", "1.")
    assert document.version == "2031-04-01"
    assert [part.eid for part in document.divisions] == ["chp_1", "chp_2", "chp_3", "annex_1"]
    assert [clause.eid for clause in document.clauses] == [
        "art_1", "art_2", "art_3", "art_10", "art_30", "annex_1__para_1", "annex_1__para_2",
    ]  # fmt: skip


def test_headings_over_articles_are_chapters() -> None:
    document = read_lines(write_text(recognise(Source(read_text(OVER)), "x"), DAY), TOY_REGISTRY)
    assert document.levels == ("一、", "*第一条", "1.")
    assert len(document.divisions) == 2
    assert [clause.eid for clause in document.clauses] == ["art_1", "art_2", "art_3"]


def test_everything_recognised_is_to_be_confirmed() -> None:
    listed = write_confirmations(recognise(Source(read_text(LEVELS)), "x"))
    assert "- [ ] 标题: 云泽市关于支持水车行业的若干措施" in listed
    assert "市工信局、市科技局、市财政局、50万元" in listed
    assert "A．加强领导。" in listed
    assert "[x]" not in listed
