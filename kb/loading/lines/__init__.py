"""The line form (条文标记): the text of a policy as people edit it, read from lines and written to them.

One sentence stands on a line, its further clauses on lines indented by two spaces; a blank line parts
paragraphs, sections and measures; ``[1000万元|最高限额]`` marks words, and a backslash makes the next
character plain. ``docs/markup.md`` explains it to the people who write it.

Reading is strict: a line is understood or it is an error, and all errors are told at once. Tolerated, and
made canonical by writing, are only these: CRLF line ends, a byte order mark, blanks (spaces, tabs,
ideographic spaces) at the end of a line, several blank lines for one, blank lines at the beginning or the end
and right below a header, a missing newline at the end, and a backslash before a character that could be
structure elsewhere but is not here.

Writing proves itself: what is written is read back, and a document that lines cannot hold (a line break
inside a sentence, an eId out of order, words marked with a concept of another kind) is refused instead of
being bent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kb.loading.lines.levels import placed as placed
from kb.loading.lines.reading import Part, Reader
from kb.loading.lines.writing import spell_document, spell_part
from kb.model.document import Document
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error


def read_lines(
    text: str, registry: Registry, file: str = "", first_line: int = 1, *, by_place: bool = False
) -> Document:
    """The document that ``text`` spells. Raises :class:`PolicyError` with every finding.

    With ``by_place`` measures may stand in any order, as where one of them was moved.
    """
    return Reader(text, registry, file, first_line, by_place=by_place).read_document()


def read_parts(text: str, registry: Registry, file: str = "", first_line: int = 1) -> tuple[Part, ...]:
    """The parts that ``text`` spells, measures under any number. Raises :class:`PolicyError`."""
    return Reader(text, registry, file, first_line, by_place=True).read_parts()


def write_lines(document: Document, registry: Registry, file: str = "") -> str:
    """The document in canonical lines.

    ``file`` is where the document came from, for findings. Raises :class:`PolicyError` where lines cannot
    hold it.
    """
    text = spell_document(document)
    try:
        again = read_lines(text, registry)
    except PolicyError as problem:
        raise PolicyError(_placed(problem.findings, document.parts, file)) from None
    if again != document:
        raise PolicyError(_unwritable(document.parts, again.parts, file))
    return text


def read_part(
    text: str,
    registry: Registry,
    file: str = "",
    expected_eid: str | None = None,
    first_line: int = 1,
    levels: tuple[str, ...] = (),
) -> Part:
    """The one section or measure that ``text`` spells.

    ``expected_eid`` is the eId that it must have, ``first_line`` the number of its first line in the file
    that findings name, ``levels`` those of its document. Raises :class:`PolicyError` with every finding.
    """
    reader = Reader(text, registry, file, first_line)
    return reader.read_level(levels, expected_eid or "") if levels else reader.read_part(expected_eid)


def write_part(part: Part, registry: Registry, file: str = "", levels: tuple[str, ...] = ()) -> str:
    """A section or measure in canonical lines. Raises :class:`PolicyError` where lines cannot hold it.

    ``levels`` are those of its document.
    """
    text = spell_part(part, levels)
    try:
        again = placed(read_part(text, registry, "", part.eid if levels else None, 1, levels), part)
    except PolicyError as problem:
        raise PolicyError(_placed(problem.findings, (part,), file)) from None
    if again != part:
        raise PolicyError(_unwritable((part,), (again,), file))
    return text


def _placed(findings: tuple[Finding, ...], parts: tuple[Part, ...], file: str) -> Iterator[Finding]:
    """The findings at the lines of the document that was to be written, not at those of the lines tried."""
    lines = {part.eid: part.line for part in parts}
    for part in parts:
        for sentence in part.sentences:
            lines[sentence.eid] = sentence.line
            lines |= {clause.eid: clause.line for clause in sentence.clauses}
    for finding in findings:
        eid = finding.place.eid
        yield replace(finding, place=Place(file, lines.get(eid, 0), eid))


def _unwritable(parts: tuple[Part, ...], again: tuple[Part, ...], file: str) -> Iterator[Finding]:
    """Where the lines would say something else than the document."""
    different = [(part, other) for part, other in zip(parts, again, strict=False) if part != other]
    if not different or len(parts) != len(again):
        yield error("markup-unwritable", Place(file))
    for part, other in different:
        pairs = zip(part.sentences, other.sentences, strict=False)
        faulty = next((sentence for sentence, read in pairs if sentence != read), part)
        yield error("markup-unwritable", Place(file, faulty.line, faulty.eid))
