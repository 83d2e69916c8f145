"""The published text, against which every figure and name of the policy is compared.

``published.txt`` lies beside ``text.xml`` and holds the words of the publication, one paragraph per line.
Rules are derived from the text, so they cannot show that a number in it is wrong. This file can.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from kb.loading.files import decode_utf8, read_bytes
from kb.loading.folders import Folders
from kb.loading.versions import PUBLISHED
from kb.model.document import Document


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
    lines = iter(published.split("\n"))
    for part in document.parts:
        for here in part.text.split("\n"):
            if (there := next(lines, "")) != here:
                return Departure(part.eid, *_around_difference(there, here))
    rest = "\n".join(line for line, _ in zip_longest(lines, ()))
    return Departure(document.parts[-1].eid, rest, "")


def _around_difference(there: str, here: str, most: int = 12) -> tuple[str, str]:
    """The first differing characters, with a few before and after them."""
    start = next(
        (n for n, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), min(len(there), len(here))
    )
    first = max(0, start - most // 2)
    return there[first : start + most], here[first : start + most]
