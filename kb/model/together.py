"""Rules about several supports: joint limits, other funds, budgets and formalities.

A joint limit bounds several supports together, and may count grants of other levels of government. A rule on
other funds bars a support, reduces it, or leaves it as it is. A budget may reduce a grant. Formalities come
before and after a grant.
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
    """A limit over several supports together (合计不超过): a sum, or a number of grants.

    ``supports`` are the ids of the supports that share it. ``limit`` is a sum, a number of grants, or a rate
    of the fact ``of``; where it is ``None``, the fact itself is the limit (不超过总投资). ``levels`` are the
    levels of government whose grants under other policies count as well.
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
    """The unit that shares the limit: ``object``, ``whole``, ``phase``, ``enterprise`` or
    ``enterprise-year``.
    """

    @property
    def is_number(self) -> bool:
        """Whether it limits the number of grants, and not their sum."""
        return self.limit is not None and self.limit.unit == "count"

    def holds_of(self, support: str) -> bool:
        """Whether a support shares the limit."""
        return support in self.supports


@dataclass(frozen=True, slots=True)
class OtherFunds:
    """The effect of a grant under another policy, for the same object, on some supports.

    ``supports`` are the ids of the supports concerned. ``levels`` are the levels of government that gave the
    grant; empty means any level. This rule takes precedence over the final provisions on such grants.
    """

    supports: tuple[str, ...]
    levels: tuple[str, ...]
    provision: str
    words: str
    rulings: tuple[Ruling, ...] = ()
    line: int = field(default=0, compare=False)

    then = RuledBy("bars")
    """``bars`` (nothing is given to applicants who received other funds), ``once`` (only one of both,
    whichever is first), ``topped-up`` (only the difference is given), or ``stacks`` (the support is given
    in addition).
    """

    def holds_of(self, support: str) -> bool:
        """Whether the rule concerns a support."""
        return support in self.supports


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget (总额控制) or a number of places (名额) that may reduce a grant by an amount the text does not
    state.

    ``supports`` are the ids of the supports concerned. ``limit`` is a sum or a count, for each year where
    ``is_yearly`` is true. ``left`` is the fact that states what an agency declares to remain, if any.
    """

    supports: tuple[str, ...]
    limit: Quantity
    is_yearly: bool
    left: str
    provision: str
    words: str
    line: int = field(default=0, compare=False)


Sort = Literal["step", "paper", "duty"]
"""A step of the procedure, a document to be submitted, or a duty after the grant."""


@dataclass(frozen=True, slots=True)
class Formality:
    """A formality before or after a grant: a step with its time limit, a document or a duty, in the words of
    the text.

    ``supports`` are the ids of the supports concerned. ``kind`` is one of the kinds of its sort (``apply``,
    ``pay``, ``clawback`` …), and empty for a document. ``term`` is its time limit or duration, and ``agency``
    the agency that carries it out.
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
    """The rules of a work about several of its supports, in the order of the file."""

    limits: tuple[JointLimit, ...] = ()
    others: tuple[OtherFunds, ...] = ()
    budgets: tuple[Budget, ...] = ()
    formalities: tuple[Formality, ...] = ()

    @property
    def every(self) -> tuple[Rule, ...]:
        """All rules."""
        return (*self.limits, *self.others, *self.budgets, *self.formalities)

    @property
    def rulings(self) -> Iterator[Ruling]:
        """The rulings of all rules."""
        yield from (ruling for limit in self.limits for ruling in limit.rulings)
        yield from (ruling for other in self.others for ruling in other.rulings)

    @property
    def quantities(self) -> Iterator[Quantity]:
        """The quantities of the text that the rules use."""
        yield from (one.limit for one in self.limits if one.limit is not None)
        yield from (one.limit for one in self.budgets)
        yield from (one.term for one in self.formalities if one.term is not None)

    @property
    def quotations(self) -> Iterator[tuple[int, str, str]]:
        """The quotations of the rules: the line in the file, the provision and the words."""
        for one in self.every:
            yield one.line, one.provision, one.words

    def formalities_of(self, support: str) -> tuple[Formality, ...]:
        """The steps, documents and duties of a support, in the order of the file."""
        return tuple(one for one in self.formalities if support in one.supports)

    def budgets_of(self, support: str) -> tuple[Budget, ...]:
        """The budgets that may reduce a support."""
        return tuple(one for one in self.budgets if support in one.supports)


CONSEQUENCES = ("bars", "once", "topped-up", "stacks")
"""The possible consequences of a rule on other funds."""

NOTHING_TOGETHER = Together()
"""The value for a work without such rules."""
