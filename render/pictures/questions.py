"""The answer to a question as a picture: columns of names, and lines between them.

A wide picture has every column. A narrow one, for a phone, has the first and the last, with the names written
out. :mod:`render.pictures.layout` places both. When a reader points at an item or reaches it by keyboard, its
neighbours stay visible and the rest fades.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kb.graph.questions import Answer, Item, Question, Way
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from render.pictures.layout import order_rows, spread, width_of, wrap
from render.pictures.rows import fill
from render.text.typography import typeset

Link = Callable[[Item], str]
"""A function that gives the address of the page about an item; empty for no link."""

_TOP, _GAP, _LEGEND = 48, 8, 26


@dataclass(frozen=True, slots=True)
class _Measures:
    """The sizes of a picture in pixels: its width, the width of a column by their number, and
    the font size.
    """

    name: str
    width: int
    column: dict[int, int]
    size: int
    line: int


_WIDE = _Measures("wide", 1120, {2: 430, 3: 310}, 14, 18)
_NARROW = _Measures("narrow", 288, {2: 122}, 13, 17)

MARKED = frozenset({Way.ONCE, Way.PREFERS})
"""The relations that are drawn with a cross: the two supports exclude each other."""

ADDED = frozenset({Way.TOPS_UP, Way.STACKS})
"""The relations that are drawn with a plus: something is paid in addition."""


@dataclass(frozen=True, slots=True)
class Box:
    """An item with its position: its key, its name in lines, and the keys of the items connected with it."""

    key: str
    lines: tuple[str, ...]
    href: str
    described: str
    related: str
    x: float
    top: float
    wide: int
    height: float
    line: int

    @property
    def middle(self) -> float:
        """Half of its height."""
        return self.top + self.height / 2

    def baseline(self, at: int) -> float:
        """The vertical position of one of its lines, counted from 0."""
        return self.top + 6 + self.line * at + self.line * 0.75


@dataclass(frozen=True, slots=True)
class Curve:
    """A line between two boxes, with the classes of its relation and of its ends."""

    way: Way
    marks: str
    path: str
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the legend: a relation in words, in lines from ``y``."""

    way: Way
    x: float
    y: float
    lines: tuple[str, ...]


def draw_question(answer: Answer, lang: Language, link: Link, is_narrow: bool = False) -> str:
    """The answer as SVG, for a file or for a page; a narrow one fits a phone of 320 pixels."""
    shown = answer.collapsed if is_narrow else answer
    sizes = _NARROW if is_narrow else _WIDE
    boxes, bottom = _place(shown, lang, link, sizes)
    words = words_of(lang)
    legend, height = _legend(shown, lang, bottom + 18, sizes)
    keys = [box.key for column in boxes for box in column]
    return fill(
        "question.svg",
        name=f"tiaowen-{answer.question}-{sizes.name}",
        sizes=sizes,
        lang=lang,
        title=words["questions"][answer.question]["title"],
        desc=words["desc"],
        width=sizes.width,
        height=round(height),
        heads=[
            (column[0].x, wrap(head, column[0].wide, sizes.size + 1))
            for column, head in zip(boxes, heads_of(shown, lang, len(answer.columns)), strict=True)
            if column
        ],
        boxes=[box for column in boxes for box in column],
        curves=list(_curves(shown, boxes)),
        keys=keys,
        legend=legend,
        marked=MARKED,
        added=ADDED,
    )


def words_of(lang: Language) -> dict[str, Any]:
    """The fixed words of the questions, from ``templates/graph_question.toml``."""
    words: dict[str, Any] = read_catalogue("render", "templates/graph_question.toml")[lang]
    return words


def heads_of(answer: Answer, lang: Language, columns: int) -> list[str]:
    """The headings of the columns of an answer, given their number before it was collapsed."""
    heads: list[str] = words_of(lang)["questions"][answer.question]["heads"].split("|")
    return heads if len(answer.columns) == columns else [heads[0], heads[-1]]


def name_item(item: Item, lang: Language) -> str:
    """The name of an item; that of a support has the number of its measure in Chinese, and not in English.

    Chinese punctuation is in full width, as on the page, since it takes more space there.
    """
    name = item.node.label(lang)
    if lang == "en":
        return name.partition(": ")[2] or name
    number = item.measure.label(lang).partition(")")[0] if item.measure else ""
    return typeset(f"{number}){name}" if number.startswith("(") else name)


def _place(answer: Answer, lang: Language, link: Link, sizes: _Measures) -> tuple[list[list[Box]], float]:
    """The boxes of every column in the given orders, and the end of the lowest one."""
    count = len(answer.columns)
    wide = sizes.column[count]
    step = (sizes.width - wide) / (count - 1)
    names = [
        [wrap(name_item(item, lang), wide - 16, sizes.size) for item in column] for column in answer.columns
    ]
    heights = [[len(lines) * sizes.line + 12.0 for lines in column] for column in names]
    rooms = [sum(column) + _GAP * len(column) for column in heights]
    bottom = _TOP + max(rooms, default=0.0)
    # The middle of three columns, or the longest of two, keeps the order of the policy.
    fixed = 1 if count == 3 else max(range(count), key=lambda at: rooms[at])
    tops: list[list[float]] = [[] for _ in answer.columns]
    tops[fixed] = _stack(heights[fixed], (bottom - _TOP - sum(heights[fixed])) / max(len(heights[fixed]), 1))
    middles = [top + height / 2 for top, height in zip(tops[fixed], heights[fixed], strict=True)]
    for at in range(count):
        if at != fixed:
            places = _places(answer, at, fixed)
            same = answer.question is Question.TOGETHER
            order = list(range(len(places))) if same else order_rows(places)
            wanted = [middles[n] if same else _mean([middles[m] for m in places[n]], bottom) for n in order]
            found = spread(wanted, [heights[at][n] for n in order], _GAP, _TOP, bottom)
            tops[at] = [0.0] * len(order)
            for n, middle in zip(order, found, strict=True):
                tops[at][n] = middle - heights[at][n] / 2
    related = answer.related()
    keys = {
        (column, place): f"c{column}n{place}"
        for column, items in enumerate(answer.columns)
        for place in range(len(items))
    }
    return [
        [
            Box(
                key=keys[column, place],
                lines=names[column][place],
                href=link(item),
                described=_described(answer, column, place, lang),
                related=" ".join(sorted(keys[one] for one in related[column, place])),
                x=column * step,
                top=tops[column][place],
                wide=wide,
                height=heights[column][place],
                line=sizes.line,
            )
            for place, item in enumerate(items)
        ]
        for column, items in enumerate(answer.columns)
    ], bottom


def _mean(heights: list[float], otherwise: float) -> float:
    return sum(heights) / len(heights) if heights else otherwise


def _stack(heights: list[float], gap: float) -> list[float]:
    tops, y = [], float(_TOP)
    for height in heights:
        tops.append(y + gap / 2)
        y += height + gap
    return tops


def _places(answer: Answer, at: int, fixed: int) -> list[list[int]]:
    """For each item of a column, the positions of its neighbours in the fixed column beside it."""
    found: list[list[int]] = [[] for _ in answer.columns[at]]
    for line in answer.lines:
        if (line.column, line.column + 1) == (at, fixed):
            found[line.source].append(line.target)
        elif (line.column, line.column + 1) == (fixed, at):
            found[line.target].append(line.source)
    return [sorted(set(places)) for places in found]


def _curves(answer: Answer, boxes: list[list[Box]]) -> Iterator[Curve]:
    """The lines, with the strong ones last so that they are on top. No two meet a box at the same height."""
    leaving: dict[tuple[int, int], list[int]] = {}
    arriving: dict[tuple[int, int], list[int]] = {}
    for n, line in enumerate(answer.lines):
        leaving.setdefault((line.column, line.source), []).append(n)
        arriving.setdefault((line.column + 1, line.target), []).append(n)
    targets = [boxes[line.column + 1][line.target].middle for line in answer.lines]
    sources = [boxes[line.column][line.source].middle for line in answer.lines]
    for those in leaving.values():
        those.sort(key=targets.__getitem__)
    for those in arriving.values():
        those.sort(key=sources.__getitem__)
    order = sorted(range(len(answer.lines)), key=lambda n: answer.lines[n].way is Way.FIRST)
    for n in order:
        line = answer.lines[n]
        left, right = boxes[line.column][line.source], boxes[line.column + 1][line.target]
        starts, ends = leaving[line.column, line.source], arriving[line.column + 1, line.target]
        x, to_x = left.x + left.wide, right.x
        y = left.top + left.height * (starts.index(n) + 0.5) / len(starts)
        to_y = right.top + right.height * (ends.index(n) + 0.5) / len(ends)
        bend = (x + to_x) / 2
        path = f"M{x:.0f} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
        both = sorted(set(left.related.split()) & set(right.related.split()))
        yield Curve(line.way, f"line {line.way} {' '.join(both)}", path, (bend, (y + to_y) / 2))


def _described(answer: Answer, column: int, place: int, lang: Language) -> str:
    """An item and its neighbours in words, for readers who do not see the picture."""
    words = words_of(lang)
    found: dict[Way, list[str]] = {}
    for line in answer.lines:
        for here, there, at in ((0, 1, line.source), (1, 0, line.target)):
            if line.column + here == column and at == place:
                other = answer.columns[line.column + there][line.target if there else line.source]
                found.setdefault(line.way, []).append(name_item(other, lang))
    between, stop = ("、", "。") if lang == "zh" else ("; ", ". ")
    parts = [name_item(answer.columns[column][place], lang)]
    colon = "：" if lang == "zh" else ": "
    parts += [words["ways"][way] + colon + between.join(those) for way, those in found.items()]
    return "".join(part + stop for part in parts).strip()


def _legend(answer: Answer, lang: Language, top: float, sizes: _Measures) -> tuple[list[Entry], float]:
    """The relations in the picture, side by side where there is space."""
    words = words_of(lang)["ways"]
    entries: list[Entry] = []
    x, y = 0.0, top
    for way in Way:
        if not any(line.way is way for line in answer.lines):
            continue
        lines = wrap(words[way], sizes.width - 52, sizes.size)
        wide = 52 + max(width_of(line, sizes.size) for line in lines) + 20
        if entries and x + wide > sizes.width:
            x, y = 0.0, y + len(entries[-1].lines) * sizes.line + 8
        entries.append(Entry(way, x, y, lines))
        x += wide
    last = len(entries[-1].lines) if entries else 0
    return entries, y + last * sizes.line + 10
