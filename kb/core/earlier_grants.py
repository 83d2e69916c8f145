"""The effect of one earlier grant on a claim: it bars the claim, is deducted, refers it to other rules, or
has none.

For an unknown fact of the grant every possibility is considered: an effect is certain only where every
possibility leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kb.core.conditions import holds_all, lower_requirements
from kb.core.facts import Facts, Ledger, same
from kb.core.nodes import Word
from kb.core.rules import Consequence, Meeting, Rules
from kb.core.same_subject import Asked, Comparing, Had, is_apart, units_of
from kb.core.terms import (
    NO,
    YES,
    Tri,
    Truth,
    among,
    asked_only,
    both,
    conj,
    decided,
    disj,
    eq,
    neg,
    offered_only,
)
from kb.model.amounts import ByReference, Tier
from kb.model.facts import LEVEL, OBJECT, SUPPORT
from kb.model.policy import Support

BARS, REFERS, DISTRICT, RANKED, TOPPED_UP, NOTHING = "bars", "refers", "district", "ranked", "topped-up", ""
EFFECTS = (BARS, REFERS, DISTRICT, RANKED, TOPPED_UP, NOTHING)
"""The possible effects of a grant, the most serious first: it bars the claim, refers it to rules of the state
or province, leaves it to the district, is topped up if an agency finds its level the lower one, or is topped
up.
"""


@dataclass(frozen=True)
class Effect:
    """A possible effect of a grant with its condition, its provision and its words."""

    then: str
    when: Truth
    provision: str = ""
    words: str = ""


@dataclass
class Effects:
    """The possible effects of one grant, in order, and the facts of it that would decide between them.

    ``unknown`` holds each such fact with the condition that it is unknown and matters, in the order in which
    they are needed; ``to_agency`` says that everything but a decision of an agency is known.
    """

    ways: list[Effect] = field(default_factory=list)
    unknown: list[tuple[Truth, Word]] = field(default_factory=list)
    to_agency: Truth = False
    _may: dict[str, Truth] = field(default_factory=dict)
    _only: dict[str, Truth] = field(default_factory=dict)

    def add(self, then: str, when: Truth, provision: str = "", words: str = "") -> None:
        """One more possible effect."""
        if when is not False:
            self.ways.append(Effect(then, when, provision, words))
            # The cached answers about the earlier ways are no longer valid.
            self._may.clear()
            self._only.clear()

    def may(self, then: str) -> Truth:
        """Whether one of the possibilities has this effect."""
        if then not in self._may:
            self._may[then] = disj(*(way.when for way in self.ways if way.then == then))
        return self._may[then]

    def only(self, then: str) -> Truth:
        """Whether there is a possibility and every one has this effect."""
        if then not in self._only:
            others = (neg(self.may(other)) for other in EFFECTS if other != then)
            self._only[then] = conj(self.may(then), *others)
        return self._only[then]

    def gravest(self, then: str) -> Truth:
        """Whether this is the gravest possible effect."""
        graver = EFFECTS[: EFFECTS.index(then)]
        return conj(self.may(then), *(neg(self.may(other)) for other in graver))

    @property
    def is_certain(self) -> Truth:
        """Whether every possibility leads to the same effect."""
        return disj(*(self.only(then) for then in EFFECTS))

    @property
    def does_nothing(self) -> Truth:
        """Whether no possibility has an effect."""
        return neg(disj(*(self.may(then) for then in EFFECTS if then)))


def ladder_of(support: Support) -> Tier | None:
    """The levels of a support that is granted once for each level of a thing, from the highest down."""
    return support.amount if isinstance(support.amount, Tier) else None


class Meets(Protocol):
    """An overlap of supports."""

    @property
    def supports(self) -> frozenset[str]:
        """The supports."""

    @property
    def lower(self) -> frozenset[str]:
        """The supports that have a lower level than the others."""


def meets(meeting: Meets, one: str, other: str) -> bool:
    """Whether an overlap contains these two supports, wherever it may be open.

    A support overlaps with itself only where it is named alone; of levels, a lower one with a higher one.
    """
    if not {one, other} <= meeting.supports or (one == other and len(meeting.supports) > 1):
        return False
    return not meeting.lower or (one in meeting.lower) != (other in meeting.lower)


def counts_as_had(rules: Rules, support: Support, other: Support) -> Truth:
    """Whether a grant under ``other`` can bar a claim under ``support``.

    A grant of another policy bars the same support, which is paid once. For other supports a reading decides,
    and also for support without money.
    """
    if isinstance(other.amount, ByReference):
        return disj(rules.bar.referred, other.id == support.id)
    return disj(rules.bar.unpaid, other.is_granted)


@dataclass
class Earlier:
    """Derives the effects of grants on one claim under one support."""

    rules: Rules
    support: Support
    facts: Facts
    ledger: Ledger
    _where: dict[str, tuple[Tri, tuple[tuple[Truth, Word], ...]]] = field(default_factory=dict)

    def effects(self, entry: Facts) -> Effects:
        """The possible effects of one grant."""
        found = Effects()
        # Of equally serious ways the first is reported; a certain bar precedes a possible one.
        later = Effects(unknown=found.unknown)
        own, _ = entry.get(SUPPORT)
        by_bar = self._of_other(found, later, entry, neg(own))
        counts = self._counts_as_had(entry)
        found.add(NOTHING, conj(own, neg(counts)))
        by_bar = disj(by_bar, self._of_own(found, later, entry, conj(own, counts)))
        self._of_bar(found, entry, by_bar)
        for way in later.ways:
            found.add(way.then, way.when, way.provision, way.words)
        return found

    def _counts_as_had(self, entry: Facts) -> Truth:
        """Whether a grant under this policy can bar a claim at all."""
        _, support = entry.get(SUPPORT)
        groups: dict[object, tuple[Truth, list[str]]] = {}
        for other in self.rules.supports.values():
            counts = counts_as_had(self.rules, self.support, other)
            groups.setdefault(counts if isinstance(counts, bool) else id(counts), (counts, []))[1].append(
                other.id
            )
        return disj(*(conj(counts, among(support, ids)) for counts, ids in groups.values()))

    def _of_own(self, found: Effects, later: Effects, entry: Facts, when: Truth) -> Truth:
        """The effects of a grant under this policy: by the overlaps, and otherwise by the bar."""
        wheres = {
            meeting.where
            for meeting in self.rules.meetings
            if meeting.where and self.support.id in meeting.supports and meeting.where != self.support.id
        }
        opens = {where: self._open(where) for where in sorted(wheres)}
        concerned = {where: conj(when, self._is_met(entry, where)) for where in opens}
        for where, (test, waits) in opens.items():
            found.unknown += (
                (conj(concerned[where], test.is_open, waiting), fact) for waiting, fact in waits
            )
        sure = {where: test.holds for where, (test, _) in opens.items()}
        left = self._of_meetings(found, entry, when, sure)
        if opens:
            possible = {where: neg(test.fails) for where, (test, _) in opens.items()}
            is_open = disj(*(conj(concerned[where], opens[where][0].is_open) for where in opens))
            left = disj(left, self._of_meetings(later, entry, conj(when, is_open), possible))
        once = disj(*(way.when for way in self.rules.bar.within if way.value == "once"))
        found.add(NOTHING, conj(left, neg(once)))
        left = conj(left, once)
        # The support itself limits how often it is given, for other units of a number or other phases.
        facts = units_of(self.support)
        if not facts:
            return left
        mine = entry.is_choice(SUPPORT, self.support.id)
        apart = offered_only(mine, is_apart(self.support, self.facts, entry))
        for fact in facts:
            found.unknown.append((conj(left, apart.is_open, same(self.facts, entry, fact).is_open), fact))
        found.add(NOTHING, conj(left, neg(apart.fails)))
        return conj(left, neg(apart.holds))

    def _is_met(self, entry: Facts, where: str) -> Truth:
        """Whether a grant is of a support with which an overlap applies only where a
        third support is open.
        """
        others = {
            other
            for meeting in self.rules.meetings
            if meeting.where == where
            for other in self._others(meeting)
            if other != where
        }
        return among(entry.get(SUPPORT).value, sorted(others))

    def _others(self, meeting: Meeting) -> list[str]:
        """The supports that an overlap meets with that of the claim, in their order."""
        return [other for other in self.rules.supports if meets(meeting, self.support.id, other)]

    def _of_meetings(self, found: Effects, entry: Facts, when: Truth, active: Mapping[str, Truth]) -> Truth:
        """The effects by the first overlap that applies; where none certainly applies, the next ones are
        considered too.
        """
        _, support = entry.get(SUPPORT)
        for meeting in self.rules.meetings:
            others = self._others(meeting)
            if not others:
                continue
            # The support of ``where`` counts as open if it is one of the two.
            free = [one for one in others if not meeting.where or meeting.where in (one, self.support.id)]
            bound = [one for one in others if one not in free]
            is_met = disj(among(support, free), conj(among(support, bound), active.get(meeting.where, True)))
            applies = conj(when, is_met)
            one = same(self.facts, entry, meeting.same)
            here = conj(applies, neg(one.fails))
            for then, follows in self._of_meeting(found, meeting, others, entry, here):
                words = (meeting.provision, meeting.words) if then else ("", "")
                found.add(then, conj(here, follows), *words)
            found.unknown.append((conj(applies, one.is_open), meeting.same))
            when = conj(when, neg(conj(applies, one.holds)))
        return when

    def _open(self, where: str) -> tuple[Tri, tuple[tuple[Truth, Word], ...]]:
        """Whether a claim meets the requirements of another support, and the facts that this waits for."""
        if where not in self._where:
            other = self.rules.supports[where]
            if other.per != self.support.per:
                self._where[where] = NO, ()
            else:
                nodes = lower_requirements(other, self.rules, self.facts, self.ledger)
                waits = tuple(one for node in nodes for one in node.waiting())
                self._where[where] = holds_all(nodes), waits
        return self._where[where]

    def _of_meeting(
        self, found: Effects, meeting: Meeting, others: Sequence[str], entry: Facts, here: Truth
    ) -> Iterator[tuple[str, Truth]]:
        """The effect of an overlap on a grant for the same thing, by the levels of the two."""
        for then, says in meeting.then:
            if then in ("once", "prefers"):
                yield BARS, says
                continue
            level = self._level(entry) if self.support.id in others else None
            if level is None:
                rising = [one for one in others if not meeting.lower or one in meeting.lower]
                rises = True if len(rising) == len(others) else among(entry.get(SUPPORT).value, rising)
                effect = TOPPED_UP if then == "topped-up" else NOTHING
                yield effect, conj(says, rises)
                yield (BARS if then == "topped-up" else NOTHING), conj(says, neg(rises))
                continue
            lower, equal, higher, unranked, is_open = level
            ladder = ladder_of(self.support)
            assert ladder is not None
            found.unknown.append((conj(here, says, is_open), ladder.by))
            if then == "stacks":
                yield NOTHING, conj(says, neg(equal))
                yield BARS, conj(says, disj(equal, is_open))
                continue
            yield TOPPED_UP, conj(says, disj(lower, is_open))
            yield RANKED, conj(says, disj(unranked, is_open))
            yield BARS, conj(says, disj(equal, higher, is_open))

    def _level(self, entry: Facts) -> tuple[Truth, Truth, Truth, Truth, Truth] | None:
        """The level of a grant relative to that of a claim under the same support with levels.

        It is lower, the same, higher, not ranked by the text, or unknown.
        """
        ladder = ladder_of(self.support)
        if ladder is None:
            return None
        mine, theirs = self.facts.get(ladder.by), entry.get(ladder.by)
        told = conj(mine.known, theirs.known)
        equal = conj(told, eq(mine.value, theirs.value))
        order = [one.id for one in ladder.levels]
        lower = disj(
            *(
                conj(told, eq(mine.value, high), among(theirs.value, order[n + 1 :]))
                for n, high in enumerate(order)
            )
        )
        ranked = conj(told, among(mine.value, order), among(theirs.value, order))
        unranked = conj(told, neg(equal), neg(ranked))
        higher = conj(ranked, neg(equal), neg(lower))
        return lower, equal, higher, unranked, neg(told)

    def _of_other(self, found: Effects, later: Effects, entry: Facts, when: Truth) -> Truth:
        """The effects of a grant under another policy, by its level of government, or by the bar where that
        covers it.
        """
        when = self._of_other_funds(found, entry, when)
        known, level = entry.get(LEVEL)
        found.unknown.append((conj(when, neg(known)), LEVEL))
        is_covered, of_district = among(level, self.rules.bar.levels), among(level, self.rules.lower_levels)
        higher = neg(disj(is_covered, of_district))
        self._of_level(later, entry, self.rules.higher, conj(when, disj(neg(known), higher)))
        self._of_level(later, entry, self.rules.district, conj(when, disj(neg(known), of_district)))
        found.to_agency = conj(when, known, is_covered, self._is_left_to_agency(entry))
        return conj(when, disj(neg(known), is_covered))

    def _of_other_funds(self, found: Effects, entry: Facts, when: Truth) -> Truth:
        """The effects by the text's rules on other funds for the same thing; grants for other things have
        none.
        """
        known, level = entry.get(LEVEL)
        for rule in self.rules.other_funds(self.support.id):
            is_covered = decided(known, among(level, rule.levels)) if rule.levels else YES
            about = same(self.facts, entry, OBJECT)
            test = both((is_covered, about))
            for then, says in self.rules.first(rule.then):
                effect = {"bars": BARS, "once": BARS, "topped-up": TOPPED_UP}.get(then, NOTHING)
                found.add(effect, conj(when, says, neg(test.fails)), rule.provision, rule.words)
            found.unknown.append((conj(when, is_covered.is_open, neg(about.fails)), LEVEL))
            found.unknown.append((conj(when, about.is_open, neg(is_covered.fails)), OBJECT))
            when = conj(when, neg(test.holds))
        return when

    def _of_level(self, found: Effects, entry: Facts, rule: Consequence, when: Truth) -> None:
        """The effect of a grant of a district, of the province or of the state."""
        one = same(self.facts, entry, OBJECT)
        for value, says in rule.then:
            effect = {"bars": BARS, "replaces": REFERS, "as-they-say": DISTRICT}.get(value)
            here = conj(when, says)
            if effect is None:
                found.add(NOTHING, here)
                continue
            found.add(effect, conj(here, neg(one.fails)), rule.provision, rule.words)
            found.add(NOTHING, conj(here, neg(one.holds)))
            found.unknown.append((conj(here, one.is_open), OBJECT))

    def _of_bar(self, found: Effects, entry: Facts, when: Truth) -> None:
        """The effect of the bar on a second grant; an agency may have to decide whether another policy's
        grant is similar.
        """
        bar = self.rules.bar
        if not bar.provision:
            found.add(NOTHING, when)
            return
        had = Had(entry)
        alike = Comparing(self.rules).alike(Asked(self.facts, self.support), had)
        for judged, says in bar.judged:
            here = conj(when, says)
            by_agency = conj(neg(had.is_own), bool(judged))
            test = both((alike, asked_only(by_agency, decided(*entry.get(judged))))) if judged else alike
            for conflict, so in bar.conflict:
                then = TOPPED_UP if conflict == "top-up" else BARS
                found.add(then, conj(here, so, neg(test.fails)), bar.provision, bar.words)
            found.add(NOTHING, conj(here, neg(test.holds)))
            if judged:
                found.unknown.append((conj(here, by_agency, test.is_open, alike.holds), judged))
            left = conj(here, test.is_open, neg(alike.holds))
            for is_open, fact in Comparing(self.rules).open_fact(had):
                found.unknown.append((conj(left, is_open), fact))
                left = conj(left, neg(is_open))

    def _is_left_to_agency(self, entry: Facts) -> Truth:
        """Whether a grant under another policy is the same in everything but a decision of an agency."""
        bar = self.rules.bar
        if not bar.provision:
            return False
        alike = Comparing(self.rules).alike(Asked(self.facts, self.support), Had(entry))
        return disj(
            *(conj(says, alike.holds, neg(entry.get(judged).known)) for judged, says in bar.judged if judged)
        )
