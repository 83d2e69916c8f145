"""A case: the applicant, what is applied for, earlier grants, and the day.

A case states known facts only. A missing fact is unknown, and a missing ledger is an unknown ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.model.values import Measured, Money

FactValue = bool | str | int | Money | Measured | date | Mapping[str, bool]
"""The value by type: yes-no, choice or name, count, money, measure, date; choices map each stated one to yes
or no.
"""

Facts = Mapping[str, FactValue]
"""Facts by id; a missing fact is unknown."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A thing that support is applied for: its name in the case, its kind (a unit's id) and its facts."""

    id: str
    kind: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Grant:
    """An earlier grant, as the ledger states it."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class Case:
    """An applicant, its claims, its ledger and the day; ``None`` for claims or ledger means unknown."""

    date: date
    applicant: Facts
    claims: tuple[Claim, ...] | None
    ledger: tuple[Grant, ...] | None
