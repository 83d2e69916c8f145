"""When two grants are for the same thing: the criteria and the unit of the bar on a second grant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.core.facts import Facts, FactTerm, same
from kb.core.rules import Rules, Ways
from kb.core.terms import (
    NO,
    OPEN,
    YES,
    Tri,
    Truth,
    among,
    both,
    conj,
    decided,
    disj,
    either,
    eq,
    ite,
    neg,
    opposite,
    year,
)
from kb.model.facts import AGENCY, APPLIED_ON, DATE, EXPENDITURE, FIELD, GROUP, HOLDER, OBJECT, SUPPORT
from kb.model.policy import Support


@dataclass(frozen=True)
class Asked:
    """A claim under a support, compared with another grant."""

    facts: Facts
    support: Support

    @property
    def expenditure(self) -> FactTerm:
        """The expenditure that the money is for."""
        return self.facts.get(EXPENDITURE)

    @property
    def year(self) -> FactTerm:
        """The calendar year of the application."""
        known, day = self.facts.get(APPLIED_ON)
        return FactTerm(known, year(day))

    @property
    def is_of_group(self) -> Truth:
        """Whether another member of the applicant's group receives it: never for a claim."""
        return False


@dataclass(frozen=True)
class Had:
    """An earlier grant. The facts compared come from its measure for a grant of this policy, and from the
    ledger for a grant of another policy.
    """

    facts: Facts

    @property
    def is_own(self) -> Truth:
        """Whether it was given under this policy."""
        return self.facts.get(SUPPORT).known

    @property
    def expenditure(self) -> FactTerm:
        """The expenditure that the money was for: the thing itself, where nothing else is stated."""
        mine, about = self.facts.get(EXPENDITURE), self.facts.get(OBJECT)
        return FactTerm(disj(mine.known, about.known), ite(mine.known, mine.value, about.value))

    @property
    def year(self) -> FactTerm:
        """The calendar year of the application, or of the payment where only that is known."""
        applied, paid = self.facts.get(APPLIED_ON), self.facts.get(DATE)
        day = ite(applied.known, applied.value, paid.value)
        return FactTerm(disj(applied.known, paid.known), year(day))

    @property
    def is_of_group(self) -> Truth:
        """Whether another member of the applicant's group received it, and not the applicant itself."""
        return self.facts.is_choice(HOLDER, GROUP)


@dataclass(frozen=True)
class Comparing:
    """Compares grants by the criteria of the rules."""

    rules: Rules

    def alike(self, one: Asked, other: Asked | Had) -> Tri:
        """Whether two grants are for the same thing: they meet the criteria, in the same unit."""
        bar = self.rules.bar
        similar = _by(bar.similar, lambda key: self._similar(key, one, other))
        unit = _by(bar.unit, lambda key: self._unit(key, one, other))
        return both((similar, unit))

    def open_fact(self, had: Had) -> tuple[tuple[Truth, str], ...]:
        """The facts of an earlier grant that may be missing for the comparison, by id, each with the
        condition that it is missing.

        The first whose condition holds is the missing fact. The object comes last and has no condition.
        """
        similar, unit = self.rules.bar.similar, self.rules.bar.unit
        agencies = [one.id for one in self.rules.supports.values() if self._agency(one)]
        named = conj(had.is_own, among(had.facts.get(SUPPORT).value, agencies))
        field = conj(neg(had.is_own), neg(had.facts.get(FIELD).known))
        agency = conj(neg(named), neg(had.facts.get(AGENCY).known))
        return (
            (conj(_is_by(similar, "field"), field), FIELD),
            (conj(_is_by(similar, "agency"), agency), AGENCY),
            (conj(_is_by(unit, "expenditure"), neg(had.expenditure.known)), EXPENDITURE),
            (conj(_is_by(unit, "year"), neg(had.year.known)), DATE),
            (True, OBJECT),
        )

    def _similar(self, key: str, one: Asked, other: Asked | Had) -> Tri:
        match key:
            case "form":
                return YES
            case "field":
                return self._same_field(one, other)
            case "agency":
                return self._same_agency(one, other)
            case _:
                return same(one.facts, other.facts, OBJECT)

    def _same_field(self, one: Asked, other: Asked | Had) -> Tri:
        mine = self._fields(one.support)
        if isinstance(other, Asked):
            return YES if mine & self._fields(other.support) else NO
        sharing = [s.id for s in self.rules.supports.values() if mine & self._fields(s)]
        own = among(other.facts.get(SUPPORT).value, sharing)
        known, field = other.facts.get(FIELD)
        theirs = among(field, sorted(mine))
        return decided(disj(other.is_own, known), ite(other.is_own, own, theirs))

    def _fields(self, support: Support) -> frozenset[str]:
        return frozenset(link.domain.id for link in self.rules.policy.measure(support.measure).domains)

    def _same_agency(self, one: Asked, other: Asked | Had) -> Tri:
        mine = self._agency(one.support)
        if not mine:
            return OPEN
        if isinstance(other, Asked):
            theirs = self._agency(other.support)
            return decided(bool(theirs), theirs == mine)
        named = [s.id for s in self.rules.supports.values() if self._agency(s)]
        same_one = [key for key in named if self._agency(self.rules.supports[key]) == mine]
        support = other.facts.get(SUPPORT).value
        by_measure = decided(conj(other.is_own, among(support, named)), among(support, same_one))
        known, agency = other.facts.get(AGENCY)
        told = decided(known, eq(agency, mine))
        return Tri(
            disj(told.holds, conj(neg(known), by_measure.holds)),
            disj(told.fails, conj(neg(known), by_measure.fails)),
        )

    def _agency(self, support: Support) -> str:
        """The agency named first for a support's measure."""
        named = self.rules.policy.measure(support.measure).named
        return named[0].id if named else ""

    def _unit(self, key: str, one: Asked, other: Asked | Had) -> Tri:
        group = other.is_of_group
        own = Tri(neg(group), group)
        match key:
            case "enterprise":
                return own
            case "expenditure":
                return _equal(one.expenditure, other.expenditure)
            case "year":
                # A grant to another enterprise for another thing is no double support.
                again = either((own, same(one.facts, other.facts, OBJECT)))
                return both((again, _equal(one.year, other.year)))
            case _:
                return same(one.facts, other.facts, OBJECT)


def _equal(one: FactTerm, other: FactTerm) -> Tri:
    return decided(conj(one.known, other.known), eq(one.value, other.value))


def _is_by(ways: Ways, key: str) -> Truth:
    return disj(*(when for value, when in ways if value == key))


def _by(ways: Ways, test: Callable[[str], Tri]) -> Tri:
    found = [(when, test(key)) for key, when in ways]
    return Tri(
        disj(*(conj(when, one.holds) for when, one in found)),
        disj(*(conj(when, one.fails) for when, one in found)),
    )


def units_of(support: Support) -> tuple[str, ...]:
    """The facts that distinguish the units or the phases of a support that is granted several times.

    Empty where the support does not say how often it is granted.
    """
    amount = support.amount
    if amount.quota is not None:
        return (OBJECT,)
    return (OBJECT, amount.by) if amount.phases else ()


def is_apart(support: Support, one: Facts, two: Facts) -> Tri:
    """Whether two sums under one support are for different units of a number or for different phases."""
    return either(opposite(same(one, two, fact)) for fact in units_of(support))
