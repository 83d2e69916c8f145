"""Edits of a text in lines, as a person makes them, for tests of changes between two versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.loading.lines import read_part, write_part
from kb.model.document import Clause, Document, Mark, Provision, Responsibility
from kb.model.numbers import write_numeral
from kb.model.registry import Registry
from kb.versions.part import replace_part


def with_lines(document: Document, registry: Registry, eid: str, lines: str, day: str) -> Document:
    """The document with new lines for a part, as the version of a day."""
    part = read_part(lines, registry, "lines.txt", eid, levels=document.levels)
    return replace(replace_part(document, part), version=day)


def with_words(document: Document, registry: Registry, eid: str, *pairs: tuple[str, str]) -> Document:
    """The document with words of a part's lines replaced, as the version of 2032-01-01."""
    part = document.part(eid)
    assert part is not None
    lines = write_part(part, registry, levels=document.levels)
    for old, new in pairs:
        assert old in lines, lines
        lines = lines.replace(old, new)
    return with_lines(document, registry, eid, lines, "2032-01-01")


def new_clause(document: Document) -> Clause:
    like = document.clauses[0]
    agency = Mark("市风车局", "organization", "fengche")
    return replace(
        like,
        heading_runs=("支持算力。",),
        sentences=(Provision("para_1__s_1", ("支持风车算力建设。",)),),
        responsibility=Responsibility("para_1__resp", "责任单位", (agency,)),
    )


def with_order(document: Document, registry: Registry, order: Sequence[int]) -> Document:
    """The measures of a document in another order, by their old numbers, numbered anew by their places."""
    clauses = []
    for number, was in enumerate(order, 1):
        part = document.clauses[was - 1]
        lines = write_part(part, registry, levels=document.levels).replace(
            part.num, f"({write_numeral(number)})", 1
        )
        read = read_part(lines, registry, "lines.txt", f"para_{number}", levels=document.levels)
        assert isinstance(read, Clause)
        clauses.append(read)
    return replace(document, clauses=tuple(clauses), version="2032-01-01")
