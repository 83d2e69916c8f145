"""Limits over several supports and budgets: the effect of earlier grants on one of the supports.

Earlier grants under any of the supports fill such a limit and, where the text says so, those of other levels
of government.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.core.ceilings import left_of, shares_ceiling
from kb.core.facts import Facts, Ledger
from kb.core.nodes import Node, pick
from kb.core.rules import Rules
from kb.core.terms import (
    Number,
    Range,
    Tri,
    Truth,
    among,
    both,
    conj,
    decided,
    disj,
    eq,
    floor_div,
    ite,
    le,
    lt,
    neg,
    times,
)
from kb.model.facts import LEDGER, LEVEL, SUPPORT
from kb.model.policy import Support
from kb.model.together import JointLimit


@dataclass(frozen=True)
class JointRest:
    """The rest of a joint limit for a claim.

    ``there`` says whether the limit applies, ``whole`` is the limit itself and ``rest`` what earlier grants
    leave of it. ``used_up`` says whether nothing is left.
    """

    limit: JointLimit
    sharer: str
    there: Truth
    whole: Range
    rest: Range
    waits_for: object
    used_up: Node


def lower_joint_limits(
    rules: Rules, support: Support, facts: Facts, ledger: Ledger
) -> tuple[tuple[JointRest, ...], tuple[Node, ...]]:
    """The effect of joint limits on a support: the rest of sums, and whether a number is reached."""
    rests: list[JointRest] = []
    numbers: list[Node] = []
    for limit in rules.policy.together.limits:
        if not limit.holds_of(support.id):
            continue
        for per, when in rules.first(limit.per):
            filled = _Filled(rules, limit, per, facts, ledger)
            if limit.is_number:
                numbers.append(filled.number(when))
            else:
                rests.append(filled.rest(when))
    return tuple(rests), tuple(numbers)


def whole_of(limit: JointLimit, facts: Facts) -> Range:
    """The sum that a joint limit allows, in fen: unbounded where the fact that decides it is not known."""
    if limit.limit is not None and limit.limit.unit == "money":
        fen = limit.limit.money.fen
        return Range(fen, fen)
    known, base = facts.get(limit.of)
    whole: Number = base
    if limit.limit is not None:
        rate = limit.limit.rate.of_one
        whole = floor_div(times(rate.numerator, base), rate.denominator)
    return Range(ite(known, whole, 0), whole, known)


def counts_towards(rules: Rules, limit: JointLimit, entry: Facts) -> Tri:
    """Whether an earlier grant counts towards a joint limit."""
    known, support = entry.get(SUPPORT)
    ids = [one for one in rules.supports if limit.holds_of(one)]
    mine = conj(known, among(support, ids))
    if not limit.levels:
        return Tri(mine, neg(mine))
    told = entry.get(LEVEL)
    of_level = decided(told.known, among(told.value, limit.levels))
    other = neg(known)
    return Tri(disj(mine, conj(other, of_level.holds)), neg(disj(mine, conj(other, neg(of_level.fails)))))


@dataclass(frozen=True)
class _Filled:
    """A joint limit that a claim shares by ``per`` with earlier grants."""

    rules: Rules
    limit: JointLimit
    per: str
    facts: Facts
    ledger: Ledger

    def _shares(self, entry: Facts) -> Tri:
        return both(
            (counts_towards(self.rules, self.limit, entry), shares_ceiling(self.per, self.facts, entry))
        )

    def rest(self, when: Truth) -> JointRest:
        """The remainder of a sum."""
        whole = whole_of(self.limit, self.facts)
        left = left_of(whole.high, self.ledger, lambda _: True, self._shares)
        rest = Range(ite(whole.bounded, left.low, 0), left.high, whole.bounded)
        told = self.ledger.told
        # A limit of zero (lt is false) is not used up by earlier grants, since there is nothing to use up.
        is_short = conj(when, told, whole.bounded, lt(0, whole.high), eq(rest.low, 0))
        test = Tri(neg(is_short), conj(is_short, eq(rest.high, 0)))
        fact = pick((neg(whole.bounded), self.limit.of), (True, LEDGER))
        values = {"supports": self.limit.supports, "sharer": self.per, "limit": whole}
        words = self.limit.words
        node = Node("joint-used-up", test, self.limit.provision, words, LEDGER, values, shown=is_short)
        return JointRest(self.limit, self.per, when, whole, rest, fact, node)

    def number(self, when: Truth) -> Node:
        """Whether earlier grants have reached the allowed number."""
        assert self.limit.limit is not None
        count = self.limit.limit.count
        sure = self.ledger.count(lambda entry: self._shares(entry).holds)
        may = self.ledger.count(lambda entry: neg(self._shares(entry).fails))
        there = conj(when, self.ledger.told)
        fails = conj(there, le(count.number, sure))
        shown = conj(there, le(count.number, may))
        values = {
            "supports": self.limit.supports,
            "sharer": self.per,
            "number": count.number,
            "noun": count.noun,
        }
        test = Tri(neg(shown), fails)
        return Node("joint-number", test, self.limit.provision, self.limit.words, LEDGER, values, shown=shown)


def lower_budgets(rules: Rules, support: Support, facts: Facts) -> tuple[Node, ...]:
    """The budgets that may reduce a grant. The text does not say by how much, so no sum is reduced."""
    return tuple(
        Node(
            "budget",
            Tri(True, False),
            budget.provision,
            budget.words,
            budget.left,
            {
                "limit": budget.limit.value,
                "period": "year" if budget.is_yearly else "",
                "left": facts.say(budget.left) if budget.left else None,
            },
        )
        for budget in rules.policy.together.budgets_of(support.id)
    )
