"""A Word file → rows: automatic numbers written out, tracked changes accepted or rejected, tables, notes.

Numbers and changes are read from the XML itself. What is not read (pictures, formulas, comments, headers) is
reported. A package is refused where it would unpack to more than its limits, names files outside itself, or
declares a document type. Source: ECMA-376, part 1, chapters 17.9 (numbering) and 17.13.5 (revisions).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from kb.importing.reading import clean
from kb.importing.rows import Cell, Row, Source, Unread
from kb.loading.files import parse_bytes
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import begins_part
from kb.model.words.errors import Place, PolicyError, error

MOST_FILES, MOST_BYTES, MOST_PART = 2000, 64 * 2**20, 16 * 2**20
"""The greatest number of files in a package, and the greatest unpacked size in bytes of all of them and of
one.
"""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEVELS = 9
_WRAPPERS = frozenset(
    f"{_W}{tag}"
    for tag in ("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_CHANGES = frozenset(f"{_W}{tag}" for tag in ("ins", "del", "moveTo", "moveFrom"))
_DEEPEST_STYLE = 12
_BREAK = "\v"
"""The placeholder for a line break within a paragraph, until it is known whether a label follows."""


def _ideograms(signs: str) -> Callable[[int], str]:
    return lambda number: "".join(signs[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    steps = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
    written = ""
    for value, sign in (*steps, (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        count, number = divmod(number, value)
        written += sign * count
    return written


def _circled(first: int, most: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 1 <= number <= most else f"({number})"


def _chinese(number: int) -> str:
    return write_numeral(number) if 0 < number < 10_000 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _ideograms("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "none": lambda _: "",
    "bullet": lambda _: "",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _ideograms("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _ideograms("〇一二三四五六七八九"),
    "chineseLegalSimplified": _ideograms("零壹贰叁肆伍陆柒捌玖"),
    "ideographTraditional": lambda number: "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10],
    "ideographZodiac": lambda number: "子丑寅卯辰巳午未申酉戌亥"[(number - 1) % 12],
    "decimalEnclosedCircle": _circled(0x2460, 20),
    "decimalEnclosedCircleChinese": _circled(0x2460, 20),
    "decimalEnclosedParen": _circled(0x2474, 20),
    "decimalEnclosedFullstop": _circled(0x2488, 20),
    "ideographEnclosedCircle": _circled(0x3280, 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
"""The ways of writing a number, by their names in the standard."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a numbering: its first number, the way of writing it, and the words around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Numbering:
    """The automatic numbers of a document, with their counters."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def next(self, number: str, at: int) -> str:
        """The next number of a list at a level, written out."""
        if number not in self.of:
            return ""
        abstract, overrides = self.of[number]
        levels = self.levels.get(abstract, {})
        level = levels.get(at)
        if level is None:
            return ""
        starts = [levels.get(n, _Level()).start for n in range(_LEVELS)]
        counts = self.counts.setdefault(abstract, [start - 1 for start in starts])
        if at in overrides and (number, at) not in self.begun:
            counts[at] = overrides[at] - 1
        self.begun.add((number, at))
        counts[at] += 1
        for n in range(_LEVELS):
            if n < at:
                counts[n] = max(counts[n], starts[n])
            elif n > at and self._restarts(levels.get(n), at, n):
                counts[n] = starts[n] - 1
        if level.form == "bullet":
            return ""
        text = level.text
        for n in range(_LEVELS):
            form = "decimal" if level.is_legal else levels.get(n, _Level()).form
            if f"%{n + 1}" in text:
                if form not in _FORMATS:
                    self.unknown.add(form)
                text = text.replace(f"%{n + 1}", _FORMATS.get(form, str)(counts[n]))
        return text

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that a style uses; the first level where none does."""
        levels = self.levels.get(self.of[number][0], {}) if number in self.of else {}
        return next((at for at, level in levels.items() if style and level.style == style), 0)

    @staticmethod
    def _restarts(level: _Level | None, at: int, own: int) -> bool:
        if level is None or level.restarts is None:
            return True
        return level.restarts != 0 and at < min(level.restarts, own)


def read_docx(data: bytes, name: str, *, rejected: bool = False) -> Source:
    """The rows of a Word file; a line is a paragraph. Its tracked changes are accepted, or undone if
    ``rejected``.

    Raises :class:`PolicyError` where it is no Word file, is broken or is unsafe to unpack.
    """
    return _Package(data, name, rejected).source()


class _Package:
    """A Word file while it is read."""

    def __init__(self, data: bytes, name: str, rejected: bool) -> None:
        self._name = name
        self._gone = f"{_W}ins" if rejected else f"{_W}del"
        self._moved_away = f"{_W}moveTo" if rejected else f"{_W}moveFrom"
        self._zip = self._opened(data)
        self._styles = self._read_styles()
        self._numbering = self._read_numbering()
        self._notes = {kind: self._read_notes(kind) for kind in ("footnote", "endnote")}
        self._line = 0
        self._unread: list[Unread] = []
        self._told: set[str] = set()
        self._boxes: list[etree._Element] = []
        self._marks: list[tuple[str, str]] = []

    def source(self) -> Source:
        """The rows of the file, and a report of what was not read."""
        document = self._part("word/document.xml")
        body = None if document is None else document.find(f"{_W}body")
        if body is None:
            raise self._error("import-broken", kind="Word")
        rows = tuple(row for row in self._joined(self._blocks(body)) if row.text or row.cells)
        for part in sorted(self._zip.namelist()):
            if part.startswith(("word/header", "word/footer")) and part.endswith(".xml"):
                root = self._part(part)
                words = "" if root is None else clean("".join(t.text or "" for t in root.iter(f"{_W}t")))
                if words:
                    self._unread.append(Unread(0, words, "docx-header"))
        if self._part("word/comments.xml") is not None:
            self._tell("docx-comments", 0)
        for form in sorted(self._numbering.unknown):
            self._unread.append(Unread(0, form, "docx-numbers"))
        return Source(rows, tuple(self._unread))

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        try:
            package = zipfile.ZipFile(BytesIO(data))
            infos = package.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise self._error("import-broken", kind="Word") from None
        if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
            raise self._error("import-too-large", most=f"{MOST_BYTES // 2**20} MiB")
        if any(info.flag_bits & 1 for info in infos):
            raise self._error("import-encrypted")
        for info in infos:
            steps = info.filename.replace("\\", "/").split("/")
            if ".." in steps or info.filename.startswith(("/", "\\")) or ":" in steps[0]:
                raise self._error("import-unsafe", part=info.filename[:60])
        return package

    def _part(self, part: str) -> etree._Element | None:
        """The XML of a part; ``None`` where the package has none. No more than its limit is unpacked."""
        try:
            with self._zip.open(part) as file:
                data = file.read(MOST_PART + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError, zlib.error):
            raise self._error("import-broken", kind="Word") from None
        if len(data) > MOST_PART:
            raise self._error("import-too-large", most=f"{MOST_PART // 2**20} MiB")
        try:
            return parse_bytes(data, f"{self._name}!{part}").getroot()
        except etree.XMLSyntaxError:
            raise self._error("import-broken", kind="Word") from None

    def _error(self, code: str, **words: object) -> PolicyError:
        return PolicyError([error(code, Place(self._name), **words)])

    def _tell(self, why: str, line: int) -> None:
        if why not in self._told:
            self._told.add(why)
            self._unread.append(Unread(line, "", why))

    def _read_styles(self) -> dict[str, tuple[etree._Element | None, str]]:
        root, styles = self._part("word/styles.xml"), {}
        for style in () if root is None else root.iter(f"{_W}style"):
            numbers = style.find(f"{_W}pPr/{_W}numPr")
            styles[style.get(f"{_W}styleId", "")] = (numbers, _value(style, "basedOn"))
        return styles

    def _read_numbering(self) -> _Numbering:
        found, root = _Numbering(), self._part("word/numbering.xml")
        if root is None:
            return found
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {_whole(level.get(f"{_W}ilvl"), 0): _level(level) for level in abstract.iter(f"{_W}lvl")}
            found.levels[abstract.get(f"{_W}abstractNumId", "")] = levels
        for number in root.iter(f"{_W}num"):
            overrides, abstract_id = {}, _value(number, "abstractNumId")
            replaced: dict[int, _Level] = {}
            for override in number.iter(f"{_W}lvlOverride"):
                at = _whole(override.get(f"{_W}ilvl"), 0)
                if override.find(f"{_W}startOverride") is not None:
                    overrides[at] = _whole(_value(override, "startOverride"), 1)
                if (own := override.find(f"{_W}lvl")) is not None:
                    replaced[at] = _level(own)
            if replaced:
                own_id = f"{abstract_id}/{number.get(f'{_W}numId')}"
                found.levels[own_id] = found.levels.get(abstract_id, {}) | replaced
                abstract_id = own_id
            found.of[number.get(f"{_W}numId", "")] = (abstract_id, overrides)
        for abstract in root.iter(f"{_W}abstractNum"):
            numbers, _ = self._styles.get(_value(abstract, "numStyleLink"), (None, ""))
            linked = found.of.get(_value(numbers, "numId"), ("", {}))[0]
            if linked in found.levels:
                found.levels[abstract.get(f"{_W}abstractNumId", "")] = found.levels[linked]
        return found

    def _read_notes(self, kind: str) -> dict[str, etree._Element]:
        root = self._part(f"word/{kind}s.xml")
        notes = () if root is None else root.iter(f"{_W}{kind}")
        return {note.get(f"{_W}id", ""): note for note in notes if note.get(f"{_W}type") is None}

    def _number(self, paragraph: etree._Element) -> str:
        """The automatic number of a paragraph, from the paragraph itself or from its style."""
        own, style = paragraph.find(f"{_W}pPr/{_W}numPr"), ""
        properties = paragraph.find(f"{_W}pPr")
        if properties is not None:
            style = _value(properties, "pStyle")
        named = style
        number, level = "", None
        for _ in range(_DEEPEST_STYLE):
            if own is not None:
                number = number or _value(own, "numId")
                level = level if level is not None else _optional(_value(own, "ilvl"))
            if style not in self._styles:
                break
            own, style = self._styles[style]
        if number in ("", "0"):
            return ""
        return self._numbering.next(
            number, self._numbering.level_of(number, named) if level is None else level
        )

    def _joined(self, rows: Iterator[tuple[Row, bool]]) -> Iterator[Row]:
        """The rows, where a row is joined with the next one if a change removed the end of its paragraph."""
        open_row: Row | None = None
        for row, is_ended in rows:
            if open_row is not None:
                row = Row(open_row.text + row.text, open_row.line, open_row.label or row.label, row.cells)
            open_row = None if is_ended or row.cells else row
            if open_row is None:
                yield row
        if open_row is not None:
            yield open_row

    def _blocks(self, element: etree._Element) -> Iterator[tuple[Row, bool]]:
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                rows = [
                    [cell for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
                    for row in self._table_rows(child)
                ]
                if all(len(row) == 1 for row in rows):  # a frame around text
                    for (cell,) in rows:
                        yield from self._blocks(cell)
                else:
                    yield from ((row, True) for row in self._table(child))
            elif child.tag == f"{_W}altChunk":
                self._tell("docx-embedded", self._line)
            elif child.tag in _WRAPPERS | _CHANGES - {self._gone, self._moved_away}:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[tuple[Row, bool]]:
        self._line += 1
        line = self._line
        mark = paragraph.find(f"{_W}pPr/{_W}rPr")
        is_ended = mark is None or all(mark.find(tag) is None for tag in (self._gone, self._moved_away))
        text = "".join(self._words(paragraph)).strip(_BREAK + " ")
        notes, self._marks = self._marks, []
        boxes, self._boxes = self._boxes, []
        label = self._number(paragraph) if text or is_ended else ""
        first, *others = _lines(text)
        if text or not is_ended:
            yield Row(first, line, label.strip()), is_ended or bool(others)
        for n, other in enumerate(others, 1):
            yield Row(other, line), is_ended or n < len(others)
        for box in boxes:
            yield from self._blocks(box)
        for kind, key in notes:
            note = self._notes[kind].get(key)
            for inner in () if note is None else note.iter(f"{_W}p"):
                yield Row(f"〔注〕{' '.join(_lines(''.join(self._words(inner))))}", line), True

    def _words(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            if child.tag in (self._gone, self._moved_away):
                continue
            if child.tag == f"{_W}r":
                words = list(self._run(child))
                if _is_struck(child):
                    self._strike("".join(words))
                else:
                    yield from words
            elif child.tag in _WRAPPERS | _CHANGES:
                yield from self._words(child)
            elif isinstance(child.tag, str) and etree.QName(child).localname in ("oMath", "oMathPara"):
                self._tell("docx-formula", self._line)

    def _strike(self, words: str) -> None:
        if told := clean(words.replace(_BREAK, " ")):
            self._unread.append(Unread(self._line, told, "struck"))

    def _run(self, run: etree._Element) -> Iterator[str]:
        for child in run:
            if not isinstance(child.tag, str):
                continue
            tag = etree.QName(child).localname
            if tag in ("t", "delText"):
                yield child.text or ""
            elif tag in ("br", "cr"):
                yield _BREAK
            elif tag == "tab":
                yield " "
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                self._tell("docx-symbol", self._line)
                yield "□"
            elif tag in ("footnoteReference", "endnoteReference"):
                self._marks.append((tag.removesuffix("Reference"), child.get(f"{_W}id", "")))
            elif tag == "AlternateContent":
                choice = child.find(f"{_MC}Choice")
                self._drawing(child if choice is None else choice)
            elif tag in ("drawing", "pict", "object"):
                self._drawing(child)

    def _drawing(self, element: etree._Element) -> None:
        boxes = list(element.iter(f"{_W}txbxContent"))
        if not boxes:
            self._tell("docx-picture", self._line)
        self._boxes += boxes[:1]

    def _table(self, table: etree._Element) -> Iterator[Row]:
        grid: list[dict[int, Cell]] = []
        lines: list[int] = []
        origins: dict[int, tuple[int, int]] = {}  # a column → the first of the vertically merged cells
        for row in self._table_rows(table):
            cells: dict[int, Cell] = {}
            grid.append(cells)
            column = _whole(_value(row.find(f"{_W}trPr"), "gridBefore"), 0)
            for cell in row.iter(f"{_W}tc"):
                if _row_of(cell) is not row:
                    continue
                properties = cell.find(f"{_W}tcPr")
                width = min(max(_whole(_value(properties, "gridSpan"), 1), 1), 100)
                merge = None if properties is None else properties.find(f"{_W}vMerge")
                if merge is not None and merge.get(f"{_W}val") != "restart" and column in origins:
                    at, start = origins[column]
                    held = grid[at][start]
                    grid[at][start] = Cell(held.text, held.columns, held.rows + 1)
                else:
                    words = " ".join(f"{r.label}{r.text}" for r, _ in self._blocks(cell) if r.text)
                    cells[column] = Cell(words, width)
                    origins.pop(column, None)
                    if merge is not None:
                        origins[column] = (len(grid) - 1, column)
                column += width
            lines.append(self._line)
        for cells, line in zip(grid, lines, strict=True):
            if cells:
                yield Row("", line, cells=tuple(cells[column] for column in sorted(cells)))

    def _table_rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for row in table.iter(f"{_W}tr"):
            change = row.find(f"{_W}trPr/{self._gone}")
            owner = row.getparent()
            while owner is not None and owner.tag != f"{_W}tbl":
                owner = owner.getparent()
            if change is None and owner is table:
                yield row


def _lines(text: str) -> list[str]:
    """The lines of a paragraph. A break within it ends a line where a label follows; other
    breaks are joined.
    """
    lines = [""]
    for piece in text.split(_BREAK):
        words = clean(piece)
        if not words:
            continue
        if lines[-1] and begins_part(words):
            lines.append(words)
        else:
            is_latin = lines[-1][-1:].isascii() or words[0].isascii()
            lines[-1] += (" " if lines[-1] and is_latin else "") + words
    return lines


def _is_struck(run: etree._Element) -> bool:
    """Whether the words of a run are struck through by its own format."""
    strikes = (run.find(f"{_W}rPr/{_W}{tag}") for tag in ("strike", "dstrike"))
    return any(one is not None and one.get(f"{_W}val") not in ("0", "false", "off") for one in strikes)


def _row_of(cell: etree._Element) -> etree._Element | None:
    owner = cell.getparent()
    while owner is not None and owner.tag != f"{_W}tr":
        owner = owner.getparent()
    return owner


def _level(level: etree._Element) -> _Level:
    return _Level(
        start=_whole(_value(level, "start"), 1),
        form=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText"),
        restarts=_optional(_value(level, "lvlRestart")),
        is_legal=level.find(f"{_W}isLgl") is not None,
        style=_value(level, "pStyle"),
    )


def _value(element: etree._Element | None, tag: str) -> str:
    child = None if element is None else element.find(f"{_W}{tag}")
    return "" if child is None else child.get(f"{_W}val") or ""


def _optional(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < 6 else None


def _whole(written: str | None, otherwise: int) -> int:
    number = _optional(written or "")
    return otherwise if number is None else number
