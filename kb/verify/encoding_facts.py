"""Facts of a claim or an earlier grant as terms: whether the case states each, and its value.

Money is in fen, a day its ordinal, a choice its place among the choices, and a name a number that stands for
it, as only whether names are one matters. 0 is the name of the claim itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from kb.assess.cases import FactValue
from kb.assess.ruleset import Ruleset
from kb.facts import APPLICANT, IS, OBJECT, Fact
from kb.terms import Money
from kb.verify.encoding_terms import (
    Number,
    Tri,
    Truth,
    conj,
    decided,
    disj,
    eq,
    ite,
    le,
    number,
    truth,
)

NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")
"""What names are called in a case that is made; the claim itself bears the first."""

CLAIM_ID = NAMES[0]

AGENCY, SUPPORT = "agency", "support"
"""Facts of a grant that name something of the policy: an agency, a support."""

MOST_LEADERS = 12
"""The most that a count may be: dividing by it is encoded case by case."""


class FactTerm(NamedTuple):
    """A fact: whether it is ``known``, and its ``value``, which means nothing where it is not."""

    known: Truth
    value: Truth | Number


UNKNOWN = FactTerm(False, 0)


@dataclass
class Facts:
    """The facts of one claim or grant; each becomes a term when it is first asked for.

    ``named`` are the ids that a fact of type name stands for where it names something of the policy.
    ``stated`` are those made so far by key: the fact's id, or ``is:`` and the subject.
    """

    rules: Ruleset
    kind: str
    prefix: str
    day: Number
    named: Mapping[str, tuple[str, ...]]
    is_own: Truth = True
    stated: dict[str, FactTerm] = field(default_factory=dict)
    _effective: dict[str, FactTerm] = field(default_factory=dict)

    def declared(self, fact: str) -> Fact | None:
        """The declaration of a fact for this kind."""
        return self._declarations.get(fact)

    @cached_property
    def _declarations(self) -> Mapping[str, Fact]:
        policy = self.rules.policy
        found = {fact.id: fact for fact in policy.facts_of(APPLICANT)} if self.kind != "grant" else {}
        return found | {fact.id: fact for fact in policy.facts_of(self.kind)}

    def get(self, fact: str) -> FactTerm:
        """A fact as stated, or as presumed where nothing is stated."""
        if fact not in self._effective:
            self._effective[fact] = self._work_out(fact)
        return self._effective[fact]

    def is_a(self, subject: str) -> Tri:
        """Whether the claim is this subject."""
        if self.declared(IS) is None:
            return Tri(False, False)
        return decided(*self._state(f"{IS}:{subject}", "yes-no"))

    def is_true(self, fact: str) -> Truth:
        """Whether a yes-no fact is known to be true."""
        return decided(*self.get(fact)).holds

    def is_choice(self, fact: str, value: str) -> Truth:
        """Whether a fact is known to have this value."""
        known, term = self.get(fact)
        index = self.index(fact, value)
        return False if index is None else conj(known, eq(term, index))

    def index(self, fact: str, value: str) -> int | None:
        """The number that stands for a choice or something of the policy."""
        ids = self._ids(fact)
        return ids.index(value) if value in ids else None

    def sane(self, first: date, last: date, most_names: int) -> list[Truth]:
        """What every case meets: no negative sums, only declared choices, days between two."""
        found: list[Truth] = []
        for key, stated in self.stated.items():
            if key.startswith(f"{IS}:"):
                continue
            fact = self.declared(key)
            assert fact is not None
            match fact.type:
                case "money":
                    found.append(le(0, stated.value))
                case "date":
                    found += (le(first.toordinal(), stated.value), le(stated.value, last.toordinal()))
                case "count":
                    found += (le(0, stated.value), le(stated.value, MOST_LEADERS))
                case "choice" | "name":
                    most = len(self._ids(key)) or most_names
                    found += (le(0, stated.value), le(stated.value, most - 1))
        return found

    def read(self, key: str, value: int | bool) -> FactValue:
        """What the value of a stated fact means in a case."""
        fact = self.declared(key)
        if isinstance(value, bool) or fact is None:
            return bool(value)
        match fact.type:
            case "money":
                return Money(value)
            case "date":
                return date.fromordinal(value)
            case "choice" | "name":
                ids = self._ids(key) or NAMES
                return ids[value]
            case _:
                return value

    def write(self, key: str, value: FactValue, names: dict[object, int]) -> int | bool | None:
        """The number or truth that a stated value becomes; ``None`` for one that the terms have no room for.

        ``names`` gives a number to each name and grows as new ones are met.
        """
        fact = self.declared(key)
        if isinstance(value, bool):
            return value
        if isinstance(value, Money):
            return value.fen
        if isinstance(value, date):
            return value.toordinal()
        if isinstance(value, str) and fact is not None:
            if fact.type == "choice" or key in self.named:
                return self.index(key, value)
            return names.setdefault(value, len(names))
        return value if isinstance(value, int) else None

    def silent(self, key: str, day: date) -> int | bool:
        """A value for a fact that is not stated: it means nothing, and any that a case may have will do."""
        fact = self.declared(key)
        if key.startswith(f"{IS}:") or (fact is not None and fact.type == "yes-no"):
            return False
        return day.toordinal() if fact is not None and fact.type == "date" else 0

    def _ids(self, fact: str) -> tuple[str, ...]:
        declared = self.declared(fact)
        if declared is None or declared.type == "choice":
            return tuple(choice.id for choice in declared.choices) if declared else ()
        return self.named.get(fact, ())

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
                return FactTerm(True, 0)
            case "@object":
                return self.get(OBJECT)
            case "@date":
                return self.get("date")
            case "yes" | "no":
                return FactTerm(True, fact.presumed == "yes")
            case _:
                index = self.index(fact.id, fact.presumed)
                # What another policy paid may have been paid at any level.
                known = self.is_own if fact.id == "level" else True
                return UNKNOWN if index is None else FactTerm(known, index)

    def _state(self, key: str, type_: str) -> FactTerm:
        if key not in self.stated:
            name = f"{self.prefix}{key}"
            value = truth(name) if type_ == "yes-no" else number(name)
            self.stated[key] = FactTerm(truth(f"{name}?"), value)
        return self.stated[key]
