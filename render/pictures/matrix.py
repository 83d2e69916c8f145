"""The graph for narrow screens: a block of cells for each agency and domain, with one cell
for each measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model.policy import Policy
from kb.model.words.errors import Language
from render.pictures.layout import wrap
from render.pictures.rows import Link, Row, Rows, Spot, fill, read_rows

MATRIX_WIDTH = 288
"""The width in pixels of the matrix on the narrowest phone. It grows with the screen."""

_COLUMNS, _CELL = 12, 24
"""The number of cells in a line, such that each is large enough for a finger, and their size."""
_SIZE, _LINE = 13, 17


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure in a block: its position, and the classes that state how it is linked, if at all."""

    spot: Spot
    x: float
    y: float
    marks: str


@dataclass(frozen=True, slots=True)
class Block:
    """An agency or domain: its name in lines from ``y``, and its cells."""

    row: Row
    lines: tuple[str, ...]
    y: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LegendRow:
    """An entry of the legend: a sample cell, and its words in lines from ``y``."""

    marks: str
    lines: tuple[str, ...]
    y: float


@dataclass(frozen=True, slots=True)
class Part:
    """All agencies, or all domains, under a heading and a legend."""

    of: str
    title: str
    y: float
    legend: tuple[LegendRow, ...]
    blocks: tuple[Block, ...]


def draw_matrix(policy: Policy, lang: Language, link: Link) -> str:
    """Agencies and domains as blocks of cells, as SVG for a file or for a page.

    Agencies with the most measures come first; domains keep their own order.
    """
    rows = read_rows(policy, lang, link)
    agencies = sorted(rows.agencies, key=lambda row: -len(row.ties))
    samples = [("stated", "toned")]
    if rows.has_editorial:
        samples.append(("editorial", "toned editorial"))
    first, y = _part("agencies", agencies, [("first", "strong"), ("further", "weak")], rows, 0)
    second, y = _part("domains", rows.domains, samples, rows, y + 16)
    return fill(
        "matrix.svg",
        lang=lang,
        words=rows.words,
        width=MATRIX_WIDTH,
        height=round(y),
        line_height=_LINE,
        parts=[first, second],
    )


def _part(
    of: str, group: Sequence[Row], samples: Sequence[tuple[str, str]], rows: Rows, top: float
) -> tuple[Part, float]:
    y = top + 28
    legend = []
    for sample, marks in samples:
        lines = wrap(rows.words[sample], MATRIX_WIDTH - 30, _SIZE)
        legend.append(LegendRow(marks, lines, y))
        y += len(lines) * _LINE + 5
    y += 12
    blocks = []
    for row in group:
        lines = wrap(row.label, MATRIX_WIDTH - 34, _SIZE)
        cells_y = y + len(lines) * _LINE + 3
        blocks.append(Block(row, lines, y, tuple(_cells(row, rows, cells_y))))
        y = cells_y + _CELL * -(-len(rows.spots) // _COLUMNS) + 14
    return Part(of, rows.words[of], top + 15, tuple(legend), tuple(blocks)), y


def _cells(row: Row, rows: Rows, top: float) -> list[Cell]:
    """A cell for each measure, row by row."""
    strong = {tie.place: tie.strong for tie in row.ties}
    marks = ("strong", "weak") if row.tone is None else (f"toned t{row.tone}", f"toned t{row.tone} editorial")
    return [
        Cell(
            spot,
            place % _COLUMNS * _CELL,
            top + place // _COLUMNS * _CELL,
            "" if place not in strong else marks[0] if strong[place] else marks[1],
        )
        for place, spot in enumerate(rows.spots)
    ]
