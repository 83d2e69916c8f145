"""The agencies that a provision names as responsible, in brackets, after a sentence, or in a table."""

from __future__ import annotations

import pytest

from kb.importing.agencies import agencies_of_table, find_agencies
from kb.importing.rows import Cell, Row


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("给予资助。（责任单位：市科技局、市财政局）", ("市科技局", "市财政局")),
        ("给予资助。（市工信局负责，市财政局配合）", ("市工信局", "市财政局")),
        ("给予资助。[市住建局]", ("市住建局",)),
        ("给予资助。牵头单位：市商务局和市税务局", ("市商务局", "市税务局")),
        ("支持研发。\n责任部门：市科技局", ("市科技局",)),
        ("给予资助。（责任单位：市科技局等部门按职责分工负责）", ("市科技局",)),
        ("给予资助。（责任单位：市科技局，完成时限：2031年底）", ("市科技局",)),
        ("甲。（责任单位：市科技局）乙。（责任单位：市科技局、市财政局）", ("市科技局", "市财政局")),
    ],
)
def test_agencies_are_named_once_in_the_order_of_the_text(text: str, agencies: tuple[str, ...]) -> None:
    assert find_agencies(text) == agencies


@pytest.mark.parametrize(
    "text",
    [
        "给予资助。（以下简称市科技局）",
        "由市科技局认定的企业给予资助。",
        "给予资助。（责任单位：各有关部门）",
        "给予资助（不含市财政局）。",
    ],
)
def test_a_short_name_a_mention_and_anybody_are_no_responsible_agency(text: str) -> None:
    assert find_agencies(text) == ()


def test_the_column_of_a_table_that_names_agencies_is_read_and_others_are_not() -> None:
    def row(*words: str, line: int) -> Row:
        return Row("", line, cells=tuple(Cell(one) for one in words))

    table = (
        row("任务", "责任单位", line=1),
        row("市容", "市城管局、市财政局", line=2),
        row("水务", "—", line=3),
    )
    assert agencies_of_table(table) == ("市城管局", "市财政局")
    assert agencies_of_table(table[1:]) == ()
