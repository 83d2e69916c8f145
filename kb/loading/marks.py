"""Marks of a text that lead nowhere: an unknown agency or concept, a quantity that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from kb.document import Document, Mark
from kb.errors import Finding, Place, error
from kb.numbers import is_readable
from kb.registry import Registry

MARKABLE = ("quantity", "term", "name")
"""The kinds of concept that words of a text are marked with."""


def find_mark_faults(document: Document, registry: Registry, file: str) -> Iterator[Finding]:
    """What is wrong with the marks of a document; ``file`` is what findings call it."""
    for closing in document.responsibilities:
        for mark in closing.agencies:
            yield from _agency_faults(mark, registry, Place(file, mark.line, closing.eid.split("__")[0]))
    for clause in document.clauses:
        for run in clause.heading_runs:
            if isinstance(run, Mark):
                yield from _mark_faults(run, registry, Place(file, run.line or clause.line, clause.eid))
                if run.tag in ("quantity", "date"):
                    # No rule reaches into a heading, so a quantity there could never be accounted for.
                    yield error("heading-quantity", Place(file, clause.line, clause.eid), text=run.text)
    for provision in document.provisions():
        if not provision.clauses:
            for mark in provision.marks:
                place = Place(file, mark.line or provision.line, provision.eid)
                yield from _mark_faults(mark, registry, place)


def _mark_faults(mark: Mark, registry: Registry, place: Place) -> Iterator[Finding]:
    if mark.tag == "organization":
        yield from _agency_faults(mark, registry, place)
        return
    concept = registry.concept_by_id.get(mark.concept)
    if concept is None or concept.kind not in MARKABLE:
        known = "、".join(c.id for c in registry.concepts if c.kind in MARKABLE)
        yield error("mark-unknown", place, concept=mark.concept, text=mark.text, known=known)
    elif concept.unit is not None and not is_readable(mark.text, concept.unit):
        yield error("quantity-unreadable", place, text=mark.text, concept=concept.id, unit=concept.unit)


def _agency_faults(mark: Mark, registry: Registry, place: Place) -> Iterator[Finding]:
    agency = registry.find_agency(mark.text)
    if agency is None:
        near = "、".join(registry.nearest_agency_names(mark.text)) or "—"
        yield error("agency-unregistered", place, name=mark.text, nearest=near)
    elif agency.id != mark.concept:
        yield error("agency-differs", place, name=mark.text, id=mark.concept, expected=agency.id)
