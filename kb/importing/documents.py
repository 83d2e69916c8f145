"""Several documents in one file → their rows, document by document, and the list of contents of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kb.importing.closing import are_agencies, begins_footer, closes, is_signature_day
from kb.importing.front import is_title
from kb.importing.rows import Row
from kb.model.numbers.labels import ARTICLES, Label, Shape, read_label

_ENDED = tuple("。；;！？!?.）)】")
_MOST = 30
"""The greatest number of rows between the title of a document and its first label."""
_LONGEST, _MOST_LINES = 60, 3
"""The length of the longest line of a title, in characters, and the number of its lines."""
_SENTENCE = re.compile("[。；;！？，,：:]")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a file: its rows, and its title, which is empty for the first one."""

    title: str
    rows: tuple[Row, ...]


def split_documents(rows: tuple[Row, ...]) -> tuple[Document, ...]:
    """The documents of a file, in order; annexes belong to the document before them.

    A further document begins at a title that stands after a whole sentence, a signature or a table, and
    after which the numbers begin again.
    """
    starts = [(0, ""), *_starts(rows), (len(rows), "")]
    return tuple(Document(title, rows[start:end]) for (start, title), (end, _) in pairwise(starts))


def _starts(rows: tuple[Row, ...]) -> Iterator[tuple[int, str]]:
    """The first row of each further document, with its title."""
    seen: set[Shape] = set()  # the ways of numbering that the present document has begun
    for n, row in enumerate(rows):
        if row.cells:
            continue
        if seen and begins_footer(row):
            return
        if (label := _label(row)) is not None:
            seen.add(label.shape)
        elif seen:
            start, title = _title(rows, n)
            if title and _is_ended(rows[start - 1]) and _begins_again(rows, n, seen):
                seen = set()
                yield start, title


def _label(row: Row) -> Label | None:
    return read_label(f"{row.label}\u3000{row.text}" if row.label else row.text)


def _title(rows: tuple[Row, ...], last: int) -> tuple[int, str]:
    """The first row of the title whose last row is given, and the title; it is empty where there is none."""
    start, text, title = last, "", ""
    while start > 0 and last - start < _MOST_LINES and _continues(rows[start]):
        text = rows[start].text.strip() + text
        title = text if is_title(text) else title
        start -= 1
    return start + 1, title if title == text else ""


def _continues(row: Row) -> bool:
    """Whether a row may be a line of a title that the next row continues."""
    text = row.text.strip()
    is_short = 4 <= len(text) <= _LONGEST and not row.cells and not row.label
    is_words = is_short and not _SENTENCE.search(text) and not text.endswith(_ENDED)
    return is_words and read_label(text) is None and not _closes(row)


def _closes(row: Row) -> bool:
    return is_signature_day(row) or are_agencies(row.text) or closes(row)


def _is_ended(row: Row) -> bool:
    return bool(row.cells) or row.text.rstrip().endswith(_ENDED) or _closes(row)


def _begins_again(rows: tuple[Row, ...], title: int, seen: set[Shape]) -> bool:
    """Whether the first label after a title is number one of a way of numbering that was used before, or the
    first article.
    """
    for row in rows[title + 1 : title + 1 + _MOST]:
        if row.cells or is_title(row.text):
            return False
        if (label := _label(row)) is not None:
            is_outer = label.shape in seen or label.shape in (*ARTICLES, "一、")
            return label.shape != "附件" and label.number == 1 and is_outer
    return False
