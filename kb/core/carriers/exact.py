"""The carrier of known values: terms fold to constants while they are built, so that nothing is left to
write.

This carrier has no setup cost and costs more for each answer than a compiled program. It serves occasional
questions: whether two claims have the same subject, or what is left of a ceiling that claims share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.core.facts import UNKNOWN, Facts, FactTerm, Given, ListedLedger
from kb.core.rules import Rules
from kb.core.terms import Range, Tri
from kb.model.facts import GRANT
from kb.model.values import Interval, Measured, Money


@dataclass
class ExactFacts(Facts):
    """The facts of a claim or grant as a case states them, presumed values included."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def _state(self, key: str, _: str) -> FactTerm:
        subject = key.removeprefix("is:")
        value = self.values.get(key) if subject == key else (self.values.get("is") or {}).get(subject)
        if value is None:
            return UNKNOWN
        match value:
            case Money(fen):
                return FactTerm(True, fen)
            case Measured(steps, _):
                return FactTerm(True, steps)
            case _:
                return FactTerm(True, value)


def exact_claim(rules: Rules, kind: str, facts: Mapping[str, Any], claim: str) -> ExactFacts:
    """The known facts of a claim, which already include its presumed values."""
    return ExactFacts(rules, kind, claim=claim, values=facts)


def exact_ledger(rules: Rules, entries: Iterable[Mapping[str, Any]]) -> ListedLedger:
    """The known earlier grants, whose facts already include their presumed values."""
    found = tuple(Given(True, ExactFacts(rules, GRANT, values=facts)) for facts in entries)
    return ListedLedger(rules, told=True, entries=found)


def value_of(test: Tri) -> bool | None:
    """The result of a constant test; ``None`` where it is unknown."""
    return True if test.holds else False if test.fails else None


def interval_of(found: Range) -> Interval:
    """A constant sum as an interval of fen."""
    return Interval(found.low, found.high if found.bounded else None)
