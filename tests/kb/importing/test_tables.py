"""Tables: where merged cells stand, what is below a head, and the unit that a head states."""

from __future__ import annotations

import re

from kb.importing.rows import Cell, Row
from kb.importing.tables import Measured, agencies_of_table, below, counting, measured, placed, tables_of


def row(line: int, *cells: Cell | str) -> Row:
    """A row of a table."""
    return Row("", line, cells=tuple(one if isinstance(one, Cell) else Cell(one) for one in cells))


TABLE = (
    row(3, "序号", Cell("标准（万元）", columns=2), "责任单位"),
    row(4, "1", Cell("一等", rows=2), "500", "市科技局"),
    row(5, "2", "300", "市财政局"),
)


def test_a_merged_cell_moves_those_behind_it() -> None:
    assert [(one.row, one.column, one.words) for one in placed(TABLE)] == [
        (0, 0, "序号"), (0, 1, "标准（万元）"), (0, 3, "责任单位"),
        (1, 0, "1"), (1, 1, "一等"), (1, 2, "500"), (1, 3, "市科技局"),
        (2, 0, "2"), (2, 2, "300"), (2, 3, "市财政局"),
    ]  # fmt: skip


def test_cells_are_found_below_a_head_that_matches_whole() -> None:
    assert list(below(TABLE, re.compile("责任单位"))) == ["市科技局", "市财政局"]
    assert list(below(TABLE, re.compile("责任"))) == []


def test_a_bare_number_has_the_unit_of_its_head_and_a_running_number_none() -> None:
    assert list(measured(TABLE)) == [Measured(4, "500", "万元"), Measured(5, "300", "万元")]
    assert counting(TABLE) == {(4, "1"), (5, "2")}


def test_the_line_above_a_table_may_state_the_unit_of_the_whole() -> None:
    bare = (row(3, "序号", "标准"), row(4, "1", "500"))
    assert list(measured(bare)) == []
    assert list(measured(bare, "单位：万元")) == [Measured(4, "500", "万元")]


def test_tables_are_the_runs_of_rows_with_cells() -> None:
    rows = (Row("甲", 1), row(2, "a"), row(3, "b"), Row("乙", 4), row(5, "c"))
    assert [[one.line for one in table] for table in tables_of(rows)] == [[2, 3], [5]]


def test_the_column_of_a_table_that_names_agencies_is_read_and_others_are_not() -> None:
    table = (
        row(1, "任务", "责任单位"),
        row(2, "市容", "市城管局、市财政局"),
        row(3, "水务", "—"),
    )
    assert agencies_of_table(table) == ("市城管局", "市财政局")
    assert agencies_of_table(table[1:]) == ()


def test_wide_digits_below_a_unit_are_a_number() -> None:
    table = (row(1, "项目", "标准（万元）"), row(2, "风车", "５０"))
    assert list(measured(table)) == [Measured(2, "５０", "万元")]
