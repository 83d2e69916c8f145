"""The rules as the core reads them: each possible form of a rule, with the condition on the readings.

Under decided readings every condition is a constant and only one form is left. Open readings are inputs of
the program, so that one program answers under all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from kb.core.terms import Term, Truth, conj, disj, neg
from kb.model.facts import APPLICANT, CITY, GRANT, Fact
from kb.model.figures import anniversary
from kb.model.guards import Guard, Readings, Ruled, holds
from kb.model.policy import Policy, Support
from kb.model.policy import Term as FinalTerm
from kb.model.registry import LEVELS
from kb.model.requirements import When
from kb.model.together import OtherFunds


class Way(NamedTuple):
    """One possible form of a rule: a value, and the condition under which it applies."""

    value: Any
    when: Truth


Ways = tuple[Way, ...]
"""All ways in which a rule may work. Exactly one holds where there is a default, otherwise at most one."""


@dataclass(frozen=True)
class Meeting:
    """An overlap of supports: its consequence (``then``) is one of several possible ones."""

    supports: frozenset[str]
    where: str
    lower: frozenset[str]
    same: str
    then: Ways
    provision: str
    words: str


@dataclass(frozen=True)
class Validity:
    """The first and last day of the policy, and the days that must lie within: facts, each with its
    condition.

    ``last`` is empty where the policy has no end. ``moved`` are the facts of the transition rule: a claim
    with an earlier day is left to the rules before.
    """

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
    moved: Ways
    transition_provision: str
    transition_words: str


@dataclass(frozen=True)
class Bar:
    """The bar on a second grant; ``judged`` is the fact with an agency's decision on another grant.

    ``levels`` are the levels of government whose grants it covers: those that the rule names, or otherwise
    the policy's own.
    """

    within: Ways
    similar: Ways
    unit: Ways
    conflict: Ways
    judged: Ways
    referred: Truth
    unpaid: Truth
    provision: str
    words: str
    levels: tuple[str, ...]


class Consequence(NamedTuple):
    """The consequence of grants of another level of government, with its provision and words."""

    then: Ways
    provision: str
    words: str


@dataclass(frozen=True)
class Rules:
    """The rules of a policy, under ``readings`` that hold an option of each, or with open readings where
    these are ``None``.
    """

    policy: Policy
    readings: Readings | None = None

    def under(self, guard: Guard) -> Truth:
        """Whether a guard holds."""
        if self.readings is not None:
            return holds(guard, self.readings)
        return conj(*(self._option(reading, option) for reading, option in guard))

    def first(self, ruled: Ruled) -> Ways:
        """The value of the first ruling that holds, and the default where none does."""
        ways: list[Way] = []
        left: Truth = True
        for ruling in ruled.rulings:
            when = self.under(ruling.under)
            ways.append(Way(ruling.value, conj(left, when)))
            left = conj(left, neg(when))
        ways.append(Way(ruled.default, left))
        return tuple(way for way in ways if way.when is not False)

    def every(self, ruled: Ruled) -> Ways:
        """The values of all rulings, each once, with the condition that it holds."""
        found: dict[str, Truth] = {}
        for ruling in ruled.rulings:
            found[ruling.value] = disj(found.get(ruling.value, False), self.under(ruling.under))
        return tuple(Way(value, when) for value, when in found.items() if when is not False)

    def says(self, ruled: Ruled, value: str) -> Truth:
        """Whether a ruling has this value."""
        return disj(*(self.under(one.under) for one in ruled.rulings if one.value == value))

    def rules(self, ruled: Ruled) -> Truth:
        """Whether any ruling holds, whatever its value."""
        return disj(*(self.under(one.under) for one in ruled.rulings))

    @cached_property
    def supports(self) -> dict[str, Support]:
        """The supports by id."""
        return {support.id: support for support in self.policy.supports}

    @cached_property
    def sharers(self) -> frozenset[str]:
        """The facts that give the number of sharers of a sum."""
        parts = (part for support in self.policy.supports for part in support.amount.walk())
        return frozenset(r.value for part in parts for r in part.rulings if r.name == "shared-by")

    @cached_property
    def requirements(self) -> tuple[When, ...]:
        """The requirements of every support."""
        return tuple(one for one in self.policy.part_requirements if self.under(one.under) is not False)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The overlaps; one that depends on an open support is more specific and comes first."""
        overlaps = [overlap for measure in self.policy.measures for overlap in measure.overlaps]
        return tuple(
            Meeting(
                frozenset(one.supports),
                one.where,
                frozenset(one.lower),
                one.same,
                self.first(one.then),
                one.provision,
                one.words,
            )
            for one in sorted(overlaps, key=lambda one: not one.where)
        )

    @cached_property
    def bar(self) -> Bar:
        """The bar on a second grant."""
        term = self._term("non-cumulation")
        return Bar(
            within=self.first(term.within),
            similar=self.first(term.similar),
            unit=self.first(term.unit),
            conflict=self.first(term.conflict),
            judged=self.first(term.judged),
            referred=self.rules(term.referred),
            unpaid=self.rules(term.unpaid),
            provision=term.provision,
            words=term.words,
            levels=term.levels or (self.level,),
        )

    @cached_property
    def level(self) -> str:
        """The level of government of the policy; a city where its place is not registered."""
        place = self.policy.jurisdiction
        return CITY if place is None else place.level

    @cached_property
    def lower_levels(self) -> tuple[str, ...]:
        """The levels below the policy's own that its bar does not cover."""
        below = LEVELS[: LEVELS.index(self.level)]
        return tuple(level for level in below if level not in self.bar.levels)

    @cached_property
    def district(self) -> Consequence:
        """The consequence of grants of a district."""
        return self._consequence("district-measures")

    @cached_property
    def higher(self) -> Consequence:
        """The consequence of grants of the province or the state."""
        return self._consequence("higher-law")

    def other_funds(self, support: str) -> tuple[OtherFunds, ...]:
        """The rules on grants under other policies for the same thing, for one support."""
        return tuple(one for one in self.policy.together.others if one.holds_of(support))

    @cached_property
    def validity(self) -> Validity | None:
        """The validity of the policy; ``None`` where the text states none."""
        term, own = self._term("validity"), self._term("special-deadline")
        moved = self._term("transition")
        if not term.kind:
            return None
        start, *end = term.quantities
        first = start.value
        assert isinstance(first, date)
        last: Ways = ()
        for after in (anniversary(start, one) for one in end):
            ends = {"anniversary": after, "last-day": after - timedelta(days=1)}
            last = tuple(Way(ends[value], when) for value, when in self.first(term.until))
        return Validity(
            first=first,
            last=last,
            days=self.every(term.day),
            since=self.every(term.since),
            unless=self.first(term.unless),
            deadline=self.first(own.day),
            replaces=self.says(own.then, "replaces"),
            provision=term.provision,
            words=term.words,
            deadline_provision=own.provision,
            deadline_words=own.words,
            moved=self.every(moved.day),
            transition_provision=moved.provision,
            transition_words=moved.words,
        )

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The facts that state the sum applied for."""
        return tuple(fact.id for fact in self.policy.facts if fact.bounds == "sum")

    @cached_property
    def ones(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each count, the answers (a fact and its value) that make it one."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for fact in self.policy.facts:
            for one in fact.agrees:
                if one.relation == "one":
                    found[one.other] = (*found.get(one.other, ()), (fact.id, one.when))
        return found

    def facts_of(self, kind: str) -> dict[str, Fact]:
        """The facts declared for a kind of claim and its applicant, or for an earlier grant, by id."""
        if kind not in self._facts:
            every = self.policy.facts_of(APPLICANT) if kind != GRANT else ()
            self._facts[kind] = {fact.id: fact for fact in (*every, *self.policy.facts_of(kind))}
        return self._facts[kind]

    @cached_property
    def _facts(self) -> dict[str, dict[str, Fact]]:
        return {}

    @cached_property
    def _options(self) -> dict[tuple[str, str], Term]:
        return {}

    def _option(self, reading: str, option: str) -> Term:
        key = (reading, option)
        if key not in self._options:
            self._options[key] = Term("option", reading, option)
        return self._options[key]

    def _consequence(self, kind: str) -> Consequence:
        term = self._term(kind)
        return Consequence(self.first(term.then), term.provision, term.words)

    def _term(self, kind: str) -> FinalTerm:
        """The final provision of a kind; an empty one where there is none."""
        found = (term for term in self.policy.terms if term.kind == kind)
        return next(found, FinalTerm("", "", ""))
