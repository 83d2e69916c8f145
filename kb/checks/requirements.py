"""Requirements use declared facts only: facts of the kind of claim, with values that they can have."""

from __future__ import annotations

from collections.abc import Iterator

from kb.checks.amounts import check_amount, check_compared
from kb.model.amounts import Amount, Cases
from kb.model.facts import APPLICANT, GRANT, Fact
from kb.model.guards import fact_rulings
from kb.model.policy import Policy, Support
from kb.model.requirements import Compare, Condition, When, leaves
from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import say_nearest


def check_requirements(policy: Policy) -> Iterator[Finding]:
    """Requirements of undeclared facts, and of values that a fact cannot have."""
    for support in policy.supports:
        declared = _declared(policy, support.per)
        for requirement in support.requirements:
            for leaf in leaves(requirement):
                if isinstance(leaf, When):
                    yield from _check_when(policy, leaf, declared, support.id)
                elif isinstance(leaf, Compare):
                    yield from _check(policy, leaf.fact, declared, leaf.line, support.id)
                elif isinstance(leaf, Condition):
                    yield from _check(policy, leaf.concept.id, declared, leaf.line, support.id)
            yield from check_compared(requirement, declared, _place(policy, support.line, support.id))
        yield from check_amount(support.amount, declared, _place(policy, support.line, support.id))
        yield from _check_ways(policy, support.amount, declared, support)
        for fact in support.amount.facts:
            yield from _check(policy, fact, declared, support.line, support.id)
        yield from _check_levels(policy, support.amount, declared, support.line, support.id)
    everywhere = _declared(policy, "claim")
    of_grants = {fact.id: fact for fact in policy.facts_of(GRANT)}
    for when in policy.part_requirements:
        yield from _check_when(policy, when, everywhere, when.provision)
    for term in policy.terms:
        for ruling in fact_rulings(term):
            declared = of_grants if ruling in term.judged.rulings else everywhere
            yield from _check(policy, ruling.value, declared, ruling.line, term.provision)
    supports = {support.id for support in policy.supports}
    for measure in policy.measures:
        for overlap in measure.overlaps:
            for key in (*overlap.supports, *overlap.lower, overlap.where):
                if key and key not in supports:
                    near = say_nearest(key, supports)
                    place = _place(policy, overlap.line, measure.eid)
                    yield error("overlap-support-unknown", place, id=key, nearest=near)


def _check_ways(
    policy: Policy, amount: Amount, declared: dict[str, Fact], support: Support
) -> Iterator[Finding]:
    """The cases of an amount test values that their facts can have."""
    for part in amount.walk():
        if isinstance(part, Cases):
            for leaf in (leaf for way in part.ways for leaf in leaves(way.test)):
                if isinstance(leaf, When):
                    yield from _check_when(policy, leaf, declared, support.id)


def _declared(policy: Policy, kind: str) -> dict[str, Fact]:
    """The facts of a kind of claim, with those of its applicant."""
    return {fact.id: fact for fact in (*policy.facts_of(kind), *policy.facts_of(APPLICANT))}


def _check_when(policy: Policy, when: When, declared: dict[str, Fact], owner: str) -> Iterator[Finding]:
    yield from _check(policy, when.fact, declared, when.line, owner)
    fact = declared.get(when.fact)
    if fact is not None:
        known = [choice.id for choice in fact.choices] or ["yes", "no"]
        yield from _check_values(policy, fact, when.values, known, when.line, owner)


def _check_levels(
    policy: Policy, amount: Amount, declared: dict[str, Fact], line: int, owner: str
) -> Iterator[Finding]:
    if amount.levels and (fact := declared.get(amount.by)) is not None:
        known = [choice.id for choice in fact.choices]
        yield from _check_values(policy, fact, (level.id for level in amount.levels), known, line, owner)


def _check_values(
    policy: Policy,
    fact: Fact,
    values: Iterator[str] | tuple[str, ...],
    known: list[str],
    line: int,
    owner: str,
) -> Iterator[Finding]:
    for value in values:
        if value not in known:
            place = _place(policy, line, owner)
            yield error("fact-value-unknown", place, fact=fact.id, value=value, known="、".join(known))


def _check(policy: Policy, key: str, declared: dict[str, Fact], line: int, owner: str) -> Iterator[Finding]:
    if key not in declared:
        near = say_nearest(key, declared)
        yield error("fact-unknown", _place(policy, line, owner), fact=key, nearest=near)


def _place(policy: Policy, line: int, eid: str) -> Place:
    return Place(f"{policy.folder}/rules.xml", line, eid)
