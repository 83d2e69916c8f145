"""Results as JSON data: a stable form for programs, version 1, described in ``result.schema.json``.

Sums are integers of fen, days are ISO dates, and what is not known is ``null``.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from kb.assess.asking import NearMiss, Question
from kb.assess.outcomes import Assessment, Combination, Note, Outcome, Reason
from kb.assess.receipts import Receipt, version_json
from kb.assess.weighing import Cautious, Stake
from kb.core.reasons import Agreed, Share, Values
from kb.terms import Interval, Money, Rate

VERSION = "1"
"""The version of the form; it changes when a program that reads it would have to."""

Data = dict[str, Any]


def result_json(
    receipt: Receipt,
    assessment: Assessment,
    cautious: Cautious,
    stakes: tuple[Stake, ...] = (),
    questions: tuple[Question, ...] = (),
    near: tuple[NearMiss, ...] = (),
) -> Data:
    """An assessment with its receipt and all that follows from it, as JSON data."""
    return {
        "version": VERSION,
        "program": receipt.program,
        "policy": version_json(receipt),
        "rules": receipt.rules,
        "case": receipt.case,
        "result": receipt.result,
        "unchecked": None if receipt.unchecked is None else receipt.unchecked.as_json(),
        "on": assessment.on.isoformat(),
        "readings": assessment.readings,
        "outcomes": [outcome_data(outcome) for outcome in assessment.outcomes],
        "combination": _combination(assessment.combination),
        "notes": [_note(note) for note in assessment.notes],
        "cautious": {"total": value_data(cautious.total), "readings": dict(cautious.readings)},
        "stakes": [_stake(stake) for stake in stakes],
        "questions": [_question(question) for question in questions],
        "near": [_near(miss) for miss in near],
    }


def outcome_data(outcome: Outcome) -> Data:
    """One outcome as JSON data."""
    return {
        "claim": outcome.claim or None,
        "measure": outcome.measure,
        "support": outcome.support,
        "status": str(outcome.status),
        "amount": value_data(outcome.amount),
        "ceiling": outcome.ceiling,
        "missing": list(outcome.missing),
        "judged": [{"term": judged.term, "agencies": list(judged.agencies)} for judged in outcome.judged],
        "presumed": list(outcome.presumed),
        "clauses": list(outcome.clauses),
        "reasons": [_reason(reason) for reason in outcome.reasons],
    }


def value_data(value: object) -> Any:
    """A value of a reason or fact as JSON data: sums in fen, rates as ``3/10``, days as ISO dates."""
    match value:
        case None | bool() | int() | str():
            return value
        case Interval():
            return {"low": value.low, "high": value.high}
        case Money():
            return value.fen
        case Rate():
            return str(Fraction(value.of_one))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def flatten(values: Values | None) -> tuple[object, ...]:
    """What a reason names as one list: where a field holds several values, they follow one another.

    >>> from kb.core.reasons import Levels
    >>> flatten(Levels("national", ("national", "city")))
    ('national', 'national', 'city')
    """
    if isinstance(values, Share | Agreed) and values.less:
        # The fact whose sum is stated is that of the base, which is in the list already.
        (_, stated), *taken = values.less
        return (*values[:-1], stated, *chain.from_iterable(taken))
    found: tuple[object, ...] = tuple(values or ())
    while any(isinstance(value, tuple) for value in found):
        several = (value if isinstance(value, tuple) else (value,) for value in found)
        found = tuple(chain.from_iterable(several))
    return found


def _reason(reason: Reason) -> Data:
    return {
        "kind": reason.kind,
        "holds": reason.holds,
        "provision": reason.provision or None,
        "words": reason.words or None,
        "fact": reason.fact or None,
        "values": [value_data(value) for value in flatten(reason.values)],
        "parts": [_reason(part) for part in reason.parts],
    }


def _combination(combination: Combination) -> Data:
    return {
        "best": [
            {"claim": part.claim, "support": part.support, "amount": value_data(part.amount)}
            for part in combination.best
        ],
        "total": value_data(combination.total),
        "if_given": value_data(combination.if_given),
        "settled": combination.settled,
        "proved": combination.proved,
        "waits": list(combination.waits),
        "barred": [
            {
                "claim": bar.claim,
                "support": bar.support,
                "kind": bar.kind,
                "by": [{"claim": claim, "support": support} for claim, support in bar.by],
                "provision": bar.provision,
            }
            for bar in combination.barred
        ],
    }


def _note(note: Note) -> Data:
    return {
        "kind": note.kind,
        "claims": list(note.claims),
        "provision": note.provision,
        "amounts": [value_data(amount) for amount in note.amounts],
        "values": [value_data(value) for value in note.values],
        **({} if note.grant is None else {"grant": note.grant + 1}),
    }


def _stake(stake: Stake) -> Data:
    return {
        "reading": stake.reading,
        "chosen": stake.chosen,
        "total": value_data(stake.total),
        "most": stake.most,
        "alternatives": [
            {
                "option": other.option,
                "total": value_data(other.total),
                "changes": [
                    {
                        "claim": change.claim or None,
                        "support": change.support,
                        "status": str(change.status),
                        "amount": value_data(change.amount),
                        "ceiling": change.ceiling,
                    }
                    for change in other.changes
                ],
            }
            for other in stake.alternatives
        ],
    }


def _question(question: Question) -> Data:
    return {
        "of": question.of or None,
        "fact": question.fact,
        "supports": list(question.supports),
        "stake": question.stake,
        "judged": question.judged,
        **({} if question.grant is None else {"grant": question.grant + 1}),
    }


def _near(miss: NearMiss) -> Data:
    return {
        "claim": miss.claim,
        "support": miss.support,
        "changes": [
            {"fact": fact, "is": value_data(before), "needed": value_data(after)}
            for fact, before, after in miss.changes
        ],
        "status": str(miss.then.status),
        "amount": value_data(miss.then.amount),
    }
