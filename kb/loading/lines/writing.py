"""Writing the line form: every part as the lines that read back as it."""

from __future__ import annotations

from collections.abc import Iterator

from kb.loading.lines.runs import write_name, write_plain, write_runs
from kb.loading.lines.shapes import FRONT, INDENT
from kb.model.document import SECTIONS, Clause, Document, Provision, Section


def spell_document(document: Document) -> str:
    """The document in lines, whether or not they read back as it."""
    values = (document.title, document.work, document.language, document.version)
    front = "\n".join(f"{key}:{write_plain(value)}" for key, value in zip(FRONT, values, strict=True))
    return "\n\n".join([front, *("\n".join(_part_lines(part)) for part in document.parts)]) + "\n"


def spell_part(part: Section | Clause) -> str:
    """A section or measure in lines, whether or not they read back as it."""
    return "\n".join(_part_lines(part)) + "\n"


def _part_lines(part: Section | Clause) -> Iterator[str]:
    if isinstance(part, Clause):
        yield part.num + write_runs(part.heading_runs, starts_line=False)
        for sentence in part.sentences:
            yield from _sentence_lines(sentence)
        if part.responsibility is not None:
            names = "、".join(write_name(agency.text) for agency in part.responsibility.agencies)
            yield f"({part.responsibility.label}:{names})"
        return
    yield f"【{SECTIONS.get(part.eid, part.eid)}】"
    for number, paragraph in enumerate(part.paragraphs):
        if number:
            yield ""
        for sentence in paragraph:
            yield from _sentence_lines(sentence)


def _sentence_lines(sentence: Provision) -> Iterator[str]:
    first, *others = sentence.smallest()
    yield write_runs(first.runs)
    for clause in others:
        yield INDENT + write_runs(clause.runs, starts_line=False)
