"""Rules about several supports, and formalities before and after a grant, in words of the guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from kb.model.amounts import Quantity
from kb.model.policy import Support
from kb.model.together import Budget, Formality, JointLimit, OtherFunds
from kb.model.writing import write_term
from render.page_writer import Pen
from render.text.conditions import link_readings, link_support, used_rulings
from render.text.figures import draw_quantity


def say_together(pen: Pen, supports: Sequence[Support]) -> Iterator[Markup]:
    """The joint limits, rules on other funds and budgets that concern any of some supports, each once."""
    ids = {support.id for support in supports}
    rules = pen.policy.together
    yield from (_limit(pen, one) for one in rules.limits if ids.intersection(one.supports))
    yield from (_other_funds(pen, one) for one in rules.others if ids.intersection(one.supports))
    yield from (_budget(pen, one) for one in rules.budgets if ids.intersection(one.supports))


def say_formalities(pen: Pen, supports: Sequence[Support]) -> Iterator[Markup]:
    """The steps, documents and duties of some supports, each in the words of the text."""
    ids = {support.id for support in supports}
    for one in pen.policy.together.formalities:
        if ids.intersection(one.supports):
            yield _formality(pen, one)


def _limit(pen: Pen, limit: JointLimit) -> Markup:
    rulings = used_rulings(pen, limit.per)
    sharer = pen.t(f"slots.sharer_{limit.per.under(pen.lookups.used).value}")
    fact = pen.lookups.fact.get(limit.of)
    parts = {
        "names": _names(pen, limit.supports),
        "sharer": sharer,
        "levels": pen.t("slots.with_levels", levels=_levels(pen, limit.levels))
        if limit.levels
        else Markup(""),
        "fact": escape(fact.label(pen.lang)) if fact is not None else Markup(""),
        "limit": pen.figure(limit.limit) if limit.limit is not None else Markup(""),
    }
    form = "number" if limit.is_number else "sum" if not limit.of else "share" if limit.limit else "fact"
    words = pen.t(f"slots.joint_{form}", **parts) + _quote(pen, limit.words, limit.provision)
    return words + link_readings(pen, [ruling.under for ruling in rulings])


def _other_funds(pen: Pen, rule: OtherFunds) -> Markup:
    rulings = used_rulings(pen, rule.then)
    levels = _levels(pen, rule.levels) if rule.levels else pen.t("slots.any_level")
    value = rule.then.under(pen.lookups.used).value
    words = pen.t(f"slots.others_{value}", names=_names(pen, rule.supports), levels=levels)
    return words + _quote(pen, rule.words, rule.provision) + link_readings(pen, [r.under for r in rulings])


def _budget(pen: Pen, budget: Budget) -> Markup:
    period = pen.t("slots.budget_yearly" if budget.is_yearly else "slots.budget_whole")
    names, limit = _names(pen, budget.supports), pen.figure(budget.limit)
    words = pen.t("slots.budget", names=names, period=period, limit=limit)
    return words + _quote(pen, budget.words, budget.provision)


def _formality(pen: Pen, one: Formality) -> Markup:
    name = pen.t(f"slots.{one.sort}_{one.kind}" if one.kind else f"slots.{one.sort}")
    term = pen.t("slots.formality_term", term=_term(pen, one.term)) if one.term is not None else Markup("")
    agency = pen.t("slots.formality_agency", agency=pen.agency(one.agency)) if one.agency else Markup("")
    return pen.t(
        "slots.formality", name=name, quote=pen.quote(one.words, one.provision), term=term, agency=agency
    )


def _term(pen: Pen, term: Quantity) -> Markup:
    """A time limit or duration."""
    words = write_term(term, pen.lang)
    if words == term.text and pen.lang == "en":  # a unit that has no name in English
        return pen.quote(words, term.provision)
    return draw_quantity(term, words, pen.links.provision(term.provision))


def _names(pen: Pen, supports: Iterable[str]) -> Markup:
    return pen.t("site.and").join(link_support(pen, pen.policy.support(key)) for key in supports)


def _levels(pen: Pen, levels: Iterable[str]) -> Markup:
    return pen.t("site.and").join(pen.t(f"slots.level_{level}") for level in levels)


def _quote(pen: Pen, words: str, provision: str) -> Markup:
    return Markup("" if pen.lang == "zh" else " ") + pen.quote(words, provision)
