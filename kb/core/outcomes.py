"""What an assessment says: a status, an amount and the reasons for each claim and support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kb.core.claim import Status as Status
from kb.core.reasons import Values
from kb.model.values import Interval

REFUSED = frozenset({Status.INELIGIBLE, Status.BARRED})
"""The statuses under which nothing can be had."""


class Reason(NamedTuple):
    """A node of an explanation: what was asked, whether it holds, and the words that ask it.

    ``kind`` names the sentence (``explain.toml``), ``fact`` the fact it rests on, and ``values`` are what the
    sentence names, of the class that :data:`kb.core.reasons.VALUES_OF` has for the kind; ``None`` where it
    names nothing. ``holds`` is ``None`` where it is not known.
    """

    kind: str
    holds: bool | None
    provision: str = ""
    words: str = ""
    fact: str = ""
    values: Values | None = None
    parts: tuple[Reason, ...] = ()


class Judged(NamedTuple):
    """An open term still to be judged, and the agencies that answer for the measure, in published order."""

    term: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one claim may have of one support.

    ``claim`` is empty where the case claims nothing of the kind. ``amount`` is what the words arrive at if
    the support is given, in fen; ``None`` where the text states no sum. ``ceiling`` tells that it is a limit
    and no promise. ``missing`` are facts not told, ``presumed`` facts taken as their declaration says.
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
        """What may come of it: the amount where it is certain to be open, and nothing upwards elsewhere."""
        return range_of(self.status, self.amount)


def range_of(status: Status, amount: Interval | None) -> Interval | None:
    """What may come of an amount, in fen: all of it, or nothing upwards where something is to be decided."""
    if amount is None or status is Status.ELIGIBLE or status in REFUSED:
        return amount
    return Interval(0, amount.high)


class Part(NamedTuple):
    """A claim and support that a combination takes, and what it brings within the combination."""

    claim: str
    support: str
    amount: Interval


class Bar(NamedTuple):
    """A claim and support that a combination leaves out: what bars it, under which clause.

    ``by`` are (claim, support) pairs; ``kind`` is ``once``, ``topped-up``, ``prefers``, ``none``, ``first``,
    ``quota``, ``joint-number``, ``used-up``, or ``may-prefer``: it goes before the others, but whether it is
    open is not known.
    """

    claim: str
    support: str
    kind: str
    by: tuple[tuple[str, str], ...]
    provision: str


@dataclass(frozen=True, slots=True)
class Combination:
    """The best of what may be had together.

    ``total`` is in fen: from the least that is certain to be had to the most that may be, whatever is still
    to be told, judged or decided; ``waits`` are the facts and open terms that would narrow it. ``if_given``
    is what the best comes to if all of it is given. Where the text does not settle whether support may be had
    together, ``settled`` is false and both reach from what is certainly allowed to everything; ``proved`` is
    false where the search was given up, and both then reach to a bound that nothing exceeds.
    """

    best: tuple[Part, ...]
    total: Interval
    if_given: Interval
    barred: tuple[Bar, ...]
    settled: bool = True
    proved: bool = True
    waits: tuple[str, ...] = ()


class Note(NamedTuple):
    """Something about the case that a person should see.

    ``kind`` is ``split`` (a project in parts), ``excess`` (support above the investment), ``near`` (two names
    that may be one), ``above-ceiling`` (an earlier grant higher than its support gives) or one of
    :data:`kb.model.facts.Relation` (two answers that cannot both be true). ``grant`` is the number of an
    earlier grant that it is about, from 0; ``values`` are the names, or each fact and what is stated of it.
    """

    kind: str
    claims: tuple[str, ...]
    provision: str
    amounts: tuple[Interval, ...] = ()
    grant: int | None = None
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything assessed: an outcome for each claim and support, and the best combination."""

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
    """The undecided tests among reasons: those that decide nothing yet, down to the facts they wait for."""
    for reason in reasons:
        if reason.holds is None:
            if reason.parts:
                yield from tests(reason.parts)
            else:
                yield reason
