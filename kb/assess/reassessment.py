"""A case under slightly different rules: only the affected outcomes are assessed again."""

from __future__ import annotations

from collections.abc import Iterable

from kb.assess.assessment import assess_claim, bearing_on
from kb.assess.facts import Stated
from kb.assess.programs import programs_of
from kb.assess.together.conflicts import combine
from kb.core.outcomes import REFUSED, Combination, Outcome
from kb.core.ruleset import Ruleset
from kb.model.facts import OBJECT

Result = tuple[tuple[Outcome, ...], Combination]
"""The outcomes of a case, and the best combination of them."""


def vary(rules: Ruleset, result: Result, other: Ruleset, stated: Stated) -> Result:
    """The result of a case under ``other`` rules, given its ``result`` under ``rules``.

    Statuses, sums and missing facts equal those of :func:`kb.assess.assessment.assess_under`; the reasons of
    an unchanged outcome are those under ``rules``. Both rulesets must be of one policy, and a support that is
    the same object in both has the same rules.
    """
    before, combination = result
    turned = {key for key, option in other.readings.items() if rules.readings[key] != option}
    programs = programs_of(rules.policy)

    def is_touched(outcome: Outcome) -> bool:
        if not outcome.claim:
            return False
        always, with_grants = programs[outcome.support].readings
        if not turned.isdisjoint(always):
            return True
        if turned.isdisjoint(with_grants) or not stated.ledger.entries:
            return False
        support, known = other.by_id[outcome.support], stated.known[outcome.claim]
        thing = known.get(OBJECT)
        return any(bearing_on(each, support, thing, stated.ledger) for each in (rules, other))

    bars = _bars(rules) != _bars(other)
    changed = frozenset(key for key, support in other.by_id.items() if support is not rules.by_id[key])
    outcomes = tuple(
        assess_claim(other, other.by_id[outcome.support], stated.known[outcome.claim], stated.ledger)
        if is_touched(outcome)
        else outcome
        for outcome in before
    )
    if bars or not _combines_alike(before, outcomes, changed):
        combination = combine(other, outcomes, stated.known, stated.ledger)
    return outcomes, combination


def _bars(rules: Ruleset) -> tuple[object, ...]:
    """The rules that decide which claims exclude one another."""
    return (rules.non_cumulation, rules.meetings, rules.together)


def _combines_alike(before: Iterable[Outcome], after: Iterable[Outcome], changed: frozenset[str]) -> bool:
    """Whether the differences between the outcomes do not matter to a combination."""
    return all(
        (one.support not in changed or not one.claim or one.status in REFUSED)
        and (
            one is other
            or (one.status, one.amount, one.missing, one.judged)
            == (other.status, other.amount, other.missing, other.judged)
        )
        for one, other in zip(before, after, strict=True)
    )
