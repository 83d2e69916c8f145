"""What one earlier grant does to a claim, as terms: the mirror of :mod:`kb.assess.earlier` and its likeness.

The engine lists the ways that a grant may work; here each way is a truth: whether it is among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kb.amounts import PerUnit, SharedCap, Tier
from kb.assess.earlier import LEVELS, meets
from kb.assess.likeness import counts_as_had
from kb.assess.ruleset import Meeting, Ruleset
from kb.facts import OBJECT
from kb.model import Support
from kb.verify.encoding_dates import Calendar
from kb.verify.encoding_facts import AGENCY, Facts
from kb.verify.encoding_requirements import Given, Ledger, encode_requirements, holds_all, same
from kb.verify.encoding_terms import (
    NO,
    OPEN,
    YES,
    Tri,
    Truth,
    both,
    conj,
    decided,
    disj,
    either,
    eq,
    ite,
    neg,
)

NAMES = ("bars", "refers", "district", "ranked", "topped-up", "")
"""What a grant may do, the gravest first; the last is nothing."""


@dataclass
class Ways:
    """The ways a grant may work, by name, and whether its level may be what is not known."""

    found: dict[str, Truth] = field(default_factory=lambda: dict.fromkeys(NAMES, False))
    waits_for_agency: Truth = False

    def add(self, name: str, condition: Truth) -> None:
        """One more way, under a condition."""
        self.found[name] = disj(self.found[name], condition)

    def only(self, name: str) -> Truth:
        """Whether this is the one way."""
        return conj(self.found[name], *(neg(other) for key, other in self.found.items() if key != name))

    @property
    def is_certain(self) -> Truth:
        """Whether there is one way."""
        return disj(*(self.only(name) for name in NAMES))

    @property
    def does_nothing(self) -> Truth:
        """Whether no way does anything."""
        return neg(disj(*(self.found[name] for name in NAMES if name)))


class Level(NamedTuple):
    """How an earlier level stands to a claim's; higher where none of these holds."""

    lower: Truth
    same: Truth
    unranked: Truth
    open: Truth


@dataclass
class Earlier:
    """Works out the ways of grants against one claim under one support."""

    rules: Ruleset
    support: Support
    facts: Facts
    ledger: Ledger
    calendar: Calendar
    _open: dict[str, Tri] = field(default_factory=dict)

    @cached_property
    def _groups(self) -> tuple[tuple[Support, ...], ...]:
        return support_groups(self.rules, self.support)

    def ways(self, entry: Given) -> Ways:
        """The ways of one grant; all false where the case does not have it."""
        ways = Ways()
        own, _ = entry.facts.get("support")
        self._of_other(ways, entry, conj(entry.present, neg(own)))
        rest = conj(entry.present, own)
        for group in self._groups:
            # Any other name is that of a support whose grants bar nothing.
            is_one = disj(*(entry.facts.is_choice("support", one.id) for one in group))
            is_it = conj(entry.present, is_one)
            self._of_own(ways, entry, group[0], is_it)
            rest = conj(rest, neg(is_it))
        ways.add("", rest)
        return ways

    def _of_own(self, ways: Ways, entry: Given, other: Support, when: Truth) -> None:
        meetings = _meetings(self.rules, self.support, other)
        certain = {self.support.id, other.id}
        where = {m.where: self._is_open(m.where) for m in meetings if m.where and m.where not in certain}
        self._of_meetings(ways, entry, other, when, meetings, {k: test.holds for k, test in where.items()})
        if where:
            active = {key: neg(test.fails) for key, test in where.items()}
            self._of_meetings(ways, entry, other, when, meetings, active)

    def _is_open(self, where: str) -> Tri:
        if where not in self._open:
            other = self.rules.by_id[where]
            if other.per != self.support.per:
                self._open[where] = NO
            else:
                self._open[where] = holds_all(encode_requirements(other, self.rules, self.facts, self.ledger))
        return self._open[where]

    def _of_meetings(
        self,
        ways: Ways,
        entry: Given,
        other: Support,
        when: Truth,
        meetings: Sequence[Meeting],
        active: dict[str, Truth],
    ) -> None:
        for meeting in meetings:
            applies = conj(when, active.get(meeting.where, True))
            one = same(self.facts, entry.facts, meeting.same)
            for name, follows in self._of_meeting(meeting, other, entry):
                ways.add(name, conj(applies, neg(one.fails), follows))
            when = conj(when, neg(conj(applies, one.holds)))
        if self.rules.non_cumulation.within != "once":
            ways.add("", when)
            return
        by_itself = self._goes_by_its_own_limit(other, entry)
        ways.add("", conj(when, neg(by_itself.fails)))
        self._of_bar(ways, entry, other, conj(when, neg(by_itself.holds)))

    def _of_meeting(self, meeting: Meeting, other: Support, entry: Given) -> Iterator[tuple[str, Truth]]:
        """What an overlap makes of a grant for the same thing, each with when it may follow."""
        if meeting.then not in ("topped-up", "stacks"):
            yield "bars" if meeting.then in ("once", "prefers") else "", True
            return
        level = self._level(other, entry)
        is_lower = not meeting.lower or other.id in meeting.lower
        lower = level.lower if level else is_lower
        same_one = level.same if level else False
        open_ = level.open if level else False
        if meeting.then == "stacks":
            yield "bars", disj(same_one, open_)
            yield "", neg(same_one)
            return
        unranked = level.unranked if level else False
        yield "topped-up", disj(lower, open_)
        yield "ranked", disj(unranked, open_)
        yield "bars", disj(open_, neg(disj(lower, unranked)))

    def _level(self, other: Support, entry: Given) -> Level | None:
        """How the level of a grant stands to that of a claim under the same support that has levels."""
        amount = self.support.amount
        if other.id != self.support.id or not isinstance(amount, Tier):
            return None
        mine, theirs = self.facts.get(amount.by), entry.facts.get(amount.by)
        both_told = conj(mine.known, theirs.known)
        same_one = conj(both_told, eq(mine.value, theirs.value))
        order = [one.id for one in amount.levels]

        def is_at(facts: Facts, level: str) -> Truth:
            return facts.is_choice(amount.by, level)

        pairs = [
            (is_at(self.facts, higher), is_at(entry.facts, lower))
            for n, higher in enumerate(order)
            for lower in order[n + 1 :]
        ]
        listed = conj(*(disj(*(is_at(facts, one) for one in order)) for facts in (self.facts, entry.facts)))
        return Level(
            lower=disj(*(conj(*pair) for pair in pairs)),
            same=same_one,
            unranked=conj(both_told, neg(same_one), neg(listed)),
            open=neg(both_told),
        )

    def _goes_by_its_own_limit(self, other: Support, entry: Given) -> Tri:
        amount = self.support.amount
        if self.support.id != other.id or not isinstance(amount, PerUnit | SharedCap):
            return NO
        told = [OBJECT] if isinstance(amount, PerUnit) else [OBJECT, "phase"]
        tests = [same(self.facts, entry.facts, fact) for fact in told]
        return either(Tri(test.fails, test.holds) for test in tests)

    def _of_other(self, ways: Ways, entry: Given, when: Truth) -> None:
        level, _ = entry.facts.get("level")
        told = {name: entry.facts.is_choice("level", name) for name in LEVELS}
        national = conj(level, *(neg(one) for one in told.values()))
        for name in LEVELS:
            is_it = disj(neg(level), told[name], national if name == "province" else False)
            here = conj(when, is_it)
            if name == "city":
                self._of_bar(ways, entry, None, here)
                ways.waits_for_agency = conj(here, level, self._is_left_to_agency(entry))
                continue
            then = (self.rules.district if name == "district" else self.rules.higher)[0]
            effect = {"bars": "bars", "replaces": "refers", "as-they-say": "district"}.get(then)
            if effect is None:
                ways.add("", here)
                continue
            one = same(self.facts, entry.facts, OBJECT)
            ways.add(effect, conj(here, neg(one.fails)))
            ways.add("", conj(here, neg(one.holds)))

    def _of_bar(self, ways: Ways, entry: Given, other: Support | None, when: Truth) -> None:
        bar = self.rules.non_cumulation
        if not bar.provision:
            ways.add("", when)
            return
        alike = both((self._similar(entry, other), self._unit(entry)))
        if other is None and bar.judged:
            alike = both((alike, decided(*entry.facts.get(bar.judged))))
        ways.add("topped-up" if bar.conflict == "top-up" else "bars", conj(when, neg(alike.fails)))
        ways.add("", conj(when, neg(alike.holds)))

    def _is_left_to_agency(self, entry: Given) -> Truth:
        """Whether a grant under another policy is alike in all but what an agency has not found yet."""
        bar = self.rules.non_cumulation
        if not bar.provision or not bar.judged:
            return False
        known, _ = entry.facts.get(bar.judged)
        alike = both((self._similar(entry, None), self._unit(entry)))
        return conj(alike.holds, neg(known))

    def _similar(self, entry: Given, other: Support | None) -> Tri:
        measure = self.rules.policy.measure(self.support.measure)
        fields = {link.domain.id for link in measure.domains}
        match self.rules.non_cumulation.similar:
            case "form":
                return YES
            case "field":
                if other is not None:
                    domains = self.rules.policy.measure(other.measure).domains
                    return YES if fields & {link.domain.id for link in domains} else NO
                known, _ = entry.facts.get("field")
                return decided(known, disj(*(entry.facts.is_choice("field", one) for one in sorted(fields))))
            case "agency":
                return self._same_agency(entry, other)
            case _:
                return same(self.facts, entry.facts, OBJECT)

    def _same_agency(self, entry: Given, other: Support | None) -> Tri:
        mine = self.rules.policy.measure(self.support.measure).agencies
        if not mine:
            return OPEN
        theirs = self.rules.policy.measure(other.measure).agencies if other is not None else ()
        silent = decided(bool(theirs), bool(theirs) and theirs[0].id == mine[0].id)
        known, _ = entry.facts.get(AGENCY)
        told = decided(known, entry.facts.is_choice(AGENCY, mine[0].id))
        return Tri(
            disj(told.holds, conj(neg(known), silent.holds)),
            disj(told.fails, conj(neg(known), silent.fails)),
        )

    def _unit(self, entry: Given) -> Tri:
        group = entry.facts.is_choice("holder", "group")
        match self.rules.non_cumulation.unit:
            case "enterprise":
                return Tri(neg(group), group)
            case "expenditure":
                return self._same_expenditure(entry)
            case "year":
                known, day = self.facts.get("applied-on")
                applied, paid = entry.facts.get("applied-on"), entry.facts.get("date")
                theirs = ite(applied.known, applied.value, paid.value)
                is_told = conj(known, disj(applied.known, paid.known))
                years = decided(is_told, eq(self.calendar.year(day), self.calendar.year(theirs)))
                return both((either((Tri(neg(group), group), same(self.facts, entry.facts, OBJECT))), years))
            case _:
                return same(self.facts, entry.facts, OBJECT)

    def _same_expenditure(self, entry: Given) -> Tri:
        mine = self.facts.get("expenditure")
        told, about = entry.facts.get("expenditure"), entry.facts.get(OBJECT)
        theirs = ite(told.known, told.value, about.value)
        return decided(conj(mine.known, disj(told.known, about.known)), eq(mine.value, theirs))


def support_groups(rules: Ruleset, support: Support) -> tuple[tuple[Support, ...], ...]:
    """The supports whose grants count, in groups that work alike against a claim under one support."""
    groups: dict[object, list[Support]] = {}
    bar = rules.non_cumulation
    for other in rules.by_id.values():
        if not counts_as_had(rules, support, other):
            continue
        meetings = tuple(rules.meetings.index(m) for m in _meetings(rules, support, other))
        measure = rules.policy.measure(other.measure)
        key = (
            other.id == support.id,
            meetings,
            # What is open counts as open where it is one of the two.
            tuple(rules.meetings[n].where == other.id for n in meetings),
            tuple(other.id in rules.meetings[n].lower for n in meetings),
            frozenset(link.domain.id for link in measure.domains) if bar.similar == "field" else None,
            measure.agencies[:1] if bar.similar == "agency" else None,
        )
        groups.setdefault(key, []).append(other)
    return tuple(tuple(group) for group in groups.values())


def _meetings(rules: Ruleset, one: Support, other: Support) -> list[Meeting]:
    """The overlaps that two supports fall under wherever they are open."""
    return [meeting for meeting in rules.meetings if meets(meeting, one.id, other.id)]
