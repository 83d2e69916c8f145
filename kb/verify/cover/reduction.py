"""Reduction: a case reduced to as few facts as possible, with the engine as the judge of what it still shows.

In contrast to :mod:`kb.verify.fuzz.shrinking` it looks at one support only, so that hundreds of cases take
less than a second, and it keeps two cases that differ in one fact equal in all other facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.assess.assessment import assess_claim
from kb.assess.facts import know, read_ledger
from kb.cases.case import Case, FactValue, Grant
from kb.core.outcomes import SETTLED, Outcome, Status
from kb.model.facts import AMOUNT, APPLICANT, CITY, CLAIMS, GRANT, IS, LEDGER, LEVEL, OBJECT, SUPPORT
from kb.model.policy import Support
from kb.model.values import Interval, Money
from kb.verify.case_parts import Spot, every_spot, leave_out, put, value_at
from kb.verify.cover.targets import ROUND_SUMS, Plan

_Cases = tuple[Case, ...]


class Paring:
    """Reduces cases of one claim for one support."""

    def __init__(self, plan: Plan, support: Support) -> None:
        self._plan, self._support = plan, support

    def outcome(self, case: Case) -> Outcome:
        """The outcome of the only claim of a case."""
        (claim,) = case.claims or ()
        rules = self._plan.rules
        return assess_claim(rules, self._support, know(claim, case, rules), read_ledger(case, rules))

    def pare(
        self,
        cases: _Cases,
        keeps: Callable[[Outcome], bool],
        keep_all: Callable[[list[Outcome]], bool] = lambda _: True,
        *,
        any_sum: bool = False,
    ) -> _Cases:
        """The cases without the facts that none of them needs, and about one subject if possible.

        ``keeps`` decides for each outcome whether it still shows its target, ``keep_all`` for all outcomes
        together. Where a support is open, its sum stays unchanged unless ``any_sum`` is set.
        """
        sums: set[Interval | None] = {self.outcome(one).amount for one in cases}

        def fits(several: _Cases) -> bool:
            outcomes = [self.outcome(one) for one in several]
            sums_hold = any_sum or all(one.status not in SETTLED or one.amount in sums for one in outcomes)
            return sums_hold and all(keeps(one) for one in outcomes) and keep_all(outcomes)

        return self._plainest(self._alone(cases, fits), fits)

    def vary(self, base: Case, fact: str, fits: Callable[[Outcome], bool]) -> Case | None:
        """The base with the first acceptable value of a fact among all its values; ``None`` where no value is
        acceptable.

        Only facts with few values can be varied: Boolean facts, choices and subjects (``is:…``).
        """
        key, _, subject = fact.partition(":")
        found = self._plan.fact(self._support.per, key)
        spot = self._spot(key)
        if subject:
            said = {**_said(base), subject: False}
            tried = put(base, spot, said)
            return tried if fits(self.outcome(tried)) else None
        for value in self._plan.plain_values(found) if found else ():
            tried = put(base, spot, value)
            if fits(self.outcome(tried)):
                return tried
        return None

    def grant(self, base: Case, claim: str) -> Case | None:
        """The base with one earlier grant that bars it: a grant of the city, or one under the
        support itself.
        """
        about: dict[str, FactValue] = {OBJECT: claim}
        sums = ({}, *({AMOUNT: value} for value in map(Money, ROUND_SUMS)))
        for facts in ({LEVEL: CITY, **about}, {SUPPORT: self._support.id, **about}):
            for sum_ in sums:
                tried = replace(base, ledger=(Grant({**facts, **sum_}),))
                if self.outcome(tried).status is Status.BARRED:
                    return tried
        return None

    def _spot(self, key: str) -> Spot:
        of_applicant = any(fact.id == key for fact in self._plan.rules.policy.facts_of(APPLICANT))
        return Spot(APPLICANT if of_applicant else CLAIMS, 0, key)

    def pare_ledger(self, case: Case) -> Case:
        """The case with no more earlier grants, and no more facts of them, than its status needs."""
        status = self.outcome(case).status

        def fits(several: _Cases) -> bool:
            return all(self.outcome(one).status is status for one in several)

        return self._plainest((case,), fits, only=LEDGER)[0]

    def _plainest(self, cases: _Cases, fits: Callable[[_Cases], bool], only: str = "") -> _Cases:
        """The cases without unnecessary facts, and with the simplest acceptable values.

        A different choice is taken where it makes more facts unnecessary, so that the result does not depend
        on the model that the solver happened to find.
        """
        cases = self._fewer(self._fewer_grants(cases, fits), fits, only)
        for spot in _shared(cases, only):
            for value in self._values(spot):
                tried = tuple(put(case, spot, value) for case in cases)
                if fits(tried):
                    tried = self._fewer(tried, fits, only)
                    if _size(tried) < _size(cases):
                        cases = tried
        for spot in _shared(cases, only):
            now = repr(value_at(cases[0], spot))
            for value in self._values(spot):
                tried = tuple(put(case, spot, value) for case in cases)
                if repr(value) == now or fits(tried):
                    cases = tried
                    break
        return cases

    def _fewer(self, cases: _Cases, fits: Callable[[_Cases], bool], only: str) -> _Cases:
        before = None
        while cases != before:  # a fact may be needed only together with another
            before = cases
            for spot in sorted({spot for case in cases for spot in every_spot(case)}):
                tried = tuple(leave_out(case, [spot]) for case in cases)
                told = all(grant.facts for case in tried for grant in case.ledger or ())
                if told and spot.fact != IS and only in ("", spot.part) and fits(tried):
                    cases = tried
        return cases

    def _fewer_grants(self, cases: _Cases, fits: Callable[[_Cases], bool]) -> _Cases:
        for n in reversed(range(min(len(case.ledger or ()) for case in cases))):
            ledgers = ((*(case.ledger or ())[:n], *(case.ledger or ())[n + 1 :]) for case in cases)
            tried = tuple(replace(case, ledger=ledger) for case, ledger in zip(cases, ledgers, strict=True))
            if fits(tried):
                cases = tried
        return cases

    def _values(self, spot: Spot) -> tuple[FactValue, ...]:
        kind = GRANT if spot.part == LEDGER else self._support.per
        fact = self._plan.fact(kind, spot.fact)
        return self._plan.plain_values(fact) if fact and not spot.choice else ()

    def _alone(self, cases: _Cases, fits: Callable[[_Cases], bool]) -> _Cases:
        """The cases about the first acceptable subject, with every other subject denied; or about none.

        Where the cases differ in their subject, the difference stays.
        """
        fact = self._plan.subjects(self._support.per)
        if fact is None:
            return cases
        said = [_said(case) for case in cases]
        differ = {key for one in said for key in one if len({other.get(key) for other in said}) > 1}
        for subject in (*(one.concept.id for one in self._support.subjects), None):
            tried = []
            for case, own in zip(cases, said, strict=True):
                is_ = {choice.id: choice.id == subject for choice in fact.choices}
                is_ |= {key: own[key] for key in differ if key in own}
                tried.append(put(case, Spot(CLAIMS, 0, IS), is_))
            if fits(tuple(tried)):
                return tuple(tried)
        return cases


def _said(case: Case) -> dict[str, bool]:
    (claim,) = case.claims or ()
    value = claim.facts.get(IS)
    return dict(value) if isinstance(value, Mapping) else {}


def _shared(cases: _Cases, only: str) -> list[Spot]:
    """The places where all of some cases state the same value."""
    spots = set.intersection(*({*every_spot(case)} for case in cases))
    same = (one for one in spots if not one.choice and len({repr(value_at(c, one)) for c in cases}) == 1)
    return sorted(one for one in same if only in ("", one.part))


def _size(cases: _Cases) -> int:
    return sum(1 for case in cases for spot in every_spot(case) if not spot.choice)
