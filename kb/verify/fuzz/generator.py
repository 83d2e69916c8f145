"""Cases dealt from the rules: what a support asks for is met, and then a few facts are changed.

Cases come by the thousand, so every value is picked from a pool that is made once. Sums and days stand at the
edges of the rules as often as not, names are few so that things meet, and any fact may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import TypeVar

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.values import MOST_COUNT, MOST_STEPS
from kb.core.ruleset import Validity, read_policy
from kb.model.amounts import Cases
from kb.model.facts import (
    AMOUNT,
    APPLICANT,
    CITY,
    DATE,
    GRANT,
    LEVEL,
    OBJECT,
    PART_OF,
    REFERENCES,
    SELECTED,
    SUPPORT,
    Fact,
)
from kb.model.policy import Policy, Support
from kb.model.values import Measured, Money
from kb.verify.fuzz.boundaries import (
    BREAK_FLOATS,
    MOST_FEN,
    asked_here,
    find_asked,
    find_counts,
    find_days,
    find_numbers,
    find_options,
    find_sums,
    met_here,
)

NAMES = ("甲", "乙", "丙", "丁")
"""Of claims, objects, wholes and products alike, so that they meet."""

_MANY = (12_345, 1_234_567, 99_999_999)
"""Steps of a number that lie beyond most bounds, and none of them round."""

PLENTY = Money.yuan(50_000_000)
"""A base that most caps bind at."""

_SIZES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3)
"""How many claims a case has, or grants, each as often as it stands here."""
_CROWDS = (3, 4, 4, 5, 7)
"""How many, where the support gives for a number of units."""
_CHANGES = (0, 0, 1, 1, 1, 2, 2, 3, 5, 8)
"""How many facts of a claim are changed from what is asked."""

T = TypeVar("T")
Near = tuple[date, int]
"""A day, and how many days others may lie from it."""


@dataclass(frozen=True)
class Maker:
    """Deals cases of one policy, or of one of its measures (an eId)."""

    policy: Policy
    measure: str = ""

    def readings(self, rng: Random) -> dict[str, str]:
        """Options for some readings: none, a few, or many at once."""
        if not self.options or often(rng, 15):
            return {}
        if often(rng, 40):
            return dict(rng.sample(self.options, rng.randint(1, min(3, len(self.options)))))
        # Many at once: each option has its turn, and the rules meet in ways that few people think of.
        return {reading: option for reading, option in self.options if often(rng, 30)}

    def case(self, rng: Random) -> Case:
        """A case of one claim to seven, often of one kind, and what was granted before."""
        first = _pick(self.supports, rng)
        sizes = _CROWDS if first.id in self._numbered and often(rng, 70) else _SIZES
        near = 380 if sizes is _SIZES else _pick((20, 120, 380), rng)
        around = (_pick(self.days, rng), near) if near < 380 or often(rng, 40) else None
        gap = often(rng, 40)
        claims = []
        for n in range(_pick(sizes, rng)):
            support = first if sizes is _CROWDS or often(rng, 60) else _pick(self.supports, rng)
            name = NAMES[n % 4] * (1 + n // 4)
            claims.append(Claim(name, support.per, self.facts(support, rng, around, gap)))
        if len(claims) > 1 and often(rng, 50):
            self._join(claims, rng)
        ledger: tuple[Grant, ...] | None = ()
        chance = rng.random() * 100
        if chance < 35:
            own = self.granted(first) if often(rng, 80) else ()
            sizes = _CROWDS if first.id in self._numbered and often(rng, 70) else _SIZES
            ledger = tuple(self.grant(rng, own, around) for _ in range(_pick(sizes, rng)))
        elif chance > 95:
            ledger = None
        applicant = dict(self.applicants[first.id])
        self._change(applicant, APPLICANT, rng, _pick(_CHANGES, rng) // 3, around, gap)
        stated = None if often(rng, 1) else tuple(claims)
        return Case(self.day(rng, around), applicant, stated, ledger)

    def facts(self, support: Support, rng: Random, around: Near | None, gap: bool) -> dict[str, FactValue]:
        """What a claim states that is made for a support: all it asks, changed here and there."""
        facts = dict(_pick(self.templates[support.id], rng))
        kind = support.per
        for key in self.sums_of[kind]:
            facts[key] = self.sum(rng)
        for key in self.dates_of[kind]:
            facts[key] = self.day(rng, around)
        for key in self.numbers_of.get(kind, ()):
            if often(rng, 60):
                facts[key] = _pick(self.pools[kind][key], rng)
        if often(rng, 20):
            facts.pop(SELECTED, None)
        self._change(facts, kind, rng, _pick(_CHANGES, rng), around, gap)
        return facts

    def grant(self, rng: Random, own: Sequence[str], around: Near | None) -> Grant:
        """Something granted before: under one of the supports ``own``, or anything."""
        facts: dict[str, FactValue] = {
            OBJECT: _pick(NAMES, rng),
            AMOUNT: self.sum(rng),
            DATE: self.day(rng, around),
        }
        if own:
            facts[SUPPORT] = _pick(own, rng)
        else:
            facts[LEVEL] = _pick(self.pools[GRANT][LEVEL], rng) if LEVEL in self.pools[GRANT] else CITY
        self._change(facts, GRANT, rng, _pick(_CHANGES, rng), around, often(rng, 30))
        facts = {key: facts[key] for key in facts if key in self.pools[GRANT]}
        return Grant(facts)

    def sum(self, rng: Random) -> Money:
        """A sum at an edge, near nothing, of everyday size, or of any."""
        chance = rng.random() * 100
        if chance < 45:
            return _pick(self._edge_sums, rng)
        if chance < 65:
            return Money(rng.randrange(6_000_000) * 1000)
        return Money(rng.randrange(MOST_FEN + 1 if chance > 97 else 6_000_000_000))

    def day(self, rng: Random, around: Near | None) -> date:
        """A day near the one named, or one within the validity, at an edge as often as not."""
        if around is not None and often(rng, 85):
            day, most = around
            return day + timedelta(int(rng.random() * (2 * most + 1)) - most)
        if often(rng, 40):
            return _pick(self.days, rng)
        return self.first + timedelta(int(rng.random() * self._span))

    def _join(self, claims: list[Claim], rng: Random) -> None:
        """Let all claims be about one thing, or parts of one whole, as far as they can state it."""
        fact = OBJECT if often(rng, 60) else PART_OF
        for n, claim in enumerate(claims):
            if fact in self.pools[claim.kind]:
                claims[n] = Claim(claim.id, claim.kind, {**claim.facts, fact: NAMES[0]})

    def granted(self, support: Support) -> tuple[str, ...]:
        """The supports for one kind of claim under which something may have been paid."""
        return self._granted.get(support.per, ())

    def _change(
        self,
        facts: dict[str, FactValue],
        kind: str,
        rng: Random,
        times: int,
        around: Near | None,
        gap: bool,
    ) -> None:
        """Change some facts to other values, or leave them out where there may be gaps."""
        own = self.policy.facts_of(kind)
        if not own:
            return
        for _ in range(times):
            fact = _pick(own, rng)
            if gap and often(rng, 50):
                facts.pop(fact.id, None)
            elif fact.type == "money":
                facts[fact.id] = self.sum(rng)
            elif fact.type == "date":
                facts[fact.id] = self.day(rng, around)
            elif pool := self.pools[kind].get(fact.id, ()):
                facts[fact.id] = _pick(pool, rng)

    @cached_property
    def supports(self) -> tuple[Support, ...]:
        """The supports that cases are made for; those that state a sum more often than others."""
        supports = [s for s in self.policy.supports if self.measure in ("", s.measure)]
        paid = [support for support in supports if support.is_money]
        numbered = [support for support in paid if support.id in self._numbered]
        return tuple(paid * 8 + numbered * 16 + supports)

    @cached_property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Every option but the defaults, of every reading that some rule turns on."""
        return find_options(self.policy)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days at the edges of the validity, of its years and the calendar's."""
        return find_days(self.policy) or (date(2025, 1, 1),)

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """By fact, the values that some requirement is content with."""
        return find_asked(self.policy)

    @cached_property
    def templates(self) -> dict[str, tuple[Mapping[str, FactValue], ...]]:
        """By support, for each of its subjects, the facts of a claim that meets all that is asked."""
        return {
            support.id: tuple(self.template(support, q.concept.id) for q in support.subjects)
            or (self.template(support, ""),)
            for support in self.policy.supports
        }

    def template(self, support: Support, subject: str) -> dict[str, FactValue]:
        """The facts of a claim that is this subject and meets all that a support asks of it.

        Nothing is stated that is presumed, and nothing that another support asks; sums are plenty and days
        lie within the validity.
        """
        asked = asked_here(support.requirements, subject)
        ways = [
            way.test for part in support.amount.walk() if isinstance(part, Cases) for way in part.ways[:1]
        ]
        asked |= {when.fact: when.values[0] for when in self.policy.part_requirements}
        asked = asked_here(ways, subject) | asked
        met = met_here(ways, subject) | met_here(support.requirements, subject)
        facts: dict[str, FactValue] = {}
        for fact in self.policy.facts_of(support.per):
            if fact.type == "choices":
                own = self.subjects_of(support.per)
                if own:
                    facts[fact.id] = {key: key == subject for key in own}
            elif fact.presumed:
                continue
            elif fact.id in asked:
                facts[fact.id] = asked[fact.id] == "yes" if fact.type == "yes-no" else asked[fact.id]
            elif fact.id == SELECTED:
                facts[fact.id] = True
            elif fact.id in met:
                facts[fact.id] = number_of(fact, met[fact.id])
            elif fact.type == "money":
                facts[fact.id] = Money(0) if fact.id in self._taken_off else PLENTY
            elif fact.type == "date":
                facts[fact.id] = self.middle
            elif fact.type == "choice" and fact.id in self._tiers:
                facts[fact.id] = self._tiers[fact.id]
            elif fact.type in ("count", "measure"):
                facts[fact.id] = number_of(fact, 1)
        return facts

    def subjects_of(self, kind: str) -> tuple[str, ...]:
        """The subjects of the supports for one kind of claim."""
        supports = (support for support in self.policy.supports if support.per == kind)
        return tuple(dict.fromkeys(q.concept.id for support in supports for q in support.subjects))

    @cached_property
    def pools(self) -> dict[str, dict[str, tuple[FactValue, ...]]]:
        """By kind and fact, the values to pick from; what is asked for stands in them several times."""
        kinds = {APPLICANT, GRANT, *(support.per for support in self.policy.supports)}
        return {
            kind: {fact.id: self._pool(fact, kind) for fact in self.policy.facts_of(kind)} for kind in kinds
        }

    def _pool(self, fact: Fact, kind: str) -> tuple[FactValue, ...]:
        if kind == GRANT and fact.id in REFERENCES:
            supports = tuple(s.id for s in self.policy.supports)
            return supports if fact.id == SUPPORT else tuple(agency.id for agency in self.policy.agencies)
        match fact.type:
            case "yes-no":
                return (True, False)
            case "choice":
                return (*self.asked.get(fact.id, ()), *(choice.id for choice in fact.choices))
            case "choices":
                return self._statements(kind)
            case "money":
                return (PLENTY,)
            case "date":
                return self.days
            case "count" if fact.id not in self._numbers:
                return find_counts(self.policy)
            case "count" | "measure":
                steps = (*self._numbers.get(fact.id, (0, 1)), *_MANY)
                most = MOST_COUNT if fact.type == "count" else MOST_STEPS
                return tuple(number_of(fact, one) for one in steps if one <= most)
            case "name":
                return NAMES

    def _statements(self, kind: str) -> tuple[FactValue, ...]:
        """What a claim may be said to be: one thing, two, everything, nothing, or one and no more is told."""
        ids = self.subjects_of(kind)
        if not ids:
            return ()
        pairs = [{one, other} for one, other in zip(ids, ids[1:] + ids[:1], strict=True)]
        chosen = [*({one} for one in ids), *pairs, set(ids), set()]
        whole = [{key: key in some for key in ids} for some in chosen]
        return (*whole, *({key: True} for key in ids), {})

    @cached_property
    def sums_of(self) -> dict[str, tuple[str, ...]]:
        """By kind, the facts that are sums and no presumption."""
        return {kind: self._of_type(kind, "money") for kind in self.pools}

    @cached_property
    def dates_of(self) -> dict[str, tuple[str, ...]]:
        """By kind, the facts that are days and no presumption."""
        return {kind: self._of_type(kind, "date") for kind in self.pools}

    @cached_property
    def numbers_of(self) -> dict[str, tuple[str, ...]]:
        """By kind, the facts that are numbers of pieces or of a unit and that some rule turns on."""
        kinds = {support.per for support in self.policy.supports}
        return {
            kind: tuple(
                fact.id
                for fact in self.policy.facts_of(kind)
                if fact.id in self._numbers and fact.type in ("count", "measure")
            )
            for kind in kinds
        }

    @cached_property
    def _numbers(self) -> dict[str, tuple[int, ...]]:
        return find_numbers(self.policy)

    @cached_property
    def _edge_sums(self) -> tuple[Money, ...]:
        fens = {*find_sums(self.policy), *BREAK_FLOATS, MOST_FEN}
        return tuple(Money(fen) for fen in sorted(fens) if 0 <= fen <= MOST_FEN)

    @cached_property
    def _granted(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for support in self.policy.supports:
            if support.is_paid:
                # A number of units is only used up by many of them.
                times = 4 if support.id in self._numbered else 1
                found.setdefault(support.per, []).extend([support.id] * times)
        return {kind: tuple(ids) for kind, ids in found.items()}

    @cached_property
    def _numbered(self) -> frozenset[str]:
        """The supports that give for a number of units."""
        return frozenset(s.id for s in self.policy.supports if s.amount.quota)

    @cached_property
    def _tiers(self) -> dict[str, str]:
        """By the fact that a tier goes by, the first level it pays for; of phases the first."""
        found: dict[str, str] = {}
        for support in self.policy.supports:
            if support.amount.levels:
                found[support.amount.by] = support.amount.levels[0].id
        return found

    @cached_property
    def _taken_off(self) -> frozenset[str]:
        """The facts that some reading takes off a base."""
        return frozenset(fact for support in self.policy.supports for fact in support.amount.taken_off)

    @cached_property
    def _validity(self) -> Validity | None:
        return read_policy(self.policy).validity

    @cached_property
    def first(self) -> date:
        """The first day that the policy holds."""
        return self._validity.first if self._validity else self.days[0]

    @property
    def last(self) -> date:
        """The last day that the policy holds."""
        return self.first + timedelta(self._span - 1)

    @property
    def middle(self) -> date:
        """A day well within the validity."""
        return self.first + timedelta(self._span // 2)

    @cached_property
    def _span(self) -> int:
        return (self._validity.last - self._validity.first).days + 1 if self._validity else 1

    def _of_type(self, kind: str, type: str) -> tuple[str, ...]:
        return tuple(f.id for f in self.policy.facts_of(kind) if f.type == type and not f.presumed)

    @cached_property
    def applicants(self) -> dict[str, Mapping[str, FactValue]]:
        """By support, the facts of an applicant such as it asks for."""
        types = {fact.id: fact.type for fact in self.policy.facts_of(APPLICANT)}
        found: dict[str, Mapping[str, FactValue]] = {}
        for support in self.policy.supports:
            asked = asked_here(support.requirements, "")
            asked |= {when.fact: when.values[0] for when in self.policy.part_requirements}
            found[support.id] = {
                key: value == "yes" if types[key] == "yes-no" else value
                for key, value in asked.items()
                if key in types
            }
        return found


def _pick(pool: Sequence[T], rng: Random) -> T:
    """One of some, faster than ``Random.choice``."""
    return pool[int(rng.random() * len(pool))]


def number_of(fact: Fact, steps: int) -> FactValue:
    """So many steps as the value of a fact that is a number."""
    match fact.type:
        case "money":
            return Money(steps)
        case "measure":
            return Measured(steps, fact.unit)
        case _:
            return steps


def often(rng: Random, percent: int) -> bool:
    """Yes so often in a hundred."""
    return rng.random() * 100 < percent
