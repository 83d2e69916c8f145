"""Parts of the pages as JSON data: figures, supports, agencies, readings, sentences, published text.

Sums are whole fen, rates decimal fractions of one written as text, days ISO 8601. Whatever is said is said in
both languages; what the text does not say is left out. Every figure names the provision it stands in and its
words there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, assert_never

from markupsafe import Markup

from kb.amounts import Amount, Quantity
from kb.document import Clause, Provision, Section
from kb.errors import LANGUAGES, Language
from kb.figures import figure_value, inline_text
from kb.model import Measure, Policy, Support, Term
from kb.registry import Agency, Concept
from kb.terms import MONTHS, Count, Money, Rate, Span, Value
from kb.wording import Figure, Inline, Plain, PlainPart, Reading
from render.amounts import binding_point, say_amount
from render.figures import machine_value
from render.pen import Pen

Data = dict[str, Any]

Said = dict[str, str]
"""The same in each language."""

_QUOTED = re.compile(r"<q\b[^>]*>(.*?)</q>", re.DOTALL)


def both(say: Callable[[Language], str]) -> Said:
    """What ``say`` says in each language."""
    return {lang: say(lang) for lang in LANGUAGES}


def label(named: Any) -> Said:
    """The name of an agency, domain, concept, group or situation."""
    return both(named.label)


def plain_text(markup: Markup) -> str:
    """The words of a piece of a page without their marks; quoted words keep their quotation marks."""
    return Markup(_QUOTED.sub(r"“\1”", markup)).striptags()


def value_data(value: Value) -> Data:
    """A value under a key that tells what it is, in ``fen``, a ``rate``, ``years`` and so on."""
    match value:
        case Money():
            return {"fen": value.fen}
        case Rate():
            return {"rate": machine_value(value)}
        case Count():
            return {"count": value.number}
        case Span():
            return {"months": value.months} if value.months % MONTHS else {"years": value.years}
        case date():
            return {"day": value.isoformat()}
        case _:  # pragma: no cover
            assert_never(value)


def figure_data(figure: Quantity | Figure) -> Data:
    """A quantity of the text with its value, or a figure that follows from several."""
    if isinstance(figure, Quantity):
        return _place(figure) | {"concept": figure.concept, "words": figure.text} | value_data(figure.value)
    if figure.derive is None:
        return figure_data(figure.quantities[0])
    found: Data = {"derive": figure.derive, "from": [_place(quantity) for quantity in figure.quantities]}
    return found | value_data(figure_value(figure))


def support_data(policy: Policy, support: Support) -> Data:
    """A support: what it is for, how it is decided and what it is worth."""
    names = {lang: policy.plain[lang].get(support.measure) for lang in LANGUAGES}
    form = policy.registry.concept_by_id[support.form]
    return {
        "id": support.id,
        "measure": support.measure,
        "provision": support.provision,
        "name": both(
            lambda lang: (
                part.supports.get(support.id, form.label(lang)) if (part := names[lang]) else form.label(lang)
            )
        ),
        "form": support.form,
        "per": support.per,
        "selection": support.selection,
        "subjects": [
            {"id": subject.concept.id, "provision": subject.provision, "words": subject.words}
            | ({"under": [list(pair) for pair in subject.under]} if subject.under else {})
            for subject in support.subjects
        ],
        "terms": [
            {"id": term.concept.id, "provision": term.provision, "words": term.words}
            for term in support.conditions
        ],
        "amount": _amount(policy, support.amount),
        "readings": list(support.readings),
    }


def term_data(term: Term) -> Data:
    """A final provision as a rule."""
    found: Data = {"kind": term.kind, "provision": term.provision, "words": term.words}
    found["figures"] = [figure_data(quantity) for quantity in term.quantities]
    if term.kind == "validity":
        found["figures"].append(figure_data(Figure(term.quantities, "last-day")))
    if term.agency is not None:
        found["agency"] = term.agency.id
    if term.against is not None:
        found["against"] = term.against.id
    return found | {"readings": list(term.readings)}


def reading_data(policy: Policy, reading: Reading) -> Data:
    """A reading: the question, its options with the one that the site uses, and where it is bound."""
    return {
        "id": reading.id,
        "question": _said(policy, {lang: reading.question[lang].parts for lang in LANGUAGES}),
        "used": reading.default,
        "changes_money": reading.changes_money,
        "options": [
            {
                "id": o.id,
                "says": _said(policy, {lang: o.text[lang].parts for lang in LANGUAGES}),
                "promises": o.cautious,
            }
            for o in reading.options
        ],
        "least": reading.least,
        "because": (
            _said(policy, {lang: reading.because[lang].parts for lang in LANGUAGES})
            if reading.because
            else None
        ),
        "bases": [{"provision": basis.provision, "words": basis.words} for basis in reading.bases],
    }


def plain_data(policy: Policy, eid: str) -> Data:
    """The plain wording of a part, sentence by sentence, in each language that has any."""
    parts = {lang: policy.plain[lang].get(eid) for lang in LANGUAGES}
    return {lang: _plain(policy, part, lang) for lang, part in parts.items() if part is not None}


def title_data(pens: Iterable[Pen], measure: Measure) -> Said:
    """The title of a measure as the pages have it."""
    return {pen.lang: plain_text(pen.title(measure)) for pen in pens}


def duties_data(measure: Measure) -> list[Data]:
    """The agencies of a measure in the published order."""
    return [{"id": duty.agency.id, "rank": duty.rank, "label": duty.label} for duty in measure.duties]


def agency_data(agency: Agency) -> Data:
    """An agency by its names; the text gives no way to reach it."""
    return {"id": agency.id, "name": label(agency), "body": agency.kind, "short": list(agency.short_names)}


def concept_data(concept: Concept) -> Data:
    """A concept and what it means, where that is told."""
    found: Data = {"id": concept.id, "kind": concept.kind, "name": label(concept)}
    gloss = {lang: concept.gloss[lang] for lang in LANGUAGES if lang in concept.gloss}
    return found | ({"gloss": gloss} if gloss else {})


def part_data(part: Section | Clause) -> Data:
    """A part of the text as published: every sentence with its eId, and its clauses."""
    if isinstance(part, Clause):
        found: Data = {"eid": part.eid, "num": part.num, "heading": part.heading}
        found["sentences"] = [_provision(sentence) for sentence in part.sentences]
        if part.responsibility is not None:
            found["closing"] = {"eid": part.responsibility.eid, "text": part.responsibility.text}
        return found
    return {"eid": part.eid, "sentences": [_provision(sentence) for sentence in part.sentences]}


def _amount(policy: Policy, amount: Amount) -> Data:
    levels = {id(level.limit): level.id for level in amount.levels}
    figures = []
    for quantity in amount.quantities():
        level = levels.get(id(quantity))
        figures.append(figure_data(quantity) | ({"level": level} if level else {}))
    found: Data = {
        "says": both(lambda lang: inline_text(policy, say_amount(amount, policy.registry, lang), lang)),
        "figures": figures,
    }
    point = binding_point(amount)
    return found | ({"binds": figure_data(point)} if point is not None else {})


def _plain(policy: Policy, part: PlainPart, lang: Language) -> Data:
    lists = (("offers", part.offers), ("for", part.to_whom), ("decided", part.decided), ("open", part.open))
    found: Data = {"summary": _sentence(policy, part.summary, lang)} if part.summary.parts else {}
    return found | {
        key: [_sentence(policy, plain, lang) for plain in listed] for key, listed in lists if listed
    }


def _sentence(policy: Policy, plain: Plain, lang: Language) -> Data:
    return {
        "says": inline_text(policy, plain.parts, lang),
        "cites": list(plain.cites),
        "readings": list(plain.readings),
    }


def _said(policy: Policy, parts: dict[Language, tuple[Inline, ...]]) -> Said:
    return {lang: inline_text(policy, parts[lang], lang) for lang in parts}


def _provision(provision: Provision) -> Data:
    found: Data = {"eid": provision.eid, "text": provision.text}
    clauses = [_provision(clause) for clause in provision.clauses]
    return found | ({"clauses": clauses} if clauses else {})


def _place(quantity: Quantity) -> Data:
    return {"provision": quantity.provision, "index": quantity.index}
