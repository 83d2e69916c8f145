"""The smallest case that shows a violation: as few facts as possible, round sums, no unnecessary grant.

Facts are dropped one by one while the violation remains. A dropped fact is not stated in the case, so the
case is exact; :attr:`Smallest.alone` says whether the violation remains for every value of those facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.cases.case import Case, Claim
from kb.core.facts import FactTerm
from kb.core.terms import Truth, conj, eq, floor_div, le, neg, times
from kb.model.fact_types import MONEY
from kb.model.facts import IS
from kb.model.values import YUAN
from kb.verify.proof.encoding import DAY, Encoding, decode
from kb.verify.proof.solver_calls import Solver

_ROUND = tuple(step * YUAN for step in (10_000_000, 1_000_000, 100_000, 10_000, 1_000, 1))
"""The preferred sums, or else their whole multiples: from ten million yuan down to one."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """A case, the number of facts it states, and whether it stands for every value of the facts left out."""

    case: Case
    facts: int
    alone: bool


def find_smallest(solver: Solver, encoding: Encoding, violated: Truth) -> Smallest | None:
    """The smallest case of a violation; ``None`` where there is none. Raises :class:`Undecided` where the
    solver gives up.
    """
    if not solver.is_possible(violated):
        return None
    left_out = [encoding.write(one) for one in _left_out(encoding)]
    stated = _find_stated(solver, violated, left_out)
    if stated is None:
        return None
    kept: list[Any] = [encoding.write(violated)]
    kept += (one for n, one in enumerate(left_out) if n not in stated)
    being = list(_being(encoding))
    if solver.is_possible(*kept, *being):
        kept += map(encoding.write, being)
        being = []
    known = {one.get_id() for one in kept}
    for choices in (*((one,) for one in being), *_tidy(encoding, known)):
        chosen = next((one for one in choices if solver.is_possible(*kept, one)), True)
        kept.append(encoding.write(chosen))
    model = solver.ask(*kept)
    assert model is not None
    fixed = list(_fix(model, encoding))
    alone = not solver.is_possible(*fixed, neg(violated), neg(encoding.is_refused))
    case = _say_what_it_is_not(decode(model, encoding), encoding)
    return Smallest(case, count_facts(case), alone)


def count_facts(case: Case) -> int:
    """The number of facts a case states, of the applicant, its claims and its ledger, without the days."""
    claims = sum(len(claim.facts) for claim in case.claims or ())
    return len(case.applicant) + claims + sum(len(grant.facts) for grant in case.ledger or ())


def _find_stated(solver: Solver, violated: Truth, left_out: Sequence[Any]) -> set[int] | None:
    """The facts that have to be stated, by place; ``None`` where there is no violation at all.

    The solver names facts that cannot all be left out together; the lightest of them is stated, until the
    others can be left out. Then each is tried once more.
    """
    with solver.supposing(violated):
        stated: set[int] = set()
        while not _is_met(solver, left_out, stated):
            core = solver.core
            lightest = max((n for n, one in enumerate(left_out) if one.get_id() in core), default=None)
            if lightest is None:
                return None
            stated.add(lightest)
        for n in sorted(stated):
            if _is_met(solver, left_out, stated - {n}):
                stated.discard(n)
        return stated


def _is_met(solver: Solver, left_out: Sequence[Any], stated: Collection[int]) -> bool:
    return solver.is_possible(*(one for n, one in enumerate(left_out) if n not in stated))


def _left_out(encoding: Encoding) -> Iterator[Truth]:
    """The facts that a case may leave out, as conditions, the heaviest first.

    The ledger is stated and not left out, because an empty ledger is information; the subject of the claim
    counts as one fact and is decided later.
    """
    for entry in reversed(encoding.ledger.entries):
        yield neg(entry.present)
    yield encoding.ledger.told
    for entry in encoding.ledger.entries:
        for one in entry.facts.stated.values():
            yield neg(one.known)
    for key, one in reversed(tuple(encoding.facts.items())):
        if not key.startswith(f"{IS}:"):
            yield neg(one.known)


def _being(encoding: Encoding) -> Iterator[Truth]:
    """The subject of the claim as one fact: as few subjects as possible, in the order of the text."""
    said = [one for key, one in encoding.facts.items() if key.startswith(f"{IS}:")]
    yield from (one.known for one in said)
    yield from (neg(one.value) for one in reversed(said))


def _say_what_it_is_not(case: Case, encoding: Encoding) -> Case:
    """The same case with the other subjects of its kind denied."""
    assert case.claims
    claim = case.claims[0]
    said = claim.facts.get(IS)
    if not isinstance(said, Mapping) or not any(said.values()):
        return case
    supports = encoding.rules.supports[claim.kind]
    subjects = dict.fromkeys(subject.concept.id for one in supports for subject in one.subjects)
    facts = {**claim.facts, IS: {key: said.get(key, False) for key in subjects}}
    return replace(case, claims=(Claim(claim.id, claim.kind, facts),))


def _tidy(encoding: Encoding, left_out: Collection[int]) -> Iterator[tuple[Truth, ...]]:
    """Preferences that make a case easy to read; of each choice the first possible one is taken.

    They prefer a day within the validity and round sums. Facts left out need no preference.
    """
    validity = encoding.rules.validity
    if validity is not None:
        yield eq(DAY, validity.plain_day), conj(le(validity.first, DAY), le(DAY, validity.horizon))
    for facts in (encoding.claim, *(entry.facts for entry in encoding.ledger.entries)):
        for key, one in facts.stated.items():
            fact = facts.declared(key)
            if fact is None or encoding.write(neg(one.known)).get_id() in left_out:
                continue
            if fact.type == MONEY:
                yield tuple(_round_sums(one))
            elif fact.sort == "day":
                yield (eq(one.value, DAY),)
            elif fact.choices:
                yield tuple(eq(one.value, choice.id) for choice in fact.choices)


def _round_sums(one: FactTerm) -> Iterator[Truth]:
    for step in _ROUND:
        yield eq(one.value, step)
        yield eq(times(step, floor_div(one.value, step)), one.value)


def _told(model: Any, encoding: Encoding) -> Iterator[FactTerm]:
    for one in encoding.facts.values():
        if _is_true(model, encoding, one.known):
            yield one
    for entry in encoding.ledger.entries:
        if _is_true(model, encoding, entry.present):
            yield from (one for one in entry.facts.stated.values() if _is_true(model, encoding, one.known))


def _fix(model: Any, encoding: Encoding) -> Iterator[Any]:
    """The statements of a model; the facts it leaves out stay open."""
    for one in _told(model, encoding):
        yield one.known
        value = encoding.write(one.value)
        yield value == model.eval(value, model_completion=True)
    for entry in encoding.ledger.entries:
        yield entry.present if _is_true(model, encoding, entry.present) else neg(entry.present)
        # A missing fact of a grant has a meaning too: without a support, another policy paid it.
        stated = entry.facts.stated.values()
        yield from (neg(one.known) for one in stated if not _is_true(model, encoding, one.known))


def _is_true(model: Any, encoding: Encoding, one: Truth) -> bool:
    return bool(model.eval(encoding.write(one), model_completion=True))
