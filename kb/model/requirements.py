"""Requirements: what a clause asks of a claim, as a tree of tests on facts.

A requirement quotes the words that ask, may hold for one subject only, and may hold only under a reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.model.guards import Guard
from kb.model.registry import Concept


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


Requirement = Condition | When | Earlier | AnyOf | AllOf


def leaves(requirement: Requirement) -> Iterator[Condition | When | Earlier]:
    """The tests of a requirement, in order."""
    if isinstance(requirement, AnyOf | AllOf):
        for part in requirement.parts:
            yield from leaves(part)
    else:
        yield requirement


def guards(requirement: Requirement) -> Iterator[Guard]:
    """The guards of a requirement and its parts."""
    yield requirement.under
    if isinstance(requirement, AnyOf | AllOf):
        for part in requirement.parts:
            yield from guards(part)
