"""The graph for narrow screens: a block for each agency and domain, with its measures by name, one below
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model.policy import Policy
from kb.model.words.errors import Language
from render.pictures.layout import wrap
from render.pictures.rows import Link, Row, Rows, Spot, fill, read_rows

MATRIX_WIDTH = 288
"""The width in pixels of the matrix on the narrowest phone. It grows with the screen."""

_CELL = 24
"""The least height of a measure, such that it is large enough for a finger."""
_NAME = 30
"""The horizontal position of the names of measures, beside their numbers."""
_SIZE, _LINE = 13, 17


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure in a block: its name in lines from ``y``, and the classes that state how it is linked."""

    spot: Spot
    lines: tuple[str, ...]
    y: float
    marks: str


@dataclass(frozen=True, slots=True)
class Block:
    """An agency or domain: its name in lines from ``y``, and the cells of its measures."""

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
    """Agencies and domains with the names of their measures, as SVG for a file or for a page.

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
        name_x=_NAME,
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
        end = y + len(lines) * _LINE + 3
        cells = tuple(_cells(row, rows, end))
        blocks.append(Block(row, lines, y, cells))
        y = end + sum(map(_height_of, cells)) + 14
    return Part(of, rows.words[of], top + 15, tuple(legend), tuple(blocks)), y


def _cells(row: Row, rows: Rows, y: float) -> Iterator[Cell]:
    """The measures of an agency or domain, one below another."""
    marks = ("strong", "weak") if row.tone is None else (f"toned t{row.tone}", f"toned t{row.tone} editorial")
    for tie in row.ties:
        spot = rows.spots[tie.place]
        lines = wrap(spot.title, MATRIX_WIDTH - _NAME, _SIZE)
        cell = Cell(spot, lines, y, marks[0] if tie.strong else marks[1])
        yield cell
        y += _height_of(cell)


def _height_of(cell: Cell) -> float:
    return max(_CELL, len(cell.lines) * _LINE + 6)
