"""What several claims share: ceilings over one object, phase, applicant or year, and numbers in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from kb.amounts import Cap, PerUnit
from kb.assess.choosing import Quota
from kb.assess.known import OBJECT, Known, Ledger
from kb.assess.limits import counts, left_of, quota_day
from kb.assess.ruleset import Ruleset
from kb.assess.sharing import Pool
from kb.assess.sums import caps
from kb.guards import rulings_for
from kb.model import Support


class Claimed(Protocol):
    """A support claimed, and what is known of the claim."""

    @property
    def support(self) -> Support:
        """The support."""

    @property
    def known(self) -> Known:
        """What is known."""


def find_pools(claimed: Sequence[Claimed], ledger: Ledger) -> list[Pool]:
    """The ceilings that several of the claims share, with what the ledger leaves of each."""
    members: dict[tuple[object, ...], set[int]] = defaultdict(set)
    shared: dict[tuple[object, ...], tuple[Cap, str]] = {}
    for n, one in enumerate(claimed):
        for cap in caps(one.support.amount):
            for per in rulings_for(cap.rulings, "per"):
                key = (one.support.id, per, *_holder(per, one.known))
                members[key].add(n)
                shared[key] = (cap, per)
    pools = []
    for key, group in members.items():
        if len(group) > 1:
            cap, per = shared[key]
            sharers = [claimed[n].known for n in sorted(group)]
            rest = left_of(cap, per, claimed[min(group)].support, sharers, ledger)
            pools.append(Pool(frozenset(group), rest, per))
    return pools


def find_quotas(rules: Ruleset, claimed: Sequence[Claimed], ledger: Ledger) -> list[Quota]:
    """The numbers that claims count towards, with the days of what was had before."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(claimed):
        amount = one.support.amount
        if isinstance(amount, PerUnit) and not _is_free(amount, one.known):
            found[one.support.id].append(n)
    quotas = []
    for support, numbers in found.items():
        amount = claimed[numbers[0]].support.amount
        assert isinstance(amount, PerUnit)
        fact = quota_day(amount)
        earlier = (e for e in ledger.by_support.get(support, ()) if counts(amount, e.facts))
        first = next(iter(rulings_for(amount.rulings, "first")), None)
        days = {n: claimed[n].known.day(fact) for n in numbers}
        known_days = [day for day in days.values() if day is not None]
        if not known_days and len(numbers) <= amount.count.count.number:
            continue
        quotas.append(
            Quota(
                number=amount.count.count.number,
                period=next(iter(rulings_for(amount.rulings, "period")), "calendar-year"),
                begins=rules.validity.first if rules.validity else min(known_days),
                days=days,
                had=tuple(day for entry in earlier if (day := entry.day(fact)) is not None),
                order={n: claimed[n].known.day(first) for n in numbers} if first else None,
            )
        )
    return quotas


def _is_free(amount: PerUnit, known: Known) -> bool:
    """Whether a unit does not count towards the number, as a renewed one under some reading."""
    return any(known.get(fact) is True for fact in rulings_for(amount.rulings, "unless"))


def _holder(per: str, known: Known) -> tuple[object, ...]:
    match per:
        case "enterprise":
            return ()
        case "enterprise-year":
            day = known.day("applied-on")
            return (day.year if day else known.claim,)
        case "whole":
            return (known.get("part-of") or known.get(OBJECT),)
        case "phase":
            return (known.get(OBJECT), known.get("phase"))
        case _:
            return (known.get(OBJECT),)
