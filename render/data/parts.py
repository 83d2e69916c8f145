"""Parts of the pages as data: figures, supports, agencies, readings, sentences and the published text.

Sums are whole fen, rates are decimal fractions of one as text, and days are ISO 8601. Words are given in both
languages. What the text does not state is left out. Every figure cites its provision and its words there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, assert_never

from markupsafe import Markup
from msgspec import UNSET, UnsetType

from kb.explain.items import pages as items
from kb.explain.items.pages import Said
from kb.explain.items.parts import left_out
from kb.model.amounts import Amount, Quantity
from kb.model.document import Clause, Provision, Section
from kb.model.figures import figure_value, inline_text, last_day_of
from kb.model.policy import Measure, Policy, Support, Term
from kb.model.registry import Concept
from kb.model.values import MONTHS, Count, Ends, Measured, Money, Rate, Span, Value
from kb.model.wording import Figure, Inline, Plain, PlainPart, Reading
from kb.model.words.errors import LANGUAGES, Language
from render.page_writer import Pen
from render.text.amounts import binding_point, say_amount
from render.text.figures import machine_value

_QUOTED = re.compile(r"<q\b[^>]*>(.*?)</q>", re.DOTALL)


def both(say: Callable[[Language], str]) -> Said:
    """The words that ``say`` gives, in each language."""
    return items.Said(**{lang: say(lang) for lang in LANGUAGES})


def label(named: Any) -> Said:
    """The name of an agency, domain, concept, group or situation."""
    return both(named.label)


def plain_text(markup: Markup) -> str:
    """The words of a piece of a page, without markup; quoted words keep their quotation marks."""
    return Markup(_QUOTED.sub(r"“\1”", markup)).striptags()


def value_data(value: Value) -> dict[str, Any]:
    """A value under a key for its kind: ``fen``, ``rate``, ``years`` and so on."""
    match value:
        case Money():
            return {"fen": value.fen}
        case Rate():
            return {"rate": machine_value(value)}
        case Count():
            return {"count": value.number}
        case Span():
            return {"months": value.months} if value.months % MONTHS else {"years": value.years}
        case Measured():
            return {"number": str(value), "unit": value.unit}
        case Ends():
            return {"ends": [machine_value(value.low), machine_value(value.high)]}
        case date():
            return {"day": value.isoformat()}
        case _:  # pragma: no cover
            assert_never(value)


def quantity_data(quantity: Quantity, level: str = "") -> items.Quantity:
    """A quantity of the text with its value, and the level to which the ceiling applies."""
    return items.Quantity(
        quantity.provision,
        quantity.index,
        quantity.concept,
        quantity.text,
        level=left_out(level),
        **value_data(quantity.value),
    )


def derived_data(figure: Figure, derive: str) -> items.Derived:
    """A figure that is derived from several quantities."""
    places = [items.Place(quantity.provision, quantity.index) for quantity in figure.quantities]
    return items.Derived(derive, places, **value_data(figure_value(figure)))  # type: ignore[arg-type]


def support_data(policy: Policy, support: Support) -> items.Support:
    """A support: its subjects, its selection and its amount."""
    names = {lang: policy.plain[lang].get(support.measure) for lang in LANGUAGES}
    form = policy.registry.concept_by_id[support.form]
    return items.Support(
        id=support.id,
        measure=support.measure,
        provision=support.provision,
        name=both(
            lambda lang: (
                part.supports.get(support.id, form.label(lang)) if (part := names[lang]) else form.label(lang)
            )
        ),
        form=support.form,
        per=support.per,
        selection=support.selection,
        subjects=[
            items.Quoted(
                subject.concept.id,
                subject.provision,
                subject.words,
                left_out([list(pair) for pair in subject.under]),
            )
            for subject in support.subjects
        ],
        terms=[items.Quoted(term.concept.id, term.provision, term.words) for term in support.conditions],
        amount=_amount(policy, support.amount),
        readings=list(support.readings),
    )


def term_data(term: Term) -> items.Rule:
    """A final provision as a rule."""
    figures: list[items.Quantity | items.Derived] = [quantity_data(one) for one in term.quantities]
    if term.kind == "validity":
        figures += [derived_data(last, "last-day") for last in (last_day_of(term),) if last is not None]
    return items.Rule(
        kind=term.kind,
        provision=term.provision,
        words=term.words,
        figures=figures,
        agency=UNSET if term.agency is None else term.agency.id,
        against=UNSET if term.against is None else term.against.id,
        readings=list(term.readings),
    )


def last_day_data(validity: Term) -> items.Derived | UnsetType:
    """The last day on which the policy is in force; nothing where it has no end."""
    last = last_day_of(validity)
    return UNSET if last is None else derived_data(last, "last-day")


def reading_data(policy: Policy, reading: Reading) -> items.Reading:
    """A reading: the question, its options with the one that the site uses, and the provisions it is bound
    to.
    """
    return items.Reading(
        id=reading.id,
        question=_said(policy, {lang: reading.question[lang].parts for lang in LANGUAGES}),
        used=reading.default,
        changes_money=reading.changes_money,
        options=[
            items.Option(o.id, _said(policy, {lang: o.text[lang].parts for lang in LANGUAGES}), o.cautious)
            for o in reading.options
        ],
        least=reading.least,
        because=(
            _said(policy, {lang: reading.because[lang].parts for lang in LANGUAGES})
            if reading.because
            else None
        ),
        bases=[items.Basis(basis.provision, basis.words) for basis in reading.bases],
    )


def plain_data(policy: Policy, eid: str) -> items.Plain:
    """The plain wording of a part, sentence by sentence, in each available language."""
    parts = {lang: policy.plain[lang].get(eid) for lang in LANGUAGES}
    return items.Plain(
        **{lang: _plain(policy, part, lang) for lang, part in parts.items() if part is not None}
    )


def title_data(pens: Iterable[Pen], measure: Measure) -> Said:
    """The title of a measure as on the pages."""
    return items.Said(**{pen.lang: plain_text(pen.title(measure)) for pen in pens})


def duties_data(measure: Measure) -> list[items.Duty]:
    """The agencies of a measure in the published order."""
    return [
        items.Duty(duty.agency.id, duty.rank, duty.label, duty.provision, duty.statement, duty.source)
        for duty in measure.duties
    ]


def concept_data(concept: Concept) -> items.Concept:
    """A concept with its explanation, where there is one."""
    gloss = {lang: concept.gloss[lang] for lang in LANGUAGES if lang in concept.gloss}
    told = items.Gloss(**gloss) if gloss else UNSET
    return items.Concept(concept.id, concept.kind, label(concept), told)


def part_data(part: Section | Clause) -> items.TextPart:
    """A part of the text as published: every sentence with its eId and its clauses."""
    if isinstance(part, Clause):
        closing = part.responsibility
        return items.TextPart(
            eid=part.eid,
            num=part.num,
            heading=part.heading,
            sentences=[provision_data(sentence) for sentence in part.sentences],
            closing=UNSET if closing is None else items.Closing(closing.eid, closing.text),
        )
    return items.TextPart(eid=part.eid, sentences=[provision_data(sentence) for sentence in part.sentences])


def provision_data(provision: Provision) -> items.Provision:
    """A sentence as published, with its clauses."""
    clauses = [provision_data(clause) for clause in provision.clauses]
    return items.Provision(provision.eid, provision.text, left_out(clauses))


def _amount(policy: Policy, amount: Amount) -> items.SupportAmount:
    levels = {id(level.limit): level.id for level in amount.levels}
    point = binding_point(amount)
    return items.SupportAmount(
        says=both(lambda lang: inline_text(policy, say_amount(amount, policy.registry, lang), lang)),
        figures=[quantity_data(one, levels.get(id(one), "")) for one in amount.quantities()],
        binds=UNSET if point is None else derived_data(point, str(point.derive)),
    )


def _plain(policy: Policy, part: PlainPart, lang: Language) -> items.PlainInOne:
    lists = {"offers": part.offers, "to_whom": part.to_whom, "decided": part.decided, "open": part.open}
    return items.PlainInOne(
        _sentence(policy, part.summary, lang) if part.summary.parts else UNSET,
        **{
            key: left_out([_sentence(policy, plain, lang) for plain in listed])
            for key, listed in lists.items()
        },
    )


def _sentence(policy: Policy, plain: Plain, lang: Language) -> items.Sentence:
    return items.Sentence(inline_text(policy, plain.parts, lang), list(plain.cites), list(plain.readings))


def _said(policy: Policy, parts: dict[Language, tuple[Inline, ...]]) -> Said:
    return both(lambda lang: inline_text(policy, parts[lang], lang))
