"""Proofs about what was granted before: shared ceilings and numbers in a period, step by step.

A law of any number of grants is proved as a step: what earlier grants keep, one more keeps as well. That a
ledger of any length comes down to the grants that are encoded is proved first, by joining two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.amounts import Cap
from kb.assess.ruleset import read_policy
from kb.errors import LANGUAGES
from kb.facts import AMOUNT, DATE, OBJECT, PAID_ON, PHASE
from kb.model import Support
from kb.verify.benches import Bench
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
    minus,
    neg,
    number,
    plus,
)
from kb.verify.proofs_sums import limits_keep_laws
from kb.verify.questions import Undecided, is_possible, new_solver
from kb.verify.verdicts import Result, Verdict
from kb.writing import write_quantity

Joined = dict[tuple[str, str], bool]
"""Whether two grants leave of a ceiling what one of their sum leaves, by kind of claim and what shares it."""


def prove_ledger(bench: Bench, joined: Joined) -> Iterator[Result]:
    """The laws of one support over several applications, under every reading that they turn on.

    ``joined`` remembers what was proved of one support and holds of others.
    """
    if bench.support.amount.caps:
        yield from _prove_shared(bench, joined)
    if bench.support.amount.quota:
        yield from _prove_quotas(bench)


def _prove_shared(bench: Bench, joined: Joined) -> Iterator[Result]:
    """Grants that share a ceiling stay within it together, in force and as every other reading shares it."""
    mine = [(cap, key) for cap in bench.support.amount.caps for key in cap.per]
    for cap, key in mine:
        yield _prove_step(bench, cap, key, joined)
    seen = {key for _, key in mine}
    for cap in bench.rules.policy.support(bench.support.id).amount.caps:
        for ruling in cap.per.rulings:
            if ruling.value in seen:
                continue
            seen.add(ruling.value)
            chosen = {**bench.chosen, **dict(ruling.under)}
            quick = None if _tops_up(bench) else _prove_quickly(bench, cap, ruling.value, chosen, joined)
            if quick is None:
                rules = read_policy(bench.rules.policy, chosen)
                other = Bench(rules, rules.by_id[bench.support.id], chosen)
                quick = _prove_step(other, cap, ruling.value, joined)
            yield quick


def _prove_step(bench: Bench, cap: Cap, key: str, joined: Joined) -> Result:
    """A step from what was granted to one grant more, by the whole encoding."""
    encoding = bench.encoding
    granted, sure = _granted(bench, key, cap)
    above = lt(cap.limit.money.fen, plus(granted, encoding.high))
    violated = conj(encoding.ledger.told, *sure, neg(encoding.is_refused), above)
    step = bench.settle("shared-ceiling", violated, _words(bench, cap), _form(bench, key))
    if step.verdict is Verdict.PROVED and not _joins(bench, key, joined):
        return replace(step, verdict=Verdict.UNDECIDED, form="open")
    return step


def _prove_quickly(bench: Bench, cap: Cap, key: str, chosen: dict[str, str], joined: Joined) -> Result | None:
    """The same step under another reading, by what is left of the ceiling alone; ``None`` if it fails.

    No sum is above what is left, which is proved on its own, so that nothing else need be encoded.
    """
    encoding = bench.encoding
    granted, sure = _granted(bench, key, cap)
    entries = [(entry, entry.is_under(bench.support.id)) for entry in encoding.ledger.entries]
    left = left_of(cap.limit.money.fen, key, encoding.claim, entries, Calendar(bench.rules))
    above = lt(cap.limit.money.fen, plus(granted, left.high))
    try:
        if not limits_keep_laws() or bench.allows(*sure, above) or not _joins(bench, key, joined):
            return None
    except Undecided:
        return None
    words, form = _words(bench, cap), _form(bench, key)
    return bench.result("shared-ceiling", Verdict.PROVED, form, words, readings=chosen)


def _granted(bench: Bench, key: str, cap: Cap) -> tuple[Number, list[Truth]]:
    """What the ledger tells of grants that share a ceiling, and that all of it is known and within it."""
    encoding, calendar = bench.encoding, Calendar(bench.rules)
    granted: Number = 0
    sure: list[Truth] = []
    for entry in encoding.ledger.entries:
        shares = shares_ceiling(key, encoding.claim, entry, calendar)
        known, fen = entry.facts.get(AMOUNT)
        mine = entry.is_under(bench.support.id)
        here = conj(mine, shares.holds)
        granted = plus(granted, ite(here, fen, 0))
        sure.append(
            conj(disj(neg(mine), shares.holds, shares.fails), disj(neg(here), conj(known, le(0, fen))))
        )
    return granted, [*sure, le(granted, cap.limit.money.fen)]


def _tops_up(bench: Bench) -> bool:
    """Whether an earlier grant of the same support may be taken off instead of sharing the ceiling."""
    rules = bench.rules
    alone = (m for m in rules.meetings if m.supports == {bench.support.id})
    return rules.non_cumulation.conflict == "top-up" or any(m.then == "topped-up" for m in alone)


def _joins(bench: Bench, key: str, joined: Joined) -> bool:
    """Whether two grants leave what one of their sum leaves, so that two stand for any number.

    It is asked for any ceiling at all, and so once for every kind of claim.
    """
    found = (bench.support.per, key)
    if found not in joined:
        encoding, calendar = bench.encoding, Calendar(bench.rules)
        limit = number("limit")
        both = [(entry, entry.present) for entry in encoding.ledger.entries[:2]]
        left = left_of(limit, key, encoding.claim, both, calendar)
        granted: Number = 0
        known_all: list[Truth] = [le(0, limit)]
        for entry, there in both:
            shares = shares_ceiling(key, encoding.claim, entry, calendar)
            known, fen = entry.facts.get(AMOUNT)
            granted = plus(granted, ite(conj(there, shares.holds), fen, 0))
            known_all.append(disj(neg(there), shares.fails, conj(shares.holds, known, le(0, fen))))
        rest = ite(le(granted, limit), minus(limit, granted), 0)
        solver = new_solver(known_all)
        joined[found] = not is_possible(solver, disj(neg(eq(left.high, rest)), neg(eq(left.low, rest))))
    return joined[found]


def _words(bench: Bench, cap: Cap) -> dict[str, Any]:
    return {
        "limit": {lang: write_quantity(cap.limit, lang) for lang in LANGUAGES},
        "phases": {
            lang: ("和" if lang == "zh" else " and ").join(_phases(bench.support, lang, bench))
            for lang in LANGUAGES
        },
    }


def _form(bench: Bench, key: str) -> str:
    return "phases" if bench.support.amount.phases and key == OBJECT else key


def _prove_quotas(bench: Bench) -> Iterator[Result]:
    """The number in a period, as a year is read by default and as every other reading counts it."""
    yield from _prove_quota(bench)
    support = bench.rules.policy.support(bench.support.id)
    amount, unread = bench.support.amount.quota, support.amount.quota
    assert amount is not None
    assert unread is not None
    seen = {amount.year.value}
    for ruling in unread.year.rulings:
        if ruling.value not in seen:
            seen.add(ruling.value)
            chosen = {**bench.chosen, **dict(ruling.under)}
            rules = read_policy(bench.rules.policy, chosen)
            yield from _prove_quota(Bench(rules, rules.by_id[support.id], chosen))


def _prove_quota(bench: Bench) -> Iterator[Result]:
    """No period ever holds more units than the number: what is within it before is within it after."""
    support, encoding = bench.support, bench.encoding
    amount = support.amount.quota
    assert amount is not None
    calendar, period, fact = Calendar(bench.rules), amount.year.value, amount.day.value
    number = amount.count.count.number
    known, day = encoding.claim.get(fact)
    days: list[tuple[Truth, Number]] = []
    told: list[Truth] = [known]
    for entry in encoding.ledger.entries:
        mine = counts_towards(amount, entry, support)
        is_told, one = entry.facts.get(DATE if fact == PAID_ON else fact)
        days.append((mine, one))
        told.append(disj(neg(mine), is_told))
    free = disj(*(encoding.claim.is_true(one) for one in amount.unless))
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


def _phases(support: Support, lang: str, bench: Bench) -> list[str]:
    if not support.amount.phases:
        return []
    declared = bench.encoding.claim.declared(PHASE)
    if declared is None:
        return [phase.words for phase in support.amount.phases]
    choices = {choice.id: choice.label(lang) for choice in declared.choices}
    return [choices.get(phase.id, phase.words) for phase in support.amount.phases]
