"""The known facts of a claim: stated ones, and presumed ones where the case is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.cases.spelling import name_things
from kb.core.ruleset import Ruleset
from kb.model.facts import (
    AMOUNT,
    APPLICANT,
    DATE,
    GRANT,
    GROUP,
    HOLDER,
    IS,
    LEVEL,
    OBJECT,
    PAID_ON,
    SUPPORT,
    Fact,
)
from kb.model.values import Money


def is_one(one: object, other: object) -> bool | None:
    """Whether two names are equal; unknown where either is unknown."""
    return None if one is None or other is None else one == other


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of one claim with those of its applicant; ``presumed`` are the ids of presumed facts."""

    claim: str
    facts: Facts
    presumed: frozenset[str]

    def get(self, fact: str) -> FactValue | None:
        """The value of a fact; ``None`` where it is unknown."""
        return self.facts.get(fact)

    def is_a(self, subject: str) -> bool | None:
        """Whether the claim has this subject."""
        given = self.facts.get(IS)
        return given.get(subject) if isinstance(given, Mapping) else None

    def money(self, fact: str) -> int | None:
        """A sum in fen."""
        value = self.facts.get(fact)
        return value.fen if isinstance(value, Money) else None

    def day(self, fact: str) -> date | None:
        """A day."""
        value = self.facts.get(fact)
        return value if isinstance(value, date) else None

    def name(self, fact: str) -> str | None:
        """The name of something, or a choice."""
        value = self.facts.get(fact)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class EarlierGrant:
    """A grant of the ledger with its facts, presumed ones included."""

    facts: Facts

    @property
    def support(self) -> str:
        """The support of this policy it was paid under; empty for another policy."""
        return str(self.facts.get(SUPPORT, ""))

    @property
    def is_of_group(self) -> bool:
        """Whether another member of the applicant's group received it, and not the applicant itself."""
        return self.facts.get(HOLDER) == GROUP

    def day(self, fact: str) -> date | None:
        """A day; the day a grant was paid on is its date."""
        value = self.facts.get(DATE if fact == PAID_ON else fact)
        return value if isinstance(value, date) else None

    @property
    def fen(self) -> int | None:
        """How much was paid, in fen."""
        value = self.facts.get(AMOUNT)
        return value.fen if isinstance(value, Money) else None


@dataclass(frozen=True)
class Ledger:
    """The earlier grants; ``entries`` is ``None`` where the case does not state them."""

    entries: tuple[EarlierGrant, ...] | None

    @cached_property
    def by_support(self) -> Mapping[str, Sequence[EarlierGrant]]:
        """The grants by the support of this policy, with the empty string for another policy."""
        found: dict[str, list[EarlierGrant]] = defaultdict(list)
        for entry in self.entries or ():
            found[entry.support].append(entry)
        return found

    @cached_property
    def _places(self) -> Mapping[object, Sequence[int]]:
        """The positions of the grants for each object; ``None`` where the object is not stated."""
        found: dict[object, list[int]] = defaultdict(list)
        for n, entry in enumerate(self.entries or ()):
            found[entry.facts.get(OBJECT)].append(n)
        return found

    @cached_property
    def _under(self) -> Mapping[str, Sequence[int]]:
        """The positions of the grants under each support of this policy."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, entry in enumerate(self.entries or ()):
            found[entry.support].append(n)
        return found

    def about(self, things: Collection[object], supports: Collection[str] = ()) -> Sequence[EarlierGrant]:
        """The grants that may be for one of some things, and all under some supports, in their order.

        Where a thing is ``None`` (not stated), any grant may be for it.
        """
        entries = self.entries or ()
        if None in things:
            return entries
        found = [places for thing in (None, *things) if (places := self._places.get(thing))]
        found += [places for support, places in self._under.items() if support in supports]
        if len(found) < 2:
            return [entries[n] for places in found for n in places]
        return [entries[n] for n in sorted(set().union(*found))]


@dataclass(frozen=True, slots=True)
class Stated:
    """A case with its presumed facts: its claims in their order, the known facts of each, and the ledger.

    ``case`` has its own statements only, with one name for each thing. Presumed values are declared by the
    policy and do not depend on readings.
    """

    case: Case
    claims: tuple[Claim, ...] | None
    known: Mapping[str, Known]
    ledger: Ledger


def read_stated(case: Case, rules: Ruleset) -> Stated:
    """The statements of a case, and the presumed values where it is silent."""
    case = name_things(case, rules.names)
    known = {claim.id: know(claim, case, rules) for claim in case.claims or ()}
    return Stated(case, case.claims, known, read_ledger(case, rules))


def read_ledger(case: Case, rules: Ruleset) -> Ledger:
    """The ledger of a case, with the presumed facts of its entries."""
    if case.ledger is None:
        return Ledger(None)
    return Ledger(tuple(_entry(grant, case, rules.presumed.get(GRANT, ())) for grant in case.ledger))


def know(claim: Claim, case: Case, rules: Ruleset) -> Known:
    """The known facts of a claim: the applicant's, its own, and the presumed ones of both."""
    facts: dict[str, FactValue] = {**case.applicant, **claim.facts}
    presumed = _presume(facts, rules.presumed.get(claim.kind, ()), case, claim.id)
    presumed += _presume(facts, rules.presumed.get(APPLICANT, ()), case, claim.id)
    for count, answers in rules.ones.items():
        if any(facts.get(fact) == value for fact, value in answers):
            facts[count] = 1
    return Known(claim.id, facts, frozenset(presumed))


def _entry(grant: Grant, case: Case, presumptions: Iterable[Fact]) -> EarlierGrant:
    facts = dict(grant.facts)
    # A grant under this policy comes from the city. Under another policy its level must be stated.
    wanted = (f for f in presumptions if f.id != LEVEL or facts.get(SUPPORT))
    _presume(facts, tuple(wanted), case, "")
    return EarlierGrant(facts)


def _presume(facts: dict[str, FactValue], wanted: tuple[Fact, ...], case: Case, claim: str) -> list[str]:
    taken = []
    for fact in wanted:
        if fact.id in facts:
            continue
        value = _presumption(fact, facts, case, claim)
        if value is not None:
            facts[fact.id] = value
            taken.append(fact.id)
    return taken


def _presumption(fact: Fact, facts: Facts, case: Case, claim: str) -> FactValue | None:
    match fact.presumed:
        case "@case-date":
            return case.date
        case "@claim":
            return claim
        case "@object":
            return facts.get(OBJECT)
        case "@date":
            return facts.get(DATE)
        case "none":
            return None
        case "yes" | "no":
            return fact.presumed == "yes"
        case _:
            return fact.presumed
