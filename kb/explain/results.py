"""Results as items: a stable form for programs, version 1, described in ``result.schema.json``.

Sums are integers of fen, days are ISO dates, and unknown values are ``null``.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import chain

from msgspec import UNSET

from kb.assess.questions import NearMiss, Question
from kb.assess.reading_impact import Cautious, Stake
from kb.core.outcomes import Assessment, Combination, Note, Outcome, Reason
from kb.core.reasons import Agreed, Share, Values
from kb.explain.items import results as items
from kb.explain.receipts import VERSION, Receipt, unchecked_item, version_item
from kb.model.values import Interval, Money, Rate


def result_item(
    receipt: Receipt,
    assessment: Assessment,
    cautious: Cautious,
    stakes: tuple[Stake, ...] = (),
    questions: tuple[Question, ...] = (),
    near: tuple[NearMiss, ...] = (),
) -> items.Result:
    """An assessment with its receipt and everything derived from it."""
    return items.Result(
        version=VERSION,
        program=receipt.program,
        policy=version_item(receipt),
        rules=receipt.rules,
        case=receipt.case,
        result=receipt.result,
        unchecked=unchecked_item(receipt.unchecked),
        on=assessment.on.isoformat(),
        readings=assessment.readings,
        outcomes=[outcome_item(outcome) for outcome in assessment.outcomes],
        combination=combination_item(assessment.combination),
        notes=[note_item(note) for note in assessment.notes],
        cautious=items.Cautious(interval_item(cautious.total), dict(cautious.readings)),
        stakes=[stake_item(stake) for stake in stakes],
        questions=[question_item(question) for question in questions],
        near=[near_item(miss) for miss in near],
    )


def outcome_item(outcome: Outcome) -> items.Outcome:
    """The outcome of one claim under one support."""
    return items.Outcome(
        claim=outcome.claim or None,
        measure=outcome.measure,
        support=outcome.support,
        status=outcome.status,
        amount=amount_item(outcome.amount),
        ceiling=outcome.ceiling,
        missing=list(outcome.missing),
        judged=[items.Judged(judged.term, list(judged.agencies)) for judged in outcome.judged],
        presumed=list(outcome.presumed),
        clauses=list(outcome.clauses),
        reasons=[reason_item(reason) for reason in outcome.reasons],
    )


def interval_item(interval: Interval) -> items.Interval:
    """A range from a least to a greatest sum, in fen."""
    return items.Interval(interval.low, interval.high)


def amount_item(amount: Interval | None) -> items.Interval | None:
    """A sum in fen; ``None`` where the text states none."""
    return None if amount is None else interval_item(amount)


def value_item(value: object) -> str | int | bool | items.Interval | None:
    """A value of a reason or fact: sums in fen, rates as ``3/10``, days as ISO dates."""
    match value:
        case None | bool() | int() | str():
            return value
        case Interval():
            return interval_item(value)
        case Money():
            return value.fen
        case Rate():
            return str(Fraction(value.of_one))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def flatten(values: Values | None) -> tuple[object, ...]:
    """The values of a reason as one flat list; a field with several values contributes all of them in order.

    >>> from kb.core.reasons import Levels
    >>> flatten(Levels("national", ("national", "city")))
    ('national', 'national', 'city')
    """
    if isinstance(values, Share | Agreed) and values.less:
        # The first fact is the base, which the list contains already.
        (_, stated), *taken = values.less
        return (*values[:-1], stated, *chain.from_iterable(taken))
    found: tuple[object, ...] = tuple(values or ())
    while any(isinstance(value, tuple) for value in found):
        several = (value if isinstance(value, tuple) else (value,) for value in found)
        found = tuple(chain.from_iterable(several))
    return found


def reason_item(reason: Reason) -> items.Reason:
    """A reason with its parts."""
    return items.Reason(
        kind=reason.kind,
        holds=reason.holds,
        provision=reason.provision or None,
        words=reason.words or None,
        fact=reason.fact or None,
        values=[value_item(value) for value in flatten(reason.values)],
        parts=[reason_item(part) for part in reason.parts],
    )


def combination_item(combination: Combination) -> items.Combination:
    """The best combination of claims and supports."""
    return items.Combination(
        best=[items.Part(part.claim, part.support, interval_item(part.amount)) for part in combination.best],
        total=interval_item(combination.total),
        if_given=interval_item(combination.if_given),
        settled=combination.settled,
        proved=combination.proved,
        waits=list(combination.waits),
        barred=[
            items.Bar(
                claim=bar.claim,
                support=bar.support,
                kind=bar.kind,  # type: ignore[arg-type]
                by=[items.Barring(claim, support) for claim, support in bar.by],
                provision=bar.provision,
            )
            for bar in combination.barred
        ],
    )


def note_item(note: Note) -> items.Note:
    """A note about the case for a person."""
    return items.Note(
        kind=note.kind,  # type: ignore[arg-type]
        claims=list(note.claims),
        provision=note.provision,
        amounts=[interval_item(amount) for amount in note.amounts],
        values=[value_item(value) for value in note.values],
        grant=UNSET if note.grant is None else note.grant + 1,
    )


def stake_item(stake: Stake) -> items.Stake:
    """A reading that affects the result."""
    return items.Stake(
        reading=stake.reading,
        chosen=stake.chosen,
        total=interval_item(stake.total),
        most=stake.most,
        alternatives=[
            items.Alternative(
                option=other.option,
                total=interval_item(other.total),
                changes=[
                    items.Change(
                        claim=change.claim or None,
                        support=change.support,
                        status=change.status,
                        amount=amount_item(change.amount),
                        ceiling=change.ceiling,
                    )
                    for change in other.changes
                ],
            )
            for other in stake.alternatives
        ],
    )


def question_item(question: Question) -> items.Question:
    """A fact that is worth asking for."""
    return items.Question(
        of=question.of or None,
        fact=question.fact,
        supports=list(question.supports),
        stake=question.stake,
        judged=question.judged,
        grant=UNSET if question.grant is None else question.grant + 1,
    )


def near_item(miss: NearMiss) -> items.NearMiss:
    """A refused claim that a few other facts would open."""
    return items.NearMiss(
        claim=miss.claim,
        support=miss.support,
        changes=[
            items.FactChange(fact, value_item(before), value_item(after))
            for fact, before, after in miss.changes
        ],
        status=miss.then.status,
        amount=amount_item(miss.then.amount),
    )
