"""Requirements: what a clause asks of a claim, as a tree of tests on facts.

A requirement quotes the words that ask, may hold for one subject only, and may hold only under a reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from kb.model.guards import Guard, Readings, Ruled, RuledBy, Ruling, holds
from kb.model.registry import Concept

if TYPE_CHECKING:
    from kb.model.amounts import Quantity


@dataclass(frozen=True, slots=True)
class Condition:
    """An open term that somebody must judge, with the provision and words that state it.

    The fact of the same id tells how it was judged. ``subject`` is the id of the one subject it holds for, or
    empty where it holds for all of the support.
    """

    concept: Concept
    provision: str
    words: str
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class When:
    """A fact must have one of some values. ``term`` is the open term that these values settle, if any."""

    fact: str
    values: tuple[str, ...]
    provision: str
    words: str
    term: Concept | None = None
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


Bound = Literal["at-least", "more-than", "at-most", "less-than"]
"""How a number must lie to another: the first and third include the other, the second and fourth do not."""

BOUNDS: tuple[Bound, ...] = get_args(Bound)


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact that is a number must lie so (``bound``) to a number of the text, the ``limit``.

    Whether the limit itself is included may be a reading: a ruling of ``bound`` then takes the place of what
    is written.
    """

    fact: str
    bound: Bound
    limit: Quantity
    provision: str
    words: str
    rulings: tuple[Ruling, ...] = ()
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)

    included = RuledBy(name="bound")
    """The bound under a reading that says whether the number itself is included."""

    @property
    def bounds(self) -> Ruled:
        """The bound under each reading, and the one that is written where none holds."""
        return Ruled(self.included.rulings, self.bound)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same object must have been supported in a phase before."""

    phase: str
    provision: str
    words: str
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of its parts must hold."""

    parts: tuple[Requirement, ...]
    subject: str = ""
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of its parts must hold."""

    parts: tuple[Requirement, ...]
    subject: str = ""
    under: Guard = ()


Requirement = Condition | When | Compare | Earlier | AnyOf | AllOf


def leaves(requirement: Requirement) -> Iterator[Condition | When | Compare | Earlier]:
    """The tests of a requirement, in order."""
    if isinstance(requirement, AnyOf | AllOf):
        for part in requirement.parts:
            yield from leaves(part)
    else:
        yield requirement


def guards(requirement: Requirement) -> Iterator[Guard]:
    """The guards of a requirement and its parts."""
    yield requirement.under
    if isinstance(requirement, Compare):
        yield from (ruling.under for ruling in requirement.rulings)
    if isinstance(requirement, AnyOf | AllOf):
        for part in requirement.parts:
            yield from guards(part)


def fact_of(leaf: Condition | When | Compare | Earlier) -> str:
    """The fact that a test looks at; empty where it looks at earlier grants."""
    match leaf:
        case Condition():
            return leaf.concept.id
        case When() | Compare():
            return leaf.fact
        case Earlier():
            return ""


def limits_of(requirement: Requirement) -> Iterator[tuple[Quantity, Bound]]:
    """The numbers of the text that a requirement compares with, in order, each with how."""
    for leaf in leaves(requirement):
        if isinstance(leaf, Compare):
            yield leaf.limit, leaf.bound


def read_requirements(requirements: Iterable[Requirement], readings: Readings) -> tuple[Requirement, ...]:
    """Those that hold under readings, an option of every one of which must be given, without guards."""
    found: list[Requirement] = []
    for one in requirements:
        if not holds(one.under, readings):
            continue
        if isinstance(one, AnyOf | AllOf):
            found.append(replace(one, parts=read_requirements(one.parts, readings), under=()))
        elif isinstance(one, Compare):
            bound = one.bounds.under(readings).value
            found.append(replace(one, bound=cast(Bound, bound), rulings=(), under=()))
        else:
            found.append(replace(one, under=()))
    return tuple(found)
