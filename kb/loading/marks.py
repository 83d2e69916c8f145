"""Invalid marks of a text: an unknown agency or concept, or a quantity that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from kb.model.document import Document, Mark, Provision, part_of
from kb.model.numbers import is_readable, read_value
from kb.model.registry import Registry
from kb.model.values import FIRST_YEAR, LAST_YEAR, Span, Unit, is_nothing, plus_span
from kb.model.words.errors import Finding, Place, error

MARKABLE = ("quantity", "term", "name")
"""The kinds of concepts with which words of a text can be marked."""


def find_mark_faults(document: Document, registry: Registry, file: str) -> Iterator[Finding]:
    """The invalid marks of a document; ``file`` is its name in findings."""
    for closing in document.responsibilities:
        for mark in closing.agencies:
            yield from _agency_faults(mark, registry, Place(file, mark.line, part_of(closing.eid)))
    for clause in document.clauses:
        for run in clause.heading_runs:
            if isinstance(run, Mark):
                yield from _mark_faults(run, registry, Place(file, run.line or clause.line, clause.eid))
                if run.tag in ("quantity", "date"):
                    # No rule can use a heading, so a quantity there would never be covered by a rule.
                    yield error("heading-quantity", Place(file, clause.line, clause.eid), text=run.text)
    for provision in document.provisions():
        if not provision.clauses:
            for mark in provision.marks:
                place = Place(file, mark.line or provision.line, provision.eid)
                yield from _mark_faults(mark, registry, place)
            yield from _late_ends(provision, registry, file)


def _late_ends(provision: Provision, registry: Registry, file: str) -> Iterator[Finding]:
    """Spans that end after the last year of cases, counted from a day of the same sentence."""
    stated = [(mark, read_value(mark.text, unit)) for mark, unit in _measured(provision, registry)]
    days = [(mark, value) for mark, value in stated if isinstance(value, date)]
    spans = [(mark, value) for mark, value in stated if isinstance(value, Span)]
    for (start, first), (mark, span) in product(days, spans):
        try:
            year = plus_span(first, span).year
        except ValueError:
            year = LAST_YEAR + 1
        if not FIRST_YEAR <= year <= LAST_YEAR:
            place = Place(file, mark.line or provision.line, provision.eid)
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            yield error("span-outside", place, start=start.text, span=mark.text, **years)


def _measured(provision: Provision, registry: Registry) -> Iterator[tuple[Mark, Unit]]:
    """The marks of readable quantities, each with its unit."""
    for mark in provision.marks:
        concept = registry.concept_by_id.get(mark.concept)
        if concept is not None and concept.unit is not None and is_readable(mark.text, concept.unit):
            yield mark, concept.unit


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
    elif concept.unit is not None and is_nothing(read_value(mark.text, concept.unit)):
        yield error("quantity-nothing", place, text=mark.text, concept=concept.id)


def _agency_faults(mark: Mark, registry: Registry, place: Place) -> Iterator[Finding]:
    agency = registry.find_agency(mark.text)
    if agency is None:
        near = "、".join(registry.nearest_agency_names(mark.text)) or "—"
        yield error("agency-unregistered", place, name=mark.text, nearest=near)
    elif agency.id != mark.concept:
        yield error("agency-differs", place, name=mark.text, id=mark.concept, expected=agency.id)
