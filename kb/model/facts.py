"""Facts: what a case may state. ``facts.xml`` declares each fact once, with its question and its clauses.

A fact that a case does not state is unknown: neither false nor zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kb.model.fact_types import FACT_TYPES, Sort
from kb.model.wording import Basis

APPLICANT, CLAIM, GRANT = "applicant", "claim", "grant"
"""What a fact describes, apart from a single kind of claim: the applicant,
every claim, or an earlier grant.
"""

IS, OBJECT, EXPENDITURE, PART_OF, PHASE = "is", "object", "expenditure", "part-of", "phase"
"""Facts of a claim: its subject, the object it is for, the money spent on it, the whole that it is a part of,
and its phase.
"""

APPLIED_ON, PAID_ON, SELECTED = "applied-on", "paid-on", "selected"
"""Facts of a claim: the day of application, the day of payment, and whether it was selected."""

SUPPORT, AGENCY, AMOUNT, DATE, FIELD = "support", "agency", "amount", "date", "field"
"""Facts of a grant: its support, agency, amount, day and domain."""

POLICY = "policy"
"""The fact of a grant that names its work, where a library holds several."""

LEVEL, CITY, DISTRICT, PROVINCE = "level", "city", "district", "province"
"""The fact of a grant that states the level of government that gave it, and the levels that rules
distinguish.
"""

HOLDER, SELF, GROUP = "holder", "self", "group"
"""The fact of a grant that states who received it: the applicant itself, or another member of its group."""

CLAIMS, LEDGER = "claims", "ledger"
"""The missing facts where a case does not state its claims, or its earlier grants."""

KNOWN_FACTS = frozenset(
    {IS, OBJECT, EXPENDITURE, PART_OF, PHASE, APPLIED_ON, PAID_ON, SELECTED, SUPPORT, AGENCY, AMOUNT, DATE}
    | {FIELD, LEVEL, HOLDER}
)
"""The facts that the program itself interprets in every policy. All other facts belong to a policy."""

REFERENCES = frozenset({SUPPORT, AGENCY})
"""The facts of a grant that name something in the policy, and not in the case."""


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
"""``at-most``: this sum is at most the other. ``not-before``: this day is not before the other. ``past``: the
other day is not in the future. ``one``: the other count is one. ``several``: the other count is more than
one.
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A condition between a fact and the fact ``other`` of the same claim or grant; if it fails, one is
    wrong.

    ``when`` is the choice, yes or no for which the condition applies. It is empty where it always applies.
    """

    relation: Relation
    other: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a clause asks for.

    ``of`` holds ``applicant``, ``claim``, ``grant`` or kinds of claim (ids of units). ``type`` is one of
    :data:`kb.model.fact_types.FACT_TYPES`. ``bases`` are the words
    that ask for the fact. ``judged`` is true where an agency decides whether it holds, as with an open term.
    ``agrees`` are the conditions between it and other facts. ``unit`` is the unit of a measured number, one
    of :data:`kb.model.values.MEASURES`, and otherwise empty. ``bounds`` is ``sum`` for the requested sum,
    beyond which nothing is given, and otherwise empty. ``presumed`` is the value that is assumed where a case
    states none, and ``why`` gives the reason. It is empty for nearly all facts, since an unstated fact is
    unknown. A result lists every presumption that it depends on.
    """

    id: str
    of: tuple[str, ...]
    type: str
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

    @property
    def sort(self) -> Sort:
        """What the core computes with."""
        return FACT_TYPES[self.type].sort

    def number(self, value: Any) -> int:
        """The whole number of a value, such as its fen; for a type of numbers."""
        counted = FACT_TYPES[self.type].counted
        number: int = getattr(value, counted) if counted else value
        return number

    def made(self, number: int) -> Any:
        """The value with this whole number, such as a sum of so many fen; for a type of numbers."""
        return FACT_TYPES[self.type].make(number, self.unit)

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en

    def choice(self, key: str) -> Choice | None:
        """The choice with this id."""
        return next((choice for choice in self.choices if choice.id == key), None)
