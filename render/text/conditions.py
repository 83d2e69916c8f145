"""The subjects, conditions, exclusions and limits of a support in words, under the readings in use.

Each function gives finished lines for one page. A line that depends on a reading names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from markupsafe import Markup, escape

from kb.model.amounts import Amount, Tier
from kb.model.guards import Guard, Ruled, Ruling, holds
from kb.model.policy import Overlap, Quoted, Support
from kb.model.registry import Concept
from kb.model.requirements import AllOf, AnyOf, Compare, Condition, Earlier, Requirement, When
from render.page_writer import Pen

YES = "yes"
"""The value of a fact that holds."""


def say_subjects(pen: Pen, support: Support) -> Markup:
    """The subjects of a support, in the words of the text."""
    used = [subject for subject in support.subjects if is_used(pen, subject.under)]
    return _joined(pen, [_quoted(pen, subject) for subject in used])


def say_selection(pen: Pen, support: Support) -> Markup:
    """How a support is decided, and whether a claim must first be selected."""
    waiting = [under for under in support.needed if is_used(pen, under)]
    if support.selection == "unstated":
        words = pen.t("slots.chosen_first" if waiting else "slots.selection_unstated")
    else:
        words = pen.t("slots.selection", how=pen.concept(support.selection))
        if support.selection_words:
            words += _gap(pen) + pen.quote(support.selection_words, support.provision)
    return words + link_readings(pen, waiting)


def list_requirements(pen: Pen, support: Support) -> Iterator[Requirement]:
    """The requirements of a support beyond its subject, as far as the readings in use include them."""
    return (r for r in support.requirements if is_used(pen, r.under))


def say_requirements(pen: Pen, support: Support, about: Collection[str] | None = None) -> Iterator[Markup]:
    """Every condition of a support that the clause states, and those of a policy that it refers to.

    Where ``about`` names subjects, conditions that only apply to other subjects are left out.
    """
    for requirement in list_requirements(pen, support):
        if about is not None and requirement.subject and requirement.subject not in about:
            continue
        yield say_requirement(pen, requirement, requirement.subject)
    for instrument in instruments(pen, support.amount):
        yield pen.t("slots.by_reference", policy=pen.concept(instrument))


def count_requirements(pen: Pen, support: Support) -> int:
    """The number of tests that a support sets for a claim."""
    return sum(_count(pen, requirement) for requirement in list_requirements(pen, support))


def instruments(pen: Pen, amount: Amount) -> Iterator[str]:
    """The ids of the other policies that decide on an amount."""
    return (one.instrument for one in amount.references if is_used(pen, one.under))


def say_left_out(pen: Pen, support: Support) -> Iterator[Markup]:
    """What the readings in use exclude, and another reading would include."""
    taken = {subject.concept.id for subject in support.subjects if is_used(pen, subject.under)}
    for subject in support.subjects:
        if not is_used(pen, subject.under) and subject.concept.id not in taken:
            yield pen.t("slots.left_out", what=pen.concept(subject.concept)) + link_readings(
                pen, [subject.under]
            )
    if isinstance(support.amount, Tier):
        for ruling in used_rulings(pen, support.amount.otherwise):
            if ruling.value == "nothing":
                yield pen.t("slots.other_levels") + link_readings(pen, [ruling.under])
        for ruling in used_rulings(pen, support.amount.unless):
            yield pen.t("slots.unnamed_levels") + link_readings(pen, [ruling.under])


def say_limits(pen: Pen, support: Support) -> Iterator[Markup]:
    """What shares the ceiling of a support, and how often the support is paid."""
    amount = support.amount
    unit = pen.concept(support.per)
    for cap in amount.caps:
        for ruling in used_rulings(pen, cap.per):
            words = pen.t(f"slots.ceiling_per_{ruling.value}", unit=unit)
            yield words + link_readings(pen, [ruling.under])
    if (quota := amount.quota) is not None:
        period, holder = pen.concept(quota.period), pen.concept(quota.holder)
        count = pen.figure(quota.count)
        under = [r.under for r in quota.rulings if is_used(pen, r.under)]
        yield pen.t("slots.quota", period=period, holder=holder, count=count) + link_readings(pen, under)


def say_overlap(pen: Pen, overlap: Overlap) -> Markup:
    """The consequence where several supports are for the same thing."""
    lookups = pen.lookups
    rulings = used_rulings(pen, overlap.then)
    names = _joined(pen, [link_support(pen, lookups.policy.support(key)) for key in overlap.supports])
    thing = pen.policy.registry.concept_by_id.get(overlap.same)
    same = pen.t("slots.same_thing", thing=thing.label(pen.lang)) if thing else pen.t("slots.same_object")
    value = rulings[0].value if rulings else "unsaid"
    parts = {"names": names, "same": same}
    if value == "prefers":
        parts["first"] = link_support(pen, lookups.policy.support(overlap.where))
    single = len(overlap.supports) == 1
    words = pen.t(f"slots.overlap_{'levels_' if single else ''}{value}", **parts)
    return words + link_readings(pen, [r.under for r in rulings])


def link_support(pen: Pen, support: Support) -> Markup:
    """A link to a support by its short name and the number of its measure."""
    href = escape(pen.links.measure(support.measure, support.id))
    name = Markup(f'<a href="{href}">{escape(pen.support_name(support))}</a>')
    if href.startswith("#"):
        return name
    is_article, number = pen.policy.measure(support.measure).is_article, pen.number(support.measure)
    return pen.t("slots.of_article" if is_article else "slots.of_measure", name=name, n=number)


def is_used(pen: Pen, under: Guard) -> bool:
    """Whether a guard holds under the readings that the site uses."""
    return holds(under, pen.lookups.used)


def used_rulings(pen: Pen, ruled: Ruled) -> tuple[Ruling, ...]:
    """The rulings of ``ruled`` that hold under the readings in use."""
    return ruled.under(pen.lookups.used).rulings


def link_readings(pen: Pen, guards: Iterable[Guard]) -> Markup:
    """The mark of the readings that guards name; empty where they name none."""
    return pen.mark(key for under in guards for key, _ in under)


def say_requirement(pen: Pen, requirement: Requirement, subject: str = "") -> Markup:
    """One test in words, with its source; ``subject`` is the only subject it applies to, if any."""
    match requirement:
        case Condition():
            words = _named(pen, requirement.concept, requirement.words, requirement.provision)
            said = words + _judged(pen, requirement.concept.id)
        case When():
            said = _say_when(pen, requirement)
        case Compare():
            said = _say_compare(pen, requirement)
        case Earlier():
            phase = pen.concept(requirement.phase)
            quote = pen.quote(requirement.words, requirement.provision)
            said = pen.t("slots.earlier", phase=phase) + _gap(pen) + quote
        case AnyOf() | AllOf():
            between = pen.t("slots.either" if isinstance(requirement, AnyOf) else "slots.both")
            parts = [say_requirement(pen, p) for p in requirement.parts if is_used(pen, p.under)]
            said = between.join(parts)
    return said + _only_for(pen, subject) + link_readings(pen, [requirement.under])


def _say_when(pen: Pen, when: When) -> Markup:
    quote = pen.quote(when.words, when.provision) if when.words else Markup("")
    fact = pen.lookups.fact.get(when.fact)
    if fact is None:
        return quote
    label = escape(fact.label(pen.lang))
    if fact.choices:
        chosen = [choice.label(pen.lang) for key in when.values if (choice := fact.choice(key))]
        label += pen.t("site.colon") + pen.t("slots.or").join(chosen)
    elif when.values != (YES,):
        label = pen.t("slots.not", what=label)
    return label + _gap(pen) + quote + (_judged(pen, fact.id) if fact.judged else Markup(""))


def _say_compare(pen: Pen, compare: Compare) -> Markup:
    """A number that a claim must reach or not exceed, under the readings in use."""
    fact = pen.lookups.fact.get(compare.fact)
    bound = compare.bounds.under(pen.lookups.used).value
    asked = pen.t(f"slots.bound_{bound.replace('-', '_')}", limit=pen.figure(compare.limit))
    label = escape(fact.label(pen.lang)) if fact is not None else Markup("")
    quote = _gap(pen) + pen.quote(compare.words, compare.provision) if compare.words else Markup("")
    readings = link_readings(pen, [ruling.under for ruling in compare.rulings])
    return label + pen.t("site.colon") + asked + quote + readings


def _judged(pen: Pen, concept: str) -> Markup:
    """The statement that an agency judges the test, with the explanation of the term, if any."""
    words = pen.t("slots.what_counts")
    if concept in pen.policy.registry.concept_by_id:
        words = Markup(f'<a class="term" href="{escape(pen.links.concept(concept))}">{words}</a>')
    return pen.t("slots.judged", what=words)


def _count(pen: Pen, requirement: Requirement) -> int:
    if isinstance(requirement, AnyOf | AllOf):
        return sum(_count(pen, part) for part in requirement.parts if is_used(pen, part.under))
    return 1


def _only_for(pen: Pen, subject: str) -> Markup:
    if not subject:
        return Markup("")
    return pen.t("site.comma") + pen.t("support.condition_for", subject=pen.concept(subject))


def _quoted(pen: Pen, subject: Quoted) -> Markup:
    return _named(pen, subject.concept, subject.words, subject.provision) + link_readings(
        pen, [subject.under]
    )


def _named(pen: Pen, concept: Concept, words: str, provision: str) -> Markup:
    """A concept in the words of the text, preceded by its name in English."""
    quote = pen.quote(words, provision)
    return quote if pen.lang == "zh" else pen.concept(concept) + _gap(pen) + quote


def _gap(pen: Pen) -> Markup:
    return Markup("" if pen.lang == "zh" else " ")


def _joined(pen: Pen, parts: Iterable[Markup]) -> Markup:
    return pen.t("site.and").join(parts)
