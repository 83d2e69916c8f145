"""Laws about sums: the possible values of an award, and the composition of a total."""

from __future__ import annotations

from dataclasses import replace

from kb.core.outcomes import Outcome, Status
from kb.model.amounts import Amount
from kb.model.fact_types import MOST_FEN
from kb.model.values import Interval, Money
from kb.verify.invariants import oracle
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation, say_outcome, say_sum, say_total

_DROPPED = frozenset({"prefers", "none", "first"})
"""Bars that are independent of sums: the omitted sum may be greater than the remaining one."""


def _cap_holds(trial: Trial) -> Violation | None:
    for outcome in trial.open:
        support, known = trial.support(outcome), trial.known[outcome.claim]
        cap = oracle.find_cap(support.amount, known)
        assert outcome.amount is not None
        if cap is not None and (outcome.amount.high is None or outcome.amount.high > cap):
            return _unlike(outcome, support.provision, Interval(0, cap))
    for part in trial.found.combination.best:
        whole = trial.found.outcome(part.claim, part.support)
        assert whole.amount is not None
        most, had = whole.amount.high, part.amount.high
        if most is not None and (had is None or had > most):
            return _unlike(whole, trial.rules.by_id[part.support].provision, part.amount)
    return None


def _sum_is_exact(trial: Trial) -> Violation | None:
    if trial.case.ledger != ():
        return None
    for outcome in trial.open:
        support = trial.support(outcome)
        expected = oracle.find_limited_sum(trial.rules, support, trial.known[outcome.claim])
        if expected is not None and outcome.amount != expected:
            return _unlike(outcome, support.provision, expected)
    return None


def _money_is_whole(trial: Trial) -> Violation | None:
    found = [(o.support, o.amount) for o in trial.found.outcomes]
    found += [(part.support, part.amount) for part in trial.found.combination.best]
    found.append(("", trial.found.combination.total))
    for support, interval in found:
        if interval is None:
            continue
        low, high = interval.low, interval.high
        whole = type(low) is int and low >= 0 and (high is None or (type(high) is int and low <= high))
        if not whole:
            provision = trial.rules.by_id[support].provision if support else ""
            return Violation(provision, support, {"zh": repr(interval), "en": repr(interval)})
    return None


def _total_adds_up(trial: Trial) -> Violation | None:
    """The total is at most the sum of the outcomes, at least the best single one, and exactly the sum of its
    parts.
    """
    found = trial.found.combination
    total = found.total
    parts = [part.amount.high for part in found.best]
    every = [outcome.amount.high for outcome in trial.open if outcome.amount is not None]
    if total.high is None:
        is_open = None in every or trial.case.claims is None
        return None if is_open else Violation("", "", say_total(trial.found))
    if None in every:
        return None
    sums = [high for high in every if high is not None]
    known_parts = [high for high in parts if high is not None]
    wrong = total.high > sum(sums) or total.low > total.high
    wrong = wrong or (found.proved and sum(known_parts) != total.high)
    dropped = {(bar.claim, bar.support) for bar in found.barred if bar.kind in _DROPPED}
    alone = [
        outcome.amount.high or 0
        for outcome in trial.open
        if outcome.amount is not None
        and (outcome.claim, outcome.support) not in dropped
        and not _goes_by_order(trial.support(outcome).amount)
    ]
    wrong = wrong or (found.proved and total.high < max(alone, default=0))
    taken = {(part.claim, part.support) for part in found.best}
    left = {(bar.claim, bar.support) for bar in found.barred}
    every_key = {(outcome.claim, outcome.support) for outcome in trial.open}
    wrong = wrong or bool(taken & left) or taken | left != every_key
    if not wrong:
        return None
    return Violation(
        trial.rules.non_cumulation.provision,
        trial.open[0].support if trial.open else "",
        say_total(trial.found),
        say_sum(Interval(max(sums, default=0), sum(sums))),
    )


def _monotone(trial: Trial) -> Violation | None:
    rng = trial.rng()
    numbers = [n for n, claim in enumerate(trial.case.claims or ()) if _bases(trial, claim.kind)]
    if not numbers:
        return IDLE
    claims = list(trial.case.claims or ())
    number = rng.choice(numbers)
    claim = claims[number]
    fact = rng.choice(_bases(trial, claim.kind))
    base = claim.facts.get(fact)
    if not isinstance(base, Money):
        return IDLE
    higher = Money(min(MOST_FEN, base.fen + rng.choice((1, 2, 10, 10**6, 10**9, 10**12))))
    claims[number] = replace(claim, facts={**claim.facts, fact: higher})
    after = trial.other(replace(trial.case, claims=tuple(claims)))
    for one, other in zip(trial.found.outcomes, after.outcomes, strict=True):
        support = trial.rules.by_id[one.support]
        falls = (
            one.amount is not None
            and other.amount is not None
            and (
                one.amount.low > other.amount.low
                or (other.amount.high is not None and (one.amount.high or 0) > other.amount.high)
            )
        )
        if falls or (one.status is not other.status and one.status is not Status.BARRED):
            return Violation(support.provision, one.support, say_outcome(other), say_outcome(one))
    one_total, other_total = trial.found.combination, after.combination
    most, more = one_total.total.high, other_total.total.high
    falls = more is not None and (most is None or most > more)
    if falls and one_total.proved and other_total.proved:
        return Violation("", "", say_total(after), say_total(trial.found))
    return None


def _bases(trial: Trial, kind: str) -> tuple[str, ...]:
    """The facts of a kind of claim with which some sum grows."""
    paid = (support.amount for support in trial.rules.supports.get(kind, ()) if support.is_money)
    found = dict.fromkeys(fact for amount in paid for fact in amount.grows_with)
    return tuple(fact for fact in found if fact in trial.policy.sums)


def _goes_by_order(amount: Amount) -> bool:
    return amount.quota is not None and bool(amount.quota.first)


def _unlike(outcome: Outcome, provision: str, expected: Interval) -> Violation:
    return Violation(provision, outcome.support, say_outcome(outcome), say_sum(expected))


def _fewer_never_more(trial: Trial) -> Violation | None:
    """Leaving out a claim never raises the total."""
    claims = trial.case.claims or ()
    if len(claims) < 2:
        return IDLE
    number = trial.rng().randrange(len(claims))
    left = replace(trial.case, claims=claims[:number] + claims[number + 1 :])
    after, before = trial.other(left).combination, trial.found.combination
    bars = {bar.kind for bar in before.barred}
    ordered = any(_goes_by_order(trial.support(outcome).amount) for outcome in trial.open)
    if bars & _DROPPED or ordered or not (before.proved and after.proved) or before.total.high is None:
        return IDLE
    if after.total.high is None or after.total.high > before.total.high:
        return Violation("", "", say_sum(before.total), say_sum(after.total))
    return None


def _quick_agrees(trial: Trial) -> Violation | None:
    """The generated interpreter of amounts gives the same sums."""
    found = {(o.claim, o.support): (o.amount.low, o.amount.high) for o in trial.open if o.amount is not None}
    if trial.amounts == found:
        return None
    for key in sorted(found.keys() | trial.amounts.keys()):
        if found.get(key) != trial.amounts.get(key):
            one, other = (Interval(*told.get(key, (0, 0))) for told in (trial.amounts, found))
            support = trial.rules.by_id[key[1]]
            return Violation(support.provision, support.id, say_sum(one), say_sum(other))
    raise AssertionError("what differs differs somewhere")


LAWS = (
    Law("quick-agrees", _quick_agrees, alone=True),
    Law("cap-holds", _cap_holds, alone=True),
    Law("sum-is-exact", _sum_is_exact, alone=True),
    Law("money-is-whole", _money_is_whole, alone=True),
    Law("total-adds-up", _total_adds_up, alone=True),
    Law("monotone", _monotone),
    Law("fewer-never-more", _fewer_never_more),
)
