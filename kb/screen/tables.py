"""The tables of a registry: their names, their columns, and the allowed content of each column.

All of this follows from the facts that a policy declares, so that a new fact is a new column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.model.fact_types import CHOICES, FACT_TYPES, Sort, sort_of
from kb.model.facts import AGENCY, APPLICANT, GRANT, IS, REFERENCES, SUPPORT, Fact
from kb.model.policy import Policy

APPLICANTS, GRANTS = "applicants", "grants"
"""The tables of applicants and of earlier grants. In addition each kind of claim has a table."""

KEY, CLAIM, LEDGER = "applicant", "claim", "ledger"
"""The columns for the key of an applicant, the name of a claim, and whether an applicant's grants are all
known.
"""


ROW_KEY, REFERENCE = "key", "reference"
"""The types of columns beside those of facts: a text that identifies a row, and one of the ids among the
words of the column.
"""


@dataclass(frozen=True)
class Column:
    """A column of a table: its fact, its type, and the meaning of each word that it may contain.

    ``is:`` with the id of a subject names the columns for the subject of a claim.
    """

    name: str
    type: str
    words: Mapping[str, str]
    fact: Fact | None = None

    @property
    def sort(self) -> Sort:
        """What the queries compute with."""
        return sort_of(self.type) if self.type in FACT_TYPES else "word"

    @property
    def unit(self) -> str:
        """The unit of its numbers; empty where they have none."""
        return self.fact.unit if self.fact is not None else ""

    @property
    def is_listed(self) -> bool:
        """Whether a cell contains one of the words of the column, so that numbers can stand for them."""
        return self.type == REFERENCE or (self.type in FACT_TYPES and FACT_TYPES[self.type].has_choices)

    @property
    def is_key(self) -> bool:
        """Whether a row is meaningless without it."""
        return self.type == ROW_KEY


@dataclass(frozen=True)
class Table:
    """A table with its columns. Its name is that of a kind of claim, or one of the two others."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column with a name."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True)
class Tables:
    """All tables of a policy."""

    applicants: Table
    claims: Mapping[str, Table]
    grants: Table

    @property
    def every(self) -> tuple[Table, ...]:
        """The tables in the order of their description."""
        return (self.applicants, *self.claims.values(), self.grants)


def tables_of(policy: Policy) -> Tables:
    """The tables of a policy: applicants, one for each kind of claim, and earlier grants."""
    known = Column(LEDGER, "yes-no", {})
    applicants = (_key(KEY), known, *_columns(policy.facts_of(APPLICANT), {}))
    claims = {}
    for kind in dict.fromkeys(support.per for support in policy.supports):
        own = [fact for fact in policy.facts_of(kind) if APPLICANT not in fact.of]
        subjects = sorted(
            {one.concept.id for support in policy.supports if support.per == kind for one in support.subjects}
        )
        told = tuple(Column(f"{IS}:{one}", "yes-no", {}) for one in subjects)
        claims[kind] = Table(kind, (_key(KEY), _key(CLAIM), *_columns(own, {}), *told))
    references = {
        SUPPORT: {one.id: one.id for one in policy.supports},
        AGENCY: {word: one.id for one in policy.agencies for word in (one.id, one.name)},
    }
    grants = (_key(KEY), *_columns(policy.facts_of(GRANT), references))
    return Tables(Table(APPLICANTS, applicants), claims, Table(GRANTS, grants))


def _key(name: str) -> Column:
    return Column(name, ROW_KEY, {})


def _columns(facts: Iterable[Fact], references: Mapping[str, Mapping[str, str]]) -> tuple[Column, ...]:
    found = []
    for fact in facts:
        if fact.id in REFERENCES and fact.id in references:
            found.append(Column(fact.id, REFERENCE, references[fact.id], fact))
        elif fact.type != CHOICES:
            words = {word: one.id for one in fact.choices for word in (one.id, one.name)}
            found.append(Column(fact.id, fact.type, words, fact))
    return tuple(found)
