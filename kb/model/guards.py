"""Guards: what a rule says only under some reading of the text.

A guard names readings and the options it holds under, ``M9b:b``; an empty guard always holds.
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
    """One way a rule works, and the guard it works under: ``rounding`` ``is`` ``down`` under ``G16:a``."""

    name: str
    value: str
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rulings of one name say: each value with its guard, and what holds where none of them does.

    Of a rule that was read under readings every ruling holds; ``under`` keeps those that hold of another.
    """

    rulings: tuple[Ruling, ...]
    default: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values in order, or the default alone where nothing is said and there is one."""
        said = tuple([ruling.value for ruling in self.rulings])
        return said or ((self.default,) if self.default else ())

    @property
    def value(self) -> str:
        """The first value, or the default."""
        return self.rulings[0].value if self.rulings else self.default

    def under(self, readings: Readings) -> Ruled:
        """What holds of it under readings, an option of every one of which must be given."""
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
        """The ways, with the guard that each works under."""


class RuledBy:
    """The rulings of one name as an attribute of a rule: ``rounding = RuledBy("down")`` gives a
    :class:`Ruled`.

    They are named as the attribute is, with a hyphen for each underscore, unless ``name`` says otherwise.
    ``default`` is the value where no ruling holds, and ``is_fact`` tells that a value is the id of a fact.
    Of several that hold the first alone counts, unless ``several`` do. ``decides`` are the values that change
    what is given; ``None`` for all of them.
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
    """What a kind of rule is ruled by, by the names of the rulings."""
    every = (one for part in kind.__mro__ for one in vars(part).values())
    return {one.name: one for one in every if isinstance(one, RuledBy)}


def fact_rulings(rule: HasRulings) -> tuple[Ruling, ...]:
    """The rulings of a rule whose value is the id of a fact, in order."""
    known = ruled_by(type(rule))
    return tuple(ruling for ruling in rule.rulings if known[ruling.name].is_fact)


def holds(under: Guard, readings: Readings) -> bool:
    """Whether every reading that a guard names is read as it says."""
    return all(readings[reading] == option for reading, option in under)


def readings_of(guards: Iterable[Guard]) -> frozenset[str]:
    """The ids of the readings that guards name."""
    return frozenset(reading for under in guards for reading, _ in under)


def rulings_under(rulings: Iterable[Ruling], readings: Readings) -> tuple[Ruling, ...]:
    """The rulings that hold under readings, an option of every one of which must be given, without guards."""
    return tuple(replace(ruling, under=()) for ruling in rulings if holds(ruling.under, readings))
