"""The solver's encoding of one claim under one support: every status and sum it may have.

The core lowers the rules, for ledgers with a bounded number of grants, and :mod:`kb.verify.proof.terms`
writes the terms for the solver. Claims that affect one another are not encoded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.case import Facts as CaseFacts
from kb.core.claim import Status, lower_claim
from kb.core.facts import Facts, FactTerm, Given, ListedLedger
from kb.core.limits import Limits
from kb.core.nodes import Node
from kb.core.rules import Rules
from kb.core.ruleset import Ruleset
from kb.core.terms import NOTHING, Day, Number, Range, Tri, Truth, choose, disj, eq, implies, le
from kb.model.amounts import PerUnit
from kb.model.facts import APPLICANT, GRANT, IS
from kb.model.policy import Support
from kb.model.requirements import Earlier, leaves
from kb.verify.proof.terms import CLAIM_ID, SolverTerms, atoms_of, number, truth

MOST_GRANTS = 2
"""The greatest number of earlier grants in a case, unless a quota needs more."""

YEARS_AROUND = 2
"""The number of calendar years before and after the validity in which days may lie."""

_WITHOUT_VALIDITY = (2020, 2035)

DAY: Day = number("@day")
"""The day of the case."""


@dataclass(frozen=True)
class Encoding:
    """One claim under one support of a policy as read.

    ``terms`` write its terms for the solver. ``claim`` are the facts of the claim and the applicant. Exactly
    one ``status`` holds; the ``sum`` is absent where the claim is refused or the support states none.
    ``gates`` are the tests that must all hold, ``limits`` what the ledger leaves; ``due`` says whether the
    sum is an entitlement. ``sane`` holds of every valid case, in the form of the solver.
    """

    rules: Ruleset
    support: Support
    terms: SolverTerms
    claim: Facts
    ledger: ListedLedger
    status: Mapping[Status, Truth]
    sum: Range
    gates: tuple[Node, ...]
    limits: Limits
    due: Truth
    sane: tuple[Any, ...] = field(default=())

    @property
    def facts(self) -> Mapping[str, FactTerm]:
        """The stated facts of the claim and the applicant, by key: the id, or ``is:`` and a subject."""
        return self.claim.stated

    @property
    def is_refused(self) -> Truth:
        """Whether the claim is refused."""
        return disj(self.status[Status.INELIGIBLE], self.status[Status.BARRED])

    @cached_property
    def leaves(self) -> dict[str, Node]:
        """The leaves of the gates by key."""
        return {leaf.key: leaf for node in self.gates for leaf in node.leaves() if leaf.key}

    def write(self, value: Any) -> Any:
        """A term in the form of the solver."""
        return self.terms.write(value)


def encode(
    rules: Ruleset,
    support: Support,
    *,
    grants: int | None = None,
    sharing: Encoding | None = None,
    terms: SolverTerms | None = None,
    stated: Mapping[str, FactTerm] | None = None,
) -> Encoding:
    """A claim under ``support`` according to ``rules``, with at most ``grants`` earlier grants.

    An encoding that is ``sharing`` another one has the same claim and ledger under another support or
    reading; the later one then states what is ``sane``. Encodings of two policies are comparable where one
    has the ``terms`` of the other. Facts of the claim in ``stated`` are constants.
    """
    core = rules.core
    if sharing is None:
        terms = solver_terms(rules) if terms is None else terms
        facts = new_facts(rules, support.per, stated)
        ledger = _ledger(core, support, _grants(support) if grants is None else grants)
    else:
        terms, facts, ledger = sharing.terms, sharing.claim, sharing.ledger
    program = lower_claim(core, support, facts, ledger)
    found = NOTHING if program.sum is None else choose(program.is_refused, NOTHING, program.sum)
    return Encoding(
        rules=rules,
        support=support,
        terms=terms,
        claim=facts,
        ledger=ledger,
        status=program.status,
        sum=found,
        gates=program.gates,
        limits=program.limits,
        due=program.due,
        sane=tuple(_sane(terms, facts, ledger)),
    )


def solver_terms(rules: Ruleset) -> SolverTerms:
    """The writer of terms of a policy for the solver, with days around its validity."""
    validity = rules.validity
    first, last = _WITHOUT_VALIDITY
    if validity is not None:
        first, last = validity.first.year - YEARS_AROUND, validity.horizon.year + YEARS_AROUND
    return SolverTerms(rules.policy, date(first, 1, 1), date(last, 12, 31))


def new_facts(rules: Ruleset, kind: str, stated: Mapping[str, FactTerm] | None = None) -> Facts:
    """The facts of a kind of claim and of its applicant; they are variables unless they are stated."""
    return Facts(rules.core, kind, "", DAY, CLAIM_ID, dict(stated or {}))


def name_parts(encoding: Encoding) -> Encoding:
    """The same encoding with names for its statuses, its tests and for an exceeded limit.

    The definition of a name is given to the solver once, among what is sane. A question then uses the names,
    so that the solver need not process the same terms again, which would take several times as long as the
    answer.
    """
    meaning: list[Any] = []

    def name(part: Truth) -> Truth:
        if isinstance(part, bool):
            return part
        given = truth(f"@{len(meaning)}")
        meaning.append(encoding.write(eq(given, part)))
        return given

    def name_node(node: Node) -> Node:
        parts = tuple(name_node(part) for part in node.parts)
        return replace(node, test=Tri(name(node.test.holds), name(node.test.fails)), parts=parts)

    gates = tuple(name_node(node) for node in encoding.gates)
    status = {key: name(one) for key, one in encoding.status.items()}
    limits = replace(encoding.limits, fails=name(encoding.limits.fails))
    return replace(encoding, gates=gates, status=status, limits=limits, sane=(*encoding.sane, *meaning))


def decode(model: Any, encoding: Encoding) -> Case:
    """The case that a model of the solver states, with one claim; facts that the model leaves open are not
    stated.
    """

    def value(one: Any) -> Any:
        found = model.eval(encoding.write(one), model_completion=True)
        return found.as_long() if hasattr(found, "as_long") else bool(found)

    facts = _read(encoding, encoding.claim, value)
    of_applicant = {fact.id for fact in encoding.rules.policy.facts_of(APPLICANT)}
    applicant = {key: one for key, one in facts.items() if key in of_applicant}
    own = {key: one for key, one in facts.items() if key not in of_applicant}
    ledger: tuple[Grant, ...] | None = None
    if value(encoding.ledger.told):
        ledger = tuple(
            Grant(_read(encoding, entry.facts, value))
            for entry in encoding.ledger.entries
            if value(entry.present)
        )
    claim = Claim(CLAIM_ID, encoding.support.per, own)
    return Case(date.fromordinal(value(DAY)), applicant, (claim,), ledger)


def state(encoding: Encoding, case: Case, claim: Claim) -> Iterator[tuple[Any, Any]]:
    """Each variable of an encoding with the value that a claim of a case gives it, in the form of the solver.

    Raises ``ValueError`` for a case outside the encoding: more grants, or an undeclared choice.
    """
    names = {claim.id: 0}
    for variable, value in _state(encoding, case, claim, names):
        yield encoding.write(variable), encoding.write(value)


def _state(
    encoding: Encoding, case: Case, claim: Claim, names: dict[str, int]
) -> Iterator[tuple[Truth, bool] | tuple[Number, int]]:
    yield DAY, case.date.toordinal()
    yield from _state_facts(encoding.claim, {**case.applicant, **claim.facts}, names, case.date)
    grants = (case.ledger or ()) if looks_at_ledger(encoding.support) else ()
    entries = encoding.ledger.entries
    if len(grants) > len(entries):
        raise ValueError(f"{len(grants)} grants, and room for {len(entries)}")
    yield encoding.ledger.told, case.ledger is not None
    for n, entry in enumerate(entries):
        yield entry.present, n < len(grants)
        told = grants[n].facts if n < len(grants) else {}
        yield from _state_facts(entry.facts, told, names, case.date)


def _state_facts(
    facts: Facts, told: CaseFacts, names: dict[str, int], day: date
) -> Iterator[tuple[Any, Any]]:
    is_ = told.get(IS)
    for key, one in facts.stated.items():
        if key.startswith(f"{IS}:"):
            subject = key.removeprefix(f"{IS}:")
            value: FactValue | None = is_.get(subject) if isinstance(is_, Mapping) else None
        else:
            value = told.get(key)
        yield one.known, value is not None
        yield one.value, _silent(facts, key, day) if value is None else _value_of(facts, key, value, names)


def _value_of(facts: Facts, key: str, value: FactValue, names: dict[str, int]) -> Any:
    """A stated value as a term; ``names`` maps each name of the case to one of :data:`NAMES`."""
    fact = facts.declared(key)
    if fact is not None and fact.sort == "number":
        return fact.number(value)
    if isinstance(value, str):
        known = atoms_of(facts, key)
        if not known:
            return names.setdefault(value, len(names))
        if value in known:
            return value
    elif isinstance(value, int | date):
        return value
    raise ValueError(f"{key}: {value!r}")


def _silent(facts: Facts, key: str, day: date) -> Any:
    """A valid value for a fact that is not stated; the value has no meaning."""
    fact = facts.declared(key)
    if fact is None or fact.sort == "truth":
        return False
    return day if fact.sort == "day" else next(iter(atoms_of(facts, key)), 0)


def _read(encoding: Encoding, facts: Facts, value: Callable[[Any], Any]) -> CaseFacts:
    """The facts of a claim or grant in a model."""
    found: dict[str, FactValue] = {}
    said: dict[str, bool] = {}
    for key, one in facts.stated.items():
        if not value(one.known):
            continue
        told = value(one.value)
        fact = facts.declared(key)
        if fact is None:
            said[key.removeprefix(f"{IS}:")] = told
            continue
        match fact.sort:
            case "number":
                found[key] = fact.made(told)
            case "day":
                found[key] = date.fromordinal(told)
            case "word":
                found[key] = encoding.terms.name(told)
            case "truth":
                found[key] = told
    if said:
        found[IS] = said
    return found


def looks_at_ledger(support: Support) -> bool:
    """Whether earlier grants can matter: to a sum, or to a phase that must have been paid."""
    asked = (leaf for requirement in support.requirements for leaf in leaves(requirement))
    return support.is_paid or any(isinstance(leaf, Earlier) for leaf in asked)


def _grants(support: Support) -> int:
    number = support.amount.count.count.number if isinstance(support.amount, PerUnit) else 0
    return max(MOST_GRANTS, number)


def _ledger(rules: Rules, support: Support, grants: int) -> ListedLedger:
    entries = (
        Given(truth(f"grant{n}?"), Facts(rules, GRANT, f"grant{n}.", DAY, CLAIM_ID))
        for n in range(1, grants + 1 if looks_at_ledger(support) else 1)
    )
    return ListedLedger(rules, truth("ledger?"), DAY, entries=tuple(entries))


def _sane(terms: SolverTerms, facts: Facts, ledger: ListedLedger) -> Iterator[Any]:
    yield terms.write(le(terms.first, DAY))
    yield terms.write(le(DAY, terms.last))
    yield from terms.sane(facts)
    for n, entry in enumerate(ledger.entries):
        yield from terms.sane(entry.facts)
        # Without loss of generality, absent grants come after present ones.
        before = ledger.entries[n - 1].present if n else ledger.told
        yield terms.write(implies(entry.present, before))
