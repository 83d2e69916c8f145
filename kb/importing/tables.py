"""Tables → the positions of their cells, responsible agencies by column, and sums whose
unit is in the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kb.importing.rows import Row
from kb.model.agencies import COLUMN, names_in
from kb.model.numbers.numerals import plain

_UNIT = re.compile(
    "[(（](?:单位[:：])?[^()（）/]{0,6}?(?P<scale>[十百千]?[万亿]?)(?P<noun>元|美元|港元|%|％)(?:[/／·每][^()（）]{1,10})?[)）]"
)
_WHOLE = re.compile(r"单位 ?[:：] ?(?:人民币)?(?P<scale>[十百千]?[万亿]?)(?P<noun>元|美元|港元|%|％)")
"""The line above a table that says the unit of all its bare numbers."""
_ORDER = re.compile("序号|编号|序|№|No\\.?")
"""The head of a column whose numbers only count the rows."""
_ONE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,6})?"
_BARE = re.compile(f"{_ONE}(?: ?[-~～—–－至] ?{_ONE})?")
"""A bare number, or a range of two."""
MOST_COLUMNS, HEAD_ROWS = 100, 12
"""The greatest number of columns of an examined table, and the number of rows that may contain its heads."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its position: its row and first column, counted from 0, and its words."""

    row: int
    column: int
    columns: int
    words: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A bare number of a cell, with the unit in the head of its column: ``500`` and ``万元``."""

    line: int
    number: str
    unit: str


def tables_of(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """The sequences of rows that are tables."""
    for is_table, run in groupby(rows, key=lambda row: bool(row.cells)):
        if is_table:
            yield tuple(run)


def placed(table: tuple[Row, ...]) -> tuple[Placed, ...]:
    """The cells of a table with their positions; a merged cell has its first row and column."""
    found: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    for n, row in enumerate(table):
        column = 0
        for cell in row.cells:
            while (n, column) in taken:
                column += 1
            if column >= MOST_COLUMNS:
                break
            found.append(Placed(n, column, cell.columns, cell.text.strip()))
            down = min(cell.rows, len(table) - n)
            taken |= {(n + d, column + a) for d in range(down) for a in range(cell.columns)}
            column += cell.columns
    return tuple(found)


def below(table: tuple[Row, ...], head: re.Pattern[str]) -> Iterator[str]:
    """The words of each cell below a head that matches; the head is compared whole and without blanks."""
    cells = placed(table)
    heads = [cell for cell in _heads(cells) if head.fullmatch(re.sub(r"\s", "", cell.words))]
    for cell in cells:
        if any(over.row < cell.row and _is_over(over, cell) for over in heads if over is not cell):
            yield cell.words


def agencies_of_table(table: tuple[Row, ...]) -> tuple[str, ...]:
    """The agencies in the columns of a table whose heads name responsible agencies."""
    return tuple(name for words in below(table, COLUMN) for name in names_in(words))


def measured(table: tuple[Row, ...], whole: str = "") -> Iterator[Measured]:
    """The bare numbers of a table below a head that states a unit, such as 标准（万元）.

    ``whole`` is the line above the table, which may state the unit of the whole table (单位：万元). A column
    that counts the rows is left out.
    """
    cells = placed(table)
    heads = [(cell, unit) for cell in _heads(cells) if (unit := _UNIT.search(cell.words))]
    ordinals = counting(table)
    of_table = _WHOLE.search(whole)
    for cell in cells:
        if not _BARE.fullmatch(plain(cell.words)):
            continue
        over = [unit for head, unit in heads if head.row < cell.row and _is_over(head, cell)]
        is_ordinal = (table[cell.row].line, cell.words) in ordinals
        unit = over[-1] if over else None if is_ordinal else of_table
        if unit is not None:
            yield Measured(table[cell.row].line, cell.words, unit["scale"] + unit["noun"])


def counting(table: tuple[Row, ...]) -> frozenset[tuple[int, str]]:
    """The cells that only count the rows (序号), by their lines and words."""
    cells = placed(table)
    heads = [cell for cell in _heads(cells) if _ORDER.fullmatch(re.sub(r"\s", "", cell.words))]
    return frozenset(
        (table[cell.row].line, cell.words)
        for cell in cells
        if any(head.row < cell.row and _is_over(head, cell) for head in heads)
    )


def _heads(cells: tuple[Placed, ...]) -> Iterator[Placed]:
    return (cell for cell in cells if cell.row < HEAD_ROWS)


def _is_over(head: Placed, cell: Placed) -> bool:
    return head.column <= cell.column < head.column + head.columns
