"""Kept cases under other rules: what they name by an id follows, and what the rules have no more is told.

A case states the situation of an applicant. A fact that the rules ask for no more is left away, since it
decides nothing. A case that names an earlier grant, an answer or a reading that is gone cannot be stated any
more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.cases.form import Part, form_of
from kb.core.ruleset import choose_readings
from kb.model.document import is_deleted
from kb.model.facts import AGENCY, SUPPORT, Fact
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.verify.casebook.kept_case import Expected, KeptCase
from kb.versions.carrying import follow


def follow_case(kept: KeptCase, moves: Mapping[str, str], policy: Policy) -> KeptCase:
    """A kept case as it is stated under the rules of ``policy``.

    ``moves`` are the ids that are others there, each with its id, as
    :func:`~kb.versions.moves.find_moves` gives them. Nothing is expected any more of a support that is gone.
    Raises :class:`PolicyError` where the case cannot be stated.
    """
    choose_readings(policy, kept.readings)
    following = _Following(moves, policy, Place(kept.file))
    case = following.case(kept.case)
    if following.findings:
        raise PolicyError(following.findings)
    expected = [_expect(one, moves) for one in kept.expected]
    best = None if kept.best is None else {(claim, follow(key, moves)) for claim, key in kept.best}
    return replace(
        kept,
        case=case,
        expected=tuple(one for one in expected if not is_deleted(one.support)),
        clauses={follow(eid, moves): words for eid, words in kept.clauses.items()},
        best=None if best is None or any(is_deleted(key) for _, key in best) else frozenset(best),
        words={follow(eid, moves): words for eid, words in kept.words.items()},
    )


def stated_facts(case: Case) -> set[str]:
    """The ids of the facts that a case states."""
    claims, ledger = ([one.facts for one in told or ()] for told in (case.claims, case.ledger))
    return {key for facts in (case.applicant, *claims, *ledger) for key in facts}


def _expect(expected: Expected, moves: Mapping[str, str]) -> Expected:
    support, clause = (follow(one, moves) for one in (expected.support, expected.clause))
    return replace(expected, support=support, clause=clause)


class _Following:
    """States one case under other rules, and collects what cannot be stated."""

    def __init__(self, moves: Mapping[str, str], policy: Policy, place: Place) -> None:
        self._moves, self._policy, self._place = moves, policy, place
        self._form = form_of(policy)
        self.findings: list[Finding] = []

    def case(self, case: Case) -> Case:
        claims = None if case.claims is None else tuple(self._claim(one) for one in case.claims)
        ledger = None
        if case.ledger is not None:
            ledger = tuple(Grant(self._facts(one.facts, self._form.grant)) for one in case.ledger)
        return Case(case.date, self._facts(case.applicant, self._form.applicant), claims, ledger)

    def _claim(self, claim: Claim) -> Claim:
        part = self._form.kind(claim.kind)
        return replace(claim, facts={} if part is None else self._facts(claim.facts, part))

    def _facts(self, facts: Facts, part: Part) -> dict[str, FactValue]:
        return dict(self._stated(facts, part))

    def _stated(self, facts: Facts, part: Part) -> Iterator[tuple[str, FactValue]]:
        for key, value in facts.items():
            fact = part.fact(key)
            if fact is None:
                continue
            choices = {one.id for one in fact.choices}
            if isinstance(value, Mapping):
                yield key, {name: told for name, told in value.items() if name in choices}
            elif isinstance(value, str) and choices:
                yield key, self._choice(fact, value, choices)
            else:
                yield key, value

    def _choice(self, fact: Fact, value: str, choices: set[str]) -> str:
        now = value
        if fact.id == SUPPORT:
            now = follow(value, self._moves)
        elif fact.id == AGENCY and value not in choices and value in self._policy.registry.agency_by_id:
            now = self._policy.registry.agency_by_id[value].successor
        if now not in choices:
            code = "kept-support-gone" if fact.id == SUPPORT else "kept-answer-gone"
            words = {"fact_zh": fact.name, "fact_en": fact.name_en, "value": value}
            self.findings.append(error(code, self._place, **words))
        return now
