"""The results of an assessment: a status, an amount and the reasons for each claim and support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kb.core.claim import REFUSED as REFUSED
from kb.core.claim import SETTLED as SETTLED
from kb.core.claim import WAITING as WAITING
from kb.core.claim import Status as Status
from kb.core.reasons import Values
from kb.model.values import Interval


class Reason(NamedTuple):
    """A node of an explanation: the test, whether it holds, and the words that state it.

    ``kind`` names the sentence (``explain.toml``), ``fact`` the fact it depends on, and ``values`` the values
    of the sentence, of the class that :data:`kb.core.reasons.VALUES_OF` has for the kind; ``None`` where it
    names none. ``holds`` is ``None`` where it is unknown.
    """

    kind: str
    holds: bool | None
    provision: str = ""
    words: str = ""
    fact: str = ""
    values: Values | None = None
    parts: tuple[Reason, ...] = ()


class Judged(NamedTuple):
    """An open term still to be judged, and the responsible agencies of the measure, in published order."""

    term: str
    agencies: tuple[str, ...]


class Outcome(NamedTuple):
    """The outcome of one claim under one support.

    ``claim`` is empty where the case claims nothing of the kind. ``amount`` is the sum of a granted claim, in
    fen; ``None`` where the text states no sum. ``ceiling`` says that it is a limit and no promise.
    ``missing`` are unknown facts, ``presumed`` facts with a presumed value.
    """

    claim: str
    measure: str
    support: str
    status: Status
    amount: Interval | None
    ceiling: bool
    missing: tuple[str, ...]
    judged: tuple[Judged, ...]
    presumed: tuple[str, ...]
    clauses: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def range(self) -> Interval | None:
        """The possible sums: the amount where the support is certainly open, otherwise
        from nothing upwards.
        """
        return range_of(self.status, self.amount)


def range_of(status: Status, amount: Interval | None) -> Interval | None:
    """The possible sums of an amount, in fen: the whole amount, or from zero upwards where something is
    undecided.
    """
    if amount is None or status is Status.ELIGIBLE or status in REFUSED:
        return amount
    return Interval(0, amount.high)


class Part(NamedTuple):
    """A claim and support of a combination, with its sum within the combination."""

    claim: str
    support: str
    amount: Interval


class Bar(NamedTuple):
    """A claim and support that a combination leaves out: the reason, and its clause.

    ``by`` are (claim, support) pairs; ``kind`` is ``once``, ``topped-up``, ``prefers``, ``none``, ``first``,
    ``quota``, ``joint-number``, ``used-up``, or ``may-prefer``: it has priority, but whether it is open is
    unknown.
    """

    claim: str
    support: str
    kind: str
    by: tuple[tuple[str, str], ...]
    provision: str


@dataclass(frozen=True, slots=True)
class Combination:
    """The best combination of claims and supports.

    ``total`` is in fen: from the least certain sum to the greatest possible one, whatever is still unknown,
    unjudged or undecided; ``waits`` are the facts and open terms that would narrow it. ``if_given`` is the
    sum if everything in it is granted. Where the text does not settle whether supports combine, ``settled``
    is false and both ranges reach from what is certainly allowed to everything. ``proved`` is false where the
    search was given up; both then reach to an upper bound.
    """

    best: tuple[Part, ...]
    total: Interval
    if_given: Interval
    barred: tuple[Bar, ...]
    settled: bool = True
    proved: bool = True
    waits: tuple[str, ...] = ()


class Note(NamedTuple):
    """A note about the case for a person.

    ``kind`` is ``split`` (a project in parts), ``excess`` (support above the investment), ``near`` (two names
    that may be one), ``above-ceiling`` (an earlier grant higher than its support allows) or one of
    :data:`kb.model.facts.Relation` (two answers that cannot both be true). ``grant`` is the number of the
    earlier grant concerned, from 0; ``values`` are the names, or each fact with its stated value.
    """

    kind: str
    claims: tuple[str, ...]
    provision: str
    amounts: tuple[Interval, ...] = ()
    grant: int | None = None
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """A complete assessment: an outcome for each claim and support, and the best combination."""

    on: date
    readings: dict[str, str]
    outcomes: tuple[Outcome, ...]
    combination: Combination
    notes: tuple[Note, ...] = ()

    def outcome(self, claim: str, support: str) -> Outcome:
        """The outcome of a claim (empty for none) and support. Raises ``KeyError``."""
        for outcome in self.outcomes:
            if outcome.support == support and outcome.claim == claim:
                return outcome
        raise KeyError((claim, support))


def tests(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """The undecided tests among reasons, down to the facts they wait for."""
    for reason in reasons:
        if reason.holds is None:
            if reason.parts:
                yield from tests(reason.parts)
            else:
                yield reason
