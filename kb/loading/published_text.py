"""The published text, against which every figure and name of the policy is compared.

``published.txt`` lies beside ``text.xml`` and holds the words of the publication, one paragraph per line.
Rules are derived from the text, so they cannot show that a number in it is wrong. This file can. Empty lines,
blanks around a line and lines that only name the document make no difference: a text has its title apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.loading.files import decode_utf8, read_bytes
from kb.loading.folders import Folders
from kb.loading.versions import PUBLISHED
from kb.model.document import Document

_NUMBER = re.compile(r"\S{1,20}[〔[﹝（(]\d{4}[〕\]﹞）)]第?\d+号")
"""A line with nothing but the number of a document."""


class Departure(NamedTuple):
    """The first line in which a text differs from the publication: its part, and both wordings."""

    eid: str
    published: str
    here: str


def read_published(folders: Folders) -> str | None:
    """The words of the publication of a version; ``None`` where it has no publication of its own.

    Raises :class:`PolicyError` where they cannot be read.
    """
    path = folders.version / PUBLISHED
    if not folders.chosen.is_published:
        return None
    return decode_utf8(read_bytes(path, folders.name(path)), folders.name(path)).rstrip("\n")


def departs(document: Document, published: str) -> Departure | None:
    """The first difference between a document and the published words; ``None`` where they are equal."""
    if document.text == published:
        return None
    lines = iter(published_lines(document, published))
    for eid, here in own_lines(document):
        if (there := next(lines, "")) != here:
            return Departure(eid, *_around_difference(there, here))
    rest = "\n".join(lines)
    return Departure(document.parts[-1].eid, rest, "") if rest else None


def own_lines(document: Document) -> tuple[tuple[str, str], ...]:
    """The lines of a document that are compared, each with the eId of its part."""
    return tuple((part.eid, line) for part in document.parts for line in _filled(part.text))


def published_lines(document: Document, published: str) -> tuple[str, ...]:
    """The lines of a publication that are compared with those of a document.

    A line that gives only the title of the document, that of the notice which issues it, or a number of a
    document is left out, unless the document has that line itself.
    """
    own = {line for _, line in own_lines(document)}
    title = re.escape(document.title)
    named = re.compile(f"《?{title}》?|.{{0,60}}印发《{title}》的通知")

    def is_name(line: str) -> bool:
        squeezed = "".join(line.split())
        return bool(named.fullmatch(squeezed) or _NUMBER.fullmatch(squeezed))

    return tuple(line for line in _filled(published) if line in own or not is_name(line))


def _filled(text: str) -> Iterator[str]:
    """The lines of a text without those that are empty, and without the blanks around them."""
    return (line.strip() for line in text.split("\n") if line.strip())


def _around_difference(there: str, here: str, most: int = 12) -> tuple[str, str]:
    """The first differing characters, with a few before and after them."""
    start = next(
        (n for n, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), min(len(there), len(here))
    )
    first = max(0, start - most // 2)
    return there[first : start + most], here[first : start + most]
