"""Texts of several levels in Akoma Ntoso: chapters, articles, paragraphs, points, tables and annexes.

A division is a ``part``, ``chapter``, ``section`` or ``division``, and an annex is a container. A provision
with paragraphs, items or tables has an ``intro``, followed by ``alinea``, ``point`` and container elements.
An item stands inside the paragraph or item that it belongs to. Source: OASIS LegalDocML 1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree
from lxml.builder import ElementMaker

from kb.loading.akn.history import AKN
from kb.loading.files import local_name
from kb.loading.lines.levels import Levels
from kb.model.document import (
    GONE,
    Break,
    Cell,
    Clause,
    Division,
    Document,
    Grid,
    Paragraph,
    Provision,
    Responsibility,
)
from kb.model.numbers.labels import read_num

ANNEX, TABLE = "附件", "表"
"""The names of the containers that hold an annex and a table."""

VOCABULARY = "https://tiaowen.org/ns/levels"
"""The namespace of our only element in this file: the ways of numbering of the text."""

DIVISIONS = {"part": "编", "chapter": "章", "section": "节", "division": ""}
"""The elements of divisions, each with the last character of its labels."""

PROVISIONS = ("article", "paragraph")
"""The elements of provisions."""

_E = ElementMaker(namespace=AKN, nsmap={None: AKN})
_OWN = ElementMaker(namespace=VOCABULARY, nsmap={None: VOCABULARY})

Spell = Callable[[Provision], etree._Element]
"""A function that writes a sentence."""


def write_levels(document: Document, editor: str) -> etree._Element:
    """The ways of numbering of a text, for its metadata."""
    return _E.proprietary(_OWN.levels(" ".join(document.levels)), source=f"#{editor}")


def read_levels_of(root: etree._Element) -> tuple[str, ...]:
    """The ways of numbering that the metadata of a text list; none for a flat list of measures."""
    found = root.find(f".//{{{VOCABULARY}}}levels")
    return tuple((found.text or "").split()) if found is not None else ()


def write_division(
    division: Division, heading: Iterable[str | etree._Element], spell: Spell
) -> etree._Element:
    """A division with its own words. :func:`nest` adds the contents later."""
    parts: list[etree._Element] = [_E.num(division.num)]
    if words := list(heading):
        parts.append(_E.heading(*words))
    if division.paragraphs:
        tables = dict(division.tables)
        blocks = (
            _table(tables[n], paragraph, f"{division.eid}__table_{n + 1}", spell)
            if n in tables
            else _E.p(*map(spell, paragraph))
            for n, paragraph in enumerate(division.paragraphs)
        )
        parts.append(_E.intro(*blocks, eId=f"{division.eid}__intro"))
    if not division.depth:
        return _E.hcontainer(*parts, eId=division.eid, name=ANNEX)
    label = read_num(division.num)
    name = next((tag for tag, shape in DIVISIONS.items() if label and shape == label.shape), "division")
    return _E(name, *parts, eId=division.eid)


def nest(body: etree._Element, document: Document, elements: dict[str, etree._Element]) -> None:
    """Put the elements of divisions and provisions into ``body``, one inside the other."""
    open_: list[tuple[int, etree._Element]] = []
    for part in document.parts:
        if part.eid not in elements:
            continue
        if isinstance(part, Division):
            while open_ and open_[-1][0] >= part.depth:
                open_.pop()
        elif not isinstance(part, Clause):
            open_.clear()  # the final provisions end every chapter
        (open_[-1][1] if open_ else body).append(elements[part.eid])
        if isinstance(part, Division):
            open_.append((part.depth, elements[part.eid]))


def write_provision(
    clause: Clause,
    levels: tuple[str, ...],
    heading: Iterable[str | etree._Element],
    spell: Spell,
    closing: etree._Element | None,
) -> etree._Element:
    """A provision with its paragraphs, items and tables."""
    element = _provision(clause)
    if words := list(heading):
        element.append(_E.heading(*words))
    ends = [*(each.at for each in clause.breaks), len(clause.sentences)]
    first = clause.sentences[: ends[0]]
    if not clause.breaks:
        paragraph = _E.p(*map(spell, first))
        if closing is not None:
            paragraph.append(closing)
        element.append(_E.content(paragraph))
        return element
    if first:
        element.append(_E.intro(_E.p(*map(spell, first)), eId=f"{clause.eid}__intro"))
    _add_breaks(element, clause, levels, spell)
    if closing is not None:
        element.append(_E.wrapUp(_E.p(closing), eId=f"{clause.eid}__wrapup"))
    return element


def write_removed(clause: Clause, name: str) -> etree._Element:
    """A provision that was repealed: its number, and in place of its words a note called ``name``."""
    element = _provision(clause)
    note = _E.inline(GONE, name=name, eId=f"{clause.eid}__note")
    element.append(_E.content(_E.p(note)))
    return element


def _provision(clause: Clause) -> etree._Element:
    """The element of a provision, with its number."""
    label = read_num(clause.num)
    name = "article" if label is not None and label.shape == "条" else "paragraph"
    return _E(name, _E.num(clause.num), eId=clause.eid)


def _add_breaks(element: etree._Element, clause: Clause, levels: tuple[str, ...], spell: Spell) -> None:
    ends = [*(each.at for each in clause.breaks), len(clause.sentences)]
    depths = [_depth(each, levels) for each in clause.breaks]
    open_: list[tuple[int, etree._Element]] = [(-1, element)]
    for n, each in enumerate(clause.breaks):
        sentences = clause.sentences[each.at : ends[n + 1]]
        depth = depths[n]
        while open_[-1][0] >= depth:
            open_.pop()
        holds = n + 1 < len(depths) and depths[n + 1] > depth
        made = _broken(each, sentences, spell, holds=holds)
        open_[-1][1].append(made)
        open_.append((depth, made))


def _depth(each: Break, levels: tuple[str, ...]) -> int:
    """The depth of a break inside a provision: 0 for a paragraph or table, more for items, by their
    numbering.
    """
    label = read_num(each.num) if each.num else None
    if label is None or not levels:
        return 0
    return Levels.of(levels).depth(label.shape) or 1


def _broken(each: Break, sentences: Paragraph, spell: Spell, *, holds: bool) -> etree._Element:
    if each.grid:
        table = _table(each.grid, sentences, f"{each.eid}__t", spell)
        content = _E.intro(table, eId=f"{each.eid}__intro") if holds else _E.content(table)
        return _E.hcontainer(content, eId=each.eid, name=TABLE)
    words = _E.p(*map(spell, sentences))
    body = _E.intro(words, eId=f"{each.eid}__intro") if holds else _E.content(words)
    return _E.point(_E.num(each.num), body, eId=each.eid) if each.num else _E.alinea(body, eId=each.eid)


def _table(grid: Grid, sentences: Paragraph, eid: str, spell: Spell) -> etree._Element:
    words = iter(sentences)
    table = _E.table(eId=eid)
    for row in grid:
        line = etree.SubElement(table, f"{{{AKN}}}tr")
        for cell in row:
            element = _E.th if cell.is_head else _E.td
            td = element(_E.p(spell(next(words))) if cell.is_filled else _E.p())
            if cell.columns > 1:
                td.set("colspan", str(cell.columns))
            if cell.rows > 1:
                td.set("rowspan", str(cell.rows))
            line.append(td)
    return table


@dataclass(slots=True)
class Body:
    """The divisions and provisions that were read so far."""

    divisions: list[Division]
    clauses: list[Clause]


class LevelsReading:
    """Reads the elements of a text of levels. The functions that read sentences and
    headings are passed in.
    """

    def __init__(
        self,
        levels: tuple[str, ...],
        read_clause: Callable[[etree._Element], Clause],
        read_sentences: Callable[[etree._Element], tuple[Paragraph, Responsibility | None]],
        refuse: Callable[[etree._Element], None],
    ) -> None:
        self._levels = levels
        self._read_clause = read_clause
        self._read_sentences = read_sentences
        self._refuse = refuse
        self.body = Body([], [])

    def take(self, element: etree._Element) -> bool:
        """Read a division or provision. Returns whether ``element`` is one."""
        name = local_name(element)
        is_annex = name == "hcontainer" and element.get("name") == ANNEX
        if name in DIVISIONS or is_annex:
            self._division(element, is_annex=is_annex)
        elif name in PROVISIONS:
            self._provision(element)
        else:
            return False
        return True

    def _division(self, element: etree._Element, *, is_annex: bool) -> None:
        clause = self._read_clause(element)  # number and heading are read as in a provision
        label = read_num(clause.num)
        depth = 0 if is_annex or label is None else Levels.of(self._levels).depth(label.shape) or 1
        intro = element.find(f"{{{AKN}}}intro")
        paragraphs: list[Paragraph] = []
        tables: list[tuple[int, Grid]] = []
        for block in () if intro is None else _elements(intro):
            if local_name(block) == "table":
                sentences, grid = self._table(block)
                tables.append((len(paragraphs), grid))
                paragraphs.append(sentences)
            else:
                paragraphs.append(self._sentences(block))
        self.body.divisions.append(
            Division(
                clause.eid,
                tuple(paragraphs),
                clause.line,
                num=clause.num,
                heading_runs=clause.heading_runs,
                depth=depth,
                before=len(self.body.clauses),
                tables=tuple(tables),
            )
        )
        for child in _elements(element):
            if local_name(child) not in ("num", "heading", "intro") and not self.take(child):
                self._refuse(child)

    def _provision(self, element: etree._Element) -> None:
        clause = self._read_clause(element)
        sentences: list[Provision] = list(clause.sentences)
        breaks: list[Break] = []
        closing = clause.responsibility
        for child in _elements(element):
            name = local_name(child)
            if name == "intro":
                sentences += self._sentences_of(child)
            elif name == "wrapUp":
                for p in _elements(child):
                    closing = self._read_sentences(p)[1] or closing
            elif name not in ("num", "heading", "content"):
                self._broken(child, sentences, breaks)
        self.body.clauses.append(
            replace(clause, sentences=tuple(sentences), breaks=tuple(breaks), responsibility=closing)
        )

    def _broken(self, element: etree._Element, sentences: list[Provision], breaks: list[Break]) -> None:
        name, eid = local_name(element), element.get("eId", "")
        num = element.find(f"{{{AKN}}}num")
        holder = next((one for one in _elements(element) if local_name(one) in ("content", "intro")), None)
        if name not in ("point", "alinea", "hcontainer") or holder is None:
            self._refuse(element)
            return
        table = holder.find(f"{{{AKN}}}table")
        if table is not None:
            words, grid = self._table(table)
            breaks.append(Break(eid, len(sentences), grid=grid))
            sentences += words
        else:
            printed = "" if num is None else num.text or ""
            breaks.append(Break(eid, len(sentences), printed))
            sentences += self._sentences_of(holder)
        for child in _elements(element):
            if child is not num and child is not holder:
                self._broken(child, sentences, breaks)

    def _sentences_of(self, holder: etree._Element) -> Iterator[Provision]:
        for p in _elements(holder):
            yield from self._sentences(p)

    def _sentences(self, p: etree._Element) -> Paragraph:
        if local_name(p) != "p":
            self._refuse(p)
            return ()
        return self._read_sentences(p)[0]

    def _table(self, table: etree._Element) -> tuple[Paragraph, Grid]:
        sentences: list[Provision] = []
        rows: list[tuple[Cell, ...]] = []
        for row in _elements(table):
            cells: list[Cell] = []
            for td in _elements(row):
                if local_name(td) not in ("td", "th"):
                    self._refuse(td)
                    continue
                words = list(self._sentences_of(td))
                sentences += words
                columns, down = _span(td, "colspan"), _span(td, "rowspan")
                cells.append(Cell(columns, down, bool(words), is_head=local_name(td) == "th"))
            rows.append(tuple(cells))
        return tuple(sentences), tuple(rows)


def _span(td: etree._Element, name: str) -> int:
    written = td.get(name, "1")
    return int(written) if written.isdecimal() else 1


def _elements(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]
