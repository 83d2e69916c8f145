"""Guards: the readings of the text under which a part of a rule holds.

A guard names readings, each with the option under which the rule holds: ``M9b:b``. An empty guard always
holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Protocol, Self, overload

Guard = tuple[tuple[str, str], ...]
"""(reading id, option id) pairs that must all be chosen."""

Readings = Mapping[str, str]
"""The option chosen for each reading, by id."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One way in which a rule works, with its guard: ``rounding`` ``is`` ``down`` under ``G16:a``."""

    name: str
    value: str
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rulings of one name: each value with its guard, and the default where none of them holds.

    After a rule was read under readings, all of its remaining rulings hold. :meth:`under` selects those that
    hold under given readings.
    """

    rulings: tuple[Ruling, ...]
    default: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values in order; where there is none, the default alone, if there is one."""
        said = tuple([ruling.value for ruling in self.rulings])
        return said or ((self.default,) if self.default else ())

    @property
    def value(self) -> str:
        """The first value, or the default."""
        return self.rulings[0].value if self.rulings else self.default

    def under(self, readings: Readings) -> Ruled:
        """The rulings that hold under ``readings``, which must give an option of every reading."""
        return Ruled(tuple(r for r in self.rulings if holds(r.under, readings)), self.default)

    def __contains__(self, value: str) -> bool:
        return value in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __bool__(self) -> bool:
        return bool(self.rulings or self.default)


class HasRulings(Protocol):
    """A rule that may work in several ways."""

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The ways in which the rule works, each with its guard."""


class RuledBy:
    """A descriptor for the rulings of one name: ``rounding = RuledBy("down")`` gives a :class:`Ruled`.

    The rulings have the name of the attribute, with a hyphen for each underscore, unless ``name`` gives
    another. ``default`` is the value where no ruling holds. ``is_fact`` is true where a value is the id of a
    fact. Where several rulings hold, only the first counts, unless ``several`` is true. ``decides`` are the
    values that change the sum; ``None`` means all of them.
    """

    def __init__(
        self,
        default: str = "",
        *,
        name: str = "",
        is_fact: bool = False,
        several: bool = False,
        decides: tuple[str, ...] | None = None,
    ) -> None:
        self.default = default
        self.name = name
        self.is_fact = is_fact
        self.several = several
        self.decides = decides

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name.replace("_", "-")

    @overload
    def __get__(self, rule: None, owner: type) -> Self: ...
    @overload
    def __get__(self, rule: HasRulings, owner: type) -> Ruled: ...
    def __get__(self, rule: HasRulings | None, owner: type) -> Self | Ruled:
        if rule is None:
            return self
        name = self.name
        return Ruled(tuple([ruling for ruling in rule.rulings if ruling.name == name]), self.default)


@cache
def ruled_by(kind: type) -> Mapping[str, RuledBy]:
    """The descriptors of the rulings that a class of rules has, by the names of the rulings."""
    every = (one for part in kind.__mro__ for one in vars(part).values())
    return {one.name: one for one in every if isinstance(one, RuledBy)}


def fact_rulings(rule: HasRulings) -> tuple[Ruling, ...]:
    """The rulings of a rule whose values are ids of facts, in order."""
    known = ruled_by(type(rule))
    return tuple(ruling for ruling in rule.rulings if known[ruling.name].is_fact)


def holds(under: Guard, readings: Readings) -> bool:
    """Whether ``readings`` choose the options that a guard names."""
    return all(readings[reading] == option for reading, option in under)


def readings_of(guards: Iterable[Guard]) -> frozenset[str]:
    """The ids of the readings that guards name."""
    return frozenset(reading for under in guards for reading, _ in under)


def rulings_under(rulings: Iterable[Ruling], readings: Readings) -> tuple[Ruling, ...]:
    """The rulings that hold under ``readings``, without their guards.

    ``readings`` must give an option of every reading.
    """
    return tuple(replace(ruling, under=()) for ruling in rulings if holds(ruling.under, readings))
