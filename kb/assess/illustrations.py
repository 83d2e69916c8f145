"""Readings illustrated: for each, the example in which its options give the most different answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.assess.assessment import assess
from kb.assess.reading_impact import Stake, weigh_readings
from kb.cases.case import Case
from kb.core.outcomes import Assessment, Outcome, Status
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.wording import Reading

_UNBOUNDED = 10**18
"""The value in fen that stands for a missing bound when differences are compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """The result of one option of a reading in a case.

    ``total`` is that of the best combination. ``status``, ``amount`` and ``ceiling`` are those of the outcome
    shown, where the totals do not distinguish the options.
    """

    option: str
    total: Interval
    status: Status | None = None
    amount: Interval | None = None
    ceiling: bool = True


@dataclass(frozen=True, slots=True)
class Illustration:
    """A reading, its best example, and the result of each option in it.

    ``claim`` and ``support`` name the differing outcome; they are empty where the totals differ.
    """

    reading: str
    example: str
    answers: tuple[Told, ...]
    claim: str = ""
    support: str = ""

    @property
    def is_of_totals(self) -> bool:
        """Whether the options differ in the total."""
        return not self.support

    @property
    def differs(self) -> int | None:
        """The greatest difference of a bound of the total, in fen; ``None`` where one has no upper bound."""
        lows, highs = [told.total.low for told in self.answers], [told.total.high for told in self.answers]
        known = [high for high in highs if high is not None]
        if len(known) < len(highs):
            return None
        return max(max(known) - min(known), max(lows) - min(lows))


def illustrate(policy: Policy, examples: Mapping[str, Case]) -> dict[str, Illustration]:
    """For each reading that changes an answer of some example, the example in which it changes most.

    ``examples`` are cases by name. Complete cases come before incomplete ones, totals before statuses, and
    among equals the example that distinguishes more options, then the first one.
    """
    best: dict[str, tuple[tuple[int, ...], Illustration]] = {}
    for name, case in examples.items():
        assessment = assess(policy, case)
        is_whole = all(outcome.status is not Status.UNDETERMINED for outcome in assessment.outcomes)
        for stake in weigh_readings(policy, case, assessment):
            shown = _show(name, policy, stake, assessment)
            rank = (is_whole, *_rank(stake, shown))
            if stake.reading not in best or rank > best[stake.reading][0]:
                best[stake.reading] = rank, shown
    return {r.id: best[r.id][1] for r in policy.readings if r.id in best}


def _rank(stake: Stake, shown: Illustration) -> tuple[int, ...]:
    totals = [stake.total, *(other.total for other in stake.alternatives)]
    lows, highs = [t.low for t in totals], [_UNBOUNDED if t.high is None else t.high for t in totals]
    apart = len({(told.total, told.status, told.amount, told.ceiling) for told in shown.answers})
    return (max(highs) - min(highs), apart, max(lows) - min(lows))


def _show(name: str, policy: Policy, stake: Stake, assessment: Assessment) -> Illustration:
    others = {other.option: other for other in stake.alternatives}
    reading = policy[stake.reading]
    assert isinstance(reading, Reading)
    options = [option.id for option in reading.options]
    if any(other.total != stake.total for other in others.values()):
        told = [Told(o, others[o].total if o in others else stake.total) for o in options]
        return Illustration(stake.reading, name, tuple(told))
    first = _most_telling(stake, assessment)
    told = []
    for option in options:
        shown = Told(option, stake.total, first.status, first.amount, first.ceiling)
        for change in others[option].changes if option in others else ():
            if (change.claim, change.support) == (first.claim, first.support):
                shown = Told(option, stake.total, change.status, change.amount, change.ceiling)
        told.append(shown)
    return Illustration(stake.reading, name, tuple(told), first.claim, first.support)


def _most_telling(stake: Stake, assessment: Assessment) -> Outcome:
    """The outcome that most options change; the first among equals."""
    counted: dict[tuple[str, str], int] = {}
    for other in stake.alternatives:
        for change in other.changes:
            counted[change.claim, change.support] = counted.get((change.claim, change.support), 0) + 1
    claim, support = max(counted, key=lambda key: counted[key])
    return assessment.outcome(claim, support)
