"""What is said of a policy in plain words, and the ways to read it where it leaves something open.

Figures in plain words are references to quantities of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kb.model.amounts import Quantity

Derivation = Literal["binds-from", "last-day", "anniversary"]
"""The least base at which a cap binds; the last day of a span; the day after it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Words of a provision that say so; empty words mean that the link is editorial."""

    provision: str
    words: str

    @property
    def is_editorial(self) -> bool:
        """Whether no words of the text say so."""
        return not self.words


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a plain sentence, by reference: a quantity of the text, or what follows from some.

    ``derive`` is empty for the quantity itself, or names what is worked out of ``quantities``; see
    :mod:`kb.model.figures`.
    """

    quantities: tuple[Quantity, ...]
    derive: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A plain sentence names something of the policy: an agency, a measure, a reading or a term."""

    ref: str
    text: str


Inline = str | Figure | Link


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence in plain words, and the provisions and readings it rests on."""

    parts: tuple[Inline, ...]
    cites: tuple[str, ...]
    readings: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PlainPart:
    """The plain wording of a measure or section in one language.

    ``supports`` pairs the id of a support with its short name.
    """

    eid: str
    title: str
    summary: Plain
    offers: tuple[Plain, ...]
    to_whom: tuple[Plain, ...]
    decided: tuple[Plain, ...]
    open: tuple[Plain, ...]
    supports: dict[str, str] = field(hash=False)
    line: int = field(default=0, compare=False)

    @property
    def sentences(self) -> tuple[Plain, ...]:
        """Every sentence: summary, offers, to whom, how decided, what is open."""
        return (self.summary, *self.offers, *self.to_whom, *self.decided, *self.open)


Promise = Literal["less", "as", "more"]
"""Whether a way to read promises less than the words, as the words, or more than the words."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read an ambiguity; ``cautious`` tells what it promises beside the words of the text.

    ``day`` is the fact of a claim whose day decides under this option, where the reading is about which
    version answers.
    """

    id: str
    text: dict[str, Plain] = field(hash=False)
    cautious: Promise = "as"
    day: str = ""


About = Literal["first-agency", "registration", "version-day"]
"""What any policy may raise: whether the agency named first leads, whether one must be registered there, and
which day of a claim decides the version that answers it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An ambiguity of the text: the question, the words, the ways to read them and the default.

    ``least`` is the option that promises least, ``because`` why the default is the default, where the words
    do not speak for themselves. ``changes_money`` tells that a case with different amounts has been computed.
    ``about`` tells that the question is one that any policy may raise, and which.
    """

    id: str
    bases: tuple[Basis, ...]
    question: dict[str, Plain] = field(hash=False)
    options: tuple[Option, ...]
    default: str
    changes_money: bool
    least: str
    because: dict[str, Plain] = field(default_factory=dict, hash=False)
    about: About | None = None
    line: int = field(default=0, compare=False)
