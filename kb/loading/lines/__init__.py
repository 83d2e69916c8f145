"""The line form (条文标记): the text of a policy in lines that people edit.

One sentence stands on a line, and its further clauses stand on lines indented by two spaces. A blank line
separates paragraphs, sections and measures. ``[1000万元|最高限额]`` marks words, and a backslash makes the
next character plain. ``docs/markup.md`` explains the form to the people who write it.

Reading is strict: a line that is not understood is an error, and all errors are reported at once. The reader
tolerates only these deviations, which writing then removes: CRLF line ends, a byte order mark, blanks
(spaces, tabs, ideographic spaces) at the end of a line, several blank lines for one, blank lines at the
beginning, at the end and right below a header, a missing newline at the end, and a backslash before a
character that could be structure elsewhere but is not here.

Writing checks itself: the written lines are read back and compared. A document that lines cannot hold (a line
break inside a sentence, an eId out of order, words marked with a concept of another kind) is refused.
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
    """The document that ``text`` states. Raises :class:`PolicyError` with every finding.

    With ``by_place`` measures may stand in any order, as after one of them was moved.
    """
    return Reader(text, registry, file, first_line, by_place=by_place).read_document()


def read_parts(text: str, registry: Registry, file: str = "", first_line: int = 1) -> tuple[Part, ...]:
    """The parts that ``text`` states; measures may have any number. Raises :class:`PolicyError` with every
    finding.
    """
    return Reader(text, registry, file, first_line, by_place=True).read_parts()


def write_lines(document: Document, registry: Registry, file: str = "") -> str:
    """The document in canonical lines.

    ``file`` is the name of the document's file in findings. Raises :class:`PolicyError` where lines cannot
    hold the document.
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
    """The single section or measure that ``text`` states.

    ``expected_eid`` is the eId that it must have, ``first_line`` the number of its first line in findings,
    and ``levels`` the levels of its document. Raises :class:`PolicyError` with every finding.
    """
    reader = Reader(text, registry, file, first_line)
    return reader.read_level(levels, expected_eid or "") if levels else reader.read_part(expected_eid)


def write_part(part: Part, registry: Registry, file: str = "", levels: tuple[str, ...] = ()) -> str:
    """A section or measure in canonical lines. Raises :class:`PolicyError` where lines cannot hold it.

    ``levels`` are the levels of its document.
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
    """The findings, placed at the lines of the original document instead of those of the written lines."""
    lines = {part.eid: part.line for part in parts}
    for part in parts:
        for sentence in part.sentences:
            lines[sentence.eid] = sentence.line
            lines |= {clause.eid: clause.line for clause in sentence.clauses}
    for finding in findings:
        eid = finding.place.eid
        yield replace(finding, place=Place(file, lines.get(eid, 0), eid))


def _unwritable(parts: tuple[Part, ...], again: tuple[Part, ...], file: str) -> Iterator[Finding]:
    """The findings for places where the written lines would state something else than the document."""
    different = [(part, other) for part, other in zip(parts, again, strict=False) if part != other]
    if not different or len(parts) != len(again):
        yield error("markup-unwritable", Place(file))
    for part, other in different:
        pairs = zip(part.sentences, other.sentences, strict=False)
        faulty = next((sentence for sentence, read in pairs if sentence != read), part)
        yield error("markup-unwritable", Place(file, faulty.line, faulty.eid))
