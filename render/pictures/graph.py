"""The graph as pictures: the agencies responsible for each measure, and the domains of each measure.

The network is for wide screens and the matrix for narrow ones; both have the same content. No text is smaller
than 12 pixels: the network is never narrower than :data:`LEAST_WIDTH`, nor the matrix than
:data:`MATRIX_WIDTH`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.model.policy import Policy
from kb.model.words.errors import Language
from render.pictures.layout import order_rows, spread, width_of, wrap
from render.pictures.matrix import MATRIX_WIDTH, draw_matrix
from render.pictures.rows import TONES, Link, Row, Rows, Spot, fill, read_rows

__all__ = ["LEAST_WIDTH", "MATRIX_WIDTH", "Link", "draw_matrix", "draw_network"]

WIDTH = 1120
LEAST_WIDTH = 960
"""The width in pixels at which the network's text is 12 pixels high. The network is never narrower."""

_SIZE, _LINE = 14, 18
_TOP, _GAP, _ROW_GAP = 56, 7, 12
_BAR, _PORT = 8, 5
_EVEN = 0.9
"""The part of the space between agencies, or domains, that is shared evenly; the rest lets them move."""
_MARK: dict[Language, int] = {"zh": 72, "en": 38}
"""The width that the number of a measure takes in its box."""

_AGENCY_END, _AGENCY_WIDE = 226, 218
_COUNT_END, _BAR_END = 254, 270
_BOX, _BOX_WIDE = 442, 300
_DOMAIN, _DOMAIN_WIDE = 914, 154

R = TypeVar("R", Row, Spot)


@dataclass(frozen=True, slots=True)
class Placed(Generic[R]):
    """An agency, measure or domain with its position: ``middle`` and ``height`` in pixels, its
    name in lines.
    """

    row: R
    lines: tuple[str, ...]
    middle: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.middle - self.height / 2

    @property
    def baselines(self) -> tuple[tuple[float, str], ...]:
        """The lines of its name, each with its vertical position."""
        first = self.middle - (len(self.lines) - 1) * _LINE / 2 + _SIZE * 0.36
        return tuple((first + _LINE * at, line) for at, line in enumerate(self.lines))

    def port(self, at: int, of: int) -> float:
        """The vertical position at which one of several lines meets it."""
        return self.top + self.height * (at + 0.5) / of


@dataclass(frozen=True, slots=True)
class Curve:
    """A line between two columns; ``marks`` are its classes, including the keys of its ends."""

    left: tuple[float, float]
    right: tuple[float, float]
    marks: str

    @property
    def path(self) -> str:
        """The line as an SVG path, horizontal where it meets a column."""
        (x, y), (to_x, to_y) = self.left, self.right
        bend = (x + to_x) / 2
        return f"M{x:.0f} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """An entry of the legend: its sample, position and words."""

    sample: str
    marks: str
    x: float
    y: float
    words: str


def draw_network(policy: Policy, lang: Language, link: Link) -> str:
    """The network of agencies, measures and domains as SVG, for a file or for a page."""
    rows = read_rows(policy, lang, link)
    agencies = _in_order(rows.agencies, _AGENCY_WIDE)
    domains = _in_order(rows.domains, _DOMAIN_WIDE)
    titles = [wrap(spot.title, _BOX_WIDE - _MARK[lang] - 8, _SIZE) for spot in rows.spots]
    heights = [len(lines) * _LINE + 12 for lines in titles]
    # The column that needs the most space sets the height; surplus space is divided among the measures.
    tall = max(sum(heights) + _GAP * len(titles), _room(agencies), _room(domains))
    bottom = _TOP + tall
    gap = (tall - sum(heights)) / len(titles) if titles else 0.0
    middles = list(_stack(heights, gap))
    boxes = [
        Placed(spot, lines, middle, height)
        for spot, lines, middle, height in zip(rows.spots, titles, middles, heights, strict=True)
    ]
    left, right = _place(agencies, middles, bottom), _place(domains, middles, bottom)
    legend = _legend(rows, bottom + 32)
    return fill(
        "graph.svg",
        lang=lang,
        words=rows.words,
        width=WIDTH,
        least=LEAST_WIDTH,
        height=round(legend[-1].y + 22),
        at={
            "agency": _AGENCY_END,
            "count": _COUNT_END,
            "bar": _BAR_END - _BAR,
            "box": _BOX,
            "number": _BOX + _MARK[lang] - 10,
            "title": _BOX + _MARK[lang],
            "domain": _DOMAIN,
            "domain_count": _DOMAIN + _BAR + 8,
            "domain_name": _DOMAIN + _BAR + 36,
        },
        box_wide=_BOX_WIDE,
        bar_wide=_BAR,
        tones=TONES,
        agencies=left,
        spots=boxes,
        domains=right,
        curves=[*_join_left(left, boxes), *_join_right(boxes, right)],
        legend=legend,
    )


def _in_order(rows: Sequence[Row], width: float) -> list[tuple[Row, tuple[str, ...]]]:
    """The rows of a column in an order with few crossing lines, with their names in lines."""
    order = order_rows([row.places for row in rows])
    return [(rows[at], wrap(rows[at].label, width, _SIZE)) for at in order]


def _room(column: Sequence[tuple[Row, tuple[str, ...]]]) -> float:
    return sum(_slot(row, lines) + _ROW_GAP for row, lines in column)


def _slot(row: Row, lines: Sequence[str]) -> float:
    """The height of an agency or domain: that of its bar, or of its name."""
    return max(_bar(row), len(lines) * _LINE)


def _bar(row: Row) -> float:
    return max(len(row.ties), 1) * _PORT


def _stack(heights: Sequence[float], gap: float) -> Iterator[float]:
    y = float(_TOP)
    for height in heights:
        yield y + (height + gap) / 2
        y += height + gap


def _place(
    column: Sequence[tuple[Row, tuple[str, ...]]], measures: Sequence[float], bottom: float
) -> list[Placed[Row]]:
    """A column over the whole height, with each row as close to the middle of its measures as possible."""
    wanted = [
        sum(measures[place] for place in row.places) / len(row.places) if row.places else bottom
        for row, _ in column
    ]
    slots = [_slot(*item) for item in column]
    spare = (bottom - _TOP - sum(slots)) / len(slots) if slots else 0.0
    middles = spread(wanted, slots, max(_ROW_GAP, spare * _EVEN), _TOP, bottom)
    return [
        Placed(row, lines, middle, _bar(row)) for (row, lines), middle in zip(column, middles, strict=True)
    ]


def _join_left(agencies: Sequence[Placed[Row]], boxes: Sequence[Placed[Spot]]) -> list[Curve]:
    """The lines to the agencies, with the strong ones last so that they are on top."""
    curves = [
        (
            strong,
            Curve((_BAR_END, y), (_BOX, to_y), f"line {agency.key} {spot.key}{' strong' if strong else ''}"),
        )
        for agency, spot, strong, y, to_y in _ports(agencies, boxes)
    ]
    return [curve for _, curve in sorted(curves, key=lambda pair: pair[0])]


def _join_right(boxes: Sequence[Placed[Spot]], domains: Sequence[Placed[Row]]) -> list[Curve]:
    return [
        Curve(
            (_BOX + _BOX_WIDE, to_y),
            (_DOMAIN, y),
            f"line toned t{domain.tone} {domain.key} {spot.key}{'' if stated else ' editorial'}",
        )
        for domain, spot, stated, y, to_y in _ports(domains, boxes)
    ]


def _ports(
    column: Sequence[Placed[Row]], boxes: Sequence[Placed[Spot]]
) -> Iterator[tuple[Row, Spot, bool, float, float]]:
    """Every tie with its vertical position at both ends, in the order of the column. No two meet at one
    place.
    """
    arriving, met = [0] * len(boxes), [0] * len(boxes)
    for placed in column:
        for place in placed.row.places:
            arriving[place] += 1
    for placed in column:
        for at, tie in enumerate(placed.row.ties):
            box = boxes[tie.place]
            to_y = box.port(met[tie.place], arriving[tie.place])
            met[tie.place] += 1
            yield placed.row, box.row, tie.strong, placed.port(at, len(placed.row.ties)), to_y


def _legend(rows: Rows, top: float) -> list[LegendEntry]:
    """The entries side by side, in as many lines as necessary."""
    samples = [
        ("first", "line strong"),
        ("further", "line"),
        ("count", "count"),
        ("stated", "line toned"),
        *([("editorial", "line toned editorial")] if rows.has_editorial else []),
    ]
    entries: list[LegendEntry] = []
    x, y = 16.0, top
    for sample, marks in samples:
        width = 44 + width_of(rows.words[sample], _SIZE) + 24
        if entries and x + width > WIDTH:
            x, y = 16.0, y + 26
        entries.append(LegendEntry(sample, marks, x, y, rows.words[sample]))
        x += width
    return entries
