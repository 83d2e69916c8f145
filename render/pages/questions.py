"""Frequent questions, answered from the rules. ``templates/questions.toml`` defines the content of each
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from kb.model.facts import APPLICANT
from kb.model.figures import last_day_of
from kb.model.policy import Term
from kb.model.requirements import Requirement, When, leaves
from kb.model.wording import Reading
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import CONTACTS, GRANTS, NEEDS, QUESTIONS, READINGS, SITUATIONS, TERMS, TEXT, Links
from render.page_writer import Pen
from render.pages.page import Page, make_page
from render.text.conditions import instruments, link_support, list_requirements, say_overlap, say_requirement

MOST_CLAUSES = 4
"""The greatest number of clauses listed beside a reading; its own page lists all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer on one page.

    ``key`` is its anchor. ``lines`` are sentences, ``items`` are single conclusions from the rules, and
    ``readings`` are the readings that it depends on, each with the clauses it is about.
    """

    key: str
    question: str
    lines: tuple[Markup, ...]
    items: tuple[Markup, ...]
    readings: tuple[tuple[Reading, tuple[str, ...]], ...]


def list_question_pages(lookups: Lookups, lang: Language) -> Iterator[Page]:
    """The page of questions in one language."""
    links = Links(lang, QUESTIONS)
    yield make_page(
        lookups, links, "questions.html", answers=list_answers(Pen(lookups, links)), most=MOST_CLAUSES
    )


def list_answers(pen: Pen) -> tuple[Answer, ...]:
    """Every question that the policy answers, in the order of the file."""
    parts = _parts(pen)
    answers = (_answer(pen, key, entry, parts) for key, entry in read_questions().items())
    return tuple(answer for answer in answers if answer.lines or answer.items or answer.readings)


def read_questions() -> dict[str, dict[str, Any]]:
    """The questions in the file: their words, their answers, and the rules that answer them."""
    return read_catalogue("render", "templates/questions.toml")


def _answer(pen: Pen, key: str, entry: dict[str, Any], parts: Mapping[str, Markup]) -> Answer:
    sentences = [sentence[pen.lang] for sentence in entry.get("say", ())]
    said = [s for s in sentences if all(name in parts for name in _places(s))]
    known = [pen.lookups.reading[reading] for reading in pen.policy.answers.get(key, ())]
    return Answer(
        key=key,
        question=entry["ask"][pen.lang],
        lines=tuple(escape(sentence).format(**parts) for sentence in said),
        items=tuple(_LISTS[entry["list"]](pen)) if "list" in entry else (),
        readings=tuple((r, tuple(dict.fromkeys(b.provision for b in r.bases))) for r in known),
    )


def _places(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


def _parts(pen: Pen) -> dict[str, Markup]:
    """Everything that a sentence can name, as far as the policy has it."""
    policy = pen.policy
    parts = {
        "contacts": pen.page(CONTACTS, "site.contacts"),
        "grants": pen.page(GRANTS, "site.grants"),
        "needs": pen.page(NEEDS, "site.needs"),
        "situations": pen.page(SITUATIONS, "site.situations"),
        "terms": pen.page(TERMS, "site.terms"),
        "text": pen.page(TEXT, "site.text"),
        "readings": pen.page(READINGS, "site.readings"),
        "places": pen.counted("readings", len(policy.readings), "readings"),
    }
    validity = pen.lookups.term("validity")
    if validity is not None:
        parts["first_day"], last = pen.figure(validity.quantities[0]), last_day_of(validity)
        if last is None:
            parts["open_from"] = parts["first_day"]
        else:
            parts["last_day"] = pen.figure(last)
    interpretation = pen.lookups.term("interpretation")
    if interpretation is not None and interpretation.agency is not None:
        parts["interpreter"] = pen.agency(interpretation.agency)
    terms: dict[str, Term | None] = {
        "interprets": interpretation,
        "special": pen.lookups.term("special-deadline"),
        "bar": pen.lookups.term("non-cumulation"),
        "districts": pen.lookups.term("district-measures"),
    }
    return parts | {
        name: pen.quote(term.words, term.provision) for name, term in terms.items() if term is not None
    }


def _amounts(pen: Pen) -> Iterator[Markup]:
    for support in pen.lookups.money:
        amount = Markup('<span class="amount">') + pen.amount(support.amount) + Markup("</span>")
        yield link_support(pen, support) + pen.t("site.colon") + amount


def _applicants(pen: Pen) -> Iterator[Markup]:
    """The supports whose own sentence names kinds of organisations, with those conditions.

    Kinds that a support takes from another sentence follow from a reading, and not from the text.
    """
    for support in pen.policy.supports:
        for requirement in list_requirements(pen, support):
            if support.provision in _names_kinds(pen, requirement):
                yield link_support(pen, support) + pen.t("site.colon") + say_requirement(pen, requirement)


def _names_kinds(pen: Pen, requirement: Requirement) -> frozenset[str]:
    """The provisions that name a kind of organisation in a condition."""
    kinds = {fact.id for fact in pen.policy.facts_of(APPLICANT) if fact.type == "choice"}
    return frozenset(
        leaf.provision for leaf in leaves(requirement) if isinstance(leaf, When) and leaf.fact in kinds
    )


def _instruments(pen: Pen) -> Iterator[Markup]:
    for support in pen.policy.supports:
        for instrument in instruments(pen, support.amount):
            yield link_support(pen, support) + pen.t("site.colon") + pen.concept(instrument)


def _overlaps(pen: Pen) -> Iterator[Markup]:
    for measure in pen.policy.measures:
        for overlap in measure.overlaps:
            yield say_overlap(pen, overlap) + Markup(" ") + pen.cite(overlap.provision)


_LISTS: dict[str, Callable[[Pen], Iterator[Markup]]] = {
    "amounts": _amounts,
    "applicants": _applicants,
    "instruments": _instruments,
    "overlaps": _overlaps,
}
