"""What a text says beside its supports: limits over several of them, other funds, budgets, and formalities.

A limit holds of supports together, and may count what other levels of government gave. Other funds bar a
support, lessen it or leave it alone. A budget may cut what is given. Formalities are what comes before and
after a grant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kb.model.amounts import Quantity
from kb.model.guards import RuledBy, Ruling
from kb.model.registry import Agency


@dataclass(frozen=True, slots=True)
class JointLimit:
    """What several supports may not exceed together (合计不超过): a sum, or how many of them are had.

    ``supports`` are the ids of those that share it. ``limit`` is a sum, a number of grants, or a
    rate of the fact ``of``; where there is none the fact itself is the limit (不超过总投资). ``levels`` are
    the levels of government whose grants under other policies count as well.
    """

    supports: tuple[str, ...]
    limit: Quantity | None
    of: str
    levels: tuple[str, ...]
    provision: str
    words: str
    rulings: tuple[Ruling, ...] = ()
    line: int = field(default=0, compare=False)

    per = RuledBy("object")
    """What shares it: ``object``, ``whole``, ``phase``, ``enterprise`` or ``enterprise-year``."""

    @property
    def is_number(self) -> bool:
        """Whether it limits how many grants are had, and not their sum."""
        return self.limit is not None and self.limit.unit == "count"

    def holds_of(self, support: str) -> bool:
        """Whether a support is one of those that share it."""
        return support in self.supports


@dataclass(frozen=True, slots=True)
class OtherFunds:
    """What a grant under another policy does to some supports where it is for the same object.

    ``supports`` are the ids of those that it speaks of; ``levels`` are the levels of government that
    gave it, and empty for any. It goes before what the final provisions say of such grants.
    """

    supports: tuple[str, ...]
    levels: tuple[str, ...]
    provision: str
    words: str
    rulings: tuple[Ruling, ...] = ()
    line: int = field(default=0, compare=False)

    then = RuledBy("bars")
    """``bars`` (nothing is given), ``topped-up`` (the difference is), or ``stacks`` (it is given on top)."""

    def holds_of(self, support: str) -> bool:
        """Whether it speaks of a support."""
        return support in self.supports


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget (总额控制) or a number of places (名额) that may cut what is given, by how much is not said.

    ``supports`` are the ids of those that it is for, ``limit`` is a sum or a count, for each year where it
    ``is_yearly``, and ``left`` the fact that states what an agency declares to be left, if any.
    """

    supports: tuple[str, ...]
    limit: Quantity
    is_yearly: bool
    left: str
    provision: str
    words: str
    line: int = field(default=0, compare=False)


Sort = Literal["step", "paper", "duty"]
"""Whether a formality is a step of the procedure, something handed in, or a duty after the grant."""


@dataclass(frozen=True, slots=True)
class Formality:
    """What comes before or after a grant: a step with its term, a paper, or a duty, in the words of the text.

    ``supports`` are the ids of those that it is for; ``kind`` is one of the kinds of its sort (``apply``,
    ``pay``, ``clawback`` …), and empty for a paper. ``term`` is how long it may take or holds, and ``agency``
    who does it.
    """

    sort: Sort
    kind: str
    supports: tuple[str, ...]
    term: Quantity | None
    agency: Agency | None
    provision: str
    words: str
    line: int = field(default=0, compare=False)


Rule = JointLimit | OtherFunds | Budget | Formality
"""A rule about several supports."""


@dataclass(frozen=True, slots=True)
class Together:
    """The rules of a work that are about several of its supports, in the order of the file."""

    limits: tuple[JointLimit, ...] = ()
    others: tuple[OtherFunds, ...] = ()
    budgets: tuple[Budget, ...] = ()
    formalities: tuple[Formality, ...] = ()

    @property
    def every(self) -> tuple[Rule, ...]:
        """All of them."""
        return (*self.limits, *self.others, *self.budgets, *self.formalities)

    @property
    def rulings(self) -> Iterator[Ruling]:
        """The rulings of all of them."""
        yield from (ruling for limit in self.limits for ruling in limit.rulings)
        yield from (ruling for other in self.others for ruling in other.rulings)

    @property
    def quantities(self) -> Iterator[Quantity]:
        """The quantities of the text that they rest on."""
        yield from (one.limit for one in self.limits if one.limit is not None)
        yield from (one.limit for one in self.budgets)
        yield from (one.term for one in self.formalities if one.term is not None)

    @property
    def quotations(self) -> Iterator[tuple[int, str, str]]:
        """What they quote: the line of the file, the provision and the words."""
        for one in self.every:
            yield one.line, one.provision, one.words

    def formalities_of(self, support: str) -> tuple[Formality, ...]:
        """The steps, the papers and the duties of a support, in the order of the file."""
        return tuple(one for one in self.formalities if support in one.supports)

    def budgets_of(self, support: str) -> tuple[Budget, ...]:
        """The budgets that may cut a support."""
        return tuple(one for one in self.budgets if support in one.supports)


NOTHING_TOGETHER = Together()
"""Of a work that has no such rule."""
