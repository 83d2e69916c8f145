"""Facts: what a case may state, each declared once in ``facts.xml`` with its question and its clauses.

A fact that a case does not state is unknown: neither false nor nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from kb.model.wording import Basis

FactType = Literal["yes-no", "choice", "choices", "money", "date", "count", "measure", "name"]
FACT_TYPES: tuple[FactType, ...] = get_args(FactType)
"""Yes or no; one of some; any of some; a sum in yuan; a day; a whole number; a number of a unit; the name of
something."""

APPLICANT, CLAIM, GRANT = "applicant", "claim", "grant"
"""Whom a fact is of, beside a kind of claim: the applicant, every claim, an entry of the ledger."""

IS, OBJECT, EXPENDITURE, PART_OF, PHASE = "is", "object", "expenditure", "part-of", "phase"
"""What a claim is, the thing it is for, what was spent on it, the whole it was split from, its phase."""

APPLIED_ON, PAID_ON, SELECTED = "applied-on", "paid-on", "selected"
"""The days of a claim on which it is made and paid, and whether it was chosen."""

SUPPORT, AGENCY, AMOUNT, DATE, FIELD = "support", "agency", "amount", "date", "field"
"""Of a grant: under which support and by which agency, how much, on which day, and in which domain."""

POLICY = "policy"
"""Of a grant, where a library holds several works: under which of them."""

LEVEL, CITY, DISTRICT, PROVINCE = "level", "city", "district", "province"
"""Of a grant: the level of government that gave it, and the levels that rules tell apart."""

HOLDER, SELF, GROUP = "holder", "self", "group"
"""Of a grant: who had it, the applicant itself or another of its group."""

CLAIMS, LEDGER = "claims", "ledger"
"""What an outcome waits for where a case does not say what it claims, or what was granted before."""

KNOWN_FACTS = frozenset(
    {IS, OBJECT, EXPENDITURE, PART_OF, PHASE, APPLIED_ON, PAID_ON, SELECTED, SUPPORT, AGENCY, AMOUNT, DATE}
    | {FIELD, LEVEL, HOLDER}
)
"""The facts that the program itself knows, whatever the policy; every other is a policy's own."""

REFERENCES = frozenset({SUPPORT, AGENCY})
"""The facts of a grant that name something of the policy itself, and no thing of the case."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a fact can take."""

    id: str
    name: str
    name_en: str

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


Relation = Literal["at-most", "not-before", "past", "one", "several"]
"""This sum is at most the other; this day is not before the other; the other day is none to come; the other
count is one; it is more than one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What must hold between a fact and an ``other`` of the same claim or grant, or both cannot be true.

    ``when`` is the choice, yes or no for which it must hold; it is empty where it holds whatever is stated.
    """

    relation: Relation
    other: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a clause asks for.

    ``of`` holds ``applicant``, ``claim``, ``grant`` or kinds of claim (ids of units); ``bases`` are the
    words that ask for it. ``judged`` tells that an agency decides whether it holds, as of an open term.
    ``agrees`` are the facts that it must agree with.
    ``unit`` is what a measured number is of, one of :data:`kb.model.values.MEASURES`, and else empty.
    ``bounds`` is ``sum`` for the sum that was asked for, beyond which nothing is given, and else empty.
    ``presumed`` is the value taken where a case says nothing, with ``why``; it is empty for nearly all, as
    what is not said is unknown, and a result tells every presumption it rests on.
    """

    id: str
    of: tuple[str, ...]
    type: FactType
    name: str
    name_en: str
    question: dict[str, str] = field(hash=False)
    bases: tuple[Basis, ...] = ()
    choices: tuple[Choice, ...] = ()
    judged: bool = False
    presumed: str = ""
    why: dict[str, str] = field(default_factory=dict, hash=False)
    agrees: tuple[Agreement, ...] = ()
    bounds: str = ""
    unit: str = ""
    line: int = field(default=0, compare=False)

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en

    def choice(self, key: str) -> Choice | None:
        """The choice with this id."""
        return next((choice for choice in self.choices if choice.id == key), None)
