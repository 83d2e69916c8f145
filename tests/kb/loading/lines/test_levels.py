"""Texts of several levels: lines, documents and Akoma Ntoso are equivalent, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kb.loading import read_akn, write_akn
from kb.loading.lines import read_lines, read_part, write_lines, write_part
from kb.loading.lines.runs import write_runs
from kb.loading.schemas import read_akn_schema
from kb.model.document import Cell, Clause, Division, Document
from kb.model.numbers import write_numeral
from kb.model.words.errors import PolicyError
from tests import strategies
from tests.strategies import TOY_REGISTRY

FRONT = "标题:云泽市风能产业扶持办法\n编号:/akn/cn-999999/act/banfa/2031/feng\n语言:zho\n版本:2031-04-01\n"
TEXT = f"""{FRONT}层次:第一章 *第一条 （一） 1. （1）

【通知】
各有关单位:

第一章 总则

第一条
为促进发展,制定本办法。

第二章 资助标准

第 3 条 研发资助
对研发投入按[20%|资助比例]给予资助;
  最高[200万元|最高限额]。

对购置设备的企业:
（一）首台设备,奖励[30万元|最高限额];
（二）其他设备:
1.甲。
第二句。
2. 5万元。

违反前款规定的,不予资助。

|等级|<|金额|
|一等|甲|[5万元|最高限额]|
|^|乙||
(责任单位:市发展改革委)

第三条
重号。

第三章 附则

【附则】
本办法有效。

附件1 目录
说明。

|甲|乙|

1.风车。
（1）叶片
"""

LABELS: dict[str, Callable[[int], tuple[str, ...]]] = {
    "第一编": lambda n: (f"第{write_numeral(n)}编",),
    "第一章": lambda n: (f"第{write_numeral(n)}章", f"第{n}章"),
    "第一节": lambda n: (f"第{write_numeral(n)}节",),
    "第一条": lambda n: (
        f"第{write_numeral(n)}条",
        f"第 {' '.join(str(n))} 条",
        f"第{write_numeral(n)}条之一",
    ),
    "一、": lambda n: (f"{write_numeral(n)}、",),
    "（一）": lambda n: (f"（{write_numeral(n)}）", f"({write_numeral(n)})", f"（ {write_numeral(n)} ）"),
    "1": lambda n: (f"{n}", f"{n:02d}"),
    "1.": lambda n: (f"{n}.", f"{n}．", f"{n}、"),
    "（1）": lambda n: (f"（{n}）", f"({n})"),
    "1)": lambda n: (f"{n})",),
    "①": lambda n: ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"[(n - 1) % 20],),
    "a)": lambda n: (f"{chr(96 + n)})", f"{chr(96 + n)}）"),
}
"""Labels of each way of numbering, half and full width, with and without blanks."""


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of levels: chapters, provisions, paragraphs, items and tables in any order, with gaps."""
    order = list(LABELS)
    names = sorted(draw(st.sets(st.sampled_from(order), min_size=1, max_size=5)), key=order.index)
    star = draw(st.integers(0, len(names) - 1))
    lines = [f"层次:{' '.join('*' * (n == star) + name for n, name in enumerate(names))}", ""]
    spelled = strategies.runs.map(lambda runs: write_runs(runs, starts_line=False))
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 9)) == 0:
            lines += ["", f"附件{draw(st.integers(1, 9))} {draw(spelled)}"]
        else:
            name = draw(st.sampled_from(names))
            label = draw(st.sampled_from(LABELS[name](draw(st.integers(1, 24)))))
            apart = [""] if names.index(name) <= star else []
            words = draw(spelled)  # may end with a blank that a backslash keeps
            lines += [*apart, f"{label} {words}" if words else label]
        for _ in range(draw(st.integers(0, 2))):
            match draw(st.integers(0, 4)):
                case 0:
                    lines += ["", "|甲|<|乙|", f"|^|<|{draw(spelled)}|", "|*丙||[5万元|最高限额]|", ""]
                case 1:
                    lines += ["", f"其{draw(spelled)}"]
                case _:
                    lines += [f"其{draw(spelled)}"]
    return FRONT + "\n".join(lines) + "\n"


def through_xml(document: Document) -> Document:
    """A document from its XML, which is valid against the strict schema."""
    tree = etree.ElementTree(etree.fromstring(write_akn(document, TOY_REGISTRY)))
    schema = read_akn_schema()
    assert schema.validate(tree), schema.error_log
    return read_akn(tree, "text.xml")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(texts())
def test_any_text_of_levels_comes_back_from_its_lines_and_from_its_xml(text: str) -> None:
    document = read_lines(text, TOY_REGISTRY)
    canonical = write_lines(document, TOY_REGISTRY)
    assert read_lines(canonical, TOY_REGISTRY) == document
    assert through_xml(document) == document
    assert write_lines(through_xml(document), TOY_REGISTRY) == canonical
    eids = [part.eid for part in document.parts] + [one.eid for one in document.provisions()]
    assert len(set(eids)) == len(eids)


def test_the_parts_of_a_text_are_what_its_labels_say() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    assert [(type(part), part.eid) for part in document.parts[1:]] == [
        (Division, "chp_1"),
        (Clause, "art_1"),
        (Division, "chp_2"),
        (Clause, "art_3"),
        (Clause, "art_3_2"),
        (Division, "chp_3"),
        (type(document.final), "final"),
        (Division, "annex_1"),
        (Clause, "annex_1__para_1"),
    ]
    third = document.clauses[1]
    assert third.num == "第 3 条"
    assert [(each.num, each.at) for each in third.breaks] == [
        ("", 1), ("（一）", 2), ("（二）", 3), ("1.", 4), ("2.", 6), ("", 7), ("", 8),
    ]  # fmt: skip
    assert third.sentences[6].text == "5万元。"
    assert third.breaks[-1].grid == (
        (Cell(2), Cell()),
        (Cell(1, 2), Cell(), Cell()),
        (Cell(), Cell(is_filled=False)),
    )
    assert third.responsibility is not None
    assert third.number == 3


def test_an_example_is_canonical_and_valid() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    assert write_lines(document, TOY_REGISTRY) == TEXT
    assert through_xml(document) == document


def test_the_heads_of_a_table_stay_heads_through_lines_and_xml() -> None:
    table = "|*设备|*奖励|\n|*|\\*甲|\n|\\<|5万元|\n"
    document = read_lines(TEXT.replace("|甲|乙|\n", table), TOY_REGISTRY)
    (grid,) = (grid for division in document.divisions for _, grid in division.tables)
    heads = [[cell.is_head for cell in row] for row in grid]
    assert heads == [[True, True], [True, False], [False, False]]
    assert [[cell.is_filled for cell in row] for row in grid] == [[True, True], [False, True], [True, True]]
    written = write_akn(document, TOY_REGISTRY).decode()
    assert (written.count("<th"), written.count("</table>")) == (3, 2)
    assert through_xml(document) == document
    assert table in write_lines(document, TOY_REGISTRY)


def test_all_words_are_in_the_document() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    for words in ("研发资助", "第二句。", "违反前款规定的", "一等", "说明。", "（1）叶片", "第 3 条"):
        assert squeezed(words) in squeezed(document.text)


def test_a_part_is_read_and_written_alone() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    for part in document.parts:
        lines = write_part(part, TOY_REGISTRY, levels=document.levels)
        if isinstance(part, Clause):
            assert read_part(lines, TOY_REGISTRY, "", part.eid, levels=document.levels) == part


@pytest.mark.parametrize(
    "line", ["甲、乙。", "（甲）乙。", "一、乙。", "①乙。", "第5-2条 乙。", "A.乙。", "1)乙。"]
)
@pytest.mark.parametrize("place", ["为促进发展,制定本办法。", "各有关单位:"])
def test_a_label_of_no_declared_kind_is_refused_until_it_is_escaped(line: str, place: str) -> None:
    text = TEXT.replace(place, f"{place}\n{line}")
    with pytest.raises(PolicyError) as problem:
        read_lines(text, TOY_REGISTRY)
    assert [finding.code for finding in problem.value.findings] == ["markup-numbering"]
    document = read_lines(text.replace(line, f"\\{line}"), TOY_REGISTRY)
    assert line in document.text
    assert write_lines(through_xml(document), TOY_REGISTRY) == text.replace(line, f"\\{line}")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("甲\\ ", "甲 "),
        ("甲\\\u3000", "甲\u3000"),
        ("甲\\\t", "甲\t"),
        ("甲\\\\ ", "甲\\"),
        ("甲\u3000 ", "甲"),
        ("\\\u3000", "\u3000"),
    ],
)
def test_a_cell_keeps_the_blank_at_its_end_that_a_backslash_keeps(cell: str, read: str) -> None:
    text = TEXT.replace("为促进发展,制定本办法。", f"为促进发展。\n\n|{cell}|乙|")
    document = read_lines(text, TOY_REGISTRY)
    assert read in [one.text for one in document.provisions()]


@pytest.mark.parametrize("table", ["|甲|\n|<|乙|", "|^|甲|", "|甲|乙|\n|^|\n|丙|^|", "|<|甲|"])
def test_cells_that_make_no_rectangle_are_refused(table: str) -> None:
    text = TEXT.replace("为促进发展,制定本办法。", f"为促进发展。\n\n{table}")
    with pytest.raises(PolicyError) as problem:
        read_lines(text, TOY_REGISTRY)
    assert {finding.code for finding in problem.value.findings} == {"markup-table"}


@pytest.mark.parametrize("levels", ["第一章 第一条", "*第一章 *第一条", "*甲", "*第一条 第一条", "第一条*"])
def test_the_levels_of_a_text_name_one_way_of_numbering_for_its_provisions(levels: str) -> None:
    with pytest.raises(PolicyError) as problem:
        read_lines(f"{FRONT}层次:{levels}\n\n第一条\n甲。\n", TOY_REGISTRY)
    assert "markup-front-form" in {finding.code for finding in problem.value.findings}
