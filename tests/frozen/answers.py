"""The recorded parts of an answer: its sums and, separately, everything else, with reasons as sentences."""

from __future__ import annotations

from typing import Any

from kb.assess.assessment import assess_under
from kb.core.outcomes import Assessment, Outcome
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_combination, say_note, say_outcome, say_tree
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES
from tests.frozen.cases import FrozenCase

Data = dict[str, Any]

_unclaimed: dict[tuple[int, Outcome], Data] = {}
"""The sentences of outcomes without a claim, which are the same for most cases."""


def answer(frozen: FrozenCase) -> Data:
    """The engine's answer as JSON data: ``sums`` (status, fen) and ``rest`` (sentences, clauses, facts).

    The order is that of the answer. Where the engine fails, ``sums`` describes the failure and ``rest`` is
    empty.
    """
    try:
        found = assess_under(read_policy(frozen.policy, frozen.readings), frozen.case)
        return {"sums": _sums(found), "rest": _rest(frozen.policy, found)}
    except Exception as problem:
        return {"sums": {"fails": f"{type(problem).__name__}: {problem}"}, "rest": {}}


def _sums(found: Assessment) -> Data:
    combination = found.combination
    return {
        "outcomes": {
            _key(one.claim, one.support): [str(one.status), _pair(one.amount), one.ceiling]
            for one in found.outcomes
        },
        "total": _pair(combination.total),
        "if-given": _pair(combination.if_given),
        "best": [[_key(part.claim, part.support), _pair(part.amount)] for part in combination.best],
        "settled": combination.settled,
        "proved": combination.proved,
    }


def _rest(policy: Policy, found: Assessment) -> Data:
    combination = found.combination
    return {
        "outcomes": {_key(one.claim, one.support): _outcome(policy, one) for one in found.outcomes},
        "combination": {
            "barred": [
                [_key(bar.claim, bar.support), bar.kind, bar.provision, *(_key(*one) for one in bar.by)]
                for bar in combination.barred
            ],
            "waits": list(combination.waits),
            "says": {lang: list(say_combination(policy, combination, lang)) for lang in LANGUAGES},
        },
        "notes": [
            {
                "claims": list(note.claims),
                "provision": note.provision,
                "says": {lang: say_note(policy, note, lang) for lang in LANGUAGES},
            }
            for note in found.notes
        ],
    }


def _outcome(policy: Policy, outcome: Outcome) -> Data:
    if outcome.claim:
        return _say(policy, outcome)
    key = (id(policy), outcome)
    if key not in _unclaimed:
        _unclaimed[key] = _say(policy, outcome)
    return _unclaimed[key]


def _say(policy: Policy, outcome: Outcome) -> Data:
    kind = policy.support(outcome.support).per
    return {
        "missing": list(outcome.missing),
        "judged": [[judged.term, *judged.agencies] for judged in outcome.judged],
        "presumed": list(outcome.presumed),
        "clauses": list(outcome.clauses),
        "says": {lang: list(say_outcome(policy, outcome, lang)) for lang in LANGUAGES},
        "reasons": {
            lang: [list(line) for line in say_tree(policy, outcome.reasons, lang, kind)] for lang in LANGUAGES
        },
    }


def _key(claim: str, support: str) -> str:
    return f"{claim or '-'} {support}"


def _pair(interval: Interval | None) -> list[int | None] | None:
    return None if interval is None else [interval.low, interval.high]
