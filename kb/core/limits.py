"""The effect of earlier grants on a support: bars, deductions, and the remainder of a ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.core.ceilings import left_of, shares_ceiling
from kb.core.days import most_in_one_period
from kb.core.earlier_grants import (
    BARS,
    DISTRICT,
    EFFECTS,
    NOTHING,
    RANKED,
    REFERS,
    TOPPED_UP,
    Earlier,
    Effects,
    ladder_of,
)
from kb.core.facts import Facts, Ledger, same
from kb.core.joint_limits import JointRest, lower_budgets, lower_joint_limits
from kb.core.nodes import Each, Node, Pick, pick
from kb.core.rules import Rules, Ways
from kb.core.terms import (
    BEYOND,
    Day,
    Number,
    Range,
    Tri,
    Truth,
    among,
    conj,
    decided,
    disj,
    either,
    eq,
    greatest,
    ite,
    le,
    lower,
    minus,
    neg,
    offered_only,
    plus,
)
from kb.core.terms import NOTHING as NO_SUM
from kb.model.amounts import PerUnit
from kb.model.facts import (
    AMOUNT,
    DATE,
    GROUP,
    HOLDER,
    LEDGER,
    LEVEL,
    OBJECT,
    PAID_ON,
    PHASE,
    SUPPORT,
)
from kb.model.policy import Support

_KINDS = {BARS: "had", REFERS: "higher", TOPPED_UP: "top-up"}
"""The kind of reason for each effect of an earlier grant, where its name differs."""


@dataclass(frozen=True)
class Rest:
    """The remainder of a ceiling that earlier grants share, where it is a limit: the sum and the missing
    fact.
    """

    sum: Range
    waits_for: Pick | str = LEDGER


@dataclass(frozen=True)
class Limits:
    """The limits from the ledger.

    ``fails`` says whether a limit is exceeded, ``waits`` and ``to_agency`` whether one waits for a fact or
    for a decision of an agency or district. ``off`` is deducted from the amount; ``rest``, ``district`` and
    the ``joint`` limits cap it; ``refers`` says that rules of the state or province replace it. ``reasons``
    explain the limits.
    """

    reasons: tuple[Node | Each, ...] = ()
    fails: Truth = False
    waits: Truth = False
    to_agency: Truth = False
    off: Range = NO_SUM
    rest: tuple[Truth, Rest] | None = None
    joint: tuple[JointRest, ...] = ()
    district: tuple[Truth, Range] | None = None
    refers: Truth = False


def lower_ledger(rules: Rules, support: Support, facts: Facts, ledger: Ledger) -> Limits:
    """The limits of earlier grants on a support with a sum."""
    return _Lowering(rules, support, facts, ledger).limits()


class _Lowering:
    def __init__(self, rules: Rules, support: Support, facts: Facts, ledger: Ledger) -> None:
        self.rules, self.support, self.facts, self.ledger = rules, support, facts, ledger
        self.earlier = Earlier(rules, support, facts, ledger)
        self._effects: dict[int, Effects] = {}

    def limits(self) -> Limits:
        ledger, told = self.ledger, self.ledger.told
        unknown = Node(
            "ledger-unknown", Tri(told, False), self.rules.bar.provision, "", LEDGER, shown=neg(told)
        )
        off = Range(
            ledger.sum(lambda entry: ite(self._off_for_sure(entry), entry.get(AMOUNT).value, 0)),
            ledger.sum(lambda entry: ite(self._is_taken_off(entry), entry.get(AMOUNT).value, 0)),
            ledger.all(lambda entry: disj(neg(self._is_difference(entry)), entry.get(AMOUNT).known)),
        )
        quota = self._quota()
        rest, used_up = self._rest()
        joint, numbers = lower_joint_limits(*self._of_claim, ledger)
        nodes = (*quota, *used_up, *(one.used_up for one in joint), *numbers)
        refers = ledger.any(lambda entry: self._of(entry).only(REFERS))
        return Limits(
            reasons=(unknown, Each(ledger.each(self._tell)), *nodes, *lower_budgets(*self._of_claim)),
            fails=disj(
                ledger.any(lambda entry: self._of(entry).only(BARS)), *(node.test.fails for node in nodes)
            ),
            waits=disj(
                neg(told), ledger.any(self._waits), *(conj(told, node.test.is_open) for node in nodes)
            ),
            to_agency=ledger.any(self._left_to_agency),
            off=off,
            rest=rest,
            joint=joint,
            district=self._district(),
            refers=refers,
        )

    @property
    def _of_claim(self) -> tuple[Rules, Support, Facts]:
        return self.rules, self.support, self.facts

    def _of(self, entry: Facts) -> Effects:
        if id(entry) not in self._effects:
            self._effects[id(entry)] = self.earlier.effects(entry)
        return self._effects[id(entry)]

    # ---- what each grant does

    def _is_difference(self, entry: Facts) -> Truth:
        """Whether at most the difference to a grant may be paid."""
        found = self._of(entry)
        return disj(found.may(TOPPED_UP), found.may(RANKED))

    def _is_taken_off(self, entry: Facts) -> Truth:
        return conj(self._is_difference(entry), entry.get(AMOUNT).known)

    def _off_for_sure(self, entry: Facts) -> Truth:
        """Whether all earlier grants are deducted: the difference is the most that is possible."""
        found = self._of(entry)
        return conj(
            self._is_taken_off(entry), *(neg(found.may(then)) for then in (NOTHING, REFERS, DISTRICT))
        )

    def _lacks_sum(self, entry: Facts) -> Truth:
        """Whether only the sum is missing of a grant whose difference is certainly paid."""
        found = self._of(entry)
        # If every way leads to one of the two effects, it is reported that their choice is open.
        sure = disj(found.only(TOPPED_UP), found.only(RANKED))
        return conj(sure, neg(entry.get(AMOUNT).known)) if self.support.is_money else False

    def _waits(self, entry: Facts) -> Truth:
        """Whether the effect of a grant, or the size of its deduction, is open."""
        found = self._of(entry)
        is_open = conj(neg(found.is_certain), neg(found.does_nothing), neg(found.to_agency))
        return disj(is_open, self._lacks_sum(entry))

    def _left_to_agency(self, entry: Facts) -> Truth:
        found = self._of(entry)
        ranked = conj(found.only(RANKED), neg(self._lacks_sum(entry)))
        uncertain = conj(found.to_agency, neg(found.is_certain))
        return disj(uncertain, found.only(DISTRICT), ranked)

    def _tell(self, entry: Facts) -> tuple[Node, ...]:
        """The effect of an earlier grant as a limit: it fails where the grant certainly bars the claim."""
        found = self._of(entry)
        values = {
            "object": entry.say(OBJECT),
            "support": pick((entry.get(SUPPORT).known, entry.say(SUPPORT)), (True, "")),
            "amount": entry.say(AMOUNT),
            "level": entry.say(LEVEL),
            "date": entry.say(DATE),
        }
        waits_for = pick(*found.unknown)
        judged = {value for value, _ in self.rules.bar.judged if value}
        ladder = ladder_of(self.support)
        decides = {DISTRICT: "district-measures", RANKED: ladder.by if ladder else OBJECT}
        tests = {BARS: Tri(False, True), REFERS: Tri(True, False), TOPPED_UP: Tri(True, False)}
        nodes = []
        for then in EFFECTS[:-1]:
            gravest = found.gravest(then)
            if gravest is False:
                continue
            ways = [way for way in found.ways if way.then == then]
            provision = pick(*((way.when, way.provision) for way in ways))
            words = pick(*((way.when, way.words) for way in ways))
            sure, kind = found.only(then), _KINDS.get(then, then)
            # The district knows its own measures, but the applicant must state what this grant was.
            named = "had" if then in (DISTRICT, RANKED) else kind
            kinds = pick(
                *((when, {LEVEL: "level-unknown"}.get(str(fact), "alike" if fact in judged else named))
                  for when, fact in found.unknown)
            )  # fmt: skip
            nodes.append(
                Node(
                    kinds,
                    Tri(False, False),
                    provision,
                    words,
                    waits_for,
                    values,
                    shown=conj(gravest, neg(sure)),
                )
            )
            lacks = conj(sure, self._lacks_sum(entry)) if then in (TOPPED_UP, RANKED) else False
            nodes.append(Node("top-up", Tri(False, False), provision, words, AMOUNT, values, shown=lacks))
            test = tests.get(then, Tri(False, False))
            fact = decides.get(then, OBJECT)
            nodes.append(Node(kind, test, provision, words, fact, values, shown=conj(sure, neg(lacks))))
        return tuple(node for node in nodes if node.shown is not False)

    # ---- the number of units received

    def _quota(self) -> tuple[Node, ...]:
        """The number of units that the holder received in the period."""
        amount = self.support.amount.quota
        if amount is None:
            return ()
        nodes = []
        for fact, when in self.rules.first(amount.day):
            nodes += self._quota_by(amount, fact, when)
        return tuple(nodes)

    def _quota_by(self, amount: PerUnit, fact: str, under: Truth) -> list[Node]:
        most = amount.count.count.number
        counting = Counting(self.rules, self.support, amount)
        periods = counting.periods
        known, day = self.facts.get(fact)

        def dated(entry: Facts) -> tuple[Truth, Day]:
            is_told, one = entry.when(fact)
            return conj(counting.counts(entry), is_told), one

        counted = self.ledger.count(counting.counts)
        undated = self.ledger.count(lambda entry: conj(counting.counts(entry), neg(entry.when(fact).known)))
        first = self.rules.validity.first if self.rules.validity else None
        used = most_in_one_period(periods, first, day, self.ledger, dated)
        applies = conj(under, self.ledger.told, le(most, counted), neg(counting.is_free(self.facts).holds))
        fails = conj(applies, known, le(most, used))
        # A grant without a day may lie in the same period, so it can only add to the known ones.
        is_open = conj(applies, neg(fails), disj(neg(known), le(most, plus(used, undated))))
        test = Tri(neg(disj(fails, is_open)), fails)
        # The name of the day on which an earlier grant was paid.
        waits_for = pick((conj(known, neg(fails), fact == PAID_ON), DATE), (True, fact))
        values = {
            "day": self.facts.say(fact),
            "used": Pick(((fails, used),)),
            "number": most,
            "period": pick(*((when, period) for period, when in periods)),
            "noun": amount.count.count.noun,
        }
        shown = disj(fails, is_open)
        return [
            Node("quota", test, amount.count.provision, amount.count_words, waits_for, values, shown=shown)
        ]

    # ---- what is left of ceilings

    def _rest(self) -> tuple[tuple[Truth, Rest] | None, tuple[Node, ...]]:
        """The remainder of the ceilings that earlier grants share, and whether each is used up."""
        there: Truth = False
        rest: Range | None = None
        waits: list[tuple[Truth, object]] = []
        nodes = []
        for cap in self.support.amount.caps:
            for key, when in self.rules.every(cap.per):
                one = self._left_of(cap.limit.money.fen, key)
                there = disj(there, when)
                here = _limit(when, one)
                rest = here if rest is None else lower(rest, here)
                waits_for = self._open_of(key)
                waits.append((conj(when, neg(one.is_exact)), waits_for))
                is_empty = conj(when, self.ledger.told, eq(one.high, 0), eq(one.low, 0))
                is_short = conj(when, self.ledger.told, eq(one.low, 0))
                values = {"sharer": key, "cap": cap.limit.money}
                test = Tri(neg(is_short), is_empty)
                provision, words = cap.limit.provision, cap.limit.text
                fact = pick((one.is_exact, LEDGER), (True, waits_for))
                nodes.append(Node("used-up", test, provision, words, fact, values, shown=is_short))
        if rest is None:
            return None, ()
        return (conj(there, self.ledger.told), Rest(rest, pick(*waits, (True, LEDGER)))), tuple(nodes)

    def _counts_against(self, entry: Facts) -> Truth:
        """Whether a grant reduces the remainder of a ceiling; one whose difference is paid does not."""
        found = self._of(entry)
        return conj(
            entry.is_choice(SUPPORT, self.support.id), neg(found.only(TOPPED_UP)), neg(found.only(RANKED))
        )

    def _left_of(self, limit: Number, key: str) -> Range:
        def shares(entry: Facts) -> Tri:
            return shares_ceiling(key, self.facts, entry)

        return left_of(limit, self.ledger, self._counts_against, shares)

    def _open_of(self, key: str) -> object:
        """The missing fact because of which the remainder of a ceiling is unknown."""

        def ways(entry: Facts) -> Sequence[tuple[Truth, str]]:
            own = entry.is_choice(SUPPORT, self.support.id)
            shares = shares_ceiling(key, self.facts, entry)
            open_ = conj(own, shares.is_open)
            about = same(self.facts, entry, OBJECT)
            facts = [(open_, OBJECT)]
            if key == "enterprise-year":
                facts = [(open_, DATE)]
            elif key == "phase":
                facts = [(conj(open_, about.holds), PHASE), (open_, OBJECT)]
            return (*facts, (conj(own, shares.holds, neg(entry.get(AMOUNT).known)), AMOUNT))

        return pick(*self.ledger.first(ways), (True, LEDGER))

    def _district(self) -> tuple[Truth, Range] | None:
        """The remainder of the base after district grants for the same thing, where that is a limit."""
        within = disj(*(when for value, when in self.rules.district.then if value == "within-base"))
        if within is False:
            return None
        fact = self.support.amount.base
        known, base = self.facts.get(fact) if fact else (False, 0)

        def may(entry: Facts) -> Truth:
            is_told, level = entry.get(LEVEL)
            about = same(self.facts, entry, OBJECT)
            of_district = disj(neg(is_told), among(level, self.rules.lower_levels))
            return conj(neg(entry.get(SUPPORT).known), of_district, neg(about.fails))

        def sure(entry: Facts) -> Truth:
            about = same(self.facts, entry, OBJECT)
            return conj(may(entry), about.holds, entry.get(LEVEL).known, entry.get(AMOUNT).known)

        ledger = self.ledger
        unknown = ledger.any(lambda entry: conj(may(entry), neg(entry.get(AMOUNT).known)))
        all_off = ledger.sum(lambda entry: ite(may(entry), entry.get(AMOUNT).value, 0))
        sure_off = ledger.sum(lambda entry: ite(sure(entry), entry.get(AMOUNT).value, 0))
        low = ite(conj(known, neg(unknown)), greatest(0, minus(base, all_off)), 0)
        rest = Range(low, greatest(0, minus(base, sure_off)), known)
        return conj(within, ledger.told, ledger.any(may)), rest


@dataclass(frozen=True)
class Counting:
    """The units that count towards a number, and the period."""

    rules: Rules
    support: Support
    amount: PerUnit

    @property
    def periods(self) -> Ways:
        """The kinds of years for which the number may hold."""
        return self.rules.first(self.amount.year)

    def counts(self, entry: Facts) -> Truth:
        """Whether an earlier unit counts towards the number."""
        group = self.rules.says(self.amount.holders, "group")
        own = disj(group, neg(entry.is_choice(HOLDER, GROUP)))
        return conj(entry.is_choice(SUPPORT, self.support.id), own, neg(self.is_free(entry).holds))

    def is_free(self, facts: Facts) -> Tri:
        """Whether a unit is exempt from the number, as a renewed one is under some reading."""
        return either(
            offered_only(when, decided(*facts.get(one))) for one, when in self.rules.every(self.amount.unless)
        )


def _limit(there: Truth, found: Range) -> Range:
    """The limit where a condition holds; otherwise a number that nothing reaches."""
    return Range(ite(there, found.low, BEYOND), ite(there, found.high, BEYOND), found.bounded)
