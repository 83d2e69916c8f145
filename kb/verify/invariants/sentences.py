"""The law that every answer can be written: as sentences, as data and as a receipt, however odd the case."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.core.outcomes import Assessment
from kb.explain.answer import say_answer, say_receipt
from kb.explain.items.parts import write_json
from kb.explain.outcomes import write_line
from kb.explain.whole_answer import complete
from kb.model.fact_types import MOST_FEN
from kb.model.policy import Policy
from kb.model.values import FIRST_YEAR, LAST_YEAR, Measured, Money
from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz.generator import often
from kb.verify.invariants.trial import Law, Trial, Violation, say

ODD_SUMS = (0, 1, 2, 99, 101, 10**6 + 1, MOST_FEN - 1, MOST_FEN)
"""Sums in fen at the limits of what can be stated, and sums that no rate divides evenly."""

ODD_STEPS = (0, 1, 999, 10**12)
"""Step counts at the limits of what can be stated."""

ODD_NAMES = ("申请人", "claim", "grant", "A|B", "A=B", "甲/乙", "（一期）", "{count}", "0", "名" * 40)
"""Names that a person may give and that have a meaning elsewhere."""


def make_odd(case: Case, rng: Random) -> Case:
    """A case with odd but valid sums, days, counts and names, and with facts of grants left out."""
    names = dict(zip((claim.id for claim in case.claims or ()), rng.sample(ODD_NAMES, 10), strict=False))
    claims = case.claims
    if claims is not None:
        claims = tuple(
            Claim(names.get(claim.id, claim.id), claim.kind, _make_odd(claim.facts, names, rng, 0))
            for claim in claims
        )
    ledger = case.ledger
    if ledger is not None:
        ledger = tuple(Grant(_make_odd(grant.facts, names, rng, 25)) for grant in ledger)
    day = _day(case.date, rng) if often(rng, 30) else case.date
    return replace(case, date=day, claims=claims, ledger=ledger)


def _make_odd(facts: Facts, names: dict[str, str], rng: Random, gaps: int) -> dict[str, FactValue]:
    return {
        key: names.get(value, value) if isinstance(value, str) else _odd(value, rng)
        for key, value in facts.items()
        if not often(rng, gaps)
    }


def _odd(value: FactValue, rng: Random) -> FactValue:
    if not often(rng, 40):
        return value
    match value:
        case Money():
            return Money(rng.choice(ODD_SUMS))
        case Measured():
            return Measured(rng.choice(ODD_STEPS), value.unit)
        case date():
            return _day(value, rng)
        case bool() | dict() | str():
            return value
        case _:
            return rng.choice((0, 1, 2, 10**6))


def _day(day: date, rng: Random) -> date:
    """The ends of the possible days, a leap day near them, and the ends of the year."""
    leap = next(year for year in range(day.year - day.year % 4, LAST_YEAR) if isleap(year))
    days = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), date(leap, 2, 29))
    return rng.choice((*days, day.replace(month=1, day=1), day.replace(month=12, day=31)))


def tell_all(policy: Policy, case: Case, assessment: Assessment) -> Iterator[str]:
    """Every line of an answer in both languages; the answer is also written as data and as a receipt."""
    answer = complete(policy, case, assessment, "")
    write_json(answer.as_item())
    write_json(answer.receipt_item())
    for lang in LANGUAGES:
        for section in say_answer(answer, lang, explain=True):
            for entry in section.entries:
                yield entry.head
                yield from entry.lines
                yield from (write_line(line, lang) for line in entry.tree)
        yield say_receipt(answer, lang)


def _is_told(trial: Trial) -> Violation | None:
    """An odd case is answered, and no line of the answer is empty."""
    case = make_odd(trial.case, trial.rng())
    told = list(tell_all(trial.policy, case, trial.other(case)))
    if all(line.strip() for line in told):
        return None
    return Violation(trial.policy.document.parts[0].eid, "", say("untold"), say("all-told"))


LAWS = (Law("told", _is_told, alone=True, every=50),)
"""The laws about the complete explanation. Each trial takes as long as fifty answers, since readings and near
misses are computed.
"""
