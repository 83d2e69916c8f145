"""Reproducible random cases of a library: what its works ask for, together in one case.

A claim of one work is combined with what the other works ask of such a claim, about the same things, so that
sums of several works meet. Earlier grants name their work in every way that a case file allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from kb import Policy
from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.model.facts import IS, POLICY, SUPPORT
from kb.model.library import Library
from kb.verify.fuzz.generator import Maker


@dataclass(frozen=True)
class LibraryMaker:
    """Makes cases of a library."""

    library: Library

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Every version of every work."""
        return tuple(work.policy(version) for work in self.library.works for version in work.versions)

    @cached_property
    def makers(self) -> tuple[Maker, ...]:
        """A maker of cases for each version."""
        return tuple(Maker(policy) for policy in self.policies)

    def make(self, seed: int) -> tuple[Case, dict[str, dict[str, str]]]:
        """A case, and the chosen readings of some works."""
        rng = Random(seed)
        order = rng.sample(self.makers, len(self.makers))
        case = order[0].case(rng)
        claims = [*(case.claims or ())]
        ledger = [self._whose(grant, order[0].policy, rng) for grant in case.ledger or ()]
        applicant = case.applicant
        for maker in order[1:]:
            other = maker.case(rng)
            applicant = _merge(other.applicant, applicant)
            claims = [self._also(claim, maker, rng) for claim in claims]
            if rng.random() < 0.3:
                claims += [
                    replace(claim, id=f"{claim.id}{len(claims)}{n}")
                    for n, claim in enumerate((other.claims or ())[:3])
                ]
            ledger += [self._whose(grant, maker.policy, rng) for grant in (other.ledger or ())[:2]]
        stated = None if case.claims is None else tuple(claims[:6])
        grants = None if case.ledger is None else tuple(ledger[:5])
        return Case(case.date, applicant, stated, grants), self._readings(Random(seed // 4))

    def _also(self, claim: Claim, maker: Maker, rng: Random) -> Claim:
        """A claim with what another work asks of claims of its kind; the first statement stays."""
        supports = [one for one in maker.supports if one.per == claim.kind]
        if not supports or rng.random() < 0.2:
            return claim
        return replace(claim, facts=_merge(maker.facts(rng.choice(supports), rng, None, False), claim.facts))

    def _whose(self, grant: Grant, policy: Policy, rng: Random) -> Grant:
        """A grant with the work it was given under: in one value with the support, apart, or not at all where
        no other work has the support.
        """
        facts = dict(grant.facts)
        support = facts.get(SUPPORT)
        chance = rng.random()
        if support is not None:
            if chance < 0.5:
                return Grant(facts | {SUPPORT: f"{policy.work}/{support}"})
            owners = {one.work for one in self.policies if support in one}
            is_told = chance < 0.9 or len(owners) > 1
            return Grant(facts | {POLICY: policy.work} if is_told else facts)
        works = [work.id for work in self.library.works]
        return Grant(facts | {POLICY: rng.choice(works)} if chance < 0.5 else facts)

    def _readings(self, rng: Random) -> dict[str, dict[str, str]]:
        """Options for readings that every version of a work knows, where it has the reading."""
        found = {}
        for work in self.library.works:
            versions = [work.policy(version) for version in work.versions]
            chosen = Maker(rng.choice(versions)).readings(rng)
            found[work.id] = {
                reading: option
                for reading, option in chosen.items()
                if all(
                    option in [one.id for one in policy[reading].options]
                    for policy in versions
                    if reading in policy
                )
            }
        return found


def _merge(more: Facts, facts: Facts) -> dict[str, FactValue]:
    """Facts with additional ones; of several choices, each stated one stays."""
    found: dict[str, FactValue] = {**more, **facts}
    one, other = more.get(IS), facts.get(IS)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found[IS] = {**one, **other}
    return found
