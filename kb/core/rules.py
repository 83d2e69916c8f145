"""The rules as the core reads them: each way a rule may work, with the readings that it holds under as a truth.

Under decided readings every such truth is a constant and only one way is left; where readings are left open
they are inputs of the program, so that one program answers under all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from kb.core.terms import Term, Truth, conj, disj, neg
from kb.facts import Fact
from kb.figures import anniversary
from kb.guards import Guard, Readings, Ruling, holds
from kb.model import Policy, Support
from kb.requirements import When


class Way(NamedTuple):
    """One of the ways a rule may work: a value, and the truth that it is this one."""

    value: Any
    when: Truth


Ways = tuple[Way, ...]
"""All ways a rule may work: exactly one holds where there is a default, else at most one."""


@dataclass(frozen=True)
class Meeting:
    """An overlap of supports: what follows (``then``) is one of some ways."""

    supports: frozenset[str]
    where: str
    lower: frozenset[str]
    same: str
    then: Ways
    provision: str
    words: str


@dataclass(frozen=True)
class Validity:
    """From when until when the policy holds, and which days must lie within: facts, each with when it does."""

    first: date
    last: Ways
    days: Ways
    since: Ways
    unless: Ways
    deadline: Ways
    replaces: Truth
    provision: str
    words: str
    deadline_provision: str
    deadline_words: str


@dataclass(frozen=True)
class Bar:
    """What may not be had twice; ``judged`` is the fact that tells what an agency finds of another grant."""

    within: Ways
    similar: Ways
    unit: Ways
    conflict: Ways
    judged: Ways
    referred: Truth
    unpaid: Truth
    provision: str
    words: str


class Consequence(NamedTuple):
    """What grants of another level of government do, by which provision and words."""

    then: Ways
    provision: str
    words: str


@dataclass(frozen=True)
class Rules:
    """The rules of a policy, under ``readings`` that hold an option of each, or open where these are ``None``."""

    policy: Policy
    readings: Readings | None = None

    def under(self, guard: Guard) -> Truth:
        """Whether a guard holds."""
        if self.readings is not None:
            return holds(guard, self.readings)
        return conj(*(self._option(reading, option) for reading, option in guard))

    def first(self, rulings: Iterable[Ruling], name: str, default: str = "") -> Ways:
        """The value of the first ruling of a name that holds, and the default where none does."""
        ways: list[Way] = []
        left: Truth = True
        for ruling in rulings:
            if ruling.name == name:
                when = self.under(ruling.under)
                ways.append(Way(ruling.value, conj(left, when)))
                left = conj(left, neg(when))
        ways.append(Way(default, left))
        return tuple(way for way in ways if way.when is not False)

    def every(self, rulings: Iterable[Ruling], name: str) -> Ways:
        """The values of all rulings of a name, each with whether it holds; a value stands there once."""
        found: dict[str, Truth] = {}
        for ruling in rulings:
            if ruling.name == name:
                found[ruling.value] = disj(found.get(ruling.value, False), self.under(ruling.under))
        return tuple(Way(value, when) for value, when in found.items() if when is not False)

    def says(self, rulings: Iterable[Ruling], name: str, value: str) -> Truth:
        """Whether a ruling of a name says so."""
        return disj(*(self.under(one.under) for one in rulings if (one.name, one.value) == (name, value)))

    @cached_property
    def supports(self) -> dict[str, Support]:
        """The supports by id."""
        return {support.id: support for support in self.policy.supports}

    @cached_property
    def requirements(self) -> tuple[When, ...]:
        """What holds for every support."""
        return tuple(one for one in self.policy.part_requirements if self.under(one.under) is not False)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The overlaps; one that holds only where a certain support is open is more particular and goes first."""
        overlaps = [overlap for measure in self.policy.measures for overlap in measure.overlaps]
        return tuple(
            Meeting(
                frozenset(one.supports),
                one.where,
                frozenset(one.lower),
                one.same,
                self.first(one.rulings, "then", "stacks"),
                one.provision,
                one.words,
            )
            for one in sorted(overlaps, key=lambda one: not one.where)
        )

    @cached_property
    def bar(self) -> Bar:
        """What may not be had twice."""
        term = next((term for term in self.policy.terms if term.kind == "non-cumulation"), None)
        rulings = term.rulings if term else ()
        return Bar(
            within=self.first(rulings, "within", "stacks"),
            similar=self.first(rulings, "similar", "object"),
            unit=self.first(rulings, "unit", "object"),
            conflict=self.first(rulings, "conflict", "choose"),
            judged=self.first(rulings, "judged"),
            referred=disj(*(self.under(one.under) for one in rulings if one.name == "referred")),
            unpaid=disj(*(self.under(one.under) for one in rulings if one.name == "unpaid")),
            provision=term.provision if term else "",
            words=term.words if term else "",
        )

    @cached_property
    def district(self) -> Consequence:
        """What grants of a district do."""
        return self._consequence("district-measures")

    @cached_property
    def higher(self) -> Consequence:
        """What grants of the province or the state do."""
        return self._consequence("higher-law")

    @cached_property
    def validity(self) -> Validity | None:
        """From when until when the policy holds; ``None`` where the text does not say."""
        term = next((term for term in self.policy.terms if term.kind == "validity"), None)
        if term is None:
            return None
        start, span = term.quantities
        first, after = start.value, anniversary(start, span)
        assert isinstance(first, date)
        own = next((term for term in self.policy.terms if term.kind == "special-deadline"), None)
        rulings, own_rulings = term.rulings, own.rulings if own else ()
        ends = {"anniversary": after}
        return Validity(
            first=first,
            last=tuple(
                Way(ends.get(value, after - timedelta(days=1)), when)
                for value, when in self.first(rulings, "until", "last-day")
            ),
            days=self.every(rulings, "day"),
            since=self.every(rulings, "since"),
            unless=self.first(rulings, "unless"),
            deadline=self.first(own_rulings, "day"),
            replaces=self.says(own_rulings, "then", "replaces"),
            provision=term.provision,
            words=term.words,
            deadline_provision=own.provision if own else "",
            deadline_words=own.words if own else "",
        )

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The facts that tell which sum was asked for."""
        return tuple(fact.id for fact in self.policy.facts if fact.bounds == "sum")

    @cached_property
    def ones(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Of each count the answers, as a fact and its value, for which it is one."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for fact in self.policy.facts:
            for one in fact.agrees:
                if one.relation == "one":
                    found[one.other] = (*found.get(one.other, ()), (fact.id, one.when))
        return found

    def facts_of(self, kind: str) -> dict[str, Fact]:
        """The facts declared for a kind, by id."""
        return {fact.id: fact for fact in self.policy.facts_of(kind)}

    def option(self, reading: str, option: str) -> Truth:
        """Whether a reading is read as an option says."""
        return self.under(((reading, option),))

    @cached_property
    def _options(self) -> dict[tuple[str, str], Term]:
        return {}

    def _option(self, reading: str, option: str) -> Term:
        key = (reading, option)
        if key not in self._options:
            self._options[key] = Term("option", reading, option)
        return self._options[key]

    def _consequence(self, kind: str) -> Consequence:
        for term in self.policy.terms:
            if term.kind == kind:
                return Consequence(self.first(term.rulings, "then"), term.provision, term.words)
        return Consequence((Way("", True),), "", "")
