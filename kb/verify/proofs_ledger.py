"""Proofs about what was granted before: shared ceilings and numbers in a period, step by step.

A law of any number of grants is proved as a step: what earlier grants keep, one more keeps as well. That a
ledger of any length comes down to the grants that are encoded is proved first, by joining two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.amounts import PerUnit, SharedCap
from kb.assess.limits import period_of, quota_day
from kb.assess.ruleset import read_policy
from kb.assess.sums import caps
from kb.guards import rulings_for
from kb.model import Support
from kb.verify.benches import LANGUAGES, Bench
from kb.verify.encoding_dates import Calendar
from kb.verify.encoding_limits import counts_towards, left_of, shares_ceiling
from kb.verify.encoding_terms import (
    Number,
    Truth,
    conj,
    disj,
    eq,
    ite,
    le,
    lt,
    neg,
    plus,
)
from kb.verify.questions import Undecided
from kb.verify.verdicts import Result, Verdict
from kb.writing import write_quantity


def prove_ledger(bench: Bench) -> Iterator[Result]:
    """The laws of one support over several applications, under every reading that they turn on."""
    if caps(bench.support.amount):
        yield from _over_readings(bench, "per", _prove_shared)
    if isinstance(bench.support.amount, PerUnit):
        yield from _over_readings(bench, "period", _prove_quota)


def _over_readings(bench: Bench, ruling: str, law: object) -> Iterator[Result]:
    """A law under the reading in force, and under each other option that changes this ruling."""
    assert callable(law)
    yield from law(bench)
    policy = bench.rules.policy
    support = policy.support(bench.support.id)
    seen = {_rulings(bench.support, ruling)}
    for reading, option in _options(support, ruling):
        chosen = {**bench.chosen, reading: option}
        rules = read_policy(policy, chosen)
        other = Bench(rules, rules.by_id[support.id], chosen)
        if _rulings(other.support, ruling) not in seen:
            seen.add(_rulings(other.support, ruling))
            yield from law(other)


def _prove_shared(bench: Bench) -> Iterator[Result]:
    """Grants that share a ceiling stay within it together: a step from what was granted to one more."""
    support, encoding = bench.support, bench.encoding
    calendar = Calendar(bench.rules)
    for cap in caps(support.amount):
        for key in rulings_for(cap.rulings, "per"):
            limit = cap.limit.money.fen
            granted: Number = 0
            sure: list[Truth] = []
            for entry in encoding.ledger.entries:
                shares = shares_ceiling(key, encoding.claim, entry, calendar)
                known, fen = entry.facts.get("amount")
                mine = entry.is_under(support.id)
                here = conj(mine, shares.holds)
                granted = plus(granted, ite(here, fen, 0))
                sure.append(conj(disj(neg(mine), shares.holds, shares.fails), disj(neg(here), known)))
            violated = conj(
                encoding.ledger.told,
                *sure,
                le(granted, limit),
                neg(encoding.is_refused),
                lt(limit, plus(granted, encoding.high)),
            )
            words: dict[str, Any] = {
                "limit": {lang: write_quantity(cap.limit, lang) for lang in LANGUAGES},
                "phases": {
                    lang: ("和" if lang == "zh" else " and ").join(_phases(support, lang, bench))
                    for lang in LANGUAGES
                },
            }
            form = "phases" if isinstance(support.amount, SharedCap) and key == "object" else key
            step = bench.settle("shared-ceiling", violated, words, form)
            if step.verdict is Verdict.PROVED and not _joins(bench, key, calendar):
                step = replace(step, verdict=Verdict.UNDECIDED, form="open")
            yield step


def _joins(bench: Bench, key: str, calendar: Calendar) -> bool:
    """Whether two grants leave what one of their sum leaves, so that two stand for any number."""
    encoding = bench.encoding
    one, other = encoding.ledger.entries[:2]
    for cap in caps(bench.support.amount):
        both = [(entry, entry.is_under(bench.support.id)) for entry in (one, other)]
        left = left_of(cap, key, encoding.claim, both, calendar)
        limit = cap.limit.money.fen
        granted: Number = 0
        all_known: list[Truth] = []
        for entry, mine in both:
            shares = shares_ceiling(key, encoding.claim, entry, calendar)
            known, fen = entry.facts.get("amount")
            granted = plus(granted, ite(conj(mine, shares.holds), fen, 0))
            all_known.append(disj(neg(mine), shares.fails, conj(shares.holds, known)))
        rest = plus(limit, ite(le(granted, limit), 0, 0))
        wrong = disj(
            conj(le(granted, limit), neg(eq(plus(left.high, granted), rest))),
            conj(lt(limit, granted), neg(eq(left.high, 0))),
            neg(eq(left.low, left.high)),
        )
        try:
            if bench.find(*all_known, wrong) is not None:
                return False
        except Undecided:
            return False
    return True


def _prove_quota(bench: Bench) -> Iterator[Result]:
    """No period ever holds more units than the number: what is within it before is within it after."""
    support, encoding = bench.support, bench.encoding
    amount = support.amount
    assert isinstance(amount, PerUnit)
    calendar, period, fact = Calendar(bench.rules), period_of(amount), quota_day(amount)
    number = amount.count.count.number
    known, day = encoding.claim.get(fact)
    days: list[tuple[Truth, Number]] = []
    told: list[Truth] = [known]
    for entry in encoding.ledger.entries:
        mine = counts_towards(amount, entry, support)
        is_told, one = entry.facts.get("date" if fact == "paid-on" else fact)
        days.append((mine, one))
        told.append(disj(neg(mine), is_told))
    free = disj(*(encoding.claim.is_true(one) for one in rulings_for(amount.rulings, "unless")))
    # Every grant of as many as the number lies in one period with the claim: one more would be too many.
    too_many = le(number, calendar.most_in_one_period(period, day, days))
    violated = conj(encoding.ledger.told, *told, neg(free), too_many, neg(encoding.is_refused))
    words: dict[str, Any] = {
        "count": {lang: write_quantity(amount.count, lang) for lang in LANGUAGES},
        "next": str(number + 1),
    }
    result = bench.settle("quota", violated, words, period)
    if result.verdict is Verdict.PROVED:
        # A longer ledger holds the number in a period only where so many of its grants do.
        within = calendar.most_in_one_period(period, day, days[:-1])
        try:
            wrong = bench.find(*told, lt(calendar.most_in_one_period(period, day, days), within))
        except Undecided:
            wrong = ()
        if wrong is not None:
            result = replace(result, verdict=Verdict.UNDECIDED, form="open")
    yield result


def _rulings(support: Support, name: str) -> tuple[str, ...]:
    amount = support.amount
    found = [value for cap in caps(amount) for value in rulings_for(cap.rulings, name)]
    if isinstance(amount, PerUnit):
        found += rulings_for(amount.rulings, name)
    return tuple(found)


def _options(support: Support, name: str) -> list[tuple[str, str]]:
    rulings = [ruling for cap in caps(support.amount) for ruling in cap.rulings]
    if isinstance(support.amount, PerUnit):
        rulings += support.amount.rulings
    return [pair for ruling in rulings if ruling.name == name for pair in ruling.under]


def _phases(support: Support, lang: str, bench: Bench) -> list[str]:
    if not isinstance(support.amount, SharedCap):
        return []
    declared = bench.encoding.claim.declared("phase")
    if declared is None:
        return [phase.words for phase in support.amount.phases]
    choices = {choice.id: choice.label(lang) for choice in declared.choices}
    return [choices.get(phase.id, phase.words) for phase in support.amount.phases]
