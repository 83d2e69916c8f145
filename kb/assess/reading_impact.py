"""The impact of readings: which of them affect a result, and the money at stake in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.assess.assessment import assess_under
from kb.assess.facts import read_stated
from kb.assess.reassessment import vary
from kb.cases.case import Case
from kb.core.outcomes import Assessment, Outcome, Status
from kb.core.ruleset import find_switches, read_policy, with_reading
from kb.model.guards import readings_of
from kb.model.policy import Policy
from kb.model.values import Interval


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of an outcome under another option."""

    claim: str
    support: str
    status: Status
    amount: Interval | None
    ceiling: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another option of a reading: the best total under it if everything is granted, and the outcomes that
    change.
    """

    option: str
    total: Interval
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Stake:
    """A reading that affects the result: the chosen option, its best total if everything is granted, and the
    alternatives.
    """

    reading: str
    chosen: str
    total: Interval
    alternatives: tuple[Alternative, ...]

    @property
    def most(self) -> int | None:
        """The most at stake, in fen: the greatest difference of a bound of the total; ``None`` where one is
        unbounded.
        """
        totals = [self.total, *(other.total for other in self.alternatives)]
        highs = [total.high for total in totals if total.high is not None]
        lows = [total.low for total in totals]
        if 0 < len(highs) < len(totals):
            return None
        return max(max(highs, default=0) - min(highs, default=0), max(lows) - min(lows))


@dataclass(frozen=True, slots=True)
class Cautious:
    """The best total, if everything is granted, where every reading has its least generous option.

    It is never more than under the chosen readings: an option that is least generous by itself may bring more
    beside others, and then the lesser bound is used. ``readings`` are those that affect the case and differ
    from its assessment, each with the option taken. A reading that was chosen explicitly stays as chosen.
    """

    total: Interval
    readings: tuple[tuple[str, str], ...]


def find_cautious(policy: Policy, case: Case, assessment: Assessment) -> Cautious:
    """The cautious total of a case, with the least generous option of each reading."""
    chosen = assessment.readings
    least = {r.id: r.least if chosen[r.id] == r.default else chosen[r.id] for r in policy.readings}
    day = Case(assessment.on, case.applicant, case.claims, case.ledger)
    bearing = _bearing(policy, assessment)
    other = tuple((key, option) for key, option in least.items() if option != chosen[key] and key in bearing)
    found = assess_under(read_policy(policy, least), day)
    return Cautious(_lesser(found.combination.if_given, assessment.combination.if_given), other)


def _lesser(one: Interval, other: Interval) -> Interval:
    highs = [total.high for total in (one, other) if total.high is not None]
    return Interval(min(one.low, other.low), min(highs, default=None))


def weigh_readings(policy: Policy, case: Case, assessment: Assessment) -> tuple[Stake, ...]:
    """The readings that affect an assessment of ``case``, the most money first.

    Each is changed on its own, while the others stay as chosen.
    """
    rules = read_policy(policy, assessment.readings)
    stated = read_stated(Case(assessment.on, case.applicant, case.claims, case.ledger), rules)
    bearing = _bearing(policy, assessment)
    stakes = []
    for reading in policy.readings:
        if reading.id not in bearing:
            continue
        chosen = assessment.readings[reading.id]
        alternatives = []
        for option in reading.options:
            if option.id == chosen:
                continue
            result = (assessment.outcomes, assessment.combination)
            outcomes, combination = vary(rules, result, with_reading(rules, reading.id, option.id), stated)
            changes = tuple(_compare(assessment.outcomes, outcomes))
            if changes or combination.if_given != assessment.combination.if_given:
                alternatives.append(Alternative(option.id, combination.if_given, changes))
        if alternatives:
            stakes.append(Stake(reading.id, chosen, assessment.combination.if_given, tuple(alternatives)))
    return tuple(sorted(stakes, key=lambda stake: (stake.most is not None, -(stake.most or 0))))


def _bearing(policy: Policy, assessment: Assessment) -> frozenset[str]:
    """The readings that can matter: those of the rules that were used."""
    turned = find_switches(policy)
    found = set(turned.common)
    for outcome in assessment.outcomes:
        if not outcome.claim:
            continue
        if len(outcome.reasons) == 1 and outcome.reasons[0].kind == "subject":
            found |= readings_of(subject.under for subject in policy.support(outcome.support).subjects)
        else:
            found |= turned.by_support[outcome.support]
    return frozenset(found)


def _compare(before: Iterable[Outcome], after: Iterable[Outcome]) -> Iterator[Change]:
    for one, other in zip(before, after, strict=True):
        if one is not other and _gist(one) != _gist(other):
            yield Change(other.claim, other.support, other.status, other.amount, other.ceiling)


def _gist(outcome: Outcome) -> tuple[object, ...]:
    return (outcome.status, outcome.amount, outcome.ceiling)
