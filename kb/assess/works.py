"""Assessing a case under a whole library: each work by the version that applies, then all together.

Each work is assessed on its own. A sum of one work may bar or reduce a sum of another. To find this, the
first sum is passed to the other work as an earlier grant of the ledger, so that its rules decide, and nothing
here repeats them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Literal

from kb.assess.assessment import assess_claim, assess_under
from kb.assess.facts import Stated, read_stated
from kb.assess.together.ceilings import Pool, Sharing
from kb.assess.together.conflicts import combine
from kb.assess.together.quotas import holder_of, left_for
from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.cases.form import asked_facts, form_of
from kb.core.carriers.exact import exact_claim
from kb.core.outcomes import REFUSED, WAITING, Assessment, Combination, Outcome
from kb.core.ruleset import Ruleset, read_policy
from kb.model.facts import (
    AGENCY,
    AMOUNT,
    APPLICANT,
    APPLIED_ON,
    DATE,
    GRANT,
    IS,
    LEVEL,
    OBJECT,
    POLICY,
    SUPPORT,
)
from kb.model.library import Library, Silence, Work
from kb.model.policy import Policy, Support, Version
from kb.model.registry import Jurisdiction, Level
from kb.model.together import JointLimit
from kb.model.values import Interval, Money
from kb.model.wording import Option, Reading

MOST_TRIED = 512
"""The greatest number of combinations of works that are tried. Beyond it only a bound is given."""

_BARRING = ("non-cumulation", "district-measures", "higher-law")
"""The kinds of final provisions through which a grant under another work can matter."""

ClashKind = Literal["bars", "order", "lessens", "open"]
"""The effect of one sum on a sum of another work: it bars it, bars it only if received before, reduces it, or
a fact or an agency decides.
"""

_OF_WHO_RECEIVED = ("bars", "topped-up")
"""The consequences of rules on other funds for one who has received them. They depend on the order."""

LeftOut = Mapping[int, frozenset[tuple[str, str]]]
"""The sums that are left out, claim and support, by the number of the answer."""

Readings = Mapping[str, Mapping[str, str]]
"""The readings chosen, by the id of the work."""


@dataclass(frozen=True)
class Answered:
    """The answer of one version of a work: the part of the case that it gets, and the assessment."""

    work: Work
    policy: Policy
    case: Case
    assessment: Assessment

    @property
    def place(self) -> str:
        """The id of the jurisdiction that the work is of."""
        return self.work.id.partition("/")[0]

    @cached_property
    def rules(self) -> Ruleset:
        """The rules under the readings of the answer."""
        return read_policy(self.policy, self.assessment.readings)

    @cached_property
    def stated(self) -> Stated:
        """The case with its presumptions."""
        return read_stated(self.case, self.rules)


@dataclass(frozen=True, slots=True)
class Given:
    """A sum that a work may give: the number of its answer, the claim and the support, in fen."""

    answer: int
    claim: str
    support: str
    amount: Interval


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sums of different works for one thing.

    ``kind`` is ``bars`` (only one of them is paid), ``order`` (both are paid only if the second comes first),
    ``lessens`` (one is reduced by the other), or ``open`` (a fact or an agency decides). ``first`` is given
    in full. ``second`` is the sum that the rules of its own work bar or reduce, by ``provision``. If one sum
    is reduced whichever comes first, ``left`` is the part of the second, in fen, that is still paid beside
    the first.
    """

    first: Given
    second: Given
    kind: ClashKind
    provision: str
    left: int | None = None


@dataclass(frozen=True, slots=True)
class OtherDay:
    """Another option of the reading that says which day decides the version of a work.

    Under this option other versions answer. ``total`` is the total of all works under it, in fen.
    """

    work: Work
    policy: Policy
    reading: Reading
    option: Option
    total: Interval


@dataclass(frozen=True)
class LibraryAssessment:
    """The answers of all works on a case, the works without a version in force, and the total of all
    together.

    ``total`` is in fen, from the certain sum to the greatest. ``proved`` is false where there were too many
    combinations; its upper bound is then a bound that nothing exceeds. ``other_days`` are options of readings
    under which other versions answer; the cautious sums of single answers do not include them.
    """

    on: date
    answers: tuple[Answered, ...]
    silent: tuple[Silence, ...]
    clashes: tuple[Clash, ...]
    total: Interval
    proved: bool = True
    other_days: tuple[OtherDay, ...] = ()


def assess_library(
    library: Library,
    case: Case,
    *,
    on: date | None = None,
    readings: Readings | None = None,
) -> LibraryAssessment:
    """The answers of every work of a library on a case, and the total of all together.

    ``on`` is the day of assessment, by default the case's own. The version that answers a claim is chosen by
    the day of the claim that the work's reading ``version-day`` names, or else by the day of application.
    Raises :class:`kb.model.words.errors.PolicyError` for a work that cannot be used or an unknown reading.
    """
    case = case if on is None else replace(case, date=on)
    found = _assess(library, case, readings or {})
    return replace(found, other_days=tuple(_other_days(library, case, readings or {})))


def _assess(library: Library, case: Case, readings: Readings) -> LibraryAssessment:
    answers: list[Answered] = []
    silent: list[Silence] = []
    for work in library.works:
        found, quiet = answer_work(work, case, readings.get(work.id, {}))
        answers += found
        silent += quiet
    clashes, total, proved = _put_together(answers)
    return LibraryAssessment(case.date, tuple(answers), tuple(silent), clashes, total, proved)


def _other_days(library: Library, case: Case, readings: Readings) -> Iterator[OtherDay]:
    """The options under which another day decides the version, where that changes which version answers."""
    for work in library.works:
        policy = _day_policy(work, case.date)
        reading = None if policy is None else policy.reading_about("version-day")
        if policy is None or reading is None:
            continue
        chosen = readings.get(work.id, {})
        for option in reading.options:
            other = {**chosen, reading.id: option.id}
            if not _is_answered_alike(work, case, chosen, other):
                total = _assess(library, case, {**readings, work.id: other}).total
                yield OtherDay(work, policy, reading, option, total)


def answer_work(work: Work, case: Case, readings: Mapping[str, str]) -> tuple[list[Answered], list[Silence]]:
    """The answers of the versions of one work. Each version answers the claims whose deciding
    day it covers.
    """
    answers, silent = [], []
    for version, (day, claims) in _claims_by_version(work, case, readings).items():
        if version is None:
            silence = work.silence_on(day)
            silent += [] if silence is None else [silence]
            continue
        policy = work.policy(version)
        own = tell_work(policy, replace(case, claims=None if case.claims is None else tuple(claims)))
        chosen = {key: option for key, option in readings.items() if key in policy}
        answers.append(Answered(work, policy, own, assess_under(read_policy(policy, chosen), own)))
    return answers, silent


def tell_work(policy: Policy, case: Case) -> Case:
    """The part of a case that a work needs: its own facts, and each grant as this work sees it.

    A grant under the work keeps its support. A grant under another work becomes one of another policy, of the
    level of the government that gave it. A grant of an unrelated place is left out.
    """
    claims = case.claims and tuple(
        Claim(claim.id, claim.kind, _asked(policy, claim.kind, claim.facts)) for claim in case.claims
    )
    ledger = case.ledger and tuple(
        Grant(told) for grant in case.ledger if (told := _tell_grant(policy, grant.facts)) is not None
    )
    applicant = {fact.id for fact in policy.facts_of(APPLICANT)}
    facts = {key: value for key, value in case.applicant.items() if key in applicant}
    return Case(case.date, facts, claims, ledger)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The parts of a case that the versions of one work do not ask for.

    ``claims`` are the ids of claims, each with the works that ask for it. ``facts`` are the ids of facts;
    that of a fact of a claim follows the id of the claim (``甲.investment``).
    """

    claims: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[str, ...]


def keep_for(own: Sequence[Policy], others: Sequence[Policy], case: Case) -> tuple[Case, NotAsked]:
    """The case without the claims that the versions of one work (``own``) do not ask for, and what they do
    not ask for.

    A claim is left out where no version knows its kind, or any of its subjects. :func:`tell_work` then gives
    the case as a version sees it.
    """
    kept = [claim for claim in case.claims or () if any(_is_asked(policy, claim) for policy in own)]
    left = tuple(
        (claim.id, tuple(dict.fromkeys(one.work for one in others if _is_asked(one, claim))))
        for claim in case.claims or ()
        if claim not in kept
    )
    known = {fact.id for policy in own for fact in policy.facts_of(APPLICANT)}
    facts = tuple(key for key in case.applicant if key not in known)
    for claim in kept:
        known = {fact.id for policy in own for fact in policy.facts_of(claim.kind)}
        facts += tuple(f"{claim.id}.{key}" for key in claim.facts if key not in known)
    claims = None if case.claims is None else tuple(kept)
    return replace(case, claims=claims), NotAsked(left, facts)


def _is_asked(policy: Policy, claim: Claim) -> bool:
    """Whether a work has supports of the kind of a claim, for one of the things that it is."""
    if form_of(policy).kind(claim.kind) is None:
        return False
    subjects = claim.facts.get(IS)
    named = [key for key, holds in subjects.items() if holds] if isinstance(subjects, Mapping) else []
    return not named or any(key in policy for key in named)


def list_told(policy: Policy, case: Case) -> Iterator[int]:
    """The numbers of the grants of a case that are passed to a work, from 0 in the order of the ledger."""
    for number, grant in enumerate(case.ledger or ()):
        if _tell_grant(policy, grant.facts) is not None:
            yield number


def _asked(policy: Policy, kind: str, facts: Facts) -> dict[str, FactValue]:
    """The facts of a claim that a work asks for; of its subjects, only those that the work knows."""
    found = asked_facts(policy, kind, facts)
    if isinstance(subjects := found.get(IS), Mapping):
        found[IS] = {key: value for key, value in subjects.items() if key in policy}
    return found


def _tell_grant(policy: Policy, facts: Facts) -> dict[str, FactValue] | None:
    """A grant as the rules of a policy see it: a grant of another work has only its level of government.

    ``None`` where its place is not related to that of the policy.
    """
    told = dict(facts)
    owner, support = told.pop(POLICY, None), told.pop(SUPPORT, None)
    if isinstance(support, str) and "/" in support:
        owner, _, support = support.rpartition("/")
    if owner is None and isinstance(support, str) and support in policy:
        owner = policy.work
    known = {fact.id for fact in policy.facts_of(GRANT)}
    found = {key: value for key, value in told.items() if key in known}
    if owner == policy.work:
        return found | ({SUPPORT: support} if support else {})
    if isinstance(owner, str) and LEVEL not in found:
        level = level_from(policy, owner.partition("/")[0])
        return None if level is None else found | {LEVEL: level}
    return found


def level_from(policy: Policy, place: str) -> Level | None:
    """The level of the government of a place relative to a policy: the same, above it or below it."""
    places = policy.registry.jurisdiction_by_id
    own = policy.work.partition("/")[0]
    if place not in places or not (_is_within(places, own, place) or _is_within(places, place, own)):
        return None
    return places[place].level


def _is_within(places: Mapping[str, Jurisdiction], inner: str, outer: str) -> bool:
    return inner in places and outer in _places_around(places, inner)


def _places_around(places: Mapping[str, Jurisdiction], place: str) -> Iterator[str]:
    """A place and those that contain it, from the inside out."""
    seen: set[str] = set()
    while place and place not in seen:
        yield place
        seen.add(place)
        place = places[place].within if place in places else ""


def _looks_at_others(policy: Policy) -> bool:
    """Whether a grant under another work can matter to a policy."""
    return bool(policy.together.others) or any(term.kind in _BARRING for term in policy.terms)


def _is_answered_alike(work: Work, case: Case, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the same versions answer the same claims under two choices of readings."""
    here, there = (
        {version: claims for version, (_, claims) in _claims_by_version(work, case, chosen).items()}
        for chosen in (one, other)
    )
    return here == there


def _claims_by_version(
    work: Work, case: Case, readings: Mapping[str, str]
) -> dict[Version | None, tuple[date, list[Claim]]]:
    """The claims that each version answers, with the first of their deciding days.

    ``None`` is for the days on which no version is in force. A case without claims has its own day.
    """
    groups: dict[Version | None, tuple[date, list[Claim]]] = {}
    fact = _deciding_fact(work, case.date, readings)
    for claim in case.claims or ():
        told = claim.facts.get(fact)
        day = told if isinstance(told, date) else case.date
        groups.setdefault(work.version_on(day), (day, []))[1].append(claim)
    return groups or {work.version_on(case.date): (case.date, [])}


def _deciding_fact(work: Work, day: date, readings: Mapping[str, str]) -> str:
    """The fact of a claim whose day decides the version."""
    policy = _day_policy(work, day)
    if policy is None:
        return APPLIED_ON
    reading = policy.reading_about("version-day")
    if reading is None:
        return policy.transition_fact or APPLIED_ON
    option = readings.get(reading.id, reading.default)
    return next((one.day for one in reading.options if one.id == option), "") or APPLIED_ON


def _day_policy(work: Work, day: date) -> Policy | None:
    """The version of a day, which says by its reading or its transition rule which version answers a claim;
    ``None`` for a work of one version.
    """
    return work.policy(work.version_on(day) or work.present) if len(work.versions) > 1 else None


def _put_together(answers: Sequence[Answered]) -> tuple[tuple[Clash, ...], Interval, bool]:
    """The clashes among the best combinations of each work, and the total of all together."""
    search = _Search(answers)
    high, proved = search.highest()
    clashes = tuple(search.clashes_of(search.bests({})))
    return clashes, Interval(search.least(), high), proved


class _Search:
    """Searches for the best total of several works: where two sums clash, either is left out.

    Each step leaves fewer sums, and a work without some of its sums is combined again by its own rules.
    """

    def __init__(self, answers: Sequence[Answered]) -> None:
        self.answers = answers
        self._combined: dict[tuple[int, frozenset[tuple[str, str]]], Combination] = {}
        self._clashes: dict[tuple[Given, Given], Clash | None] = {}

    def combination(self, number: int, left_out: frozenset[tuple[str, str]]) -> Combination:
        """The best combination of one answer without some of its sums."""
        answer = self.answers[number]
        if not left_out:
            return answer.assessment.combination
        key = (number, left_out)
        if key not in self._combined:
            kept = [one for one in answer.assessment.outcomes if (one.claim, one.support) not in left_out]
            self._combined[key] = combine(answer.rules, kept, answer.stated.known, answer.stated.ledger)
        return self._combined[key]

    def bests(self, left_out: LeftOut) -> list[Given]:
        """The sums of the best combination of every answer."""
        return [
            Given(number, part.claim, part.support, part.amount)
            for number in range(len(self.answers))
            for part in self.combination(number, left_out.get(number, frozenset())).best
            if part.amount.high != 0
        ]

    def clashes_of(self, bests: Sequence[Given]) -> Iterator[Clash]:
        """The clashes among sums of several works, whichever of the two works states them."""
        by_answer: dict[int, list[Given]] = {}
        for one in bests:
            by_answer.setdefault(one.answer, []).append(one)
        near = {
            (min(giver, taker), max(giver, taker))
            for taker in by_answer
            for giver in self._givers[taker] & by_answer.keys()
        }
        for mine, theirs in sorted(near):
            for giver, taker in ((mine, theirs), (theirs, mine)):
                if giver in self._givers[taker]:
                    pairs = product(by_answer[giver], by_answer[taker])
                    yield from filter(None, (self._clash(first, second) for first, second in pairs))

    @cached_property
    def _givers(self) -> tuple[frozenset[int], ...]:
        """For each answer, the others whose grants can matter to it: by their place, and by its own rules.

        Places matter to those that they contain and to those that contain them. Most places of a library
        have nothing to do with one another, so that no two answers are compared for it.
        """
        around = [
            list(_places_around(answer.policy.registry.jurisdiction_by_id, answer.place))
            for answer in self.answers
        ]
        of_place: dict[str, set[int]] = defaultdict(set)
        within: dict[str, set[int]] = defaultdict(set)
        for number, answer in enumerate(self.answers):
            of_place[answer.place].add(number)
            for place in around[number]:
                within[place].add(number)
        return tuple(
            frozenset(within[answer.place].union(*(of_place[place] for place in around[number])) - {number})
            if _looks_at_others(answer.policy)
            else frozenset()
            for number, answer in enumerate(self.answers)
        )

    def highest(self) -> tuple[int | None, bool]:
        """The greatest total, and whether it is proved to be reached."""
        best, tried, proved = 0, 0, True
        stack: list[tuple[LeftOut, frozenset[Clash]]] = [({}, frozenset())]
        root: int | None = None
        while stack:
            left_out, kept = stack.pop()
            tops = [
                self.combination(number, left_out.get(number, frozenset())).total.high
                for number in range(len(self.answers))
            ]
            if None in tops:
                return None, True
            top = sum(one or 0 for one in tops)
            root = top if root is None else root
            if tried > 0 and top <= best:
                continue
            tried += 1
            if tried > MOST_TRIED:
                return root, False
            bests = self.bests(left_out)
            clashes = list(self.clashes_of(bests))
            excluding = _find_excluding(clashes)
            lessened = next((one for one in clashes if one.left is not None and one not in kept), None)
            if not excluding and lessened is None:
                mine = [one for one in kept if one.first in bests and one.second in bests]
                bound, is_reached = self._share(bests, left_out, top, mine)
                best, proved = max(best, bound), proved and is_reached
                continue
            # Either one of them is left out, or the second brings only what is left of it.
            for out in excluding or (() if lessened is None else (lessened.first, lessened.second)):
                gone = left_out.get(out.answer, frozenset()) | {(out.claim, out.support)}
                stack.append(({**left_out, out.answer: gone}, kept))
            if not excluding and lessened is not None:
                stack.append((left_out, kept | {lessened}))
        return best, proved

    def _share(
        self, bests: Sequence[Given], left_out: LeftOut, top: int, lessened: Sequence[Clash]
    ) -> tuple[int, bool]:
        """An upper bound on sums that share limits over several levels, and whether they reach it.

        Each limit counts at most as much as it allows, in addition to the best sums outside of it. Where one
        sum is ``lessened`` by another, the two count as the first and what is left of the second.
        """
        bound, every = top, self._every()
        for pool in self._pools(every):
            rest, beside = pool.rest.high, 0
            for number in range(len(self.answers)):
                own = (one for one in self._members(pool, every) if one.answer == number)
                gone = left_out.get(number, frozenset()) | {(one.claim, one.support) for one in own}
                high = self.combination(number, gone).total.high
                rest, beside = (None, 0) if high is None or rest is None else (rest, beside + high)
            bound = bound if rest is None else min(bound, rest + beside)
        weights = {n: one.amount.high or 0 for n, one in enumerate(bests)}
        pairs = [
            Pool(
                frozenset((bests.index(one.first), bests.index(one.second))),
                Interval(0, (one.first.amount.high or 0) + (one.left or 0)),
                f"clash-{n}",
            )
            for n, one in enumerate(lessened)
        ]
        alone = Sharing(pairs)
        if alone.is_exact:
            bound = min(bound, top - sum(weights.values()) + sum(alone.most(weights).values()))
        shared = Sharing([*self._pools(bests), *pairs]).most(weights)
        return bound, bound == top - sum(weights.values()) + sum(shared.values())

    def _every(self) -> list[Given]:
        """Every sum that any work may give."""
        return [
            Given(number, one.claim, one.support, one.amount)
            for number, answer in enumerate(self.answers)
            for one in answer.assessment.outcomes
            if one.claim and one.amount is not None and one.amount.high != 0 and one.status not in REFUSED
        ]

    def _members(self, pool: Pool, bests: Sequence[Given]) -> Iterator[Given]:
        return (bests[n] for n in sorted(pool.members))

    def _pools(self, bests: Sequence[Given]) -> list[Pool]:
        """The limits that sums of several works share, each with what earlier grants leave of it."""
        pools = []
        for number, answer in enumerate(self.answers):
            for place, limit in enumerate(
                answer.rules.together.limits if answer.policy.together.limits else ()
            ):
                if not limit.levels or limit.is_number:
                    continue
                groups: dict[tuple[object, ...], list[int]] = {}
                for n, one in enumerate(bests):
                    if self._fills(answer, limit, one):
                        known = self.answers[one.answer].stated.known[one.claim]
                        groups.setdefault(holder_of(limit.per.value, known), []).append(n)
                for holder, members in groups.items():
                    own = [bests[n] for n in members if bests[n].answer == number]
                    if None in holder or not own or len(members) == len(own):
                        continue
                    rests = [self._rest_of(answer, limit, one) for one in own]
                    highs = [one.high for one in rests]
                    high = None if None in highs else max(one or 0 for one in highs)
                    rest = Interval(min(one.low for one in rests), high)
                    if rest.high is not None:
                        pools.append(Pool(frozenset(members), rest, f"{number}-{place}"))
        return pools

    def _fills(self, answer: Answered, limit: JointLimit, one: Given) -> bool:
        """Whether a limit of a work applies to a sum."""
        other = self.answers[one.answer]
        if other is answer:
            return limit.holds_of(one.support)
        return level_from(answer.policy, other.place) in limit.levels

    def _rest_of(self, answer: Answered, limit: JointLimit, one: Given) -> Interval:
        kind = answer.rules.by_id[one.support].per
        facts = exact_claim(answer.rules.core, kind, answer.stated.known[one.claim].facts, one.claim)
        return left_for(answer.rules, limit, facts, answer.stated.ledger)

    def least(self) -> int:
        """The certain total: of works whose sums clash in any way only one is counted."""
        certain = [one for one in self._every() if one.amount.low]
        pairs = {frozenset((one.first.answer, one.second.answer)) for one in self.clashes_of(certain)}
        lows = {n: answer.assessment.combination.total.low for n, answer in enumerate(self.answers)}
        total, taken = 0, set[int]()
        for number in sorted(lows, key=lambda n: (-lows[n], n)):
            if not any(frozenset((number, other)) in pairs for other in taken):
                total += lows[number]
                taken.add(number)
        bests = [one for one in self.bests({}) if one.answer in taken]
        sums = {n: one.amount.low for n, one in enumerate(bests)}
        total -= sum(sums.values()) - sum(Sharing(self._pools(bests)).least(sums).values())
        return max(total, 0)

    def _clash(self, first: Given, second: Given) -> Clash | None:
        key = (first, second)
        if key not in self._clashes:
            self._clashes[key] = self._find_clash(first, second)
        return self._clashes[key]

    def _find_clash(self, first: Given, second: Given) -> Clash | None:
        """The effect that the work of ``second`` gives to an earlier grant of ``first``."""
        answer = self.answers[second.answer]
        told = _as_grant(self.answers[first.answer], first, answer.policy)
        if told is None:
            return None
        support = answer.rules.by_id[second.support]
        before = answer.assessment.outcome(second.claim, second.support)
        after = _assess_beside(answer, support, second.claim, told)
        kind = _kind_of(before, after)
        if kind is None:
            return None
        news = [one for one in after.reasons if one not in before.reasons]
        at = next((one.provision for one in news if one.provision), second.support)
        # A rule about applicants who already received other funds does not apply to funds received later.
        others = [one for one in answer.rules.together.others if one.then.value in _OF_WHO_RECEIVED]
        provisions = {one.provision for one in others}
        is_order = kind == "bars" and any(
            one.kind in ("had", "top-up") and one.provision in provisions for one in news
        )
        left = None
        if kind in ("lessens", "open") and (high := first.amount.high) is not None:
            most = (
                after
                if first.amount.is_exact
                else _assess_beside(answer, support, second.claim, told | {AMOUNT: Money(high)})
            )
            left = _left_beside(before, most, provisions)
        return Clash(first, second, "order" if is_order else kind, at, left)


def _assess_beside(answer: Answered, support: Support, claim: str, grant: Mapping[str, FactValue]) -> Outcome:
    """The outcome of a claim under a support after one more earlier grant."""
    case = replace(answer.case, ledger=(*(answer.case.ledger or ()), Grant(grant)))
    stated = read_stated(case, answer.rules)
    return assess_claim(answer.rules, support, stated.known[claim], stated.ledger)


def _left_beside(before: Outcome, after: Outcome, of_who_received: Collection[str]) -> int | None:
    """The remainder of a sum, in fen, where a bar deducts another sum from it; ``None`` where none does.

    A text that grants only the difference applies to every applicant under it, in whatever order the sums
    come.
    """
    news = [one for one in after.reasons if one not in before.reasons]
    is_bar = any(
        one.kind == "district-rest" or (one.kind == "top-up" and one.provision not in of_who_received)
        for one in news
    )
    if not is_bar or before.amount is None or after.amount is None or after.amount.high is None:
        return None
    is_less = before.amount.high is None or after.amount.high < before.amount.high
    return after.amount.high if is_less else None


def _find_excluding(clashes: Iterable[Clash]) -> tuple[Given, ...]:
    """Sets of sums that cannot all be paid: two that bar one another, or several that no order allows
    together.
    """
    before: dict[Given, list[Given]] = {}
    for clash in clashes:
        if clash.kind == "bars":
            return (clash.first, clash.second)
        if clash.kind == "order":
            before.setdefault(clash.first, []).append(clash.second)
    for start in before:
        waiting: list[tuple[Given, tuple[Given, ...]]] = [(start, (start,))]
        while waiting:
            at, path = waiting.pop()
            for other in before.get(at, ()):
                if other == start:
                    return path
                if other not in path:
                    waiting.append((other, (*path, other)))
    return ()


def _kind_of(before: Outcome, after: Outcome) -> ClashKind | None:
    """The effect of an earlier grant on an outcome: it bars it, reduces it, leaves it open, or has none."""
    if after.status in REFUSED:
        return "bars"
    assert before.amount is not None
    if after.amount is None or after.amount.high is None or before.amount.high is None:
        return None if after == before else "open"
    if after.amount.high < before.amount.high:
        return "lessens"
    is_open = after.status in WAITING and before.status not in WAITING
    is_open = is_open or after.amount.low < before.amount.low or after.missing != before.missing
    return "open" if is_open else None


def _as_grant(giver: Answered, given: Given, policy: Policy) -> dict[str, FactValue] | None:
    """A sum of one work, as an earlier grant for another work."""
    claim = next(one for one in giver.case.claims or () if one.id == given.claim)
    known = {fact.id for fact in policy.facts_of(GRANT)}
    facts: dict[str, FactValue] = {key: value for key, value in claim.facts.items() if key in known}
    facts |= {OBJECT: claim.facts.get(OBJECT, claim.id), DATE: giver.case.date}
    support = giver.rules.by_id[given.support]
    if named := giver.policy.measure(support.measure).named:
        facts[AGENCY] = named[0].id
    if given.amount.is_exact:
        facts[AMOUNT] = Money(given.amount.low)
    if giver.work.id == policy.work:
        return facts | ({SUPPORT: given.support} if given.support in policy else {})
    level = level_from(policy, giver.place)
    return None if level is None else facts | {LEVEL: level}
