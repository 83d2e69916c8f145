"""The line form of a text of several levels: chapters, provisions, paragraphs (款), items (项) and tables.

``层次:第一章 *第一条 （一）`` in the front matter names the ways of numbering, the outermost first; that of
the provisions has a star. A line that begins with a label of one of them is structure. A line that begins
with another label, or with something similar, is refused unless a backslash makes it text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.loading.lines.blocks import Block, Faults, Line, without_trailing_blanks
from kb.loading.lines.runs import read_runs, write_runs
from kb.loading.lines.shapes import BLANKS, ESCAPE, INDENT, RESPONSIBLE
from kb.model.document import (
    GONE,
    Break,
    Cell,
    Clause,
    Division,
    Grid,
    Paragraph,
    Provision,
    Responsibility,
    Run,
    Section,
)
from kb.model.numbers.labels import Label, Shape, begins_part, read_label, read_num
from kb.model.registry import Registry
from kb.model.words.errors import Place

SHAPES: dict[str, Shape] = {
    "第一编": "编", "第一章": "章", "第一节": "节", "第一条": "条", "一、": "一、", "（一）": "（一）",
    "1": "1", "1.": "1.", "1.1": "1.1", "1.1.1": "1.1.1", "方向1": "方向", "（1）": "（1）", "1)": "1)",
    "①": "①", "a)": "a)",
}  # fmt: skip
"""The ways of numbering that ``层次`` may name, by their first labels."""

STAR = "*"
"""The mark of the way of numbering of the provisions."""

_EIDS: dict[Shape, str] = {"编": "part", "章": "chp", "节": "sec", "条": "art", "附件": "annex"}
_SPACED: tuple[Shape, ...] = ("编", "章", "节", "条", "附件")
_BAR, _LEFT, _UP, _HEAD = "|", "<", "^", "*"
_MERGED = (_LEFT, _UP)


def read_levels(words: str) -> tuple[str, ...] | None:
    """The names in ``层次``; ``None`` where one is unknown or repeated, or where
    not exactly one has a star.
    """
    names = tuple(words.split(" "))
    bare = [name.removeprefix(STAR) for name in names]
    stars = sum(name.startswith(STAR) for name in names)
    return names if stars == 1 and len(set(bare)) == len(bare) and set(bare) <= set(SHAPES) else None


@dataclass(frozen=True, slots=True)
class Levels:
    """The ways of numbering of a text, the outermost first, and the one of its provisions."""

    shapes: tuple[Shape, ...]
    provision: int

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Levels:
        """The levels that names such as ``*第一条`` state."""
        shapes = tuple(SHAPES[name.removeprefix(STAR)] for name in names)
        return cls(shapes, next(n for n, name in enumerate(names) if name.startswith(STAR)))

    def depth(self, shape: Shape) -> int | None:
        """The depth of a way of numbering: 0 for an annex, ``None`` where the text does not use it."""
        if shape == "附件":
            return 0
        return self.shapes.index(shape) + 1 if shape in self.shapes else None


@dataclass(slots=True)
class _Part:
    """A division or provision while it is being read."""

    label: Label
    eid: str
    depth: int
    is_clause: bool
    heading: tuple[Run, ...]
    line: int
    paragraphs: list[list[Provision]] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    tables: list[tuple[int, Grid]] = field(default_factory=list)
    closing: Responsibility | None = None
    holds: bool = False
    sentences: int = 0

    @property
    def is_removed(self) -> bool:
        """Whether it is a provision that was repealed and keeps its number."""
        return self.is_clause and self.heading == (GONE,) and not self.paragraphs


class LevelsReader:
    """Reads the body of a text of levels and collects every finding."""

    def __init__(
        self,
        levels: tuple[str, ...],
        registry: Registry,
        faults: Faults,
        read_closing: Callable[[Line], Responsibility | None],
    ) -> None:
        self._levels = Levels.of(levels)
        self._read_closing = read_closing
        self._registry = registry
        self._faults = faults
        self._parts: list[_Part] = []
        self._open: list[_Part] = []
        self._used: set[str] = set()
        self._last: list[Line] = []

    def begins(self, line: Line) -> bool:
        """Whether a line begins with a label of the text."""
        return self._label(line)[1] is not None

    def _label(self, line: Line) -> tuple[Label | None, int | None]:
        """The label of a line and the depth of its way of numbering; ``None`` for both where it has none."""
        label = read_num(line.text)
        depth = self._levels.depth(label.shape) if label is not None else None
        return (label, depth) if depth is not None else (None, None)

    def read_block(self, block: Block) -> None:
        """Read the lines of a block into the open part."""
        is_new, rows = True, []
        for line in block:
            if line.text.startswith(_BAR):
                rows.append(line)
                continue
            if rows:
                self._read_table(rows)
                rows, is_new = [], True
            label, depth = self._label(line)
            if label is not None and depth is not None:
                self._begin(line, label, depth)
                is_new = False
            elif RESPONSIBLE.match(line.text):
                self._close(line)
            elif not self._parts:
                self._faults.add("markup-outside", line.number)
            elif line.text.startswith(INDENT) and line.text[len(INDENT)] not in BLANKS and self._last:
                self._read_clause(Line(line.number, line.text.removeprefix(INDENT)))
            else:
                self._read_sentence(line, is_new=is_new)
                is_new = False
        if rows:
            self._read_table(rows)

    def _close(self, line: Line) -> None:
        """Read the line of responsible agencies, which ends a provision."""
        part = self._open[-1] if self._open else None
        closing = self._read_closing(line)
        if part is None or not part.is_clause:
            self._faults.add("markup-responsibility-place", line.number, self._eid())
        elif closing is not None:
            part.closing = replace(closing, eid=f"{part.eid}__resp")

    def removed(self) -> tuple[str, ...]:
        """The eIds of the provisions that were repealed and keep their numbers."""
        return tuple(part.eid for part in self._parts if part.is_removed)

    def divisions(self) -> tuple[Division, ...]:
        """The divisions that were read."""
        found, clauses = [], 0
        for part in self._parts:
            if self._is_clause(part):
                clauses += 1
                continue
            paragraphs = tuple(tuple(paragraph) for paragraph in part.paragraphs)
            found.append(
                Division(
                    part.eid,
                    paragraphs,
                    part.line,
                    num=part.label.text,
                    heading_runs=part.heading,
                    depth=part.depth,
                    before=clauses,
                    tables=tuple(part.tables),
                )
            )
        return tuple(found)

    def clauses(self) -> tuple[Clause, ...]:
        """The provisions that were read."""
        return tuple(
            Clause(
                part.eid,
                part.label.text,
                () if part.is_removed else part.heading,
                tuple(sentence for paragraph in part.paragraphs for sentence in paragraph),
                part.closing,
                part.line,
                tuple(part.breaks) if part.is_clause else _breaks_of(part),
            )
            for part in self._parts
            if self._is_clause(part)
        )

    @staticmethod
    def _is_clause(part: _Part) -> bool:
        """Whether a part is a provision: whatever its label, it has words of its own and contains no other
        part.
        """
        return part.is_clause or (part.depth > 0 and not part.holds and bool(part.paragraphs))

    def _eid(self) -> str:
        return self._open[-1].eid if self._open else ""

    def _begin(self, line: Line, label: Label, depth: int) -> None:
        provision = self._levels.provision + 1
        inside = self._open[-1] if self._open and self._open[-1].is_clause else None
        if inside is not None and depth > inside.depth and depth > provision:
            self._begin_item(inside, line, label)
            return
        while self._open and (self._open[-1].is_clause or self._open[-1].depth >= depth):
            self._open.pop()
        holder = self._open[-1] if self._open else None
        if holder is not None:
            for part in self._open:
                part.holds = True
        is_clause = depth >= provision
        eid = self._eid_of(label, holder, is_clause=is_clause)
        place = Place(self._faults.file, line.number, eid)
        heading = read_runs(line.text[label.end :], place, self._registry, self._faults.findings)
        part = _Part(label, eid, depth, is_clause, heading, line.number)
        self._parts.append(part)
        self._open.append(part)
        self._last = []

    def _begin_item(self, part: _Part, line: Line, label: Label) -> None:
        items = sum(bool(each.num) for each in part.breaks) + 1
        part.breaks.append(Break(f"{part.eid}__point_{items}", part.sentences, label.text))
        self._last = []
        if rest := line.text[label.end :]:
            self._add_sentence(part, Line(line.number, rest), is_new=False)

    def _eid_of(self, label: Label, holder: _Part | None, *, is_clause: bool) -> str:
        kind = _EIDS.get(label.shape, "para" if is_clause else "dvs")
        number = f"{label.number}-{label.sub}" if label.sub else f"{label.number}"
        annex = next((part for part in self._open if not part.depth), None)
        around = annex if label.shape == "条" else holder
        prefix = f"{around.eid}__" if around is not None and label.shape != "附件" else ""
        eid, again = f"{prefix}{kind}_{number}", 1
        while eid in self._used:  # a label may occur twice, an eId may not
            again += 1
            eid = f"{prefix}{kind}_{number}_{again}"
        self._used.add(eid)
        return eid

    def _read_sentence(self, line: Line, *, is_new: bool) -> None:
        part = self._open[-1]
        if line.text[0] in BLANKS:
            self._faults.add("markup-indent", line.number, part.eid)
            line = Line(line.number, line.text.lstrip(BLANKS))
        if part.closing is not None:
            self._faults.add("markup-after-responsibility", line.number, part.eid)
        line = check_label(line, part.eid, self._faults)
        has_words = part.paragraphs or part.breaks
        if is_new and has_words and part.is_clause:
            paragraphs = sum(not each.num and not each.grid for each in part.breaks) + 2
            part.breaks.append(Break(f"{part.eid}__al_{paragraphs}", part.sentences))
        self._add_sentence(part, line, is_new=is_new or not part.paragraphs)

    def _add_sentence(self, part: _Part, line: Line, *, is_new: bool) -> None:
        part.sentences += 1
        eid = f"{part.eid}__s_{part.sentences}"
        if is_new or not part.paragraphs:
            part.paragraphs.append([])
        self._last = [line]
        part.paragraphs[-1].append(self._provision(eid, line))

    def _read_clause(self, line: Line) -> None:
        """Read a further clause of the sentence above."""
        part = self._open[-1]
        self._last.append(line)
        eid = part.paragraphs[-1][-1].eid
        clauses = tuple(self._provision(f"{eid}__c_{n}", each) for n, each in enumerate(self._last, 1))
        part.paragraphs[-1][-1] = Provision(eid, clauses=clauses, line=self._last[0].number)

    def _provision(self, eid: str, line: Line) -> Provision:
        place = Place(self._faults.file, line.number, eid)
        return Provision(
            eid, read_runs(line.text, place, self._registry, self._faults.findings), (), line.number
        )

    def _read_table(self, lines: list[Line]) -> None:
        if not self._open:
            self._faults.add("markup-outside", lines[0].number)
            return
        part = self._open[-1]
        cells = [_split_cells(line.text) for line in lines]
        grid = _merge(cells)
        if grid is None:
            self._faults.add("markup-table", lines[0].number, part.eid)
            return
        if part.is_clause:
            tables = sum(bool(each.grid) for each in part.breaks) + 1
            part.breaks.append(Break(f"{part.eid}__table_{tables}", part.sentences, grid=grid))
        else:
            part.tables.append((len(part.paragraphs), grid))
        part.paragraphs.append([])
        for line, row in zip(lines, cells, strict=True):
            for cell in row:
                if (bare := cell.removeprefix(_HEAD)) and cell not in _MERGED:
                    plain = bare[1:] if bare[0] == ESCAPE and _is_mark(bare[1:]) else bare
                    self._add_sentence(part, Line(line.number, plain), is_new=False)
        self._last = []


def check_label(line: Line, eid: str, faults: Faults) -> Line:
    """A line as text. It is a finding where the line begins like structure without a backslash."""
    if line.text.startswith(ESCAPE) and _is_escaped(line.text[1:]):
        return Line(line.number, line.text[1:])
    if begins_part(line.text):
        faults.add("markup-numbering", line.number, eid, text=line.text[:16])
    return line


def placed(part: Section | Clause, like: Section | Clause) -> Section | Clause:
    """A part that was read alone, as a division where the part that it replaces is one.

    A division with words of its own looks like a provision when it is read alone.
    """
    if isinstance(like, Division) and isinstance(part, Clause):
        starts = [0, *(each.at for each in part.breaks), len(part.sentences)]
        paragraphs = tuple(part.sentences[start:end] for start, end in pairwise(starts))
        grids = tuple((n, each.grid) for n, each in enumerate(part.breaks, 1) if each.grid)
        if part.breaks and not part.breaks[0].at:  # it begins with a table
            paragraphs, grids = paragraphs[1:], tuple((n - 1, grid) for n, grid in grids)
        part = Division(part.eid, paragraphs, part.line, part.num, part.heading_runs, tables=grids)
    if isinstance(part, Division) and isinstance(like, Division):
        return replace(part, depth=like.depth, before=like.before)
    return part


def _breaks_of(part: _Part) -> tuple[Break, ...]:
    """The breaks of a part that proved to be a provision: before each further paragraph or table."""
    tables, at, count = dict(part.tables), 0, 1
    breaks: list[Break] = []
    for n, paragraph in enumerate(part.paragraphs):
        if n in tables:
            number = sum(bool(each.grid) for each in breaks) + 1
            breaks.append(Break(f"{part.eid}__table_{number}", at, grid=tables[n]))
        elif n:
            count += 1
            breaks.append(Break(f"{part.eid}__al_{count}", at))
        at += len(paragraph)
    return tuple(breaks)


def level_lines(part: Division | Clause) -> Iterator[str]:
    """A division or provision in lines, including the blank lines between its paragraphs."""
    yield labelled(part.num, part.heading_runs)
    if isinstance(part, Clause):
        yield from _clause_lines(part)
        return
    tables = dict(part.tables)
    for n, paragraph in enumerate(part.paragraphs):
        if n:
            yield ""
        if n in tables:
            yield from table_lines(tables[n], paragraph)
        else:
            for sentence in paragraph:
                yield from level_sentence(sentence)


def _clause_lines(clause: Clause) -> Iterator[str]:
    ends = [*(each.at for each in clause.breaks), len(clause.sentences)]
    for sentence in clause.sentences[: ends[0]]:
        yield from level_sentence(sentence)
    has_words = ends[0] > 0
    for n, each in enumerate(clause.breaks):
        sentences = clause.sentences[each.at : ends[n + 1]]
        if each.num:
            first, *others = sentences[0].smallest() if sentences else ()
            yield labelled(each.num, first.runs if sentences else ())
            for other in others:
                yield INDENT + write_runs(other.runs, starts_line=False)
            sentences = sentences[1:]
        elif each.grid:
            if has_words:
                yield ""
            yield from table_lines(each.grid, sentences)
            sentences = ()
        elif has_words:
            yield ""
        for sentence in sentences:
            yield from level_sentence(sentence)
        has_words = True


def labelled(num: str, runs: tuple[Run, ...]) -> str:
    """A label and the text after it on its line, with a blank between them where they would run together."""
    body = write_runs(runs, starts_line=False)
    if not body:
        return num
    label = read_label(num + body)
    is_apart = label is not None and label.text == num and label.end == len(num)
    if label is None or not is_apart or label.shape in _SPACED:
        return f"{num} {body}"
    return f"{num}{body}"


def level_sentence(sentence: Provision) -> Iterator[str]:
    """A sentence in lines, with its beginning escaped where it looks like a label."""
    first, *others = sentence.smallest()
    spelled = write_runs(first.runs)
    yield ESCAPE + spelled if _is_escaped(spelled) else spelled
    for clause in others:
        yield INDENT + write_runs(clause.runs, starts_line=False)


def _is_escaped(spelled: str) -> bool:
    """Whether a sentence is written after a backslash: it begins like structure in some text of levels."""
    return read_num(spelled) is not None or begins_part(spelled)


def table_lines(grid: Grid, sentences: Paragraph) -> Iterator[str]:
    """A table in lines, its filled cells with the words of ``sentences``."""
    words = iter(sentences)
    rows: list[dict[int, str]] = [{} for _ in grid]
    for n, row in enumerate(grid):
        column = 0
        for cell in row:
            while column in rows[n]:
                column += 1
            text = write_runs(next(words).runs, starts_line=False) if cell.is_filled else ""
            text = (_HEAD if cell.is_head else "") + (ESCAPE + text if _is_mark(text) else text)
            for down in range(cell.rows):
                for across in range(cell.columns):
                    if n + down < len(rows):
                        rows[n + down][column + across] = _LEFT if across else _UP if down else text
            column += cell.columns
    for row_words in rows:
        yield _BAR + _BAR.join(row_words[column] for column in sorted(row_words)) + _BAR


def _is_mark(text: str) -> bool:
    """Whether the words of a cell look like the mark of a merged cell, or of a head."""
    return text in _MERGED or text.startswith(_HEAD)


def _split_cells(text: str) -> list[str]:
    """The cells of a row. A bar within a mark or after a backslash separates no cells."""
    cells, start, depth = [], 1, 0
    for found in re.finditer(r"\\.|[\[\]|]", text[1:]):
        at = found.start() + 1
        if found[0] == "[":
            depth += 1
        elif found[0] == "]":
            depth = max(0, depth - 1)
        elif found[0] == _BAR and not depth:
            cells.append(without_trailing_blanks(text[start:at]).lstrip(BLANKS))
            start = at + 1
    if start < len(text):
        cells.append(text[start:])
    return cells


def _merge(rows: list[list[str]]) -> Grid | None:
    """The grid of the rows, with merged cells joined; ``None`` where merged cells form no rectangle."""
    if len({len(row) for row in rows}) != 1:
        return None
    origins: list[list[tuple[int, int]]] = []
    sizes: dict[tuple[int, int], list[int]] = {}
    for n, row in enumerate(rows):
        origins.append([])
        for m, cell in enumerate(row):
            if cell == _LEFT:
                if not m:
                    return None
                origin = origins[n][m - 1]
            elif cell == _UP:
                if not n or m >= len(origins[n - 1]):
                    return None
                origin = origins[n - 1][m]
            else:
                origin = (n, m)
                sizes[origin] = [1, 1]
            origins[n].append(origin)
            size = sizes[origin]
            size[0], size[1] = max(size[0], m - origin[1] + 1), max(size[1], n - origin[0] + 1)
    for origin, (columns, down) in sizes.items():
        for n in range(origin[0], origin[0] + down):
            if any(origins[n][m : m + 1] != [origin] for m in range(origin[1], origin[1] + columns)):
                return None
    return tuple(
        tuple(
            Cell(
                sizes[n, m][0], sizes[n, m][1], bool(cell.removeprefix(_HEAD)), is_head=cell.startswith(_HEAD)
            )
            for m, cell in enumerate(row)
            if (n, m) in sizes
        )
        for n, row in enumerate(rows)
    )
