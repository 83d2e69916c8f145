"""Anything of a policy as JSON data, for ``tiaowen show --format json`` and for programs."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from kb.loading.links import quantities_in
from kb.model.amounts import Quantity
from kb.model.document import Provision, Responsibility, Section
from kb.model.figures import inline_text
from kb.model.policy import Item, Measure, Policy, Quoted, Support
from kb.model.registry import Agency, Concept, Domain
from kb.model.requirements import Condition
from kb.model.values import MONTHS, Count, Ends, Measured, Money, Rate, Span, Value
from kb.model.wording import Reading
from kb.model.words.errors import Language
from render.text.amounts import say_amount

type_of = {
    Measure: "measure",
    Provision: "provision",
    Section: "section",
    Responsibility: "responsibility",
    Agency: "agency",
    Domain: "domain",
    Support: "support",
    Reading: "reading",
    Concept: "concept",
}
"""The name of each type in the data."""

Data = dict[str, object]


def describe(policy: Policy, key: str, lang: Language) -> Data:
    """The data of the policy about ``key``. Money is in fen, rates are fractions, and dates are ISO 8601."""
    item = policy[key]
    return {"type": type_of[type(item)], "id": key, **_describe(policy, item, lang)}


def supports_at(policy: Policy, provision: str) -> tuple[Support, ...]:
    """The supports that depend on a provision, or on a sentence or clause of it."""
    return tuple(s for s in policy.supports if f"{s.provision}__".startswith(f"{provision}__"))


def _describe(policy: Policy, item: Item, lang: Language) -> Data:
    match item:
        case Measure():
            part = policy.plain[lang].get(item.eid)
            return {
                "num": item.num,
                "title": item.title,
                "plainTitle": part.title if part else "",
                "summary": inline_text(policy, part.summary.parts, lang) if part else "",
                "text": item.text,
                "agencies": [
                    {
                        "id": d.agency.id,
                        "name": d.agency.label(lang),
                        "label": d.label,
                        "rank": d.rank,
                        "provision": d.provision,
                        "words": d.statement,
                        "source": d.source,
                    }
                    for d in item.duties
                ],
                "domains": [
                    {"id": x.domain.id, "name": x.domain.label(lang), "basis": x.basis.words or "editorial"}
                    for x in item.domains
                ],
                "provisions": [_provision(policy, sentence, lang) for sentence in item.provisions],
                "supports": [_support(policy, support, lang) for support in item.supports],
            }
        case Provision():
            return _provision(policy, item, lang)
        case Section():
            return {"text": item.text, "provisions": [_provision(policy, s, lang) for s in item.sentences]}
        case Responsibility():
            return {"text": item.text, "agencies": [mark.concept for mark in item.agencies]}
        case Agency():
            return {
                "name": item.label(lang),
                "shortNames": list(item.short_names),
                "measures": [
                    {"measure": d.measure, "label": d.label, "rank": d.rank, "source": d.source}
                    for d in policy.duties
                    if d.agency.id == item.id
                ],
            }
        case Domain():
            return {
                "name": item.label(lang),
                "provision": item.provision,
                "fields": [field.words for field in item.fields],
                "measures": [m.eid for m in policy.measures for x in m.domains if x.domain.id == item.id],
            }
        case Support():
            return _support(policy, item, lang)
        case Reading():
            because = item.because.get(lang)
            return {
                "question": inline_text(policy, item.question[lang].parts, lang),
                "at": [{"provision": basis.provision, "words": basis.words} for basis in item.bases],
                "options": [
                    {
                        "id": option.id,
                        "text": inline_text(policy, option.text[lang].parts, lang),
                        "cautious": option.cautious,
                    }
                    for option in item.options
                ],
                "default": item.default,
                "least": item.least,
                "because": inline_text(policy, because.parts, lang) if because else None,
                "changesMoney": item.changes_money,
            }
        case Concept():
            return {"kind": item.kind, "name": item.label(lang), "gloss": item.gloss.get(lang, "")}
        case _:  # pragma: no cover
            assert_never(item)


def _provision(policy: Policy, provision: Provision, lang: Language) -> Data:
    smallest = provision.smallest()
    around = {provision.eid, *(p.eid for p in smallest)}
    return {
        "eId": provision.eid,
        "line": provision.line,
        "text": provision.text,
        "acts": [{"kind": a.kind, "words": a.words} for a in policy.acts if a.provision in around],
        "quantities": [_quantity(q) for p in smallest for q in quantities_in(p, policy.registry)],
        "supports": [support.id for support in supports_at(policy, provision.eid)],
        "facts": [
            {"id": fact.id, "of": list(fact.of), "name": fact.label(lang)}
            for fact in policy.facts
            if any(basis.provision in around for basis in fact.bases)
        ],
        "readings": [r.id for r in policy.readings if any(b.provision in around for b in r.bases)],
        "cites": [
            {"instrument": c.instrument.label(lang), "words": c.words, "effect": c.effect}
            for c in policy.citations
            if c.provision in around
        ],
    }


def _support(policy: Policy, support: Support, lang: Language) -> Data:
    return {
        "id": support.id,
        "name": policy.support_name(support, lang),
        "measure": support.measure,
        "provision": support.provision,
        "form": support.form,
        "per": support.per,
        "selection": {"kind": support.selection, "words": support.selection_words},
        "amount": inline_text(policy, say_amount(support.amount, policy.registry, lang), lang),
        "quantities": [_quantity(q) for q in support.quantities],
        "subjects": [_quoted(subject, lang) for subject in support.subjects],
        "conditions": [
            {**_quoted(condition, lang), "subject": condition.subject} for condition in support.conditions
        ],
        "readings": list(support.readings),
    }


def _quoted(quoted: Quoted | Condition, lang: Language) -> Data:
    concept = quoted.concept
    return {
        "id": concept.id,
        "name": concept.label(lang),
        "provision": quoted.provision,
        "words": quoted.words,
    }


def _quantity(quantity: Quantity) -> Data:
    return {
        "words": quantity.text,
        "concept": quantity.concept,
        "unit": quantity.unit,
        "value": _value(quantity.value),
        "provision": quantity.provision,
    }


def _value(value: Value) -> object:
    match value:
        case Money():
            return {"fen": value.fen}
        case Rate():
            return {"numerator": value.of_one.numerator, "denominator": value.of_one.denominator}
        case Count():
            return {"number": value.number, "noun": value.noun}
        case Span():
            return {"months": value.months} if value.months % MONTHS else {"years": value.years}
        case Measured():
            return {"steps": value.steps, "unit": value.unit}
        case Ends():
            return {"low": _value(value.low), "high": _value(value.high)}
        case date():
            return value.isoformat()
        case _:  # pragma: no cover
            assert_never(value)
