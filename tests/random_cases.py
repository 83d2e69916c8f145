"""Reproducible random cases, made from what a policy declares with a seeded generator.

Sums and days are drawn around the boundaries of the rules. There are few names, so that things coincide.
Values that meet the requirements are drawn more often than not. Any fact, the claims and the ledger may be
left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from kb import Policy
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.model.fact_types import MOST_FEN
from kb.model.facts import APPLICANT, GRANT, Fact
from kb.model.values import Money
from kb.verify.fuzz.boundaries import find_asked, find_days, find_options, find_sums

NAMES = ("甲", "乙", "丙", "丁")
"""Shared names for claims, objects, wholes and products, so that they can coincide."""


@dataclass(frozen=True)
class Maker:
    """Makes cases of one policy."""

    policy: Policy

    def make(self, seed: int, most_claims: int = 4, most_grants: int = 3) -> tuple[Case, dict[str, str]]:
        """A case, and the chosen options of some readings.

        In half of the cases all claims are of one paid kind and meet the requirements, so that their sums
        affect one another.
        """
        rng = Random(seed)
        is_close = rng.random() < 0.5
        around = rng.choice(self.days) if is_close and rng.random() < 0.5 else None
        draw = _Draw(self, rng, is_close, rng.choice((0.0, 0.0, 0.0, 0.05, 0.2)), around)
        kinds = [rng.choice(self.paid_kinds if is_close else self.kinds)]
        claims = []
        for n in range(rng.randint(1, 3 * most_claims if is_close and rng.random() < 0.4 else most_claims)):
            kinds.append(kinds[0] if is_close or rng.random() < 0.5 else rng.choice(self.kinds))
            claims.append(Claim(NAMES[n % 4] * (1 + n // 4), kinds[-1], draw.facts(kinds[-1])))
        ledger = [draw.grant(kinds) for _ in range(rng.randint(0, most_grants))]
        case = Case(
            draw.day(),
            draw.facts(APPLICANT),
            None if rng.random() < 0.02 else tuple(claims if rng.random() < 0.98 else ()),
            None if rng.random() < 0.05 else tuple(ledger if rng.random() < 0.6 else ()),
        )
        # Several cases share their readings, since reading the policy takes longer than a case.
        rng = Random(seed // 8)
        return case, dict(rng.sample(self.options, rng.randint(0, min(len(self.options), 12))))

    @cached_property
    def paid_kinds(self) -> list[str]:
        """The kinds of claims for which sums are paid."""
        return list(dict.fromkeys(support.per for support in self.policy.supports if support.is_money))

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of claims, paid ones several times as often."""
        return self.paid_kinds * 8 + [support.per for support in self.policy.supports]

    @cached_property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Every option except the defaults, of every reading that affects a rule."""
        return find_options(self.policy)

    @cached_property
    def sums(self) -> list[int]:
        """Boundary sums of amounts, in fen."""
        return [fen for fen in (*find_sums(self.policy), 2**53 + 1, MOST_FEN) if 0 <= fen <= MOST_FEN]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Days on both sides of the ends of the validity, of its years and of calendar years, and a
        leap day.
        """
        return find_days(self.policy)

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """The values that satisfy some requirement, by fact."""
        return find_asked(self.policy)


@dataclass(frozen=True)
class _Draw:
    """Draws the parts of one case.

    ``gaps`` is the probability of leaving out a fact. ``around`` is a day; most others lie within a year of
    it.
    """

    maker: Maker
    rng: Random
    is_close: bool
    gaps: float
    around: date | None

    def facts(self, kind: str) -> dict[str, FactValue]:
        """The stated facts of the applicant, of a claim of some kind, or of a grant."""
        facts = {}
        for fact in self.maker.policy.facts_of(kind):
            left_out = {"": self.gaps, "none": 0.9}.get(fact.presumed, 0.6)
            if fact.id == "selected":
                left_out = 0.3
            if self.rng.random() >= left_out:
                facts[fact.id] = self._value(fact, kind)
        return facts

    def grant(self, kinds: list[str]) -> Grant:
        """An earlier grant, mostly under a support for one of these kinds."""
        policy, facts = self.maker.policy, self.facts(GRANT)
        near = [s.id for s in policy.supports if s.per in kinds and s.form in ("grant", "by-reference")]
        facts.pop("support", None)
        if near and self.rng.random() < 0.7:
            facts["support"] = self.rng.choice(near)
        if "agency" in facts:
            facts["agency"] = self.rng.choice(policy.agencies).id
        return Grant(facts)

    def day(self) -> date:
        """A day, mostly within the validity and often a boundary value."""
        if self.around is not None and self.rng.random() < 0.9:
            return self.around + timedelta(self.rng.randint(-380, 380))
        days = self.maker.days[1:-2] if self.is_close else self.maker.days
        if self.rng.random() < 0.5:
            return self.rng.choice(days)
        if self.rng.random() < 0.05:
            return date(2000, 1, 1) + timedelta(self.rng.randint(0, 36000))
        return days[0] + timedelta(self.rng.randint(1, (days[-1] - days[0]).days))

    def _value(self, fact: Fact, kind: str) -> FactValue:
        rng = self.rng
        match fact.type:
            case "yes-no":
                return rng.random() < (0.3 if fact.presumed else 0.97 if self.is_close else 0.85)
            case "choice":
                wanted = self.maker.asked.get(fact.id)
                if wanted and self.is_close and rng.random() < 0.5:
                    return wanted[0]
                ids = wanted if wanted and rng.random() < 0.9 else [choice.id for choice in fact.choices]
                return rng.choice(ids)
            case "choices":
                return self._statement(kind)
            case "money":
                return Money(rng.choice((rng.choice(self.maker.sums), rng.randint(0, 6 * 10**9))))
            case "date":
                return self.day()
            case "count":
                return rng.randint(0, 7)
            case "name":
                return rng.choice(NAMES)
        raise AssertionError(fact.type)

    def _statement(self, kind: str) -> dict[str, bool]:
        supports = [s for s in self.maker.policy.supports if s.per == kind]
        ids = list(dict.fromkeys(subject.concept.id for s in supports for subject in s.subjects))
        paid = [subject.concept.id for s in supports if s.is_money for subject in s.subjects] or ids
        chosen = {self.rng.choice(paid) for _ in range(self.rng.randint(1, 6 if self.is_close else 3))}
        return {key: key in chosen for key in ids if self.rng.random() >= self.gaps}
