"""Recognising a policy in a file. Nothing is decided, and everything not understood is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from kb.importing.closing import begins_footer
from kb.importing.documents import split_documents
from kb.importing.front import Front, read_front
from kb.importing.outline import Outline, Unit, read_outline
from kb.importing.provisions import Imported, find_provisions
from kb.importing.reading import read_source
from kb.importing.rows import Row, Source, Unread
from kb.importing.validity import Validity, read_validity
from kb.model.numbers import find_numbers


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised of a file: its front, its validity, its provisions and its outline.

    ``later`` are the outlines of further documents in the same file. ``unread`` lists every line and word
    that was not understood, in the order of the lines.
    """

    name: str
    front: Front
    validity: Validity
    provisions: tuple[Imported, ...]
    outline: Outline
    unread: tuple[Unread, ...]
    later: tuple[Outline, ...] = ()

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The outlines of all documents of the file, in order."""
        return (self.outline, *self.later)

    @property
    def units_at_top(self) -> tuple[Unit, ...]:
        """The labelled parts that are inside no other."""
        return tuple(unit for outline in self.outlines for unit in outline.units)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every labelled part, including items."""
        return tuple(unit for outline in self.outlines for unit in outline.walk())


def import_file(path: Path, *, rejected: bool = False) -> Recognised:
    """What was recognised of a text, web page, Word file or PDF.

    ``rejected`` reads a Word file as it was before its tracked changes. Raises :class:`PolicyError` where the
    file cannot be read, is of no known kind, or is unsafe to unpack.
    """
    return recognise(read_source(path, rejected=rejected), path.name)


def recognise(source: Source, name: str) -> Recognised:
    """What was recognised of a file that is given as rows; ``name`` is its name."""
    documents = split_documents(source.rows)
    outline, *later = (read_outline(one.rows) for one in documents)
    front = read_front(outline)
    issued = next((n for n, one in enumerate(documents) if _is_same(one.title, front.title)), 0)
    provisions = [*find_provisions(outline)]
    unread = [*source.unread]
    for n, one in enumerate(later, 1):
        title = documents[n].title
        above = () if n == issued else (title,)
        provisions += (_inside(each, above) for each in find_provisions(one))
        if above:
            unread.append(Unread(documents[n].rows[0].line, title, "another-document"))
    strange = {each.line for one in (outline, *later) for each in one.unread}
    words = [each for one in provisions for each in one.unread if each.line not in strange]
    unread += words
    for one in (outline, *later):
        unread += (*one.unread, *_outside(one))
    if not provisions:
        unread.append(Unread(source.rows[0].line if source.rows else 1, "", "unnumbered"))
    validity = read_validity(_whole(documents[issued].rows), front.title, front.issued, front.begins)
    if issued and not validity.words:
        validity = read_validity(_whole(documents[0].rows), front.title, front.issued, front.begins)
    return Recognised(
        name,
        front,
        validity,
        tuple(provisions),
        outline,
        tuple(sorted(unread, key=lambda one: one.line)),
        tuple(later),
    )


def _whole(rows: tuple[Row, ...]) -> str:
    return "\n".join(row.text or "\u3000".join(cell.text for cell in row.cells) for row in rows)


def _is_same(title: str, other: str) -> bool:
    return bool(title) and "".join(title.split()) == "".join(other.split())


def _inside(provision: Imported, above: tuple[str, ...]) -> Imported:
    """A provision of a further document, whose title is the outermost part around it."""
    path = (*above, *provision.path)
    return replace(provision, path=path, chapter=path[0] if path else "")


def _outside(outline: Outline) -> Iterator[Unread]:
    """The lines with sums or rates that are in no provision: before the first label, or after the last."""
    behind = takewhile(lambda row: not begins_footer(row), outline.closing)
    for row in (*outline.front, *behind):
        for words in [cell.text for cell in row.cells] or [row.text]:
            kinds = {number.kind for number in find_numbers(words)}
            if kinds & {"money", "currency", "rate"}:
                yield Unread(row.line, words, "outside")
