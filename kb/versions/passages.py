"""The words of a version part by part, for Word files and amending decisions.

A passage is a part of the text as words alone, without marks, eIds of sentences and fingerprints. A repealed
measure that keeps its number has no passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.model.document import SECTIONS, Clause, Division, Document, Grid, Section, text_of
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import read_num
from kb.versions.comparison import Row, compare_documents
from kb.versions.redline import Run, redline

_LEVELS = ("项", "目", "小目")
"""The names of a provision's items in a decision, the outermost first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, an item or a table of a part: its label as printed and its sentences.

    Each filled cell of the ``grid`` of a table holds one sentence, in this order.
    """

    label: str
    sentences: tuple[str, ...]
    grid: Grid = ()
    eids: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The words of the line."""
        return self.label + "".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of its own in a Word file, or a table where it has a ``grid``.

    ``is_heading`` is true for the heading of a chapter or an annex.
    """

    text: str
    cells: tuple[str, ...] = ()
    grid: Grid = ()
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a part: its number, its heading, its lines, and the responsible agencies.

    ``name`` is its name in a decision: 第五条, 附则. ``stands_apart`` is true where its heading is a
    paragraph of its own.
    """

    name: str = field(compare=False)
    num: str
    heading: str
    lines: tuple[Line, ...]
    closing: str = ""
    stands_apart: bool = False
    eid: str = field(default="", compare=False)

    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs and tables of the part in order."""
        found = [Block(self.num + self.heading, is_heading=True)] if self.stands_apart else []
        lead = "" if self.stands_apart else self.num + self.heading
        for line in self.lines:
            if line.grid:
                found += [Block(lead)] if lead else []
                found.append(Block("", line.sentences, line.grid))
            else:
                found.append(Block(lead + line.text))
            lead = ""
        if self.closing and found and not found[-1].grid:
            found[-1] = Block(found[-1].text + self.closing)
        elif self.closing:
            found.append(Block(self.closing))
        return tuple(block for block in found if block.text or block.grid)

    def short_name(self, eid: str) -> str:
        """The name of a sentence within its part: 第四句, and 表 for a cell of a table."""
        line, at = next((n, line.eids.index(eid)) for n, line in enumerate(self.lines) if eid in line.eids)
        return "表" if self.lines[line].grid else self.sentence_name(line, at).removeprefix(self.name)

    def sentence_name(self, line: int, at: int) -> str:
        """The name of a sentence in a decision: 第五条第四句, 第五条第二款第（一）项第一句."""
        paragraph = 0
        items: list[tuple[str, str]] = []  # the open ways of numbering, with their labels
        for n, one in enumerate(self.lines[: line + 1]):
            if one.label:
                known = read_num(one.label)
                shape = known.shape if known else ""
                outer = next((at for at, (held, _) in enumerate(items) if held == shape), len(items))
                items = [*items[:outer], (shape, one.label.strip(".．、"))]
            elif n == 0 or not one.grid:
                paragraph, items = paragraph + 1, []
        several = sum(not one.label and not one.grid for one in self.lines) > 1
        within = f"第{write_numeral(paragraph)}款" if several and paragraph else ""
        within += "".join(
            f"第{label}{_LEVELS[min(n, len(_LEVELS) - 1)]}" for n, (_, label) in enumerate(items)
        )
        return f"{self.name}{within}第{write_numeral(at + 1)}句"


def read_passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a version in the order of its text."""
    return tuple(_passage(part) for part in document.parts if part.eid not in document.removed)


def align_passages(
    old: Document, new: Document
) -> tuple[tuple[Passage | None, Passage | None, tuple[Row, ...]], ...]:
    """The passages of two versions side by side, each version in its own order, with the rows of a pair.

    A part that moved past others stands alone at its old place and at its new one, both times with the row
    of the pair; one that was deleted or inserted stands alone without a row. A part whose words have nothing
    in common with those under its old number is in a pair without a row.
    """
    before = {one.eid: one for one in read_passages(old)}
    after = {one.eid: one for one in read_passages(new)}
    rows = {row.new: row for row in compare_documents(old, new) if row.old and row.new}
    paired = {eid: row.old for eid, row in rows.items()}
    left = [eid for eid in after if eid in before and eid not in paired]
    paired |= {eid: eid for eid in left if eid not in paired.values()}
    order = {eid: n for n, eid in enumerate(before)}
    leaving = {row.old: row for row in rows.values()}

    def alone(eids: Sequence[str]) -> Iterator[tuple[Passage | None, Passage | None, tuple[Row, ...]]]:
        for eid in eids:
            if eid not in partners:
                yield before[eid], None, (leaving[eid],) if eid in leaving else ()

    kept = _in_order([(eid, order[paired[eid]]) for eid in after if eid in paired])
    partners = {paired[eid] for eid in kept}
    olds = list(before)
    found: list[tuple[Passage | None, Passage | None, tuple[Row, ...]]] = []
    told = 0
    for eid, passage in after.items():
        if eid not in kept:
            found.append((None, passage, (rows[eid],) if eid in rows else ()))
            continue
        at = order[paired[eid]]
        found += alone(olds[told:at])
        told = at + 1
        found.append((before[paired[eid]], passage, (rows[eid],) if eid in rows else ()))
    found += alone(olds[told:])
    return tuple(found)


def redline_passages(old: Document, new: Document) -> tuple[tuple[Run, ...], ...]:
    """The redline of each part whose words changed. A part that moved past others is one line, which says
    from where to where; what only has another number is left out.
    """
    before = {one.eid: one for one in read_passages(old)}
    found: list[tuple[Run, ...]] = []
    for was, is_now, rows in align_passages(old, new):
        if is_now is None and rows:
            continue  # it stands at its new place
        has_moved = was is None and bool(rows)
        was = before[rows[0].old] if has_moved else was
        words = [_words(replace(one, num="") if was and is_now else one) for one in (was, is_now) if one]
        changed = redline(words[0] if was else "", words[-1] if is_now else "")
        changed = changed if any(op != "same" for op, _ in changed) else ()
        if has_moved and was and is_now:
            told = f"{was.num or was.name}移到{is_now.num or is_now.name}{'：' if changed else ''}"
            found.append((("new", told), *changed))
        elif changed:
            name: tuple[Run, ...] = (("same", is_now.num),) if was and is_now and is_now.num else ()
            found.append((*name, *changed))
    return tuple(found)


def _words(passage: Passage) -> str:
    return "\n".join(block.text or " | ".join(block.cells) for block in passage.blocks())


def _in_order(places: Sequence[tuple[str, int]]) -> set[str]:
    """The longest sequence of eIds whose old places are in the order of the new ones."""
    best: list[tuple[int, list[str]]] = []
    for eid, at in places:
        before: list[str] = []
        for last, held in best:
            if last < at and len(held) > len(before):
                before = held
        best.append((at, [*before, eid]))
    return set(max(best, key=lambda one: len(one[1]))[1]) if best else set()


def part_name(part: Section | Clause) -> str:
    """The name of a part in a decision: 第五条 (also where the text prints (五)), 第二章, 附件1, 附则."""
    if isinstance(part, Clause):
        num = part.num.strip()
        if num.startswith("第"):
            return num.replace(" ", "")
        behind = num.partition("之")[2]
        return f"第{write_numeral(part.number)}条" + (f"之{behind}" if behind else "")
    if isinstance(part, Division):
        return part.num.strip() or text_of(part.heading_runs)
    return SECTIONS.get(part.eid, part.eid)


def _passage(part: Section | Clause) -> Passage:
    if isinstance(part, Clause):
        closing = part.responsibility.text if part.responsibility else ""
        lines = tuple(_clause_lines(part))
        return Passage(part_name(part), part.num, part.heading, lines, closing, eid=part.eid)
    tables = dict(part.tables) if isinstance(part, Division) else {}
    lines = tuple(
        Line("", tuple(one.text for one in paragraph), tables.get(n, ()), tuple(one.eid for one in paragraph))
        for n, paragraph in enumerate(part.paragraphs)
    )
    if isinstance(part, Division):
        heading = text_of(part.heading_runs)
        return Passage(part_name(part), part.num, heading, lines, stands_apart=True, eid=part.eid)
    return Passage(part_name(part), "", "", lines, eid=part.eid)


def _clause_lines(clause: Clause) -> Iterator[Line]:
    starts = [0, *(each.at for each in clause.breaks), len(clause.sentences)]
    labels = ["", *(each.num for each in clause.breaks)]
    grids: list[Grid] = [(), *(each.grid for each in clause.breaks)]
    for label, grid, (start, end) in zip(labels, grids, pairwise(starts), strict=True):
        sentences = clause.sentences[start:end]
        yield Line(label, tuple(one.text for one in sentences), grid, tuple(one.eid for one in sentences))
