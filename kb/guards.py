"""Guards: what a rule says only under some reading of the text.

A guard names readings and the options it holds under, ``M9b:b``; an empty guard always holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Guard = tuple[tuple[str, str], ...]
"""(reading id, option id) pairs that must all be chosen."""

Readings = Mapping[str, str]
"""The option chosen for each reading, by id."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One way a rule works, and the guard it works under: ``rounding`` ``is`` ``down`` under ``G16:a``."""

    name: str
    value: str
    under: Guard = ()
    line: int = field(default=0, compare=False)


def holds(under: Guard, readings: Readings) -> bool:
    """Whether every reading that a guard names is read as it says."""
    return all(readings[reading] == option for reading, option in under)


def readings_of(guards: Iterable[Guard]) -> frozenset[str]:
    """The ids of the readings that guards name."""
    return frozenset(reading for under in guards for reading, _ in under)


def rulings_for(rulings: Iterable[Ruling], name: str) -> tuple[str, ...]:
    """The values of the rulings of one name, in order."""
    return tuple(ruling.value for ruling in rulings if ruling.name == name)
