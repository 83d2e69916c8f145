"""All pages of the site, with the data that each is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import kb
from kb.model.document import Document
from kb.model.figures import last_day_of
from kb.model.policy import Measure, Policy, Term
from kb.model.registry import Agency, Concept, ConceptKind, Domain, Registry
from kb.model.wording import Figure
from kb.model.words.errors import LANGUAGES, Language
from render import links as addresses
from render.data.linked_data import link_agency, link_measure, link_text
from render.data.search import KINDS
from render.index import Lookups, look_up
from render.links import Links
from render.page_writer import Pen
from render.pages.calculator import OtherWorks, list_calculator_pages
from render.pages.graph import list_graph_pages
from render.pages.overview import list_overview_pages
from render.pages.page import HTML_LANGUAGE, Page, make_page
from render.pages.picture import list_picture_pages
from render.pages.questions import list_question_pages
from render.pages.situations import list_situation_pages
from render.pages.versions import list_version_pages
from render.practice import Practice
from render.text.measure_summary import list_slots
from render.things import list_starts, list_starts_of

__all__ = ["HTML_LANGUAGE", "Page", "list_pages"]

_KINDS: tuple[ConceptKind, ...] = (
    "form",
    "selection",
    "quantity",
    "base",
    "term",
    "act",
    "role",
    "level",
    "phase",
    "unit",
    "name",
    "instrument",
    "subject",
)
"""The kinds of concept in the order of the page of terms."""


_STANDARD = "WCAG 2.2"

_STATEMENT = {
    "ways": ("larger", "scripts", "keyboard", "narrow", "colours", "paper", "plain"),
    "tested": ("axe", "steps", "colours", "keyboard", "size", "paper"),
    "untested": ("people", "devices", "browsers", "words"),
    "known": ("pictures", "traditional", "clauses"),
}
"""The parts of the accessibility statement, each with the keys of its sentences."""


def list_concepts(registry: Registry) -> list[tuple[ConceptKind, tuple[Concept, ...]]]:
    """The concepts, grouped by kind, in the order of the page of terms."""
    return [(kind, found) for kind in _KINDS if (found := registry.of_kind(kind))]


def list_pages(
    policy: Policy,
    papers: Collection[str] = (),
    practice: Practice | None = None,
    history: Sequence[Document] = (),
    others: Mapping[Language, OtherWorks] | None = None,
    languages: Sequence[Language] = LANGUAGES,
) -> tuple[Page, ...]:
    """Every page of the site in some ``languages``, in the first of all with the home page at its root.

    ``papers`` are the folders that have a PDF. ``practice`` is the publisher's information on links, batches
    and deadlines. ``history`` are the texts of all versions of the work, in order. ``others`` are the other
    works of its library.
    """
    lookups = look_up(policy)
    pages: list[Page] = []
    for lang in languages:
        if lang == LANGUAGES[0]:
            pages.append(_home(lookups, Links(lang, addresses.HOME, at_root=True), papers))
        pages += _Pages(lookups, lang, papers, practice or Practice(), history, others or {}).all()
    return tuple(pages)


@dataclass(frozen=True)
class _Pages:
    """The pages in one language."""

    lookups: Lookups
    lang: Language
    papers: Collection[str]
    practice: Practice
    history: Sequence[Document]
    others: Mapping[Language, OtherWorks]

    def all(self) -> Iterator[Page]:
        yield _home(self.lookups, Links(self.lang, addresses.HOME), self.papers)
        yield self._page(addresses.NEEDS, "needs.html")
        yield self._text()
        yield self._terms()
        yield self._page(addresses.READINGS, "readings.html")
        yield self._glossary()
        yield from list_graph_pages(self.lookups, self.lang)
        yield self._about()
        yield self._page(addresses.ACCESSIBILITY, "accessibility.html", standard=_STANDARD, parts=_STATEMENT)
        yield from list_overview_pages(self.lookups, self.lang)
        yield from list_situation_pages(self.lookups, self.lang)
        yield from list_question_pages(self.lookups, self.lang)
        yield from list_picture_pages(self.lookups, self.lang)
        yield from list_calculator_pages(self.lookups, self.lang, self.others.get(self.lang))
        yield self._page(addresses.SEARCH, "search.html", kinds=KINDS)
        yield from list_version_pages(self.lookups, self.lang, self.history)
        yield from map(self._measure, self.lookups.policy.measures)
        yield from map(self._agency, self.lookups.shown_agencies)
        yield from map(self._domain, self.lookups.policy.domains)

    def _page(self, path: str, template: str, **data: Any) -> Page:
        return make_page(self.lookups, Links(self.lang, path), template, **data)

    def _text(self) -> Page:
        document = self.lookups.policy.document
        before = [part for part in (document.preface, document.preamble, document.scope) if part]
        pen = Pen(self.lookups, Links(self.lang, addresses.TEXT))
        return self._page(
            addresses.TEXT,
            "text.html",
            before=before,
            body=document.body,
            final=document.final,
            annexes=document.annexes,
            linked=link_text(pen),
        )

    def _terms(self) -> Page:
        policy, lookups = self.lookups.policy, self.lookups
        pen = Pen(lookups, Links(self.lang, addresses.TERMS))
        plain, scope_plain = pen.plain("final"), pen.plain("scope")
        readings = lookups.readings_of_measure.get("final", ())
        sections = [
            (anchor, pen.t(key))
            for anchor, key, there in (
                ("offers", "terms.offers", plain.offers),
                ("for", "terms.for", plain.to_whom),
                ("decided", "terms.decided", plain.decided),
                ("rules", "terms.rules", policy.terms),
                ("open", "measure.open", plain.open or readings),
                ("scope-plain", "terms.scope", scope_plain.offers),
                ("text", "terms.text", policy.document.final),
            )
            if there
        ]
        return self._page(
            addresses.TERMS,
            "terms.html",
            plain=plain,
            scope_plain=scope_plain,
            scope=policy.document.scope,
            final=policy.document.final,
            readings=readings,
            last_day=_last_day(lookups),
            sections=sections,
        )

    def _glossary(self) -> Page:
        pen = Pen(self.lookups, Links(self.lang, addresses.GLOSSARY))
        kinds = list_concepts(self.lookups.policy.registry)
        defined = ["definitions"] if self.lookups.policy.definitions else []
        sections = [(kind, pen.t(f"glossary.{kind}")) for kind in (*defined, *(kind for kind, _ in kinds))]
        return self._page(addresses.GLOSSARY, "glossary.html", kinds=kinds, sections=sections)

    def _about(self) -> Page:
        policy, lookups = self.lookups.policy, self.lookups
        numbers = [
            ("measures", len(policy.measures), "measures"),
            ("agencies", len(lookups.agencies), "agencies"),
            ("domains", len(policy.domains), "domains"),
            ("supports", len(policy.supports), "supports"),
            ("grants", len(lookups.money), "grants"),
            ("instruments", len(lookups.citations_of_instrument), "instruments"),
            ("readings", len(policy.readings), "readings"),
        ]
        checksum = sha256(policy.document.text.encode()).hexdigest()
        return self._page(
            addresses.ABOUT, "about.html", numbers=numbers, hash=checksum, version=kb.__version__
        )

    def _measure(self, measure: Measure) -> Page:
        lookups = self.lookups
        links = Links(self.lang, addresses.measure_page(measure.eid))
        pen = Pen(lookups, links)
        plain = pen.plain(measure.eid)
        readings = lookups.readings_of_measure.get(measure.eid, ())
        before, after = lookups.neighbours[measure.eid]
        own = lookups.own_readings.get(measure.eid, ())
        general = [reading for reading in readings if lookups.home_of(reading) == ""]
        group = lookups.group_of.get(measure.eid)
        steps = [(group.label(self.lang), links.to(addresses.HOME, f"group-{group.id}"))] if group else []
        return self._page(
            links.here,
            "measure.html",
            measure=measure,
            linked=link_measure(pen, measure),
            plain=plain,
            slots=list_slots(pen, measure),
            stated=self.practice.measures.get(measure.eid),
            starts=list_starts_of(lookups, self.lang, measure),
            readings=[*own, *general],
            smallest=[part for sentence in measure.provisions for part in sentence.smallest()],
            before=before,
            after=after,
            steps=steps,
        )

    def _agency(self, agency: Agency) -> Page:
        duties = self.lookups.duties_of.get(agency.id, ())
        links = Links(self.lang, addresses.agency_page(agency.id))
        pen = Pen(self.lookups, links)
        return self._page(
            links.here,
            "agency.html",
            agency=agency,
            linked=link_agency(pen, agency),
            duties=duties,
            first=[duty for duty in duties if duty.leads],
            later=[duty for duty in duties if not duty.leads],
            sharing=self.lookups.sharing.get(agency.id, ()),
            mentions=self.lookups.mentions_of.get(agency.id, ()),
            terms=[term for term in self.lookups.policy.terms if term.agency == agency],
        )

    def _domain(self, domain: Domain) -> Page:
        measures = self.lookups.measures_of_domain.get(domain.id, ())
        return self._page(
            addresses.domain_page(domain.id),
            "domain.html",
            domain=domain,
            measures=measures,
            grants=[s for measure, _ in measures for s in measure.supports if s.is_money],
        )


def _home(lookups: Lookups, links: Links, papers: Collection[str]) -> Page:
    return make_page(
        lookups,
        links,
        "home.html",
        issue=lookups.term("issue"),
        validity=lookups.term("validity"),
        non_cumulation=lookups.term("non-cumulation"),
        last_day=_last_day(lookups),
        preface_agency=lookups.issuer,
        papers=papers,
        starts=list_starts(lookups, links.lang),
    )


def _last_day(lookups: Lookups) -> Figure | None:
    """The last day of validity, where the document states an end."""
    validity: Term | None = lookups.term("validity")
    return None if validity is None else last_day_of(validity)
