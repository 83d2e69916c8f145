"""Rows → the outline of a text: the rows before its units, and the labelled units, nested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.importing.closing import begins_footer, closes, is_signature_day, signing_rows
from kb.importing.rows import CARD_FIELDS, Row, Unread
from kb.model.numbers.labels import (
    ARTICLES,
    BEGINNINGS,
    ORDER,
    Label,
    Shape,
    is_strange,
    read_joined_annex,
    read_label,
    read_tight_label,
)

_END = "。！？!?；;"
_SENTENCE = re.compile(f"[{_END}]")
_REFERENCE = re.compile("附 ?[件表录] ?[:：]")
_ONE_REFERENCE = re.compile("附 ?[件表录] ?[:：](?! ?[0-9一])[^。；;]{0,40}")
_CONTENTS = ("目录", "目次")
_PAGE = re.compile("[ .．。…·\u3000]*[0-9]{0,3}$")
"""The dots and the number of the page at the end of a line of a table of contents."""
_NEXT = re.compile(f"[。；;] ?[ \u3000]*(?={BEGINNINGS})")
_SHORTEST = 6
"""The least length of a labelled part that is followed by another one in the same row, in characters."""
_FEW = 3
_BARE: tuple[Shape, ...] = ("1", "a)")
"""The ways of numbering that words may begin with as well. Only a run of them (1 …, 2 …) is one."""
_NEAR = 3
"""The greatest step from a number of such a run to the next one."""
_LISTED = 60
"""The greatest length of a line in a list of annexes, or of its heading, in characters."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A labelled part of a text: its label, its own rows without the label, and the units inside it."""

    label: Label
    rows: tuple[Row, ...]
    units: tuple[Unit, ...] = ()

    @property
    def line(self) -> int:
        """The number of the line with the label."""
        return self.rows[0].line

    @property
    def text(self) -> str:
        """The first row, after the label."""
        return self.rows[0].text

    @property
    def introduces(self) -> bool:
        """Whether its words end by announcing a list."""
        words = [row.text for row in self.rows if row.text and not row.cells]
        return bool(words) and words[-1].rstrip().endswith((":", "："))

    def all_rows(self) -> Iterator[Row]:
        """The rows of the unit and of those inside it, in order."""
        yield from self.rows
        for unit in self.units:
            yield from unit.all_rows()

    def walk(self) -> Iterator[Unit]:
        """The unit and those inside it, in order."""
        yield self
        for unit in self.units:
            yield from unit.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a text: the rows before the units, the units, and the rows that close the text."""

    front: tuple[Row, ...]
    units: tuple[Unit, ...]
    closing: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()

    def walk(self) -> Iterator[Unit]:
        """Every unit, in the order of the text."""
        for unit in self.units:
            yield from unit.walk()


@dataclass(slots=True)
class _Draft:
    label: Label
    rows: list[Row]
    units: list[_Draft] = field(default_factory=list)
    is_chapter: bool = False

    @property
    def shape(self) -> Shape:
        return self.label.shape

    @property
    def introduces(self) -> bool:
        words = [row.text for row in self.rows if row.text and not row.cells]
        return bool(words) and words[-1].rstrip().endswith((":", "："))

    def freeze(self) -> Unit:
        return Unit(self.label, tuple(self.rows), tuple(unit.freeze() for unit in self.units))


def read_outline(rows: tuple[Row, ...]) -> Outline:
    """The outline of a text. A line that begins like a label but with no known one is kept and reported."""
    reader = _Reader(_in_runs(rows), _above_tables(rows), _over_articles(rows))
    titles = _card_titles(rows) or _contents(rows)
    for row in rows[:titles]:
        reader.front.append(row)
    for row in rows[titles:]:
        reader.take(row)
    return reader.outline()


def _card_titles(rows: tuple[Row, ...]) -> int:
    """The number of rows at the top of a card (依据文件, 发文机构 …) that form its title; numbers there are
    no labels.
    """
    fields = [n for n, row in enumerate(rows[:16]) if row.text in CARD_FIELDS]
    return fields[0] if len(fields) >= _FEW else 0


def _contents(rows: tuple[Row, ...]) -> int:
    """The number of rows up to the end of the table of contents, whose first line the text repeats."""
    heads = [n for n, row in enumerate(rows[:_LISTED]) if _squeezed(row) in _CONTENTS]
    if not heads or any(read_label(_written(row)) for row in rows[: heads[0]] if not row.cells):
        return 0
    listed = next((n for n in range(heads[0] + 1, len(rows)) if read_label(_written(rows[n]))), None)
    if listed is None or listed > heads[0] + _FEW:
        return 0
    first = _PAGE.sub("", _squeezed(rows[listed]))
    return next((n for n in range(listed + 1, len(rows)) if _squeezed(rows[n]) == first), 0)


def _squeezed(row: Row) -> str:
    return "" if row.cells else re.sub(r"\s", "", _written(row))


def _above_tables(rows: Sequence[Row]) -> frozenset[int]:
    """The rows, by their ids, that say 附表： with a table below, and begin no list of annexes."""
    found = set()
    for n, row in enumerate(rows):
        if not row.cells and _ONE_REFERENCE.fullmatch(row.text):
            below = rows[n + 1 : n + 1 + _FEW]
            table = next((m for m, one in enumerate(below) if one.cells), None)
            if table is not None and not any(is_signature_day(one) for one in below[:table]):
                found.add(id(row))
    return frozenset(found)


def _in_runs(rows: Sequence[Row]) -> frozenset[int]:
    """The rows, by their ids, of the runs of bare labels. A run begins with 1 or a and has several."""
    found: set[int] = set()
    for shape in _BARE:
        run: list[int] = []
        last = 0
        for row in rows:
            label = None if row.cells else read_label(_written(row))
            if label is None or label.shape != shape:
                continue
            if not (run and last < label.number <= last + _NEAR):
                run = []
            if run or label.number == 1:
                run.append(id(row))
                found.update(run if len(run) > 1 else ())
            last = label.number
    return frozenset(found)


def _over_articles(rows: Sequence[Row]) -> frozenset[int]:
    """The rows, by their ids, that head the articles below with 一、 as with 第一章, if all such rows do.

    An article that numbers its parts with 一、 is no such text.
    """
    labels = [(row, None if row.cells else read_label(_written(row))) for row in rows]
    known = [(row, label) for row, label in labels if label is not None]
    heads = [n for n, (_, label) in enumerate(known) if label.shape == "一、"]
    shapes = [label.shape for _, label in known]
    is_over = all(n + 1 < len(known) and shapes[n + 1] == "条" for n in heads)
    if not is_over or "附件" in shapes or any(_SENTENCE.search(known[n][0].text) for n in heads):
        return frozenset()
    return frozenset(id(known[n][0]) for n in heads)


def _written(row: Row) -> str:
    """A row preceded by its automatic number and a blank, since 1. and 5万元 must not form a decimal."""
    return f"{row.label}\u3000{row.text}" if row.label else row.text


def _parts(label: Label, row: Row) -> Iterator[tuple[Label, Row]]:
    """A labelled row, split where the next number of its kind follows in it: ``（3）…；（4）…``."""
    text, start = row.text, 0
    for place in _NEXT.finditer(text):
        following = read_label(text[place.end() :])
        if following is None or following.shape != label.shape or following.number != label.number + 1:
            continue
        if place.end() - start < _SHORTEST:
            continue
        yield label, replace(row, text=text[start : place.end()].rstrip())
        label, start = following, place.end() + following.end
    yield label, replace(row, text=text[start:])


class _Reader:
    """Reads the rows one after the other and keeps the open units."""

    def __init__(
        self, in_runs: frozenset[int], above_tables: frozenset[int], chapters: frozenset[int]
    ) -> None:
        self._in_runs = in_runs
        self._above_tables = above_tables
        self._chapters = chapters
        self._announced = ""  # the words of the list of annexes
        self.front: list[Row] = []
        self.top: list[_Draft] = []
        self.open: list[_Draft] = []
        self.closing: list[Row] = []
        self.unread: list[Unread] = []
        self.in_references = False
        self.is_closed = False
        self.is_over = False

    def take(self, row: Row) -> None:
        """Put a row in its place."""
        label = None if row.cells else self._label(row)
        self.is_over = self.is_over or (bool(self.top) and label is None and begins_footer(row))
        if self.is_over:
            self.closing.append(row)
            if label is not None:
                self.unread.append(Unread(row.line, _written(row), "after-text"))
            return
        if label is not None:
            self.in_references = self.is_closed = False
            for part in _parts(label, replace(row, text=_written(row)[label.end :], label="")):
                self._place(*part, is_chapter=id(row) in self._chapters)
            return
        self._sign(row)
        if not row.cells and _REFERENCE.match(row.text) and len(row.text) <= 4 * _LISTED:
            self.in_references = True
        elif self.in_references and read_label(_written(row)) is None:
            self.in_references, self.is_closed = False, bool(self.top)
        if self.in_references:
            self._announced += re.sub(r"\s", "", row.text)
        if self.top and (self.in_references or self.is_closed):
            self.closing.append(row)
            return
        if self.in_references:
            self.front.append(row)
            return
        if not row.cells and self._is_strange(row):
            self.unread.append(Unread(row.line, _written(row), "numbering"))
        if self.open:
            self.open[-1].rows.append(row)
        else:
            self.front.append(row)

    def _sign(self, row: Row) -> None:
        """Close the text where a row is the day below the names of its issuers, or comes after it."""
        if not self.top or row.cells or self.in_references or self.is_closed:
            return
        if is_signature_day(row):
            rows = self.open[-1].rows
            names = signing_rows(rows[1:])
            self.closing += rows[len(rows) - names :]
            del rows[len(rows) - names :]
            self.is_closed = True
        self.is_closed = self.is_closed or closes(row)

    def outline(self) -> Outline:
        """The finished outline."""
        units = tuple(draft.freeze() for draft in self.top)
        return Outline(tuple(self.front), units, tuple(self.closing), tuple(self.unread))

    def _label(self, row: Row) -> Label | None:
        text = _written(row)
        if _REFERENCE.match(text) and id(row) not in self._above_tables:
            return None
        label = read_label(text) or self._annex(text)
        if label is None:
            tight = read_tight_label(text)
            return tight if tight is not None and self._follows(tight) else None
        if label.shape == "附件" and len(text) > _LISTED:
            return None
        if label.shape in _BARE and id(row) not in self._in_runs:
            return None
        short = len(text) <= _LISTED and not text.rstrip().endswith(tuple(_END))
        if self.in_references and label.shape not in ARTICLES and short:
            return None
        return label

    def _annex(self, text: str) -> Label | None:
        """The label of an annex whose title follows without a blank, where the list of annexes has it."""
        label = read_joined_annex(text)
        begin = re.sub(r"\s", "", text[label.end :])[:_SHORTEST] if label is not None else ""
        return label if len(begin) > _FEW and begin in self._announced else None

    def _is_strange(self, row: Row) -> bool:
        """Whether a row without a label begins like one: with an unknown one, or a bare one of no run."""
        label = read_label(_written(row))
        return is_strange(_written(row)) or (label is not None and label.shape in _BARE)

    def _follows(self, label: Label) -> bool:
        """Whether a label that could be a decimal continues the units of its kind, or is announced."""
        for draft in reversed(self.open):
            if draft.shape == label.shape:
                return label.number == draft.label.number + 1
        return label.number == 1 and bool(self.open) and self.open[-1].introduces

    def _place(self, label: Label, row: Row, *, is_chapter: bool) -> None:
        draft = _Draft(label, [row], is_chapter=is_chapter)
        while self.open and not self._holds(self.open[-1], draft):
            self.open.pop()
        (self.open[-1].units if self.open else self.top).append(draft)
        self.open.append(draft)

    def _holds(self, draft: _Draft, inner: _Draft) -> bool:
        """Whether a unit belongs inside an open one."""
        label = inner.label
        if inner.is_chapter:
            return draft.shape in ("编", "章", "节")
        if draft.is_chapter and label.shape == "条":
            return True
        if label.shape == draft.shape or label.shape == "附件":
            return False
        if ORDER.index(label.shape) > ORDER.index(draft.shape):
            return True
        # A unit may announce a way of numbering that is usually an outer one, if that is not open yet.
        is_open = any(other.shape == label.shape for other in self.open)
        return draft.introduces and label.number == 1 and not is_open and label.shape not in ARTICLES
