"""The optimum by trying everything. The engine's result must equal it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from kb.assess.together.ceilings import Pool
from kb.assess.together.optimum import OPEN, Quota
from kb.cases.case import Case
from kb.core.outcomes import REFUSED, Assessment, Status
from kb.model.policy import Policy
from kb.model.values import Interval


def subsets(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    numbers = tuple(numbers)
    return (chosen for size in range(len(numbers) + 1) for chosen in combinations(numbers, size))


def most_of(bounds: Mapping[int, int], pools: Sequence[Pool], end: str) -> int:
    """The greatest total of items: the minimum cut, over every choice of pools to cut at."""
    least = sum(bounds.values())
    for cut in subsets(range(len(pools))):
        covered = frozenset[int]().union(*(pools[n].members for n in cut))
        rests = sum(getattr(pools[n].rest, end) for n in cut)
        least = min(least, rests + sum(bound for n, bound in bounds.items() if n not in covered))
    return least


def a_year_on(day: date) -> date:
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def year_of(quota: Quota, day: date) -> int:
    if quota.period == "calendar-year":
        return day.year
    began = quota.begins.replace(year=day.year) if quota.begins.month != 2 else date(day.year, 3, 1)
    return day.year if day >= began else day.year - 1


def keeps(quota: Quota, chosen: Iterable[int]) -> bool:
    """Whether no period in which a chosen unit may lie exceeds the number."""
    mine = [quota.days[n] for n in chosen if n in quota.days]
    days = [day for day in mine if day is not None]
    free = quota.number - (len(mine) - len(days))
    if free < 0:
        return False
    every = [*days, *quota.had]
    touched = every if free < quota.number else days
    if quota.period == "any-year":
        spans = [[d for d in every if start <= d < a_year_on(start)] for start in every]
        return all(len(span) <= free for span in spans if set(span) & set(touched))
    years = Counter(year_of(quota, day) for day in every)
    return all(years[year_of(quota, day)] <= free for day in touched)


OF_AN_ENTERPRISE = {"G19": ("b", "c"), "M14b": ("b",)}
"""The options that assign a ceiling to an enterprise. All others assign it to a thing, for any recipient."""


class Candidate(NamedTuple):
    """A possible sum of a claim, and the known facts of the claim."""

    claim: str
    support: str
    low: int
    high: int
    facts: Mapping[str, Any]


class Best(NamedTuple):
    """Three highest totals in fen: of everything not excluded, of everything certainly allowed, and of
    everything certainly allowed and certainly paid.
    """

    free: int
    careful: int
    certain: int


BATTERY = "para_10__sup_2"
BATTERY_PROJECTS = frozenset({"para_9__sup_1", BATTERY, "para_16__sup_1", "para_16__sup_2"})
FOURS = frozenset({"para_16__sup_1", "para_16__sup_2"})
CARRIERS = frozenset({"para_14__sup_2", "para_14__sup_3", "para_14__sup_4"})
SHARES = BATTERY_PROJECTS | {"para_5__sup_1"}
MUNICIPAL, CERTIFICATE, STANDARD = "para_14__sup_4", "para_12__sup_2", "para_20__sup_1"
CAPS = {
    "para_5__sup_1": 10_000_000_00, "para_9__sup_1": 10_000_000_00, BATTERY: 10_000_000_00,
    "para_16__sup_1": 10_000_000_00, "para_16__sup_2": 15_000_000_00,
    "para_14__sup_2": 30_000_000_00, "para_14__sup_3": 15_000_000_00, MUNICIPAL: 10_000_000_00,
}  # fmt: skip
"""The ceilings that several claims may share, in fen, as the page states them."""


class Trial:
    """A case whose grants are combined in every way. The rules are written by hand from the clauses."""

    def __init__(self, policy: Policy, case: Case, found: Assessment) -> None:
        self.policy, self.case, self.readings = policy, case, found.readings
        told = {claim.id: _with_presumed(claim.facts, claim.id, case) for claim in case.claims or ()}
        self.candidates = [
            Candidate(
                o.claim,
                o.support,
                o.amount.low,
                OPEN if o.amount.high is None else o.amount.high,
                told[o.claim],
            )
            for o in found.outcomes
            if o.claim and o.amount is not None and o.status not in REFUSED
        ]
        # True if none of them can still be refused.
        keys = {one[:2] for one in self.candidates}
        self.is_sure = all(
            o.status is Status.ELIGIBLE for o in found.outcomes if (o.claim, o.support) in keys
        )
        self.ledger = [_with_presumed(grant.facts, "", case) for grant in case.ledger or ()]
        objects = {c.facts["object"] for c in self.candidates if c.support == BATTERY}
        self.kept = [
            c for c in self.candidates
            if not (self._is("M9c", "a") and c.support in BATTERY_PROJECTS - {BATTERY}
                    and c.facts["object"] in objects)
        ]  # fmt: skip
        self.batteries = objects
        self._settle_conflicts()

    def _is(self, reading: str, *options: str) -> bool:
        return self.readings[reading] in options

    def _settle_conflicts(self) -> None:
        """The excluded claims under the readings by which a conflict leaves none, or only the first."""
        general = [
            (one, other)
            for one, other in combinations(self.kept, 2)
            if self.relation(one, other) == "general"
        ]
        if self._is("G4", "b"):
            out = [c for pair in general for c in pair]
            self.kept = [c for c in self.kept if c not in out]
        elif self._is("G4", "d"):
            kept: list[Candidate] = []
            for one in sorted(self.kept, key=lambda c: c.facts["applied-on"]):
                earlier = (c for c in kept if c.facts["applied-on"] < one.facts["applied-on"])
                if not any((one, c) in general or (c, one) in general for c in earlier):
                    kept.append(one)
            self.kept = kept

    def relation(self, one: Candidate, other: Candidate) -> str:
        """``never`` together, ``general`` (never, by the bar on double support), ``unsettled`` or
        ``free``.
        """
        supports = {one.support, other.support}
        same_object = one.facts["object"] == other.facts["object"]
        apart = len(supports) == 2
        if apart and supports <= BATTERY_PROJECTS and same_object and one.facts["object"] in self.batteries:
            return "free" if self._is("M9c", "c") else "never"
        if supports == FOURS and same_object:
            return "free" if self._is("M16b", "b") else "never"
        if apart and supports <= CARRIERS and MUNICIPAL in supports and same_object:
            return "free" if self._is("M14e", "b") else "never"
        if supports == {STANDARD} and same_object:
            levels = [c.facts.get("standard-level") for c in (one, other)]
            once = None not in levels and levels[0] == levels[1]
            return "free" if self._is("M20d", "b") and not once else "never"
        products = one.facts.get("product"), other.facts.get("product")
        if supports == {CERTIFICATE, STANDARD} and None not in products and products[0] == products[1]:
            return "free" if self._is("X2", "a") else "never"
        if self._is("G1", "c") or self._goes_by_itself(one, other):
            return "free"
        if not (self._is_similar(one, other) and self._is_one(one, other)):
            return "free"
        return "general" if self._is("G1", "a") else "unsettled"

    @staticmethod
    def _goes_by_itself(one: Candidate, other: Candidate) -> bool:
        if one.support != other.support:
            return False
        same_object = one.facts["object"] == other.facts["object"]
        if one.support == MUNICIPAL:
            return not same_object or one.facts["phase"] != other.facts["phase"]
        return one.support == CERTIFICATE and not same_object

    def _is_similar(self, one: Candidate, other: Candidate) -> bool:
        measures = [self.policy.measure(c.support.split("__")[0]) for c in (one, other)]
        match self.readings["G2"]:
            case "a":
                return bool(one.facts["object"] == other.facts["object"])
            case "c":
                fields = [{link.domain.id for link in measure.domains} for measure in measures]
                return bool(fields[0] & fields[1])
            case "d":
                return measures[0].agencies[0] == measures[1].agencies[0]
        return True

    def _is_one(self, one: Candidate, other: Candidate) -> bool:
        match self.readings["G3"]:
            case "a":
                return bool(one.facts["object"] == other.facts["object"])
            case "c":
                return bool(one.facts["expenditure"] == other.facts["expenditure"])
            case "d":
                return bool(one.facts["applied-on"].year == other.facts["applied-on"].year)
        return True

    def pools(self) -> list[Pool]:
        """The shared ceilings, with what the ledger leaves of them."""
        members: dict[tuple[object, ...], list[int]] = {}
        for n, one in enumerate(self.kept):
            for key in self._sharers(one):
                members.setdefault(key, []).append(n)
        return [
            Pool(frozenset(group), Interval(rest := self._rest(key, group), rest), str(key[1]))
            for key, group in members.items()
        ]

    def _sharers(self, one: Candidate) -> Iterator[tuple[object, ...]]:
        about = one.facts["object"]
        if one.support in SHARES:
            year = one.facts["applied-on"].year
            yield (one.support, "G19", *{"a": (about,), "b": (year,), "c": ()}[self.readings["G19"]])
            if self._is("G18", "b"):
                yield one.support, "G18", one.facts.get("part-of", about)
        elif one.support == MUNICIPAL:
            phase = one.facts["phase"]
            yield one.support, "M14b", *{"a": (about,), "b": (), "c": (about, phase)}[self.readings["M14b"]]
        elif one.support in CARRIERS:
            yield one.support, "object", about

    def _rest(self, key: tuple[object, ...], group: Sequence[int]) -> int:
        support, kind, *by = key
        objects = {self.kept[n].facts["object"] for n in group}
        rest = CAPS[str(support)]
        for entry in self.ledger:
            of_an_enterprise = self.readings.get(str(kind)) in OF_AN_ENTERPRISE.get(str(kind), ())
            if entry.get("support") != support or (of_an_enterprise and entry["holder"] == "group"):
                continue
            mine = {
                "G18": entry["object"] in {*objects, *by},
                "G19": not by or by[0] in (entry["object"], entry["applied-on"].year),
                "M14b": not by or by in ([entry["object"]], [entry["object"], entry.get("phase")]),
                "object": entry["object"] in by,
            }[str(kind)]
            rest -= entry["amount"].fen if mine else 0
        return max(0, rest)

    def quota(self) -> Quota:
        """The certificates that count towards three a year."""
        fact = {"a": "achieved-on", "b": "applied-on", "c": "paid-on"}[self.readings["M12b"]]
        renewals = self._is("M12e", "b")
        had = [
            entry["date" if fact == "paid-on" else fact]
            for entry in self.ledger
            if entry.get("support") == CERTIFICATE
            and (renewals or not entry["renewal"])
            and (entry["holder"] == "self" or self._is("M12c", "b"))
        ]
        mine = {
            n: c.facts
            for n, c in enumerate(self.kept)
            if c.support == CERTIFICATE and (renewals or not c.facts["renewal"])
        }
        periods = {"a": "calendar-year", "b": "year-of-validity", "c": "any-year", "d": "calendar-year"}
        return Quota(
            number=3,
            period=periods[self.readings["M12a"]],
            begins=date(2024, 5, 23),
            days={n: facts.get(fact) for n, facts in mine.items()},
            had=tuple(had),
        )

    def late(self, quota: Quota) -> set[int]:
        """The certificates beyond the number, where only the earliest count."""
        if not self._is("M12f", "b"):
            return set()
        first: list[int] = []
        for n in sorted(quota.days, key=lambda n: (self.kept[n].facts["achieved-on"], self.kept[n][:2])):
            first += [n] if keeps(quota, [*first, n]) else []
        return set(quota.days) - set(first)

    def best(self) -> Best:
        """The best of all subsets."""
        pools, quota = self.pools(), self.quota()
        alone = {next(iter(pool.members)): pool.rest.low for pool in pools if len(pool.members) == 1}
        shared = [pool for pool in pools if len(pool.members) > 1]
        told = {
            (n, m): self.relation(self.kept[n], self.kept[m])
            for n, m in combinations(range(len(self.kept)), 2)
        }
        never = {pair for pair, relation in told.items() if relation in ("never", "general")}
        unsettled = {pair for pair, relation in told.items() if relation == "unsettled"}
        late = self.late(quota)
        found = {"free": 0, "careful": 0, "certain": 0}
        for chosen in subsets(range(len(self.kept))):
            pairs = set(combinations(chosen, 2))
            if not pairs.isdisjoint(never) or not late.isdisjoint(chosen) or not keeps(quota, chosen):
                continue
            total = self._total(chosen, "high", alone, shared)
            found["free"] = max(found["free"], total)
            if pairs.isdisjoint(unsettled):
                found["careful"] = max(found["careful"], total)
                found["certain"] = max(found["certain"], self._total(chosen, "low", alone, shared))
        return Best(**found)

    def _total(
        self, chosen: Sequence[int], end: str, alone: Mapping[int, int], shared: Sequence[Pool]
    ) -> int:
        bounds = {n: min(getattr(self.kept[n], end), alone.get(n, OPEN)) for n in chosen}
        return most_of(bounds, shared, end)


def _with_presumed(facts: Mapping[str, Any], claim: str, case: Case) -> dict[str, Any]:
    """Facts with the presumptions of their declarations, written by hand."""
    told = {"renewal": False, **facts}
    if claim:
        told.setdefault("object", claim)
        told.setdefault("applied-on", case.date)
        told.setdefault("expenditure", told["object"])
    else:
        told.setdefault("holder", "self")
        told.setdefault("applied-on", told["date"])
        told.setdefault("achieved-on", told["date"])
    return told
