"""One claim under one support, lowered: its status, its sum and its reasons, as terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kb.core.amounts import Sum, lower_amount
from kb.core.conditions import is_another, lower_requirements
from kb.core.days import lower_dates
from kb.core.facts import Facts, FactTerm, Ledger
from kb.core.joint_limits import JointRest
from kb.core.limits import Limits, lower_ledger
from kb.core.nodes import Node, Word, pick
from kb.core.rules import Rules
from kb.core.terms import (
    Range,
    Tri,
    Truth,
    choose,
    conj,
    disj,
    eq,
    greatest,
    ite,
    lower,
    lt,
    minus,
    neg,
)
from kb.model.amounts import CaseByCase
from kb.model.facts import LEDGER, SELECTED
from kb.model.policy import Support

StatusGroup = Literal["open", "waiting", "elsewhere", "refused"]
"""The groups of statuses: a sum of the text can be granted, a fact or a decision is missing, the sum is
stated elsewhere, or nothing can be granted.
"""


class Status(StrEnum):
    """The status of a claim under a support; ``docs/glossary.md`` gives the Chinese words."""

    ELIGIBLE = "eligible"
    CANDIDATE = "candidate"
    UNDETERMINED = "undetermined"
    JUDGEMENT = "judgement"
    CASE_BY_CASE = "case-by-case"
    BY_REFERENCE = "by-reference"
    INELIGIBLE = "ineligible"
    BARRED = "barred"

    @property
    def group(self) -> StatusGroup:
        """The group of the status: ``open``, ``waiting``, ``elsewhere`` or ``refused``."""
        return _GROUPS[self]

    @property
    def may_become(self) -> frozenset[Status]:
        """The statuses to which this one may change when more facts are stated, itself among them."""
        return _MAY_BECOME[self]


_GROUPS: dict[Status, StatusGroup] = {
    Status.ELIGIBLE: "open",
    Status.CANDIDATE: "open",
    Status.UNDETERMINED: "waiting",
    Status.JUDGEMENT: "waiting",
    Status.CASE_BY_CASE: "elsewhere",
    Status.BY_REFERENCE: "elsewhere",
    Status.INELIGIBLE: "refused",
    Status.BARRED: "refused",
}

_MAY_BECOME: dict[Status, frozenset[Status]] = {
    Status.ELIGIBLE: frozenset({Status.ELIGIBLE}),
    Status.CANDIDATE: frozenset({Status.CANDIDATE, Status.ELIGIBLE, Status.INELIGIBLE}),
    Status.UNDETERMINED: frozenset(Status),
    Status.JUDGEMENT: frozenset(Status) - {Status.UNDETERMINED},
    Status.CASE_BY_CASE: frozenset({Status.CASE_BY_CASE}),
    Status.BY_REFERENCE: frozenset({Status.BY_REFERENCE, Status.INELIGIBLE}),
    Status.INELIGIBLE: frozenset({Status.INELIGIBLE}),
    Status.BARRED: frozenset({Status.BARRED, Status.INELIGIBLE}),
}
"""A failing condition precedes a limit. An agency may find that earlier support is of the same kind, which
bars the claim.
"""

REFUSED = frozenset(one for one in Status if one.group == "refused")
"""The statuses under which nothing can be granted."""

WAITING = frozenset(one for one in Status if one.group == "waiting")
"""The statuses under which a fact or the decision of an agency is missing."""

SETTLED = frozenset(Status) - REFUSED - WAITING
"""The statuses under which every condition is met, and nothing is asked any more except what a competition
decides.
"""


_BY_AGENCY: tuple[Word, ...] = ("judged",)


@dataclass(frozen=True)
class Program:
    """The outcome of one claim under one support, as terms.

    Exactly one ``status`` holds. ``sum`` is the sum of a granted claim. It is ``None`` where the text states
    no sum, and has no meaning where it is ``unstated`` or the claim is refused. ``gates`` are the tests that
    must hold; where one fails, or a limit is exceeded, the claim ``is_refused``.

    An explanation has the nodes of ``asked``, ``dates``, ``level``, ``limits``, ``arithmetic`` and
    ``choosing`` in this order; where the claim has ``another`` subject, it has only the first node of
    ``asked``. The first node of ``arithmetic`` is the sum itself. ``due`` says that the sum is an entitlement
    and no ceiling; ``narrows`` are facts that would narrow it.
    """

    support: Support
    facts: Facts
    ledger: Ledger
    status: dict[Status, Truth]
    sum: Range | None
    unstated: Truth
    due: Truth
    another: Truth
    gates: tuple[Node, ...]
    asked: tuple[Node, ...]
    dates: tuple[Node, ...]
    level: tuple[Node, ...]
    limits: Limits
    arithmetic: tuple[Node, ...]
    choosing: Node
    narrows: tuple[tuple[Truth, str], ...]
    is_refused: Truth


def lower_claim(rules: Rules, support: Support, facts: Facts, ledger: Ledger) -> Program:
    """A claim under ``support``, which must be one of ``rules``, with its facts and the earlier grants."""
    asked = lower_requirements(support, rules, facts, ledger)
    dates = lower_dates(rules, facts, support.is_granted)
    limits = lower_ledger(rules, support, facts, ledger) if support.is_paid else Limits()
    found = lower_amount(support.amount, rules, facts, support.provision)
    level = () if found.level is None else (found.level,)
    refers = disj(found.refers, limits.refers)
    has_sum = support.is_money and found.sum is not None
    sum_, arithmetic = limit_sum(rules, support, facts, limits, found) if has_sum else (None, found.reasons)
    taken = False if sum_ is None else conj(neg(found.unstated), _is_taken(limits, sum_))
    ineligible = disj(*(node.test.fails for node in (*asked, *level)))
    barred = disj(*(node.test.fails for node in dates), limits.fails, taken)
    waiting = _waiting((*asked, *level, *dates), limits)
    status = _status(rules, support, facts, (ineligible, barred), waiting, refers, limits.refers)
    choosing = Node(
        "choosing",
        Tri(False, False),
        support.provision,
        support.selection_words,
        SELECTED,
        shown=status[Status.CANDIDATE],
    )
    return Program(
        support=support,
        facts=facts,
        ledger=ledger,
        status=status,
        sum=sum_,
        unstated=found.unstated,
        due=found.due,
        another=is_another(asked[0]),
        gates=(*asked, *dates, *level),
        asked=asked,
        dates=dates,
        level=level,
        limits=limits,
        arithmetic=arithmetic,
        choosing=choosing,
        narrows=found.narrows,
        is_refused=disj(ineligible, barred),
    )


def limit_sum(
    rules: Rules, support: Support, facts: Facts, limits: Limits, found: Sum
) -> tuple[Range, tuple[Node, ...]]:
    """The sum after the limits and after the sum applied for, with the arithmetic."""
    assert found.sum is not None
    stated = neg(found.unstated)
    nodes = list(found.reasons)
    left = found.sum
    rest = None if limits.rest is None else (limits.rest[0], limits.rest[1].sum, limits.rest[1].waits_for)
    district = None if limits.district is None else (*limits.district, LEDGER)
    for kind, limit in (("rest", rest), ("district-rest", district)):
        if limit is None:
            continue
        there, leaves, waits_for = limit
        binds = conj(there, disj(neg(left.bounded), lt(leaves.low, left.high)))
        before, left = left, choose(binds, lower(left, leaves), left)
        values = {"before": before, "limit": leaves, "after": left}
        test = Tri(leaves.is_exact, False)
        fact: Word = pick((leaves.is_exact, LEDGER), (True, waits_for))
        nodes.append(
            Node(
                kind,
                test,
                support.provision,
                "",
                fact,
                values,
                shown=conj(stated, binds),
            )
        )
    off = limits.off
    takes = disj(neg(off.bounded), neg(eq(off.high, 0)))
    before = left
    left = Range(
        ite(off.bounded, greatest(0, minus(left.low, off.high)), 0),
        greatest(0, minus(left.high, off.low)),
        left.bounded,
    )
    values = {"before": before, "limit": off, "after": left}
    nodes.append(
        Node("topped-up", Tri(True, False), support.provision, "", LEDGER, values, shown=conj(stated, takes))
    )
    # A deducted sum was received as well, so it fills a joint limit together with the new payment.
    for joint in limits.joint:
        left, node = _limit_jointly(joint, left, stated)
        nodes.append(node)
    for fact in rules.asked:
        left, node = _limit_to_asked(support, fact, facts.get(fact), left, stated)
        nodes.append(node)
    left = Range(ite(limits.refers, 0, left.low), left.high, left.bounded)
    return left, tuple(node for node in nodes if node.shown is not False)


def _limit_jointly(joint: JointRest, left: Range, stated: Truth) -> tuple[Range, Node]:
    """A sum limited to what earlier grants leave of a joint limit of several supports."""
    rest = joint.rest
    binds = conj(joint.there, disj(neg(rest.bounded), neg(left.bounded), lt(rest.low, left.high)))
    after = choose(binds, lower(left, rest), left)
    values = {
        "supports": joint.limit.supports,
        "sharer": joint.sharer,
        "limit": joint.whole,
        "before": left,
        "rest": rest,
        "after": after,
    }
    is_known = conj(rest.bounded, rest.is_exact)
    test = Tri(is_known, False)
    fact: Word = pick((is_known, LEDGER), (True, joint.waits_for))
    where = joint.limit
    node = Node("joint-rest", test, where.provision, where.words, fact, values, shown=conj(stated, binds))
    return after, node


def _limit_to_asked(
    support: Support, fact: str, stated: FactTerm, left: Range, there: Truth
) -> tuple[Range, Node]:
    """At most the sum applied for; an application for nothing is not possible."""
    known, fen = stated
    asked = Range(fen, fen)
    binds = conj(known, lt(0, fen), disj(neg(left.bounded), lt(fen, left.high)))
    after = choose(binds, lower(left, asked), left)
    values = {"before": left, "limit": asked, "after": after}
    node = Node("asked", Tri(True, False), support.provision, "", fact, values, shown=conj(there, binds))
    return after, node


def _is_taken(limits: Limits, sum_: Range) -> Truth:
    """Whether the deduction for earlier grants leaves nothing of a sum."""
    return conj(lt(0, limits.off.low), sum_.bounded, eq(sum_.high, 0))


def _waiting(nodes: tuple[Node, ...], limits: Limits) -> tuple[Truth, Truth]:
    """Whether a claim waits for a fact, and whether for a decision of an agency or district."""
    return (
        disj(*(node.waits(_BY_AGENCY, among=False) for node in nodes), limits.waits),
        disj(*(node.waits(_BY_AGENCY, among=True) for node in nodes), limits.to_agency),
    )


def _status(
    rules: Rules,
    support: Support,
    facts: Facts,
    refused: tuple[Truth, Truth],
    waiting: tuple[Truth, Truth],
    refers: Truth,
    limits_refer: Truth,
) -> dict[Status, Truth]:
    """The statuses, of which exactly one holds: each where none before it does."""
    needed = disj(*(rules.under(guard) for guard in support.needed))
    ways = {
        Status.INELIGIBLE: refused[0],
        Status.BARRED: refused[1],
        Status.UNDETERMINED: waiting[0],
        Status.JUDGEMENT: waiting[1],
        Status.CASE_BY_CASE: conj(isinstance(support.amount, CaseByCase), neg(limits_refer)),
        Status.BY_REFERENCE: refers,
        Status.CANDIDATE: conj(needed, neg(facts.get(SELECTED).known)),
        Status.ELIGIBLE: True,
    }
    found: dict[Status, Truth] = {}
    left: Truth = True
    for status, when in ways.items():
        found[status] = conj(left, when)
        left = conj(left, neg(when))
    return found
