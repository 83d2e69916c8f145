"""Two versions as Word files: tracked changes, the table of changes, the amending decision, the new text.

python-docx writes the package, its pages, styles and tables. It does not support tracked changes, so they are
written as XML. Source: ECMA-376, part 1, chapter 17.13.5 (revisions). Pages and characters follow the layout
of official documents in China (GB/T 9704-2012): A4, body in 仿宋 of 16 points, line height of 28 points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any, Literal

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kb.model.document import Document, Grid
from kb.versions.alignment import measure_likeness
from kb.versions.comparison import Row
from kb.versions.decision import draft_decision
from kb.versions.passages import Block, Passage, align_passages, read_passages
from kb.versions.redline import Run, redline

Form = Literal["tracked", "table", "decision", "text"]
"""The kinds of Word files of two versions: tracked changes, 修改对照表, 修改决定, or the
consolidated text.
"""

HEADS = ("原条文", "修改后", "说明")
"""The columns of a table of changes."""

_WIDTHS = (Mm(103), Mm(103), Mm(51))
_BODY, _TITLE, _BLACK, _NOTE = "仿宋", "宋体", "黑体", "楷体"
_ALIKE = 1, 2
"""The common part that two paragraphs need so that one counts as an edit of the other: half."""

_SIGNS = {"gone": "del", "new": "ins"}


def write_word(
    form: Form,
    old: Document,
    new: Document,
    *,
    author: str,
    moment: datetime,
    remarks: Sequence[Sequence[str]] | None = None,
) -> bytes:
    """The bytes of a Word file of the changes between two versions.

    ``author`` and ``moment`` are those of the tracked changes. ``remarks`` are the lines of the last column
    of a table of changes, row by row as :func:`list_remarks` gives them, which is the default. Raises
    ``ValueError`` where there are not as many as the table has rows.
    """
    match form:
        case "tracked":
            word = _tracked(old, new, author, moment)
        case "table":
            told = [one.lines for one in list_remarks(old, new, {})] if remarks is None else remarks
            word = _table_of_changes(old, new, told)
        case "decision":
            decision = draft_decision(old, new)
            word = _opened(decision.title)
            _add_blocks(word, decision.blocks())
        case "text":
            word = _opened(new.title)
            standing = {passage.eid: passage.blocks() for passage in read_passages(new)}
            nums = {clause.eid: clause.num for clause in new.clauses}
            for part in new.parts:
                _add_blocks(word, standing.get(part.eid) or (Block(f"{nums.get(part.eid, '')}（删去）"),))
    word.core_properties.author = author
    word.core_properties.created = word.core_properties.modified = moment.astimezone(UTC)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def pair_blocks(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """The paragraphs of a part in two versions side by side, each version in its order."""
    if [bool(one.grid) for one in old] == [bool(one.grid) for one in new]:
        yield from zip(old, new, strict=True)
        return
    at = 0
    for block in new:
        found = next((n for n in range(at, len(old)) if _is_edited(old[n], block)), None)
        if found is None:
            yield None, block
            continue
        yield from ((one, None) for one in old[at:found])
        yield old[found], block
        at = found + 1
    yield from ((one, None) for one in old[at:])


def _is_edited(old: Block, new: Block) -> bool:
    likeness = measure_likeness(old.text + "".join(old.cells), new.text + "".join(new.cells))
    return bool(old.grid) == bool(new.grid) and likeness * _ALIKE[1] >= _ALIKE[0]


# ---- tracked changes


@dataclass(frozen=True)
class _Marks:
    """The attributes of tracked changes: author, time, and a new id for each."""

    author: str
    when: str
    ids: Iterator[int]

    def mark(self, sign: str, *children: Any) -> Any:
        """An element ``w:ins`` or ``w:del`` around others, or as a mark alone."""
        element = OxmlElement(f"w:{sign}")
        element.set(qn("w:id"), str(next(self.ids)))
        element.set(qn("w:author"), self.author)
        element.set(qn("w:date"), self.when)
        element.extend(children)
        return element

    def write(self, paragraph: Any, runs: Iterable[Run]) -> None:
        """Write the runs of a redline into a paragraph. The end of a fully inserted or deleted paragraph is
        marked too.
        """
        runs = tuple(runs)
        for op, text in runs:
            run = paragraph.add_run(text)._r
            if op == "same":
                continue
            if op == "gone":
                for words in run.findall(qn("w:t")):
                    words.tag = qn("w:delText")
            paragraph._p.replace(run, mark := self.mark(_SIGNS[op]))
            mark.append(run)
        if len({op for op, _ in runs}) == 1 and runs[0][0] != "same":
            ending = OxmlElement("w:rPr")
            ending.append(self.mark(_SIGNS[runs[0][0]]))
            paragraph._p.get_or_add_pPr().append(ending)


def _tracked(old: Document, new: Document, author: str, moment: datetime) -> Any:
    marks = _Marks(author, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), count(1))
    word = _opened("")
    marks.write(word.paragraphs[0], redline(old.title, new.title))
    word.core_properties.title = new.title
    for was, is_now, _ in align_passages(old, new):
        for before, after in pair_blocks(_blocks(was), _blocks(is_now)):
            if before and after and before.grid and before.grid != after.grid:
                _track(word, marks, before, None)
                _track(word, marks, None, after)
            else:
                _track(word, marks, before, after)
    return word


def _track(word: Any, marks: _Marks, before: Block | None, after: Block | None) -> None:
    """Add a paragraph or table with its changes; ``None`` stands for the version in which it is missing."""
    shown = after or before
    assert shown is not None
    if not shown.grid:
        paragraph = word.add_paragraph(style="Heading 1" if shown.is_heading else None)
        marks.write(paragraph, redline(before.text if before else "", after.text if after else ""))
        return
    table, cells = _add_grid(word, shown.grid)
    empty = [""] * len(cells)
    pairs = zip(before.cells if before else empty, after.cells if after else empty, strict=True)
    for cell, (was, is_now) in zip(cells, pairs, strict=True):
        marks.write(cell.paragraphs[0], redline(was, is_now))
    if before is None or after is None:
        for row in table.rows:
            row._tr.get_or_add_trPr().append(marks.mark("ins" if after else "del"))


def _blocks(passage: Passage | None) -> tuple[Block, ...]:
    return passage.blocks() if passage else ()


# ---- the table of changes


@dataclass(frozen=True, slots=True)
class Remark:
    """What the last column of a table of changes says of a part: the name of the part, and the lines."""

    name: str
    lines: tuple[str, ...]


def list_remarks(old: Document, new: Document, notes: Mapping[str, Sequence[str]]) -> tuple[Remark, ...]:
    """What the table of changes says of each of its rows: what was changed, then the reasons.

    ``notes`` are the reasons for the changes of a part, by its eId in the new version.
    """
    found: list[Remark] = []
    for was, is_now, moved, rows in _differing(old, new):
        if rows and is_now is None:  # it moves, which is explained at its new place
            found.append(Remark(was.name if was else "", ()))
            continue
        lines = _explain(was or moved, is_now, rows)
        reasons = notes.get(is_now.eid, ()) if is_now else ()
        shown = is_now or was
        found.append(Remark(shown.name if shown else "", (*lines, *reasons)))
    return tuple(found)


def _differing(
    old: Document, new: Document
) -> Iterator[tuple[Passage | None, Passage | None, Passage | None, tuple[Row, ...]]]:
    """The rows of a table of changes: a part in both versions, and where it moves the part at the other
    place.
    """
    before, after = ({one.eid: one for one in read_passages(each)} for each in (old, new))
    for was, is_now, rows in align_passages(old, new):
        moved = None
        if rows and is_now is None:
            moved = after[rows[0].new]
        elif rows and was is None:
            moved = before[rows[0].old]
        if was != is_now:
            yield was, is_now, moved, rows


def _table_of_changes(old: Document, new: Document, remarks: Sequence[Sequence[str]]) -> Any:
    word = _opened(f"《{new.title}》修改对照表", wide=True)
    legend = word.add_paragraph("（左栏有底线的是删去的文字，右栏黑体的是新增的文字；没有修改的条文不列）")
    legend.alignment, legend.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
    table = word.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        _cell_paragraph(cell, first=True).add_run(head).bold = True
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for (was, is_now, moved, _), lines in zip(_differing(old, new), remarks, strict=True):
        cells = table.add_row().cells
        _show_pair(cells, was, is_now, moved=moved)
        for n, line in enumerate(lines):
            _cell_paragraph(cells[2], first=not n).add_run(line)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
    return word


def _show_pair(
    cells: Sequence[Any], was: Passage | None, is_now: Passage | None, *, moved: Passage | None
) -> None:
    """A part in both versions in two cells: deleted words are underlined on the left, inserted words are
    bold. No words are struck out, since readers of Word files leave out such words.

    A part that moved past others has a row at both places; ``moved`` is the part at the other place.
    """
    lines = [_block_runs(*pair) for pair in pair_blocks(_blocks(was or moved), _blocks(is_now or moved))]
    for cell, mine, passage, nothing in (
        (cells[0], "gone", was, f"（原{moved.name}移到这里）" if moved else "（新增）"),
        (cells[1], "new", is_now, f"（移走，作为{moved.name}）" if moved else "（删去）"),
    ):
        if passage is None:
            _font(_cell_paragraph(cell, first=True).add_run(nothing), _NOTE)
            continue
        kept = [[run for run in runs if run[0] in ("same", mine)] for runs in lines]
        for n, runs in enumerate(runs for runs in kept if runs):
            paragraph = _cell_paragraph(cell, first=not n)
            for op, text in runs:
                run = paragraph.add_run(text)
                if op == "gone":
                    run.underline = True
                elif op == "new":
                    _font(run, _BLACK)
                    run.bold = True


def _block_runs(before: Block | None, after: Block | None) -> tuple[Run, ...]:
    """The redline of a paragraph, or of a table with a bar between its cells."""
    old, new = (_line_of(one) for one in (before, after))
    return redline(old, new)


def _line_of(block: Block | None) -> str:
    return "" if block is None else " | ".join(block.cells) if block.grid else block.text


def _explain(was: Passage | None, is_now: Passage | None, rows: Sequence[Row]) -> Iterator[str]:
    if was is None:
        yield "新增。"
    elif is_now is None:
        yield "删去。"
    else:
        changes = [change for row in rows for change in _changes(was, is_now, row)]
        yield from [f"{'；'.join(changes)}。"] if changes else []
    for row in rows:
        for figure in row.figures:
            yield f"{figure.concept}：{figure.old or '（无）'} → {figure.new or '（删去）'}"


def _changes(was: Passage, is_now: Passage, row: Row) -> Iterator[str]:
    """The changes of a part, with sentences named by their places in their version."""
    if was.num != is_now.num:
        yield f"原为{was.name}"
    parts = ["标题"] if was.heading != is_now.heading else []
    parts += [is_now.short_name(one.new) for one in row.lines if one.kind == "changed"]
    parts += ["责任单位"] if was.closing and is_now.closing and was.closing != is_now.closing else []
    for word, names in (
        ("修改", parts),
        ("新增", [is_now.short_name(one.new) for one in row.lines if one.kind == "inserted"]),
        ("删去", [was.short_name(one.old) for one in row.lines if one.kind == "repealed"]),
    ):
        if names:
            yield word + "、".join(names)


def _cell_paragraph(cell: Any, *, first: bool) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.style = "No Spacing"
    return paragraph


# ---- what all files share


def _opened(title: str, *, wide: bool = False) -> Any:
    """A document with page and styles, and with a title if it has one; A4, landscape where ``wide``."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    margins = (Mm(20),) * 4 if wide else (Mm(37), Mm(35), Mm(28), Mm(26))
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = margins
    _set_language(word)
    _style(word, "Normal", _BODY, 12 if wide else 16, indent=0 if wide else 2)
    _style(word, "No Spacing", _BODY, 12)
    _style(word, "Title", _TITLE, 18 if wide else 22, bold=True, centred=True)
    _style(word, "Heading 1", _BLACK, 16, centred=True)
    word.add_paragraph(title, style="Title")
    word.core_properties.title = title
    word.core_properties.language = "zh-CN"
    word.core_properties.comments = ""
    return word


def _set_language(word: Any) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _style(
    word: Any, name: str, font: str, size: int, *, indent: int = 0, bold: bool = False, centred: bool = False
) -> None:
    style = word.styles[name]
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    _font(style, font)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, None
    for colour in style.element.rPr.findall(qn("w:color")):
        style.element.rPr.remove(colour)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(size * 7 // 4)
    spacing.first_line_indent = Pt(indent * size)
    if centred:
        spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _font(holder: Any, name: str) -> None:
    """Set a Chinese font for a style or a run. Latin letters and digits are in Times New Roman."""
    holder.font.name = "Times New Roman"
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _add_blocks(word: Any, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if block.grid:
            _, cells = _add_grid(word, block.grid)
            for cell, text in zip(cells, block.cells, strict=True):
                cell.paragraphs[0].add_run(text)
        else:
            word.add_paragraph(block.text, style="Heading 1" if block.is_heading else None)


def _add_grid(word: Any, grid: Grid) -> tuple[Any, list[Any]]:
    """A table with merged cells, and its non-empty cells in order."""
    taken: set[tuple[int, int]] = set()
    places: list[tuple[int, int, int, int, bool]] = []
    for y, row in enumerate(grid):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            places.append((y, x, cell.rows, cell.columns, cell.is_filled))
            taken |= {(y + down, x + across) for down in range(cell.rows) for across in range(cell.columns)}
            x += cell.columns
    table = word.add_table(
        rows=1 + max(y for y, _ in taken), cols=1 + max(x for _, x in taken), style="Table Grid"
    )
    for paragraph in (one for row in table.rows for cell in row.cells for one in cell.paragraphs):
        paragraph.style = "No Spacing"
    filled = []
    for y, x, rows, columns, is_filled in places:
        cell = table.cell(y, x)
        if rows > 1 or columns > 1:
            cell = cell.merge(table.cell(y + rows - 1, x + columns - 1))
        if is_filled:
            filled.append(cell)
    return table, filled
