"""What the sentences of reasons name: a class for each family of kinds that name the same, with a field for
each value.

The fields are the keys of :attr:`kb.core.nodes.Node.values`. Sums are of fen, ids are those of the policy,
and what is not known is ``None``.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from kb.model.values import Count, Ends, Interval, Measured, Money, Rate, Span

Stated = Money | Measured | str | bool | int | datetime.date | None
"""The value of a fact as it was stated or presumed."""


class Subjects(NamedTuple):
    """The subjects that a clause names."""

    subjects: tuple[str, ...]


class Asked(NamedTuple):
    """The ``value`` of a fact, and the ``values`` of which it must be one."""

    value: Stated
    values: tuple[str, ...]


class Compared(NamedTuple):
    """The ``value`` of a fact that is a number, and how (``bound``) it must lie to a ``limit``."""

    value: Stated
    bound: str
    limit: Money | Measured | Count | Rate | Span


class Earlier(NamedTuple):
    """The ``phase`` in which an earlier grant must exist."""

    phase: str


class Levels(NamedTuple):
    """The ``level`` of a claim, and the ``levels`` that the text names."""

    level: str | None
    levels: tuple[str, ...]


class Unclaimed(NamedTuple):
    """The kind of claim (``unit``) that a support is for."""

    unit: str


class Days(NamedTuple):
    """A ``day`` that must lie from the ``first`` to the ``last``."""

    day: datetime.date | None
    first: datetime.date
    last: datetime.date


class Since(NamedTuple):
    """A ``day`` that must not lie before the ``first``."""

    day: datetime.date | None
    first: datetime.date


class Quota(NamedTuple):
    """The number of units received (``used``) in the ``period`` of a ``day``, and the allowed ``number``.

    ``used`` is set only where the number is certain to be exceeded; ``noun`` is the text's word for a unit.
    """

    day: datetime.date | None
    used: int | None
    number: int
    period: str
    noun: str


class UsedUp(NamedTuple):
    """A ceiling (``cap``), and what earlier grants have in common that share it (``sharer``)."""

    sharer: str
    cap: Money


class JointlyUsedUp(NamedTuple):
    """A ``limit`` that some supports share and what they have in common
    (``sharer``)."""

    supports: tuple[str, ...]
    sharer: str
    limit: Interval


class JointNumber(NamedTuple):
    """The allowed ``number`` of grants under some supports that share something."""

    supports: tuple[str, ...]
    sharer: str
    number: int
    noun: str


class JointlyLimited(NamedTuple):
    """A sum ``before`` and ``after`` a ``limit`` that some supports share; earlier grants leave the ``rest``
    of it.
    """

    supports: tuple[str, ...]
    sharer: str
    limit: Interval
    before: Interval
    rest: Interval
    after: Interval


class Budgeted(NamedTuple):
    """What may be paid or supported in all (``limit``), in a ``period`` (``year``, or empty), and what an
    agency declares to be ``left`` of it."""

    limit: Money | Count
    period: str
    left: Money | int | None


class Grant(NamedTuple):
    """An earlier grant: the ``object`` it was for, its ``support``, its sum, the ``level`` that gave it and
    its day.

    ``support`` is empty where it was not of this policy, or that is not known.
    """

    object: str | None
    support: str
    amount: Money | None
    level: str | None
    date: datetime.date | None


class Share(NamedTuple):
    """The share (``given``) that a ``rate`` makes of the ``base``, the sum stated for a ``fact``.

    ``less`` is empty, or where something is taken off the base, the ``fact`` with the sum stated for it, then
    each fact that is taken off with its sum.
    """

    base: Interval
    fact: str
    rate: Rate
    given: Interval
    rounding: str
    less: tuple[tuple[str, Money | None], ...] = ()


class Agreed(NamedTuple):
    """A share (``given``) of a ``base`` whose rate the text leaves open; otherwise as :class:`Share`."""

    base: Interval
    fact: str
    given: Interval
    less: tuple[tuple[str, Money | None], ...] = ()


class Capped(NamedTuple):
    """A ceiling (``cap``) and what may be ``given`` up to it."""

    cap: Money
    given: Interval


class Cost(NamedTuple):
    """What something ``cost``, the sum stated for a ``fact``, and what is ``given`` of it up to a ``cap``."""

    cost: Interval | None
    fact: str
    given: Interval
    cap: Money


class Least(NamedTuple):
    """The least of several sums."""

    given: Interval


class Tiered(NamedTuple):
    """What is ``given`` of a ``level``: the ``whole`` sum, or where it is ``shared`` a part of it.

    ``shared`` are the counts among whom, each a fact with its value.
    """

    level: str | None
    given: Interval
    whole: Interval
    shared: tuple[tuple[str, int | None], ...] = ()


class Fixed(NamedTuple):
    """A ``sum`` that the text states, or two ends of it, and what is ``given`` of it."""

    sum: Money | Ends
    given: Interval


Factor = tuple[str, Stated, Interval, str]
"""The fact that states a number, the stated value, the number of steps that count, and the
unit of the steps.
"""


class Multiplied(NamedTuple):
    """So much for ``each`` unit, or a rate, times what counts of some numbers, and what that gives.

    It ``is_whole`` where nothing finer than a fen is dropped.
    """

    each: Money | Rate | Ends
    of: tuple[Factor, ...]
    given: Interval
    is_whole: bool


class Added(NamedTuple):
    """What is ``given`` of one or several amounts that are its parts."""

    given: Interval


class Paid(NamedTuple):
    """What is ``given`` in several parts, with the ``rates`` of the parts and the sum of each (``sums``)."""

    given: Interval
    rates: tuple[Rate, ...]
    sums: tuple[Interval, ...]


class Reference(NamedTuple):
    """The ``instrument`` that sets a sum."""

    instrument: str


class InKind(NamedTuple):
    """The ``form`` in which support is given that is no money."""

    form: str


class Limited(NamedTuple):
    """A sum ``before`` and ``after`` something limits it or is taken off it (``limit``)."""

    before: Interval
    limit: Interval
    after: Interval


Values = (
    Subjects | Asked | Earlier | Levels | Unclaimed | Days | Since | Quota | UsedUp | Grant
    | Share | Agreed | Capped | Cost | Least | Tiered | Reference | InKind | Limited
    | Budgeted | JointlyUsedUp | JointNumber | JointlyLimited | Compared | Fixed | Multiplied | Added | Paid
)  # fmt: skip
"""The values that the sentence of one reason names."""

VALUES_OF: dict[str, type[Values]] = {
    "subject": Subjects,
    "is": Subjects,
    "one-subject": Subjects,
    "when": Asked,
    "compare": Compared,
    "earlier": Earlier,
    "level": Levels,
    "no-level": Levels,
    "unclaimed": Unclaimed,
    "validity": Days,
    "deadline": Days,
    "since": Since,
    "quota": Quota,
    "used-up": UsedUp,
    "joint-used-up": JointlyUsedUp,
    "joint-number": JointNumber,
    "joint-rest": JointlyLimited,
    "budget": Budgeted,
    "had": Grant,
    "alike": Grant,
    "top-up": Grant,
    "higher": Grant,
    "district": Grant,
    "ranked": Grant,
    "level-unknown": Grant,
    "share": Share,
    "agreed": Agreed,
    "cap": Capped,
    "cost": Cost,
    "least": Least,
    "tier": Tiered,
    "fixed": Fixed,
    "product": Multiplied,
    "total": Added,
    "way": Added,
    "instalments": Paid,
    "by-reference": Reference,
    "in-kind": InKind,
    "rest": Limited,
    "district-rest": Limited,
    "topped-up": Limited,
    "asked": Limited,
}
"""The class of values for each kind of reason; kinds that are missing here name no values."""
