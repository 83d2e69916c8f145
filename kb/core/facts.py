"""The facts of a claim or an earlier grant as terms: whether each fact is known, and its value.

A carrier supplies two inputs for each fact that a program uses: whether the case states it, and the stated
value. Presumed values are lowered here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kb.core.nodes import Stated
from kb.core.rules import Rules
from kb.core.terms import (
    NIL,
    Atom,
    Day,
    Number,
    Term,
    Tri,
    Truth,
    conj,
    count,
    decided,
    disj,
    eq,
    greatest,
    implies,
    ite,
    neg,
    plus,
)
from kb.model.facts import DATE, GRANT, IS, LEVEL, OBJECT, PAID_ON, SUPPORT, Fact


class FactTerm(NamedTuple):
    """A fact: whether it is ``known``, and its ``value``, which has no meaning where it is unknown."""

    known: Truth
    value: Any


UNKNOWN = FactTerm(False, NIL)


@dataclass
class Facts:
    """The facts of a ``place``: of the claim and its applicant (the empty place), or of an earlier grant.

    ``stated`` are the inputs made so far, by fact; a possible subject of the claim has the key ``is:`` and
    its id.
    """

    rules: Rules
    kind: str
    place: str = ""
    day: Day = field(default_factory=lambda: Term("day"))
    claim: Atom = field(default_factory=lambda: Term("claim"))
    stated: dict[str, FactTerm] = field(default_factory=dict)
    _found: dict[str, FactTerm] = field(default_factory=dict)

    def declared(self, fact: str) -> Fact | None:
        """The declaration of a fact for this kind."""
        return self.rules.facts_of(self.kind).get(fact)

    def get(self, fact: str) -> FactTerm:
        """A fact as stated, or as presumed where it is not stated."""
        if fact not in self._found:
            self._found[fact] = self._work_out(fact)
        return self._found[fact]

    def say(self, fact: str) -> Stated:
        """A fact as a value that a sentence names."""
        declared = self.declared(fact)
        return Stated(*self.get(fact), declared.type if declared is not None else "name")

    def is_a(self, subject: str) -> Tri:
        """Whether the claim has this subject."""
        if self.declared(IS) is None:
            return Tri(False, False)
        return decided(*self._state(f"{IS}:{subject}", "yes-no"))

    def is_true(self, fact: str) -> Truth:
        """Whether a Boolean fact is known to be true."""
        return decided(*self.get(fact)).holds

    def is_choice(self, fact: str, value: str) -> Truth:
        """Whether a fact is known to have this value."""
        known, term = self.get(fact)
        return conj(known, eq(term, value))

    def is_one_of(self, fact: str, values: Sequence[str]) -> Tri:
        """Whether a fact has one of some values; ``yes`` and ``no`` are the values of a Boolean fact."""
        known, value = self.get(fact)
        declared = self.declared(fact)
        if declared is not None and declared.sort == "truth":
            return decided(known, disj(conj(value, "yes" in values), conj(neg(value), "no" in values)))
        return decided(known, disj(*(eq(value, one) for one in values)))

    def when(self, fact: str) -> FactTerm:
        """A fact that is a day; the day of payment of an earlier grant is its date."""
        return self.get(DATE if fact == PAID_ON and self.kind == GRANT else fact)

    def _work_out(self, fact: str) -> FactTerm:
        declared = self.declared(fact)
        if declared is None:
            return UNKNOWN
        known, value = self._state(fact, declared.type)
        presumed = self._presume(declared)
        if presumed.known is not False:
            known, value = disj(known, presumed.known), ite(known, value, presumed.value)
        is_one = disj(*(self.is_choice(one, when) for one, when in self.rules.ones.get(fact, ())))
        return FactTerm(disj(known, is_one), ite(is_one, 1, value))

    def _presume(self, fact: Fact) -> FactTerm:
        match fact.presumed:
            case "" | "none":
                return UNKNOWN
            case "@case-date":
                return FactTerm(True, self.day)
            case "@claim":
                return FactTerm(True, self.claim)
            case "@object":
                return self.get(OBJECT)
            case "@date":
                return self.get(DATE)
            case "yes" | "no":
                return FactTerm(True, fact.presumed == "yes")
            case _:
                # A payment under another policy may come from any level.
                own = self.get(SUPPORT).known if fact.id == LEVEL and self.kind == GRANT else True
                return FactTerm(own, fact.presumed)

    def _state(self, key: str, type_: str) -> FactTerm:
        if key not in self.stated:
            self.stated[key] = FactTerm(
                Term("known", self.place, key, type_), Term("value", self.place, key, type_)
            )
        return self.stated[key]


def same(one: Facts, other: Facts, fact: str) -> Tri:
    """Whether a fact has the same value in two places; unknown where either is unknown."""
    mine, theirs = one.get(fact), other.get(fact)
    return decided(conj(mine.known, theirs.known), eq(mine.value, theirs.value))


@dataclass
class Ledger:
    """The earlier grants as terms, of any number: conditions on them are folds over all of them.

    ``told`` says whether the case states them. Folds may be nested; each binds a grant.
    """

    rules: Rules
    told: Truth = field(default_factory=lambda: Term("told"))
    day: Day = field(default_factory=lambda: Term("day"))
    depth: int = 0
    _bound: list[Facts] = field(default_factory=list)

    def any(self, test: Callable[[Facts], Truth]) -> Truth:
        """Whether a condition holds for one of the grants."""
        found = self._over(test)
        return False if found is False else Term("any", self._place, found)

    def all(self, test: Callable[[Facts], Truth]) -> Truth:
        """Whether a condition holds for all grants."""
        return neg(self.any(lambda entry: neg(test(entry))))

    def sum(self, number: Callable[[Facts], Number]) -> Number:
        """The sum of a number over all grants."""
        found = self._over(number)
        return 0 if found == 0 else Term("sum", self._place, found)

    def count(self, test: Callable[[Facts], Truth]) -> Number:
        """The number of grants for which a condition holds."""
        return self.sum(lambda entry: ite(test(entry), 1, 0))

    def most(self, number: Callable[[Facts], Number]) -> Number:
        """The greatest number of a grant, and 0 where there is none or all are less."""
        found = self._over(number)
        return 0 if found == 0 else Term("most", self._place, found)

    def first(self, ways: Callable[[Facts], Sequence[tuple[Truth, str]]]) -> Sequence[tuple[Truth, str]]:
        """The position of the first satisfied condition in the earlier grants.

        ``ways`` gives the conditions of a grant in order, each with a name; every grant has equally many.
        Only the first grant that satisfies any of its conditions counts. The result has, for each condition,
        whether it is the first one that this grant satisfies.
        """
        found = self._over(ways)
        place = self._place
        return [
            (Term("first", place, tuple(when for when, _ in found), n), word)
            for n, (_, word) in enumerate(found)
        ]

    def each(self, make: Callable[[Facts], Any]) -> Any:
        """A term or reason about the bound grant, which a carrier evaluates for each grant."""
        return self._over(make)

    @property
    def _place(self) -> str:
        return f"grant{self.depth}"

    def _over(self, make: Callable[[Facts], Any]) -> Any:
        while len(self._bound) <= self.depth:
            self._bound.append(Facts(self.rules, GRANT, f"grant{len(self._bound)}", self.day))
        self.depth += 1
        try:
            return make(self._bound[self.depth - 1])
        finally:
            self.depth -= 1


class Given(NamedTuple):
    """An earlier grant that a case may have: whether it is ``present``, and its facts."""

    present: Truth
    facts: Facts

    def is_under(self, support: str) -> Truth:
        """Whether it is present and was given under this support."""
        return conj(self.present, self.facts.is_choice(SUPPORT, support))


@dataclass
class ListedLedger(Ledger):
    """A bounded list of earlier grants, each of which may be present; folds are written out."""

    entries: tuple[Given, ...] = ()

    def any(self, test: Callable[[Facts], Truth]) -> Truth:
        """As :meth:`Ledger.any`."""
        return disj(*(conj(present, test(facts)) for present, facts in self.entries))

    def all(self, test: Callable[[Facts], Truth]) -> Truth:
        """As :meth:`Ledger.all`."""
        return conj(*(implies(present, test(facts)) for present, facts in self.entries))

    def sum(self, number: Callable[[Facts], Number]) -> Number:
        """As :meth:`Ledger.sum`."""
        return plus(*(ite(present, number(facts), 0) for present, facts in self.entries))

    def count(self, test: Callable[[Facts], Truth]) -> Number:
        """As :meth:`Ledger.count`."""
        return count(conj(present, test(facts)) for present, facts in self.entries)

    def most(self, number: Callable[[Facts], Number]) -> Number:
        """As :meth:`Ledger.most`."""
        found: Number = 0
        for present, facts in self.entries:
            found = greatest(found, ite(present, number(facts), 0))
        return found

    def first(self, _: Callable[[Facts], Sequence[tuple[Truth, str]]]) -> Sequence[tuple[Truth, str]]:
        """Nothing: only carriers that process grants in turn report what a limit waits for."""
        return []

    def each(self, _: Callable[[Facts], Any]) -> Any:
        """Nothing: only an explaining carrier has reasons for each grant."""
        return ()
