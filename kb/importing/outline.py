"""Rows → the outline of a text: the rows before its units, and the labelled units, nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kb.importing.closing import begins_footer, closes, is_signature_day, signing_rows
from kb.importing.rows import CARD_FIELDS, Row, Unread
from kb.model.numbers.labels import ARTICLES, ORDER, Label, Shape, is_strange, read_label, read_tight_label

_END = "。！？!?；;"
_REFERENCE = re.compile("附 ?[件表录] ?[:：]")
_NEXT = re.compile("[。；;] ?[ \u3000]*(?=[第（(①-⑳一二三四五六七八九十0-9])")
_SHORTEST = 6
"""The least length of a labelled part that is followed by another one in the same row, in characters."""
_FEW = 3
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
    reader = _Reader()
    titles = _card_titles(rows)
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

    def __init__(self) -> None:
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
                self._place(*part)
            return
        self._sign(row)
        if not row.cells and _REFERENCE.match(row.text) and len(row.text) <= 4 * _LISTED:
            self.in_references = True
        elif self.in_references and read_label(_written(row)) is None:
            self.in_references, self.is_closed = False, bool(self.top)
        if self.top and (self.in_references or self.is_closed):
            self.closing.append(row)
            return
        if self.in_references:
            self.front.append(row)
            return
        if not row.cells and is_strange(_written(row)):
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
        if _REFERENCE.match(text):
            return None
        label = read_label(text)
        if label is None:
            tight = read_tight_label(text)
            return tight if tight is not None and self._follows(tight) else None
        if label.shape == "附件" and len(text) > _LISTED:
            return None
        short = len(text) <= _LISTED and not text.rstrip().endswith(tuple(_END))
        if self.in_references and label.shape not in ARTICLES and short:
            return None
        return label

    def _follows(self, label: Label) -> bool:
        """Whether a label that could be a decimal continues the units of its kind, or is announced."""
        for draft in reversed(self.open):
            if draft.shape == label.shape:
                return label.number == draft.label.number + 1
        return label.number == 1 and bool(self.open) and self.open[-1].introduces

    def _place(self, label: Label, row: Row) -> None:
        draft = _Draft(label, [row])
        while self.open and not self._holds(self.open[-1], label):
            self.open.pop()
        (self.open[-1].units if self.open else self.top).append(draft)
        self.open.append(draft)

    def _holds(self, draft: _Draft, label: Label) -> bool:
        """Whether a unit with ``label`` belongs inside an open one."""
        if label.shape == draft.shape or label.shape == "附件":
            return False
        if ORDER.index(label.shape) > ORDER.index(draft.shape):
            return True
        # A unit may announce a way of numbering that is usually an outer one, if that is not open yet.
        is_open = any(other.shape == label.shape for other in self.open)
        return draft.introduces and label.number == 1 and not is_open and label.shape not in ARTICLES
