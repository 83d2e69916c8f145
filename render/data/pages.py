"""The content of every page as JSON data, version 1: ``data/measures/para_5.json`` for a measure's page.

``docs/reference/page.schema.json`` describes the form. One file serves the page in all languages. The form is
stable: within a version keys may be added, but no key is removed or changes its meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from msgspec import UNSET

import kb
from kb.explain.items import pages as items
from kb.explain.items.parts import left_out, write_json
from kb.model.policy import Measure, Support
from kb.model.registry import Agency, Domain
from kb.model.words.errors import LANGUAGES
from render import links as addresses
from render.data.parts import (
    concept_data,
    duties_data,
    label,
    last_day_data,
    part_data,
    plain_data,
    plain_text,
    quantity_data,
    reading_data,
    support_data,
    term_data,
    title_data,
)
from render.index import Lookups
from render.links import Links, data_file
from render.page_writer import Pen
from render.pages.questions import list_answers
from render.pages.situations import Guide, find_guides
from render.text.measure_summary import Group, list_slots

VERSION: Final = "1"
"""The version of the form. It changes when programs that read the form must change."""


def write_page_data(lookups: Lookups) -> dict[str, str]:
    """All files of data, by their paths in the site."""
    telling = _Telling(lookups)
    pages = list(telling.all())
    pages.insert(0, telling.policy_page([addresses.HOME, *(one.page for one in pages)]))
    return {data_file(page.page): write_json(page, 0) for page in pages}


class _Telling:
    """The data of each page, by the path of the page inside the folder of its language."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self.policy = lookups.policy
        self.pens = tuple(Pen(lookups, Links(lang, addresses.HOME)) for lang in LANGUAGES)

    def all(self) -> Iterator[items.Page]:
        """Every page but the first, which lists the others."""
        policy, lookups = self.policy, self.lookups
        yield self._needs()
        parts = [part_data(part) for part in policy.document.parts]
        yield items.PageText(VERSION, addresses.TEXT, "text", parts)
        yield self._terms()
        readings = [reading_data(policy, reading) for reading in policy.readings]
        yield items.PageReadings(VERSION, addresses.READINGS, "readings", readings)
        concepts = [concept_data(concept) for concept in policy.registry.concepts]
        defined = [items.Definition(one.term, one.provision, one.words) for one in policy.definitions]
        yield items.PageGlossary(VERSION, addresses.GLOSSARY, "glossary", concepts, defined)
        yield items.PageGraph(VERSION, addresses.GRAPH, "graph", self._duties())
        yield self._about()
        yield items.PageGrants(VERSION, addresses.GRANTS, "grants", self._supports(lookups.money))
        agencies = [self._agency(agency) for agency in lookups.agencies]
        yield items.PageContacts(VERSION, addresses.CONTACTS, "contacts", agencies)
        guides = find_guides(lookups)
        situations = [items.Situation(g.situation.id, label(g.situation)) for g in guides]
        yield items.PageSituations(VERSION, addresses.SITUATIONS, "situations", situations)
        for guide in guides:
            yield _situation(guide)
        yield items.PageQuestions(VERSION, addresses.QUESTIONS, "questions", self._questions())
        yield items.PagePicture(VERSION, addresses.PICTURE, "picture", self._groups())
        for measure in policy.measures:
            yield self._measure(measure)
        for agency in lookups.shown_agencies:
            yield self._agency_page(agency)
        for domain in policy.domains:
            yield self._domain(domain)

    def policy_page(self, pages: list[str]) -> items.PagePolicy:
        """The first page, which lists every page that has data."""
        document = self.policy.document
        issue, validity = self.lookups.term("issue"), self.lookups.term("validity")
        return items.PagePolicy(
            VERSION,
            addresses.HOME,
            kind="policy",
            work=document.work,
            date=document.version,
            title=items.Said(**{pen.lang: plain_text(pen.work_title()) for pen in self.pens}),
            published_title=document.title,
            measures=[
                items.MeasureTitle(m.eid, m.number, m.num, title_data(self.pens, m))
                for m in self.policy.measures
            ],
            agencies=[agency.id for agency in self.lookups.shown_agencies],
            domains=[domain.id for domain in self.policy.domains],
            issued=UNSET if issue is None else quantity_data(issue.quantities[0]),
            in_force=UNSET if validity is None else quantity_data(validity.quantities[0]),
            last_day=UNSET if validity is None else last_day_data(validity),
            pages=pages,
        )

    def _needs(self) -> items.PageNeeds:
        lookups = self.lookups
        forms = [
            items.FormSupports(form.id, label(form), _ids(lookups.supports_of_form[form.id]))
            for form in lookups.forms
        ]
        subjects = [
            items.SubjectSupports(s.concept.id, label(s.concept), unit.id, _ids(s.supports))
            for unit, subjects in lookups.subjects_of_unit
            for s in subjects
        ]
        return items.PageNeeds(VERSION, addresses.NEEDS, "needs", forms, subjects)

    def _terms(self) -> items.PageTerms:
        return items.PageTerms(
            VERSION,
            addresses.TERMS,
            kind="terms",
            rules=[term_data(term) for term in self.policy.terms],
            plain=plain_data(self.policy, "final"),
            scope=plain_data(self.policy, "scope"),
        )

    def _duties(self) -> list[items.Responsibility]:
        return [
            items.Responsibility(m.eid, duties_data(m), [link.domain.id for link in m.domains])
            for m in self.policy.measures
        ]

    def _about(self) -> items.PageAbout:
        policy, lookups = self.policy, self.lookups
        return items.PageAbout(
            VERSION,
            addresses.ABOUT,
            kind="about",
            work=policy.document.work,
            date=policy.document.version,
            text=sha256(policy.document.text.encode()).hexdigest(),
            files=dict(sorted(policy.hashes.items())),
            program=kb.__version__,
            counts={
                "measures": len(policy.measures),
                "agencies": len(lookups.agencies),
                "domains": len(policy.domains),
                "supports": len(policy.supports),
                "grants": len(lookups.money),
                "instruments": len(lookups.citations_of_instrument),
                "readings": len(policy.readings),
            },
        )

    def _supports(self, supports: tuple[Support, ...]) -> list[items.Support]:
        return [support_data(self.policy, support) for support in supports]

    def _questions(self) -> list[items.FrequentQuestion]:
        answers = {pen.lang: list_answers(pen) for pen in self.pens}
        return [
            items.FrequentQuestion(
                id=first.key,
                question=items.Said(**{lang: found[n].question for lang, found in answers.items()}),
                answer=items.AnswerLines(
                    **{
                        lang: [plain_text(line) for line in (*found[n].lines, *found[n].items)]
                        for lang, found in answers.items()
                    }
                ),
                readings=[reading.id for reading, _ in first.readings],
            )
            for n, first in enumerate(answers[LANGUAGES[0]])
        ]

    def _groups(self) -> list[items.MeasureGroup]:
        groups = [
            items.MeasureGroup(id=g.id, name=label(g), measures=list(g.measures)) for g in self.policy.groups
        ]
        rest = [measure.eid for measure in self.lookups.ungrouped]
        return groups + ([items.MeasureGroup(measures=rest)] if rest else [])

    def _measure(self, measure: Measure) -> items.PageMeasure:
        slots = {pen.lang: list_slots(pen, measure) for pen in self.pens}
        return items.PageMeasure(
            VERSION,
            addresses.measure_page(measure.eid),
            kind="measure",
            eid=measure.eid,
            number=measure.number,
            title=title_data(self.pens, measure),
            published=part_data(measure.clause),
            slots={
                slot.key: items.Slot(**{lang: _lines(found[n].groups) for lang, found in slots.items()})
                for n, slot in enumerate(slots[LANGUAGES[0]])
            },
            plain=plain_data(self.policy, measure.eid),
            supports=self._supports(measure.supports),
            agencies=duties_data(measure),
            domains=[link.domain.id for link in measure.domains],
            acts=[items.Act(a.kind, a.provision, a.words) for a in measure.acts],
            instruments=[
                items.Cited(c.instrument.id, c.effect, c.provision, c.words) for c in measure.citations
            ],
            readings=[r.id for r in self.lookups.readings_of_measure.get(measure.eid, ())],
        )

    def _agency(self, agency: Agency) -> items.Agency:
        duties = self.lookups.duties_of.get(agency.id, ())
        return items.Agency(
            id=agency.id,
            name=label(agency),
            body=agency.kind,
            short=list(agency.short_names),
            measures=[items.MeasureDuty(duty.measure, duty.rank, duty.label, duty.source) for duty in duties],
            rules=[term.kind for term in self.policy.terms if term.agency == agency],
        )

    def _agency_page(self, agency: Agency) -> items.PageAgency:
        told = self._agency(agency)
        page = addresses.agency_page(agency.id)
        return items.PageAgency(
            VERSION, page, "agency", told.id, told.name, told.body, told.short, told.measures, told.rules
        )

    def _domain(self, domain: Domain) -> items.PageDomain:
        return items.PageDomain(
            VERSION,
            addresses.domain_page(domain.id),
            kind="domain",
            id=domain.id,
            name=label(domain),
            provision=domain.provision,
            fields=[
                items.Field(field.id, items.Said(zh=field.words, en=field.label_en), list(field.examples))
                for field in domain.fields
            ],
            measures=[m.eid for m, _ in self.lookups.measures_of_domain.get(domain.id, ())],
        )


def _situation(guide: Guide) -> items.PageSituation:
    return items.PageSituation(
        VERSION,
        addresses.situation_page(guide.situation.id),
        kind="situation",
        id=guide.situation.id,
        name=label(guide.situation),
        subjects=[subject.id for subject in guide.subjects],
        supports=_ids(guide.supports),
        also=_ids(tuple(support for _, support in guide.also)),
        readings=[reading.id for reading in guide.readings],
    )


def _ids(supports: tuple[Support, ...]) -> list[str]:
    return [support.id for support in supports]


def _lines(groups: tuple[Group, ...]) -> list[items.Lines]:
    """The lines of a slot; ``of`` names the supports they apply to, where that is not the whole measure."""
    return [
        items.Lines(
            [plain_text(line) for line in group.lines], left_out([plain_text(name) for name in group.names])
        )
        for group in groups
        if group.lines
    ]
