"""The parts of a case, fact by fact, so that each can be left out or replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from kb.cases.case import Case, Facts, FactValue, Grant
from kb.model.facts import AGENCY, APPLICANT, CLAIMS, FIELD, GRANT, LEDGER, LEVEL, SUPPORT
from kb.model.policy import Policy


class Spot(NamedTuple):
    """The place of one fact in a case: the part (``applicant``, ``claims``, ``ledger``), the index and the
    fact.
    """

    part: str
    number: int = 0
    fact: str = ""
    choice: str = ""


def spots_of(policy: Policy, case: Case) -> Iterator[Spot]:
    """The places of all stated facts that have no presumed value: leaving one of them out
    makes it unknown.
    """
    yield from (Spot(APPLICANT, 0, fact) for fact in case.applicant)
    if case.claims is not None:
        yield Spot(CLAIMS)
    for n, claim in enumerate(case.claims or ()):
        presumed = _presumed(policy, claim.kind)
        for fact, value in claim.facts.items():
            if isinstance(value, Mapping):
                yield from (Spot(CLAIMS, n, fact, choice) for choice in value)
            elif fact not in presumed:
                yield Spot(CLAIMS, n, fact)
    if case.ledger is not None:
        yield Spot(LEDGER)
    # For a grant under this policy the support determines level, field and agency.
    presumed = _presumed(policy, GRANT)
    implied = {LEVEL, FIELD, AGENCY}
    for n, grant in enumerate(case.ledger or ()):
        kept = presumed | {SUPPORT} | implied if SUPPORT in grant.facts else presumed - implied
        yield from (Spot(LEDGER, n, fact) for fact in grant.facts if fact not in kept)


def every_spot(case: Case) -> Iterator[Spot]:
    """The places of all stated facts, whether or not they have a presumed value."""
    yield from (Spot(APPLICANT, 0, fact) for fact in case.applicant)
    parts = [(CLAIMS, n, claim.facts) for n, claim in enumerate(case.claims or ())]
    parts += [(LEDGER, n, grant.facts) for n, grant in enumerate(case.ledger or ())]
    for part, n, facts in parts:
        for fact, value in facts.items():
            if isinstance(value, Mapping):
                yield from (Spot(part, n, fact, choice) for choice in value)
            else:
                yield Spot(part, n, fact)


def leave_out(case: Case, spots: Iterable[Spot]) -> Case:
    """The case without the facts at these places."""
    gone = set(spots)

    def keep(facts: Facts, part: str, n: int) -> dict[str, FactValue]:
        kept: dict[str, FactValue] = {}
        for fact, value in facts.items():
            if Spot(part, n, fact) in gone:
                continue
            if isinstance(value, Mapping):
                value = {key: told for key, told in value.items() if Spot(part, n, fact, key) not in gone}
            kept[fact] = value
        return kept

    claims = case.claims and tuple(
        replace(claim, facts=keep(claim.facts, CLAIMS, n)) for n, claim in enumerate(case.claims)
    )
    ledger = case.ledger and tuple(Grant(keep(g.facts, LEDGER, n)) for n, g in enumerate(case.ledger))
    return Case(
        case.date,
        keep(case.applicant, APPLICANT, 0),
        None if Spot(CLAIMS) in gone else claims,
        None if Spot(LEDGER) in gone else ledger,
    )


def value_at(case: Case, spot: Spot) -> FactValue:
    """The value of the fact at a place. Raises ``KeyError`` where the case does not state it."""
    items = {CLAIMS: case.claims, LEDGER: case.ledger}.get(spot.part)
    facts = case.applicant if items is None else items[spot.number].facts
    return facts[spot.fact]


def put(case: Case, spot: Spot, value: FactValue) -> Case:
    """The case with another value of the fact at a place."""
    if spot.part == CLAIMS:
        claims = list(case.claims or ())
        claim = claims[spot.number]
        claims[spot.number] = replace(claim, facts={**claim.facts, spot.fact: value})
        return replace(case, claims=tuple(claims))
    if spot.part == LEDGER:
        ledger = list(case.ledger or ())
        grant = ledger[spot.number]
        ledger[spot.number] = replace(grant, facts={**grant.facts, spot.fact: value})
        return replace(case, ledger=tuple(ledger))
    return replace(case, applicant={**case.applicant, spot.fact: value})


def _presumed(policy: Policy, kind: str) -> frozenset[str]:
    return frozenset(fact.id for fact in policy.facts_of(kind) if fact.presumed)
