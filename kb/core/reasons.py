"""The values in the sentences of reasons: one class for each family of kinds with the same values.

The fields are the keys of :attr:`kb.core.nodes.Node.values`. Sums are fen, ids are those of the policy, and
an unknown value is ``None``.
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
    """The ``value`` of a fact, and the allowed ``values``."""

    value: Stated
    values: tuple[str, ...]


class Compared(NamedTuple):
    """The ``value`` of a numeric fact, and how (``bound``) it is compared with a ``limit``."""

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
    """A ceiling (``cap``), and what shares it with earlier grants (``sharer``)."""

    sharer: str
    cap: Money


class JointlyUsedUp(NamedTuple):
    """A ``limit`` that some supports share, and what shares it with earlier grants (``sharer``)."""

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
    """The total that may be paid or supported (``limit``), in a ``period`` (``year``, or empty), and the
    remainder that an agency declares (``left``).
    """

    limit: Money | Count
    period: str
    left: Money | int | None


class Grant(NamedTuple):
    """An earlier grant: its ``object``, its ``support``, its sum, the ``level`` of government and its day.

    ``support`` is empty where it was under another policy, or is unknown.
    """

    object: str | None
    support: str
    amount: Money | None
    level: str | None
    date: datetime.date | None


class Share(NamedTuple):
    """The share (``given``) at a ``rate`` of the ``base``, the sum stated for a ``fact``.

    ``less`` is empty without deductions. Otherwise it holds the ``fact`` with its stated sum, then each
    deducted fact with its sum.
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
    """A ceiling (``cap``) and the sum up to it (``given``)."""

    cap: Money
    given: Interval


class Cost(NamedTuple):
    """The ``cost`` stated for a ``fact``, and the part of it that is ``given``, up to a ``cap``."""

    cost: Interval | None
    fact: str
    given: Interval
    cap: Money


class Least(NamedTuple):
    """The least of several sums."""

    given: Interval


class Tiered(NamedTuple):
    """The sum ``given`` for a ``level``: the ``whole`` sum, or a part of it where it is ``shared``.

    ``shared`` are the numbers of sharers, each a fact with its value.
    """

    level: str | None
    given: Interval
    whole: Interval
    shared: tuple[tuple[str, int | None], ...] = ()


class Fixed(NamedTuple):
    """A ``sum`` that the text states, or its two bounds, and the sum that is ``given``."""

    sum: Money | Ends
    given: Interval


Factor = tuple[str, Stated, Interval, str]
"""The fact that states a number, the stated value, the number of steps that count, and the
unit of the steps.
"""


class Multiplied(NamedTuple):
    """A sum for ``each`` unit, or a rate, times the numbers that count, and the product.

    ``is_whole`` is true where the product needs no rounding to a fen.
    """

    each: Money | Rate | Ends
    of: tuple[Factor, ...]
    given: Interval
    is_whole: bool


class Added(NamedTuple):
    """The total ``given`` of one or several amounts."""

    given: Interval


class Paid(NamedTuple):
    """A sum ``given`` in several parts, with the ``rates`` and the sums of the parts (``sums``)."""

    given: Interval
    rates: tuple[Rate, ...]
    sums: tuple[Interval, ...]


class Scaled(NamedTuple):
    """The ``rate`` of a standard (``whole``) that is ``given``."""

    whole: Interval
    rate: Rate
    given: Interval


class Reference(NamedTuple):
    """The ``instrument`` that sets a sum."""

    instrument: str


class InKind(NamedTuple):
    """The ``form`` of support other than money."""

    form: str


class Limited(NamedTuple):
    """A sum ``before`` and ``after`` a limit or a deduction (``limit``)."""

    before: Interval
    limit: Interval
    after: Interval


Values = (
    Subjects | Asked | Earlier | Levels | Unclaimed | Days | Since | Quota | UsedUp | Grant
    | Share | Agreed | Capped | Cost | Least | Tiered | Reference | InKind | Limited
    | Budgeted | JointlyUsedUp | JointNumber | JointlyLimited | Compared | Fixed | Multiplied | Added | Paid
    | Scaled
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
    "scaled": Scaled,
    "by-reference": Reference,
    "in-kind": InKind,
    "rest": Limited,
    "district-rest": Limited,
    "topped-up": Limited,
    "asked": Limited,
}
"""The class of values for each kind of reason; kinds that are missing here name no values."""
