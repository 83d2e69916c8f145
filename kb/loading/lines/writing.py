"""Writing the line form: lines from which every part can be read back."""

from __future__ import annotations

from collections.abc import Iterator

from kb.loading.lines.extras import spell_extras
from kb.loading.lines.levels import level_lines, level_sentence
from kb.loading.lines.runs import write_name, write_plain, write_runs
from kb.loading.lines.shapes import FRONT, INDENT, LEVELS
from kb.model.document import GONE, SECTIONS, Clause, Division, Document, Provision, Responsibility, Section


def spell_document(document: Document) -> str:
    """The document in lines, without checking that they read back as it."""
    values = (document.title, document.work, document.language, document.version)
    front = "\n".join(f"{key}:{write_plain(value)}" for key, value in zip(FRONT, values, strict=True))
    if document.levels:
        front += f"\n{LEVELS}:{' '.join(document.levels)}"
    bodies = (
        part.num + GONE
        if isinstance(part, Clause) and part.eid in document.removed
        else "\n".join(_part_lines(part, document.levels))
        for part in document.parts
    )
    extras = "\n".join(spell_extras(document))
    return "\n\n".join([front, *bodies, *([extras] if extras else [])]) + "\n"


def spell_part(part: Section | Clause, levels: tuple[str, ...] = ()) -> str:
    """A section or measure in lines, without checking that they read back as it."""
    return "\n".join(_part_lines(part, levels)) + "\n"


def _part_lines(part: Section | Clause, levels: tuple[str, ...]) -> Iterator[str]:
    if isinstance(part, Division) or (levels and isinstance(part, Clause)):
        yield from level_lines(part)
        if isinstance(part, Clause) and part.responsibility is not None:
            yield _closing(part.responsibility)
        return
    if isinstance(part, Clause):
        yield part.num + write_runs(part.heading_runs, starts_line=False)
        for sentence in part.sentences:
            yield from _sentence_lines(sentence)
        if part.responsibility is not None:
            yield _closing(part.responsibility)
        return
    yield f"【{SECTIONS.get(part.eid, part.eid)}】"
    for number, paragraph in enumerate(part.paragraphs):
        if number:
            yield ""
        for sentence in paragraph:
            yield from (level_sentence(sentence) if levels else _sentence_lines(sentence))


def _closing(responsibility: Responsibility) -> str:
    names = "、".join(write_name(agency.text) for agency in responsibility.agencies)
    return f"({responsibility.label}:{names})"


def _sentence_lines(sentence: Provision) -> Iterator[str]:
    first, *others = sentence.smallest()
    yield write_runs(first.runs)
    for clause in others:
        yield INDENT + write_runs(clause.runs, starts_line=False)
