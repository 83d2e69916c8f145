"""A complete answer: the outcomes of a case, the readings it depends on, the next questions, and the near
misses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kb.assess.assessment import assess
from kb.assess.questions import NearMiss, Question, find_askable, find_near_misses
from kb.assess.reading_impact import Cautious, Stake, find_cautious, weigh_readings
from kb.cases.case import Case
from kb.core.outcomes import Assessment, Outcome
from kb.explain.items import results as items
from kb.explain.receipts import Receipt, make_receipt, receipt_item
from kb.explain.results import result_item
from kb.model.facts import CLAIMS
from kb.model.policy import Policy


class Group(StrEnum):
    """The groups of outcomes, in the order in which answers list them."""

    OPEN = "open"
    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Answer:
    """A case, its assessment, and everything derived from it."""

    policy: Policy = field(repr=False)
    case: Case
    assessment: Assessment
    stakes: tuple[Stake, ...]
    cautious: Cautious
    questions: tuple[Question, ...]
    near: tuple[NearMiss, ...]
    receipt: Receipt

    def of(self, group: Group) -> tuple[Outcome, ...]:
        """The outcomes of a group: those with a sum first, the highest before the others."""
        mine = [outcome for outcome in self.assessment.outcomes if group_of(outcome) is group]
        return tuple(sorted(mine, key=_worth, reverse=True))

    def near_of(self, outcome: Outcome) -> NearMiss | None:
        """The changes that would make a refused outcome eligible, where a few are enough."""
        key = (outcome.claim, outcome.support)
        return next((miss for miss in self.near if (miss.claim, miss.support) == key), None)

    @property
    def presumed(self) -> dict[str, str]:
        """The presumed facts that the answer mentions, each with a kind of claim for which it is presumed."""
        found: dict[str, str] = {}
        for outcome in self.assessment.outcomes:
            if group_of(outcome) is not Group.APART:
                for fact in outcome.presumed:
                    found.setdefault(fact, self.policy.support(outcome.support).per)
        return found

    def as_item(self) -> items.Result:
        """The answer as an item, which ``result.schema.json`` describes."""
        told = (self.cautious, self.stakes, self.questions, self.near)
        return result_item(self.receipt, self.assessment, *told)

    def receipt_item(self) -> items.Receipt:
        """The receipt as an item, from which the answer can be made again."""
        return receipt_item(self.policy, self.case, self.receipt)


def answer(
    policy: Policy,
    case: Case,
    program: str,
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Answer:
    """Assess a case and derive the complete answer; ``program`` is the version that the receipt names.

    ``on`` and ``readings`` are as for :func:`kb.assess.assessment.assess`. Raises
    :class:`kb.model.words.errors.PolicyError` for a reading or option that does not exist.
    """
    return complete(policy, case, assess(policy, case, on=on, readings=readings), program)


def complete(policy: Policy, case: Case, assessment: Assessment, program: str) -> Answer:
    """The complete answer to an assessment that has been made."""
    return Answer(
        policy,
        case,
        assessment,
        weigh_readings(policy, case, assessment),
        find_cautious(policy, case, assessment),
        find_askable(policy, case, assessment),
        find_near_misses(policy, case, assessment),
        make_receipt(policy, case, assessment, program),
    )


def group_of(outcome: Outcome) -> Group:
    """The group of an outcome; outcomes without a claim, and those for other subjects, are apart."""
    if not outcome.claim and CLAIMS not in outcome.missing:
        return Group.APART
    if len(outcome.reasons) == 1 and outcome.reasons[0].kind == "subject":
        return Group.APART
    return Group(outcome.status.group)


def _worth(outcome: Outcome) -> tuple[bool, int]:
    if outcome.amount is None:
        return (False, 0)
    return (outcome.amount.high is None or outcome.amount.high > 0, outcome.amount.high or 0)
