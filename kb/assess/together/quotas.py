"""Rules over several claims: ceilings over one object, phase, applicant or year, and numbers in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from kb.assess.facts import Known, Ledger
from kb.assess.together.ceilings import Pool
from kb.assess.together.optimum import Ahead, Quota
from kb.assess.together.periods import in_one_period
from kb.core.carriers.exact import ExactFacts, exact_ledger, interval_of, value_of
from kb.core.ceilings import left_of, shares_ceiling
from kb.core.facts import Facts, ListedLedger
from kb.core.joint_limits import counts_towards, whole_of
from kb.core.limits import Counting
from kb.core.ruleset import Ruleset
from kb.core.terms import Tri, Truth, both, conj, disj
from kb.model.amounts import Cap, PerUnit
from kb.model.facts import APPLIED_ON, OBJECT, PART_OF, PHASE, SUPPORT
from kb.model.policy import Support
from kb.model.together import JointLimit
from kb.model.values import Interval


class Claimed(Protocol):
    """A claimed support, and the known facts of the claim."""

    @property
    def support(self) -> Support:
        """The support."""

    @property
    def known(self) -> Known:
        """The known facts of the claim."""

    @property
    def exact(self) -> ExactFacts:
        """The known facts in the form of the core."""

    @property
    def is_sure(self) -> bool:
        """Whether nothing can refuse it any more."""


def find_pools(
    rules: Ruleset, claimed: Sequence[Claimed], ledger: Ledger, careful: bool = False
) -> list[Pool]:
    """The ceilings that several claims share, with the remainder of each after the ledger.

    Where the sharers are unknown, nothing is shared; with ``careful``, everything that may be shared is, and
    as little as possible is left.
    """
    members: dict[tuple[object, ...], set[int]] = defaultdict(set)
    shared: dict[tuple[object, ...], tuple[Cap, str]] = {}
    unknown: set[tuple[object, ...]] = set()
    for n, one in enumerate(claimed):
        for cap in one.support.amount.caps:
            for per in cap.per:
                holder = holder_of(per, one.known)
                key = (one.support.id, per, *holder)
                if None in holder:
                    unknown.add(key[:2])
                    key = (*key, n)
                members[key].add(n)
                shared[key] = (cap, per)
    if careful:
        for kind in unknown:
            every = [key for key in members if key[:2] == kind]
            members[kind] = set().union(*(members.pop(key) for key in every))
            shared[kind] = shared[every[0]]
    pools = []
    for key, group in members.items():
        if len(group) > 1:
            cap, per = shared[key]
            rest = _left_of(rules, cap, per, [claimed[n] for n in sorted(group)], ledger)
            pools.append(Pool(frozenset(group), Interval(rest.low, rest.low) if careful else rest, per))
    return pools + _joint_pools(rules, claimed, ledger, careful)


def joint_limits_of(rules: Ruleset, support: str) -> Iterator[JointLimit]:
    """The limits that a support shares with others."""
    return (limit for limit in rules.together.limits if limit.holds_of(support))


def _sharers(
    rules: Ruleset, claimed: Sequence[Claimed], careful: bool, numbers: bool
) -> Iterator[tuple[int, JointLimit, list[int]]]:
    """Each joint limit by its place, with the claims that share it, or when ``careful`` all that may."""
    for place, limit in enumerate(rules.together.limits):
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for n, one in enumerate(claimed):
            if limit.holds_of(one.support.id) and limit.is_number is numbers:
                groups[holder_of(limit.per.value, one.known)].append(n)
        unknown = [n for holder, group in groups.items() if None in holder for n in group]
        if careful and unknown:
            yield place, limit, sorted(n for group in groups.values() for n in group)
        else:
            yield from ((place, limit, group) for holder, group in groups.items() if None not in holder)


def _joint_pools(rules: Ruleset, claimed: Sequence[Claimed], ledger: Ledger, careful: bool) -> list[Pool]:
    """The sums that several supports may not exceed together."""
    pools = []
    for place, limit, group in _sharers(rules, claimed, careful, numbers=False):
        sharers = [claimed[n] for n in group]
        wholes = [interval_of(whole_of(limit, one.exact)) for one in sharers]
        lows, highs = [one.low for one in wholes], [one.high for one in wholes]
        # Claims for the same thing with different limits are each bound by their own.
        high = None if None in highs else max(one or 0 for one in highs)
        if len(group) < 2 or (high is None and not careful):
            continue
        fen = min(lows) if careful else high or 0
        left = left_of(fen, _told(rules, ledger), lambda _: True, _sharing(rules, limit, sharers))
        pools.append(
            Pool(frozenset(group), Interval(left.low, left.low if careful else left.high), f"joint-{place}")
        )
    return pools


def _joint_numbers(rules: Ruleset, claimed: Sequence[Claimed], ledger: Ledger, careful: bool) -> list[Quota]:
    """The numbers of grants that are allowed under several supports, each as if all fell on one day."""
    found = []
    for _, limit, group in _sharers(rules, claimed, careful, numbers=True):
        assert limit.limit is not None
        shares = _sharing(rules, limit, [claimed[n] for n in group])
        told = [shares(entry) for _, entry in _told(rules, ledger).entries]
        had = sum(test.fails is not True if careful else test.holds is True for test in told)
        left = max(0, limit.limit.count.number - had)
        found.append(Quota(left, PerUnit.year.default, date.min, dict.fromkeys(group, date.min), ()))
    return found


def left_for(rules: Ruleset, limit: JointLimit, facts: ExactFacts, ledger: Ledger) -> Interval:
    """The remainder of a joint limit of a sum for a claim after earlier grants, in fen."""
    whole = whole_of(limit, facts)

    def shares(entry: Facts) -> Tri:
        counts = counts_towards(rules.core, limit, entry)
        return both((counts, shares_ceiling(limit.per.value, facts, entry)))

    left = interval_of(left_of(whole.high, _told(rules, ledger), lambda _: True, shares))
    return left if whole.bounded else Interval(0, None)


def _told(rules: Ruleset, ledger: Ledger) -> ListedLedger:
    return exact_ledger(rules.core, (entry.facts for entry in ledger.entries or ()))


def _sharing(rules: Ruleset, limit: JointLimit, sharers: Sequence[Claimed]) -> Callable[[Facts], Tri]:
    """Whether an earlier grant shares a joint limit with claims; see :func:`_left_of`."""

    def shares(entry: Facts) -> Tri:
        counts = counts_towards(rules.core, limit, entry)
        return both((counts, _shared_by(limit.per.value, sharers, entry)))

    return shares


def _left_of(rules: Ruleset, cap: Cap, per: str, sharers: Sequence[Claimed], ledger: Ledger) -> Interval:
    """The remainder of a ceiling that claims share after earlier grants, in fen, as far as it is known.

    A grant that shares the ceiling through a claim that may be refused is deducted only in the careful case.
    """
    support = sharers[0].support
    things = [one.known.get(OBJECT) for one in sharers] if per not in _OF_ENTERPRISE else [None]
    things += [whole for one in sharers if (whole := one.known.get(PART_OF)) is not None]
    about = [e.facts for e in ledger.about(things) if e.support == support.id]

    def shares(entry: Facts) -> Tri:
        return _shared_by(per, sharers, entry)

    def counts(entry: Facts) -> Truth:
        return entry.is_choice(SUPPORT, support.id)

    entries = exact_ledger(rules.core, about)
    return interval_of(left_of(cap.limit.money.fen, entries, counts, shares))


def _shared_by(per: str, sharers: Sequence[Claimed], entry: Facts) -> Tri:
    """Whether an earlier grant shares a ceiling with claims: certainly with one that nothing can refuse."""
    each = [shares_ceiling(per, one.exact, entry) for one in sharers]
    sure = [conj(test.holds, one.is_sure) for one, test in zip(sharers, each, strict=True)]
    return Tri(disj(conj(*(test.holds for test in each)), *sure), conj(*(test.fails for test in each)))


_OF_ENTERPRISE = ("enterprise", "enterprise-year")
"""The values of a ceiling that is shared whatever the thing is."""


def find_quotas(
    rules: Ruleset,
    claimed: Sequence[Claimed],
    ledger: Ledger,
    counted: Sequence[Counted],
    careful: bool = False,
    ahead: Mapping[int, Ahead] | None = None,
) -> list[Quota]:
    """The numbers that claims count towards (``counted``, of :func:`find_counted`), with the days of earlier
    grants, and those of several supports.

    A claim that may be exempt or is undated does not count; with ``careful`` it counts in every period.
    ``ahead`` gives for claims that may come too late the claims before them.
    """
    found = (one.quota(careful) for one in counted)
    own = [replace(quota, ahead=ahead or {}) for quota in found if quota.days]
    return own + _joint_numbers(rules, claimed, ledger, careful)


def find_orders(counted: Iterable[Counted], kept: Collection[int], sure: Collection[int]) -> Orders:
    """The order of the claims where only the earliest count towards a number.

    ``kept`` are the possible claims, and ``sure`` the certain ones.
    """
    orders = Orders()
    for one in counted:
        if one.order is not None:
            _put_in_order(one, set(kept), set(sure), orders)
    return orders


@dataclass(frozen=True, slots=True)
class Orders:
    """For numbers where only the earliest claims count: the claims that come too late, and those that may.

    ``late`` are the claims that come too late. ``doubtful`` gives, for each claim that may come too late, the
    claims one of which would then have taken its place; they are empty where that is uncertain. ``ahead``
    gives the claims before each, where all days are known.
    """

    late: set[int] = field(default_factory=set)
    doubtful: dict[int, frozenset[int]] = field(default_factory=dict)
    ahead: dict[int, Ahead] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """The claims that count towards a number: ``free`` says of each whether it may be exempt.

    ``days`` assigns periods, ``order`` says which come first where that matters. ``had`` are the days of
    earlier grants; ``undated`` is the number of earlier grants without a day.
    """

    number: int
    period: str
    begins: date
    free: dict[int, bool | None]
    days: dict[int, date | None]
    had: tuple[date, ...]
    undated: int
    order: dict[int, date | None] | None

    def quota(self, careful: bool) -> Quota:
        """The number as a bound of the possible sums, or with ``careful`` of the certain ones."""
        certain = {n: day for n, day in self.days.items() if day and self.free[n] is False}
        return Quota(
            number=max(0, self.number - self.undated) if careful else self.number,
            period=self.period,
            begins=self.begins,
            days=self.days if careful else certain,
            had=self.had,
        )

    def meet(self, one: int, other: int) -> bool:
        """Whether two claims may fall in one period."""
        day, near = self.days[one], self.days[other]
        return day is None or near is None or in_one_period(self.period, self.begins, day, (near,)) > 0


def find_counted(rules: Ruleset, claimed: Sequence[Claimed], ledger: Ledger) -> list[Counted]:
    """The claims that count towards each number of a support."""
    found: dict[str, dict[int, bool | None]] = defaultdict(dict)
    for n, one in enumerate(claimed):
        amount = one.support.amount.quota
        if amount is not None:
            is_free = value_of(Counting(rules.core, one.support, amount).is_free(one.exact))
            if is_free is not True:
                found[one.support.id][n] = is_free
    every = []
    for support, free in found.items():
        amount = claimed[min(free)].support.amount.quota
        assert amount is not None
        fact = amount.day.value
        counting = Counting(rules.core, claimed[min(free)].support, amount)
        own = ledger.by_support.get(support, ())
        had_before = exact_ledger(rules.core, (entry.facts for entry in own)).entries
        earlier = [
            entry.day(fact) for entry, (_, one) in zip(own, had_before, strict=True) if counting.counts(one)
        ]
        had = tuple(day for day in earlier if day is not None)
        first = amount.first.value
        days = {n: claimed[n].known.day(fact) for n in free}
        known_days = [day for day in (*days.values(), *had) if day is not None]
        every.append(
            Counted(
                number=amount.count.count.number,
                period=amount.year.value,
                begins=rules.validity.first if rules.validity else min(known_days, default=date.min),
                free=free,
                days=days,
                had=had,
                undated=len(earlier) - len(had),
                order={n: claimed[n].known.day(first) for n in free} if first else None,
            )
        )
    return every


def _put_in_order(counted: Counted, kept: set[int], sure: set[int], orders: Orders) -> None:
    """Sort claims into those that come too late for a number, and those that may."""
    order = counted.order
    assert order is not None
    mine = sorted((n for n in order if n in kept), key=lambda n: (order[n] or date.max, n))
    certain = {n for n in mine if n in sure and counted.free[n] is False and counted.days[n] and order[n]}
    if len(certain) == len(mine) and not counted.undated:
        quota, chosen = counted.quota(careful=False), list[int]()
        for n in mine:
            if quota.allows((*chosen, n)):
                chosen.append(n)
            else:
                orders.late.add(n)
        return
    for n in mine:
        at, day = order[n], counted.days[n]
        before = [
            other
            for other in mine
            if other != n
            and (at is None or (then := order[other]) is None or (then, other) < (at, n))
            and counted.meet(n, other)
        ]
        had = len(counted.had)
        if day is not None:
            had = in_one_period(counted.period, counted.begins, day, counted.had)
            # In sliding twelve-month periods a unit that is left out may make room for a later one.
            is_late = had + len(certain.intersection(before)) >= counted.number
            if is_late and at is not None and counted.period != "any-year":
                orders.late.add(n)
                continue
            if at is not None and counted.period != "any-year":
                first = [other for other in before if order[other]]
                orders.ahead[n] = Ahead(frozenset(certain.intersection(first)), frozenset(first) - certain)
        had += counted.undated
        if had + len(before) >= counted.number:
            unsure = frozenset(before) - sure
            orders.doubtful[n] = unsure if had + len(before) - len(unsure) < counted.number else frozenset()


def holder_of(per: str, known: Known) -> tuple[object, ...]:
    """The values by which a claim shares a ceiling; ``None`` is among them where the deciding fact is
    unknown.
    """
    match per:
        case "enterprise":
            return ()
        case "enterprise-year":
            day = known.day(APPLIED_ON)
            return (day.year if day else None,)
        case "whole":
            return (known.get(PART_OF) or known.get(OBJECT),)
        case "phase":
            return (known.get(OBJECT), known.get(PHASE))
        case _:
            return (known.get(OBJECT),)
