"""A file of a policy → what was recognised of it. Nothing is decided, and everything not understood is
listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from kb.importing.closing import begins_footer
from kb.importing.front import Front, read_front
from kb.importing.outline import Outline, Unit, read_outline
from kb.importing.provisions import Imported, find_provisions
from kb.importing.reading import read_source
from kb.importing.rows import Source, Unread
from kb.importing.validity import Validity, read_validity
from kb.model.numbers import find_numbers


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised of a file: its front, its validity, its provisions and its outline.

    ``unread`` lists every line and word that was not understood, in the order of the lines.
    """

    name: str
    front: Front
    validity: Validity
    provisions: tuple[Imported, ...]
    outline: Outline
    unread: tuple[Unread, ...]

    @property
    def units_at_top(self) -> tuple[Unit, ...]:
        """The labelled parts that are inside no other."""
        return self.outline.units

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every labelled part, including items."""
        return tuple(self.outline.walk())


def import_file(path: Path, *, rejected: bool = False) -> Recognised:
    """What was recognised of a text, web page, Word file or PDF.

    ``rejected`` reads a Word file as it was before its tracked changes. Raises :class:`PolicyError`.
    """
    return recognise(read_source(path, rejected=rejected), path.name)


def recognise(source: Source, name: str) -> Recognised:
    """What was recognised of a file that is given as rows; ``name`` is its name."""
    outline = read_outline(source.rows)
    front = read_front(outline)
    whole = "\n".join(row.text or "\u3000".join(cell.text for cell in row.cells) for row in source.rows)
    provisions = find_provisions(outline)
    strange = {one.line for one in outline.unread}
    words = [one for provision in provisions for one in provision.unread if one.line not in strange]
    unread = [*source.unread, *outline.unread, *words, *_outside(outline)]
    if not provisions:
        unread.append(Unread(source.rows[0].line if source.rows else 1, "", "unnumbered"))
    return Recognised(
        name,
        front,
        read_validity(whole, front.title, front.issued, front.begins),
        provisions,
        outline,
        tuple(sorted(unread, key=lambda one: one.line)),
    )


def _outside(outline: Outline) -> Iterator[Unread]:
    """The lines with sums or rates that are in no provision: before the first label, or after the last."""
    behind = takewhile(lambda row: not begins_footer(row), outline.closing)
    for row in (*outline.front, *behind):
        for words in [cell.text for cell in row.cells] or [row.text]:
            kinds = {number.kind for number in find_numbers(words)}
            if kinds & {"money", "currency", "rate"}:
                yield Unread(row.line, words, "outside")
