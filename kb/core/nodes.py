"""Reasons as terms: a test, whether it holds, the words that state it, and the values in its sentence.

A node both decides and explains. An explaining carrier writes each node that is ``shown`` as a reason; a
deciding carrier reads the tests only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kb.core.terms import Number, Tri, Truth, conj, disj


class Stated(NamedTuple):
    """The value of a fact as stated or presumed; nothing where it is unknown."""

    known: Truth
    value: Any
    type: str


class Pick(NamedTuple):
    """The first value whose condition holds; nothing where none does."""

    ways: tuple[tuple[Truth, Any], ...]


class Some(NamedTuple):
    """The values whose condition holds, in order."""

    items: tuple[tuple[Truth, Any], ...]


class Fen(NamedTuple):
    """A sum of fen where it is known, as an exact sum between two bounds."""

    known: Truth
    value: Number


Value = Any
"""A constant, or a :class:`Stated`, :class:`Pick`, :class:`Some`, :class:`Fen` or
:class:`~kb.core.terms.Range`, or a tuple of such."""

Word = str | Pick
"""A word that may depend on the case or on a reading."""


@dataclass(frozen=True, slots=True)
class Node:
    """A test, worded by the sentence of its ``kind``, with its parts.

    ``key`` names a leaf within its support; ``fact`` is the fact that it depends on; ``values`` are named in
    its sentence, by the fields of the class that :data:`kb.core.reasons.VALUES_OF` has for the kind. If
    ``told`` has nodes, an explanation shows them in place of this node.
    """

    kind: Word
    test: Tri
    provision: Word = ""
    words: Word = ""
    fact: Word = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    parts: tuple[Node, ...] = ()
    key: str = ""
    shown: Truth = True
    told: tuple[Node, ...] | None = None

    def waits(self, kinds: tuple[Word, ...], among: bool) -> Truth:
        """Whether it waits for a leaf whose kind is (or, where ``among`` is false, is
        not) one of ``kinds``.
        """
        if not self.parts:
            return self.test.is_open if (self.kind in kinds) is among else False
        return conj(self.test.is_open, disj(*(part.waits(kinds, among) for part in self.parts)))

    def leaves(self) -> Iterator[Node]:
        """The leaves, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def waiting(self) -> Iterator[tuple[Truth, Word]]:
        """The facts of the undecided leaves, each with the condition that it is needed, in order."""
        if not self.parts:
            yield self.test.is_open, self.fact
        for part in self.parts:
            for when, fact in part.waiting():
                yield conj(self.test.is_open, when), fact


@dataclass(frozen=True, slots=True)
class Each:
    """Nodes for each earlier grant in turn: their terms refer to the grant that the ledger binds."""

    nodes: tuple[Node, ...]


def pick(*ways: tuple[Truth, Any]) -> Any:
    """The first value whose condition holds, as a constant where that is certain."""
    left: list[tuple[Truth, Any]] = []
    for when, value in ways:
        if when is False:
            continue
        if left and type(left[-1][1]) is type(value) and left[-1][1] == value:
            left[-1] = (disj(left[-1][0], when), value)
        else:
            left.append((when, value))
        if left[-1][0] is True:
            break
    if left and left[0][0] is True:
        return left[0][1]
    return Pick(tuple(left)) if left else ""


def some(items: Iterable[tuple[Truth, Any]]) -> Any:
    """The values whose condition holds, as a constant tuple where that is certain."""
    left: list[tuple[Truth, Any]] = [(when, value) for when, value in items if when is not False]
    if all(when is True and isinstance(value, str) for when, value in left):
        return tuple(value for _, value in left)
    return Some(tuple(left))
