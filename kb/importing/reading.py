"""Files → rows, by the kind of file: plain text, web page, Word or PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from unicodedata import east_asian_width

from kb.importing.closing import begins_footer
from kb.importing.front import is_title
from kb.importing.rows import CARD_FIELDS, Cell, Row, Source
from kb.importing.run_on import split_run_on
from kb.loading.files import read_bytes
from kb.model.numbers.labels import BEGINNINGS, begins_part, read_joined_annex, read_label
from kb.model.words.errors import Place, PolicyError, error

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
"""The kinds of readable files, by the suffixes of their names."""

_OLE = b"\xd0\xcf\x11\xe0"
"""The first bytes of an old Word file, and of a new one that is protected by a password."""
_OLD = {_OLE[:1]: ".doc", b"{": ".rtf"}
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_COMMON = re.compile("[的一是和在及中有]")
"""Characters of any Chinese text. Bytes of UTF-16 without its mark are read as the order that shows them."""
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_HEADING = re.compile("^#{1,6} +")
_TABLE_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_BARRED = re.compile(r"\|.+\||[^|]+\|.*\|")
"""A row of a table drawn with bars; the first one may be missing."""
_CELLS = 4
"""The least sum of the lines of a table and the tabs in each: three lines with one tab, or two with two."""
_COUNTED, _COLUMNS = ("序号", "编号", "序"), 3
"""The heads of a column that counts the rows of a table, and the least number of its columns and rows."""
_PAGE_NUMBER = re.compile(
    "[-—–－] ?[0-9]{1,3} ?[-—–－]|第 ?[0-9]{1,3} ?页(?:[，, /]*共 ?[0-9]{1,3} ?页)?"
    "|[0-9]{1,3} ?/ ?[0-9]{1,3} ?页?"
)
_CUT = re.compile("0|[万亿]?[元年月日个家名人件台%％]")
"""How a line begins that a page broke off after the digits of a number."""
_ENDED = "。；;！？!?：:"
_DIGITS = re.compile("(?<![0-9])[0-9]{1,6}$")
"""The digits at the end of a line that may go on in the next one. A longer run may be a telephone number."""
_DASHED = re.compile("[-－—–~～〜至到] ?[0-9]")
_UP_TO = re.compile("(?:最高|最低|不超过|不低于|不少于|给予|奖励|补助|补贴|资助|达到|超过)$")
_AMOUNT = re.compile("[0-9][0-9,.]{0,11} ?(?:[十百千]?[万亿]?元|[%％‰])")
"""How a line ends that a page broke off before a sum, and how the next one begins."""
_HANGING, _REST = re.compile("[^。；;]{20}[的和与及或]"), re.compile("[^，,。；;、]{1,14}[，,。；;]")
"""How a line ends that a page broke off before a noun, and how the next one begins."""
_MERGED = 1500
"""A line longer than this may hold several paragraphs whose ends were lost."""
_INNER = re.compile(
    f"(?<=[。；;：:！？]) ?(?={BEGINNINGS})"
    "|(?<![按照据由反本和、及至或第])(?=第[一二三四五六七八九十百]{1,6}[章节条][ \u3000])"
)
"""Where a paragraph may begin in a line that holds several."""
_DOUBLED = re.compile("(?<=[0-9０-９]) {2,4}(?=[万亿元%％年月日])|(?<=[年月]) {2,4}(?=[0-9０-９])")
"""Blanks within a sum or a day, of which one would do: 500  万元."""
_NUMBER, _PAGE = re.compile("[0-9]{1,3}"), 10
"""A number alone in a line, and the number of lines from one page's number to the next's at the least."""
_NARROW, _SLACK, _OFTEN = 100, 8, 3
_SHORTEST, _LONG, _LONGEST = 10, 80, 10_000
"""A line shorter than the first may be a label. A line longer than the second, without punctuation at its
end, is no heading. A line longer than the third is not joined with another.
"""


def read_source(path: Path, *, rejected: bool = False) -> Source:
    """The rows of a file. ``rejected`` reads a Word file as it was before its tracked changes.

    Raises :class:`PolicyError` where the file cannot be read, is of no known kind, or is unsafe to unpack.
    """
    if not path.exists():
        raise PolicyError([error("import-missing", Place(str(path)))])
    source = _read(read_bytes(path), path.suffix.lower(), str(path), rejected=rejected)
    if not source.rows:
        raise PolicyError([error("import-empty", Place(str(path)))])
    rows = join_broken(_without_frames(source.rows))
    return replace(source, rows=split_run_on(tuple(part for row in rows for part in split_merged(row))))


def split_merged(row: Row) -> tuple[Row, ...]:
    """A very long row, split before the labels of the paragraphs that it holds; all have its line."""
    if row.cells or len(row.text) <= _MERGED:
        return (row,)
    places = [found.end() for found in _INNER.finditer(row.text) if read_label(row.text[found.end() :])]
    parts = [row.text[start:end] for start, end in pairwise((0, *places, len(row.text)))]
    return tuple(
        replace(row, text=part.strip(), label="" if n else row.label) for n, part in enumerate(parts)
    )


def _without_frames(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, where the label and title of an annex in a row of a table stand above the rest of it."""
    return tuple(
        replace(row, text=row.cells[0].text, cells=())
        if len(row.cells) == 1 and _is_annex(row.cells[0].text)
        else row
        for row in rows
    )


def _is_annex(text: str) -> bool:
    label = read_label(text) or read_joined_annex(text)
    return label is not None and label.shape == "附件"


def _read(data: bytes, suffix: str, name: str, *, rejected: bool) -> Source:
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise PolicyError([error("import-encrypted", Place(name))])
    is_word = data.startswith(b"PK\x03\x04") and suffix in (*SUFFIXES, "")
    if is_word or (suffix == ".docx" and not data.startswith(_OLE)):
        from kb.importing.docx import read_docx

        return read_docx(data, name, rejected=rejected)
    if suffix == ".pdf" or data.startswith(b"%PDF-"):
        from kb.importing.pdf import read_pdf

        return Source(join_wrapped(read_text(read_pdf(data, name)), is_page=True))
    if data.startswith((_OLE, b"{\\rtf")):
        raise _unknown(name, _OLD[data[:1]])
    if suffix not in SUFFIXES and suffix:
        raise _unknown(name, suffix)
    text = decode(data, name)
    if suffix in (".html", ".htm") or re.match(r"\s*(?:<!doctype html|<html)", text, re.IGNORECASE):
        from kb.importing.html import read_html

        return read_html(text, name)
    return Source(join_wrapped(read_text(text)))


def _unknown(name: str, suffix: str) -> PolicyError:
    return PolicyError([error("import-kind", Place(name), suffix=suffix, known=" ".join(SUFFIXES))])


def decode(data: bytes, name: str) -> str:
    """The text of bytes in UTF-8, UTF-16 or GB 18030. Raises :class:`PolicyError` where it is in none of
    these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (not encoding.startswith("utf-16-") or _COMMON.search(text)):
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise PolicyError([error("import-encoding", Place(name))])


def read_text(text: str) -> tuple[Row, ...]:
    """The rows of plain text, one per line. Tables drawn with bars or pasted with tabs become tables; marks
    of headings and numbers of pages are removed.
    """
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    rows: list[Row] = []
    lines = re.split("[\n\u2028\u2029\x0b\x0c]", text)
    tabbed, spaced = _in_tabbed_tables(lines), _in_spaced_tables(lines)
    for number, line in enumerate(lines, 1):
        if number in tabbed or number in spaced:
            cells = line.split() if number in spaced else line.strip().split("\t")
            rows.append(Row("", number, cells=tuple(Cell(clean(cell)) for cell in cells)))
            continue
        stripped = _HEADING.sub("", clean(line.replace("**", "")))
        if not stripped or _TABLE_RULE.fullmatch(stripped) or _PAGE_NUMBER.fullmatch(stripped):
            continue
        if _BARRED.fullmatch(stripped):
            cells = tuple(Cell(cell.strip()) for cell in stripped.removeprefix("|")[:-1].split("|"))
            rows.append(Row("", number, cells=cells))
        else:
            rows.append(Row(stripped, number))
    return tuple(rows)


def _in_tabbed_tables(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are rows of tables: lines in succession with the same number of tabs.

    A line that begins with a label is none, since a tab often follows a label.
    """
    tabs = [
        (n, 0 if begins_part(stripped) else stripped.count("\t"))
        for n, line in enumerate(lines, 1)
        if (stripped := line.strip())
    ]
    runs = ((count, [n for n, _ in run]) for count, run in groupby(tabs, key=lambda one: one[1]))
    return frozenset(n for count, run in runs if count and count + len(run) >= _CELLS for n in run)


def _in_spaced_tables(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are rows of tables with blanks between the cells: a head that begins with
    序号, and below it at least two lines numbered from 1 with as many cells.
    """
    found: set[int] = set()
    filled = [(n, line.split()) for n, line in enumerate(lines, 1) if line.strip()]
    for at, (n, head) in enumerate(filled):
        if head[0] not in _COUNTED or len(head) < _COLUMNS or n in found:
            continue
        run = [n]
        for count, (m, cells) in enumerate(filled[at + 1 :], 1):
            if len(cells) != len(head) or not cells[0].isdecimal() or int(cells[0]) != count:
                break
            run.append(m)
        found.update(run if len(run) >= _COLUMNS else ())
    return frozenset(found)


def clean(line: str) -> str:
    """A line without invisible characters: control characters, zero-width ones, and blanks at both ends."""
    line = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]", "", line)
    line = re.sub("[\t\u00a0\u2000-\u200a\u205f]", " ", line)
    return _DOUBLED.sub(" ", line).strip(" \u3000")


def join_wrapped(rows: tuple[Row, ...], *, is_page: bool = False) -> tuple[Row, ...]:
    """The rows, with lines joined that were broken by the width of a page, where the text has such breaks.

    ``is_page`` says that it has them, as every PDF does. Otherwise many lines must be as wide as the widest,
    or several of them end in the middle of a sentence.
    """
    widths = sorted(_width(row.text) for row in rows if row.text)
    if len(widths) < 8:
        return rows
    is_page = is_page or sum(row.text in CARD_FIELDS for row in rows) >= _OFTEN
    full = widths[-max(1, len(widths) // 12)]
    often = sum(full - _SLACK <= width <= full + _SLACK for width in widths)
    is_open = sum(_is_open(row, full) for row in rows)
    is_wrapped = _OFTEN * often >= len(widths) or (is_open > _OFTEN and 2 * _OFTEN * is_open >= len(widths))
    if full > _NARROW or full < 40 or not (is_page or is_wrapped):
        return rows
    rows = _without_page_numbers(rows)
    joined: list[Row] = []
    held: int | None = None  # the row whose last line was broken, if the previous line was
    has_fields = has_labels = False
    for row in rows:
        if held is not None and has_labels and row.text in CARD_FIELDS:
            joined.append(row)  # the name of a field beside continuous text
            continue
        is_label = read_label(row.text) is not None
        begins = bool(row.cells) or row.text in CARD_FIELDS or begins_part(row.text)
        if held is not None and not begins:
            joined[held] = replace(joined[held], text=joined[held].text + row.text)
        else:
            joined.append(row)
            held = len(joined) - 1
        has_fields = has_fields or row.text in CARD_FIELDS
        has_labels = has_labels or (has_fields and is_label)
        held = held if _is_open(row, full) else None
    return tuple(joined)


def _without_page_numbers(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without those that number the pages: each is a number alone and the one after the last such
    row, a page further down.
    """
    alone = [(n, row) for n, row in enumerate(rows) if not row.cells and _NUMBER.fullmatch(row.text)]
    pages = {
        place
        for (n, row), (m, following) in pairwise(alone)
        if int(following.text) == int(row.text) + 1 and following.line - row.line >= _PAGE
        for place in (n, m)
    }
    return tuple(row for n, row in enumerate(rows) if n not in pages)


def _is_open(row: Row, full: int) -> bool:
    """Whether a line is as wide as the page and does not end a sentence."""
    return not row.cells and _width(row.text) >= full - _SLACK and not row.text.endswith(tuple(_ENDED))


def join_broken(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each joined with the next one where its sentence continues there.

    A sentence continues after a comma, after a long line without punctuation at its end, between the digits
    of a number, before its unit, before the dash of a range, and behind 最高 or 给予 before a sum.
    """
    joined: list[Row] = []
    for row in rows:
        before = joined[-1].text if joined else ""
        ends = before[-1:]
        is_long = len(before) > _LONG and "\u4e00" <= ends <= "\u9fff" and not is_title(before)
        goes_on = ends in ("，", "、") or is_long
        is_cut = ends.isdecimal() and len(before) > _SHORTEST and _CUT.match(row.text) is not None
        is_number = len(before) > _SHORTEST and (
            (row.text[:1].isdecimal() and _DIGITS.search(before, max(0, len(before) - 6)) is not None)
            or (before[-1:] in "0123456789万亿元%％" and _DASHED.match(row.text) is not None)
        )
        is_amount = _UP_TO.search(before) is not None and _AMOUNT.match(row.text) is not None
        is_noun = _HANGING.fullmatch(before[-21:]) is not None and _REST.match(row.text) is not None
        goes_on = goes_on or is_cut or is_number or is_amount or is_noun
        begins = row.cells or row.label or begins_part(row.text) or begins_footer(row)
        if goes_on and not begins and row.text not in CARD_FIELDS and len(before) < _LONGEST:
            joined[-1] = replace(joined[-1], text=before + row.text)
        else:
            joined.append(row)
    return tuple(joined)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
