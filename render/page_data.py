"""The content of every page as JSON data, version 1: ``data/measures/para_5.json`` for a measure's page.

``docs/reference/page.schema.json`` describes it. A file serves the page in all languages. The form is stable:
keys may be added, none is taken away and none changes its meaning within a version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import kb
from kb.errors import LANGUAGES
from kb.model import Measure, Support
from kb.registry import Agency, Domain
from kb.wording import Figure
from render import links as addresses
from render.data_parts import (
    Data,
    agency_data,
    concept_data,
    duties_data,
    figure_data,
    label,
    part_data,
    plain_data,
    plain_text,
    reading_data,
    support_data,
    term_data,
    title_data,
)
from render.links import Links, data_file
from render.lookups import Lookups
from render.pen import Pen
from render.questions import list_answers
from render.situations import Guide, find_guides
from render.slots import Group, list_slots

VERSION = "1"
"""The version of the form; it changes when a program that reads it would have to."""


def write_page_data(lookups: Lookups) -> dict[str, str]:
    """Every file of data, by its path in the site."""
    pages = dict(_Telling(lookups).all())
    pages[addresses.HOME]["pages"] = list(pages)
    return {
        data_file(page): json.dumps({"version": VERSION, "page": page} | data, ensure_ascii=False) + "\n"
        for page, data in pages.items()
    }


class _Telling:
    """What each page tells, by the path of the page inside the folder of its language."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self.policy = lookups.policy
        self.pens = tuple(Pen(lookups, Links(lang, addresses.HOME)) for lang in LANGUAGES)

    def all(self) -> Iterator[tuple[str, Data]]:
        policy, lookups = self.policy, self.lookups
        yield addresses.HOME, {"kind": "policy"} | self._policy()
        yield addresses.NEEDS, {"kind": "needs"} | self._needs()
        yield addresses.TEXT, {"kind": "text", "parts": [part_data(part) for part in policy.document.parts]}
        yield addresses.TERMS, {"kind": "terms"} | self._terms()
        yield addresses.READINGS, {"kind": "readings", "readings": self._readings()}
        yield addresses.GLOSSARY, {"kind": "glossary", "concepts": self._concepts()}
        yield addresses.GRAPH, {"kind": "graph", "measures": self._duties()}
        yield addresses.ABOUT, {"kind": "about"} | self._about()
        yield addresses.GRANTS, {"kind": "grants", "supports": self._supports(self.lookups.money)}
        yield addresses.CONTACTS, {"kind": "contacts", "agencies": list(map(self._agency, lookups.agencies))}
        guides = find_guides(lookups)
        yield addresses.SITUATIONS, {"kind": "situations", "situations": [_named(g) for g in guides]}
        for guide in guides:
            yield addresses.situation_page(guide.situation.id), {"kind": "situation"} | _situation(guide)
        yield addresses.QUESTIONS, {"kind": "questions", "questions": self._questions()}
        yield addresses.PICTURE, {"kind": "picture", "groups": self._groups()}
        for measure in policy.measures:
            yield addresses.measure_page(measure.eid), {"kind": "measure"} | self._measure(measure)
        for agency in policy.agencies:
            yield addresses.agency_page(agency.id), {"kind": "agency"} | self._agency(agency)
        for domain in policy.domains:
            yield addresses.domain_page(domain.id), {"kind": "domain"} | self._domain(domain)

    def _policy(self) -> Data:
        document = self.policy.document
        found: Data = {
            "work": document.work,
            "date": document.version,
            "title": {pen.lang: plain_text(pen.work_title()) for pen in self.pens},
            "published_title": document.title,
            "measures": [
                {"eid": m.eid, "number": m.number, "num": m.num, "title": title_data(self.pens, m)}
                for m in self.policy.measures
            ],
            "agencies": [agency.id for agency in self.policy.agencies],
            "domains": [domain.id for domain in self.policy.domains],
        }
        issue, validity = self.lookups.term("issue"), self.lookups.term("validity")
        if issue is not None:
            found["issued"] = figure_data(issue.quantities[0])
        if validity is not None:
            found["in_force"] = figure_data(validity.quantities[0])
            found["last_day"] = figure_data(Figure(validity.quantities, "last-day"))
        return found

    def _needs(self) -> Data:
        lookups = self.lookups
        return {
            "forms": [
                {"id": form.id, "name": label(form), "supports": _ids(lookups.supports_of_form[form.id])}
                for form in lookups.forms
            ],
            "subjects": [
                {"id": s.concept.id, "name": label(s.concept), "per": unit.id, "supports": _ids(s.supports)}
                for unit, subjects in lookups.subjects_of_unit
                for s in subjects
            ],
        }

    def _terms(self) -> Data:
        return {
            "rules": [term_data(term) for term in self.policy.terms],
            "plain": plain_data(self.policy, "final"),
            "scope": plain_data(self.policy, "scope"),
        }

    def _readings(self) -> list[Data]:
        return [reading_data(self.policy, reading) for reading in self.policy.readings]

    def _concepts(self) -> list[Data]:
        return [concept_data(concept) for concept in self.policy.registry.concepts]

    def _duties(self) -> list[Data]:
        return [
            {"eid": m.eid, "agencies": duties_data(m), "domains": [link.domain.id for link in m.domains]}
            for m in self.policy.measures
        ]

    def _about(self) -> Data:
        policy, lookups = self.policy, self.lookups
        return {
            "work": policy.document.work,
            "date": policy.document.version,
            "text": sha256(policy.document.text.encode()).hexdigest(),
            "files": dict(sorted(policy.hashes.items())),
            "program": kb.__version__,
            "counts": {
                "measures": len(policy.measures),
                "agencies": len(lookups.agencies),
                "domains": len(policy.domains),
                "supports": len(policy.supports),
                "grants": len(lookups.money),
                "instruments": len(lookups.citations_of_instrument),
                "readings": len(policy.readings),
            },
        }

    def _supports(self, supports: tuple[Support, ...]) -> list[Data]:
        return [support_data(self.policy, support) for support in supports]

    def _questions(self) -> list[Data]:
        answers = {pen.lang: list_answers(pen) for pen in self.pens}
        return [
            {
                "id": first.key,
                "question": {lang: found[n].question for lang, found in answers.items()},
                "answer": {
                    lang: [plain_text(line) for line in (*found[n].lines, *found[n].items)]
                    for lang, found in answers.items()
                },
                "readings": [reading.id for reading, _ in first.readings],
            }
            for n, first in enumerate(answers[LANGUAGES[0]])
        ]

    def _groups(self) -> list[Data]:
        groups = [{"id": g.id, "name": label(g), "measures": list(g.measures)} for g in self.policy.groups]
        rest = [measure.eid for measure in self.lookups.ungrouped]
        return groups + ([{"measures": rest}] if rest else [])

    def _measure(self, measure: Measure) -> Data:
        slots = {pen.lang: list_slots(pen, measure) for pen in self.pens}
        return {
            "eid": measure.eid,
            "number": measure.number,
            "title": title_data(self.pens, measure),
            "published": part_data(measure.clause),
            "slots": {
                slot.key: {lang: _lines(found[n].groups) for lang, found in slots.items()}
                for n, slot in enumerate(slots[LANGUAGES[0]])
            },
            "plain": plain_data(self.policy, measure.eid),
            "supports": self._supports(measure.supports),
            "agencies": duties_data(measure),
            "domains": [link.domain.id for link in measure.domains],
            "acts": [{"kind": a.kind, "provision": a.provision, "words": a.words} for a in measure.acts],
            "instruments": [
                {"id": c.instrument.id, "effect": c.effect, "provision": c.provision, "words": c.words}
                for c in measure.citations
            ],
            "readings": [r.id for r in self.lookups.readings_of_measure.get(measure.eid, ())],
        }

    def _agency(self, agency: Agency) -> Data:
        duties = self.lookups.duties_of.get(agency.id, ())
        return agency_data(agency) | {
            "measures": [{"eid": duty.measure, "rank": duty.rank, "label": duty.label} for duty in duties],
            "rules": [term.kind for term in self.policy.terms if term.agency == agency],
        }

    def _domain(self, domain: Domain) -> Data:
        return {
            "id": domain.id,
            "name": label(domain),
            "provision": domain.provision,
            "fields": [
                {
                    "id": field.id,
                    "name": {"zh": field.words, "en": field.label_en},
                    "examples": list(field.examples),
                }
                for field in domain.fields
            ],
            "measures": [m.eid for m, _ in self.lookups.measures_of_domain.get(domain.id, ())],
        }


def _named(guide: Guide) -> Data:
    return {"id": guide.situation.id, "name": label(guide.situation)}


def _situation(guide: Guide) -> Data:
    return _named(guide) | {
        "subjects": [subject.id for subject in guide.subjects],
        "supports": _ids(guide.supports),
        "also": _ids(tuple(support for _, support in guide.also)),
        "readings": [reading.id for reading in guide.readings],
    }


def _ids(supports: tuple[Support, ...]) -> list[str]:
    return [support.id for support in supports]


def _lines(groups: tuple[Group, ...]) -> list[Data]:
    """The lines of a slot; ``of`` names the supports they hold for, where that is not the whole measure."""
    return [
        {"lines": [plain_text(line) for line in group.lines]}
        | ({"of": [plain_text(name) for name in group.names]} if group.names else {})
        for group in groups
        if group.lines
    ]
