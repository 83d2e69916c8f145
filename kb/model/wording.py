"""The plain wording of a policy, and the readings of its open points.

Figures in plain wording are references to quantities of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kb.model.amounts import Quantity

Derivation = Literal["binds-from", "last-day", "anniversary"]
"""The least base at which a cap binds; the last day of a span; the day after it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The words of a provision that support a statement. Empty words mean that the link is editorial."""

    provision: str
    words: str

    @property
    def is_editorial(self) -> bool:
        """Whether no words of the text support the statement."""
        return not self.words


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a plain sentence, by reference: a quantity of the text, or a value derived from several.

    ``derive`` is ``None`` for the quantity itself, or names how the value is computed from ``quantities``;
    see :mod:`kb.model.figures`.
    """

    quantities: tuple[Quantity, ...]
    derive: Derivation | None = None

    @property
    def provisions(self) -> tuple[str, ...]:
        """The provisions that state its quantities: one for all of them, or else one for each."""
        return tuple(dict.fromkeys(one.provision for one in self.quantities))


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a plain sentence to something of the policy: an agency, a measure, a reading or a term."""

    ref: str
    text: str


Inline = str | Figure | Link


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence in plain words, with the provisions and readings it depends on."""

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
        """All sentences: summary, offers, recipients, decision, open points."""
        return (self.summary, *self.offers, *self.to_whom, *self.decided, *self.open)


Promise = Literal["less", "as", "more"]
"""Whether an option promises less than the words, exactly the words, or more than the words."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read an ambiguity; ``cautious`` says what it promises compared with the words of the text.

    ``day`` is the fact of a claim whose day decides under this option. It is set only where the reading is
    about which version applies.
    """

    id: str
    text: dict[str, Plain] = field(hash=False)
    cautious: Promise = "as"
    day: str = ""


About = Literal["first-agency", "registration", "version-day"]
"""A question that any policy may raise: whether the agency named first leads, whether an applicant must be
registered in the place, and which day of a claim decides the version that applies.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """An ambiguity of the text: the question, the words, the options and the default.

    ``least`` is the option that promises least. ``because`` gives the reason for the default where the words
    alone do not. ``changes_money`` is true where the options give different sums in some case. ``about``
    names the question where it is one that any policy may raise.
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
