"""The rules about several supports: their references exist, and their numbers have the right kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kb.checks.bounds import check_bound
from kb.model.facts import APPLICANT
from kb.model.policy import Policy
from kb.model.together import CONSEQUENCES, Budget, Formality, JointLimit, OtherFunds
from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import say_nearest


def check_together(policy: Policy) -> Iterator[Finding]:
    """Findings about joint limits, other funds, budgets and formalities."""
    file = f"{policy.folder}/rules.xml"
    known = {support.id for support in policy.supports}
    for one in policy.together.every:
        place = Place(file, one.line, one.provision)
        for key in one.supports:
            if key not in known:
                yield error("together-support-unknown", place, id=key, nearest=say_nearest(key, known))
        match one:
            case JointLimit():
                yield from _check_limit(policy, one, place)
            case OtherFunds():
                for ruling in one.rulings:
                    if ruling.value not in CONSEQUENCES:
                        yield error("other-funds-then", place, value=ruling.value)
            case Budget():
                yield from _check_budget(policy, one, place)
            case Formality(term=term) if term is not None:
                if term.unit not in ("count", "years"):
                    yield _unit(term.text, term.concept, term.unit, "count、years", place)


def _check_limit(policy: Policy, limit: JointLimit, place: Place) -> Iterator[Finding]:
    """A limit is a sum, a number, a fact, or a rate of a fact that claims under every support state."""
    unit = "" if limit.limit is None else limit.limit.unit
    if unit not in ("", "money", "count", "rate"):
        assert limit.limit is not None
        yield _unit(limit.limit.text, limit.limit.concept, unit, "money、count、rate", place)
        return
    if bool(limit.of) != (unit in ("", "rate")):
        yield error("joint-limit-base", place, words=limit.words)
    if len(limit.supports) < 2 and not limit.levels and unit != "count" and not limit.of:
        yield error("joint-limit-alone", place, words=limit.words)
    if limit.of:
        yield from _check_fact(policy, limit.of, limit.supports, ("money",), place)
    if limit.limit is not None:
        yield from check_bound(limit.limit, "most", policy, place)


def _check_budget(policy: Policy, budget: Budget, place: Place) -> Iterator[Finding]:
    if budget.limit.unit not in ("money", "count"):
        yield _unit(budget.limit.text, budget.limit.concept, budget.limit.unit, "money、count", place)
        return
    yield from check_bound(budget.limit, "most", policy, place)
    if budget.left:
        yield from _check_fact(policy, budget.left, budget.supports, (budget.limit.unit,), place)


def _check_fact(
    policy: Policy, key: str, supports: Collection[str], types: tuple[str, ...], place: Place
) -> Iterator[Finding]:
    """Whether claims of every kind that the supports are for state a fact of one of some types."""
    for kind in dict.fromkeys(support.per for support in policy.supports if support.id in supports):
        facts = {fact.id: fact for fact in (*policy.facts_of(kind), *policy.facts_of(APPLICANT))}
        if key not in facts:
            yield error("together-fact-unknown", place, id=key, kind=kind, nearest=say_nearest(key, facts))
        elif facts[key].type not in types:
            yield error("together-fact-type", place, id=key, type=facts[key].type, expected="、".join(types))


def _unit(text: str, concept: str, unit: str, expected: str, place: Place) -> Finding:
    return error("unit-mismatch", place, text=text, concept=concept, unit=unit, expected_unit=expected)
