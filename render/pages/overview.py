"""Two overview pages: every support with a stated sum, and every agency with its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.model.duties import Duty
from kb.model.policy import Measure, Support, Term
from kb.model.registry import Agency, Concept
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import CONTACTS, GRANTS, Links
from render.page_writer import Pen
from render.pages.page import Page, make_page
from render.text.conditions import count_requirements, is_used


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of the table of grants: a support, its measure, its subjects and its number of tests."""

    support: Support
    measure: Measure
    subjects: tuple[Concept, ...]
    conditions: int

    @property
    def first(self) -> Agency | None:
        """The agency named first."""
        return next(iter(self.measure.agencies), None)


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of the table of agencies: the measures that name it first, those that name it later, and the
    rules that name it.
    """

    agency: Agency
    first: tuple[Duty, ...]
    later: tuple[Duty, ...]
    terms: tuple[Term, ...]


def list_overview_pages(lookups: Lookups, lang: Language) -> Iterator[Page]:
    """The page of grants and the page of agencies, in one language."""
    links = Links(lang, GRANTS)
    yield make_page(lookups, links, "grants.html", grants=list_grants(Pen(lookups, links)))
    yield make_page(lookups, Links(lang, CONTACTS), "contacts.html", contacts=list_contacts(lookups))


def list_grants(pen: Pen) -> tuple[Grant, ...]:
    """Every support with a stated sum, in the order of the text."""
    return tuple(
        Grant(
            support,
            pen.lookups.measure[support.measure],
            tuple(subject.concept for subject in support.subjects if is_used(pen, subject.under)),
            count_requirements(pen, support),
        )
        for support in pen.lookups.money
    )


def list_contacts(lookups: Lookups) -> tuple[Contact, ...]:
    """Every agency with duties; those named first most often come first."""
    contacts = [
        Contact(
            agency,
            tuple(duty for duty in lookups.duties_of[agency.id] if duty.leads),
            tuple(duty for duty in lookups.duties_of[agency.id] if not duty.leads),
            tuple(term for term in lookups.policy.terms if term.agency == agency),
        )
        for agency in lookups.agencies
    ]
    return tuple(sorted(contacts, key=lambda contact: -len(contact.first)))
