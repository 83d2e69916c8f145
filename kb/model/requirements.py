"""Requirements: the conditions that a clause sets for a claim, as a tree of tests on facts.

A requirement quotes the words that state it. It may apply to one subject only, or under one reading only.
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

    The fact with the same id states the judgement. ``subject`` is the id of the one subject to which it
    applies, or empty where it applies to all of the support.
    """

    concept: Concept
    provision: str
    words: str
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class When:
    """A fact must have one of certain values. ``term`` is the open term that these values settle, if any."""

    fact: str
    values: tuple[str, ...]
    provision: str
    words: str
    term: Concept | None = None
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


Bound = Literal["at-least", "more-than", "at-most", "less-than"]
"""How a number must compare with another. The first and third include equality;
the second and fourth do not.
"""

BOUNDS: tuple[Bound, ...] = get_args(Bound)


@dataclass(frozen=True, slots=True)
class Compare:
    """A number of a claim must stand in the relation ``bound`` to ``limit``, a number of the text.

    Whether the limit itself is included may depend on a reading. A ruling of ``bound`` then replaces the
    written bound.
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
    """The bound under a reading that decides whether the limit itself is included."""

    @property
    def bounds(self) -> Ruled:
        """The bound under each reading, and the written bound where none of them holds."""
        return Ruled(self.included.rulings, self.bound)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same object must have been supported in an earlier phase."""

    phase: str
    provision: str
    words: str
    subject: str = ""
    under: Guard = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts must hold."""

    parts: tuple[Requirement, ...]
    subject: str = ""
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the parts must hold."""

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
    """The fact that a test uses; empty where it uses earlier grants."""
    match leaf:
        case Condition():
            return leaf.concept.id
        case When() | Compare():
            return leaf.fact
        case Earlier():
            return ""


def limits_of(requirement: Requirement) -> Iterator[tuple[Quantity, Bound]]:
    """The numbers of the text that a requirement compares with, in order, each with its bound."""
    for leaf in leaves(requirement):
        if isinstance(leaf, Compare):
            yield leaf.limit, leaf.bound


def read_requirements(requirements: Iterable[Requirement], readings: Readings) -> tuple[Requirement, ...]:
    """The requirements that hold under ``readings``, without their guards.

    ``readings`` must give an option of every reading.
    """
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
