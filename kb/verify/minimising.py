"""The smallest case that shows something: as few facts as will do, round sums, and no grant too many.

Facts are given up one by one while the violation stands. What is given up is not stated in the case, so the
case is an exact one; :attr:`Smallest.alone` tells whether it stands whatever those facts may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.assess.cases import Case, Claim
from kb.assess.known import IS
from kb.terms import YUAN
from kb.verify.encoding import Encoding, decode
from kb.verify.encoding_facts import Facts, FactTerm
from kb.verify.encoding_terms import Truth, conj, disj, eq, le, neg, term
from kb.verify.questions import ask

_ROUND = tuple(step * YUAN for step in (10_000_000, 1_000_000, 100_000, 10_000, 1_000, 1))
"""Steps that sums are made whole multiples of where that will do: ten million yuan, down to one."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """A case, how many facts it states, and whether it stands whatever the facts left out may be."""

    case: Case
    facts: int
    alone: bool


def find_smallest(solver: Any, encoding: Encoding, violated: Truth) -> Smallest | None:
    """The smallest case of a violation; ``None`` where there is none. May raise Undecided."""
    model = ask(solver, violated)
    if model is None:
        return None
    kept: list[Any] = [term(violated)]
    for literal in _stated(encoding):
        if ask(solver, *kept, neg(literal)) is not None:
            kept.append(neg(literal))
    for choice in (*_being(encoding), *_tidy(encoding)):
        if ask(solver, *kept, choice) is not None:
            kept.append(term(choice))
    model = ask(solver, *kept)
    assert model is not None
    fixed = [term(one) for one in _fix(model, encoding)]
    alone = ask(solver, *fixed, neg(violated), neg(encoding.is_refused)) is None
    case = _say_what_it_is_not(decode(model, encoding), encoding)
    return Smallest(case, count_facts(case), alone)


def count_facts(case: Case) -> int:
    """How many facts a case states, of the applicant, its claims and its ledger; the days apart."""
    claims = sum(len(claim.facts) for claim in case.claims or ())
    return len(case.applicant) + claims + sum(len(grant.facts) for grant in case.ledger or ())


def _stated(encoding: Encoding) -> Iterator[Truth]:
    """What a case may leave out, the heaviest first; the ledger is told, as an empty one says nothing."""
    for entry in reversed(encoding.ledger.entries):
        yield entry.present
    yield neg(encoding.ledger.told)
    for entry in encoding.ledger.entries:
        for one in entry.facts.stated.values():
            yield conj(entry.present, one.known)
    for key, one in reversed(tuple(encoding.facts.items())):
        if not key.startswith(f"{IS}:"):
            yield one.known


def _being(encoding: Encoding) -> Iterator[Truth]:
    """What the claim is, which is one fact: as few things as will do, the first that the text names."""
    said = [one for key, one in encoding.facts.items() if key.startswith(f"{IS}:")]
    yield from (one.known for one in said)
    yield from (neg(one.value) for one in reversed(said))


def _say_what_it_is_not(case: Case, encoding: Encoding) -> Case:
    """The same case, with what the claim is not: it then stands for nothing else of its kind."""
    assert case.claims
    claim = case.claims[0]
    said = claim.facts.get(IS)
    if not isinstance(said, Mapping) or not any(said.values()):
        return case
    supports = encoding.rules.supports[claim.kind]
    subjects = dict.fromkeys(subject.concept.id for one in supports for subject in one.subjects)
    facts = {**claim.facts, IS: {key: said.get(key, False) for key in subjects}}
    return replace(case, claims=(Claim(claim.id, claim.kind, facts),))


def _tidy(encoding: Encoding) -> Iterator[Truth]:
    """What makes a case easy to read: a day within the validity, round sums."""
    validity = encoding.rules.validity
    if validity is not None:
        yield eq(encoding.day, validity.first.replace(year=validity.first.year + 1).toordinal())
        yield conj(le(validity.first.toordinal(), encoding.day), le(encoding.day, validity.last.toordinal()))
    facts = Facts(encoding.rules, encoding.support.per, "", 0, {})
    for key, one in encoding.facts.items():
        fact = facts.declared(key)
        if fact is not None and fact.type == "money":
            yield from _round_sums(one)
        if fact is not None and fact.type == "date":
            yield eq(one.value, encoding.day)
    for entry in encoding.ledger.entries:
        for key, one in entry.facts.stated.items():
            fact = entry.facts.declared(key)
            if fact is not None and fact.type == "money":
                yield from _round_sums(one)
            if fact is not None and fact.type == "date":
                yield eq(one.value, encoding.day)
            if fact is not None and fact.type == "choice":
                yield from (disj(neg(one.known), eq(one.value, n)) for n in range(len(fact.choices)))


def _round_sums(one: FactTerm) -> Iterator[Truth]:
    for step in _ROUND:
        yield disj(neg(one.known), term(one.value) % step == 0)


def _told(model: Any, encoding: Encoding) -> Iterator[FactTerm]:
    for one in encoding.facts.values():
        if _is_true(model, one.known):
            yield one
    for entry in encoding.ledger.entries:
        if _is_true(model, entry.present):
            yield from (one for one in entry.facts.stated.values() if _is_true(model, one.known))


def _fix(model: Any, encoding: Encoding) -> Iterator[Truth]:
    """What a model states, as it states it; the facts it leaves out stay open."""
    for one in _told(model, encoding):
        yield one.known
        yield term(one.value) == model.eval(term(one.value), model_completion=True)
    for entry in encoding.ledger.entries:
        yield entry.present if _is_true(model, entry.present) else neg(entry.present)
        # Of a grant, what is not told says something too: without a support, another policy paid it.
        yield from (neg(one.known) for one in entry.facts.stated.values() if not _is_true(model, one.known))


def _is_true(model: Any, one: Truth) -> bool:
    return bool(model.eval(term(one), model_completion=True))
