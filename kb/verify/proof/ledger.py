"""Proofs about earlier grants: shared ceilings, numbers in a period and joint limits, by induction.

A law about any number of grants is proved as an induction step: what holds of the earlier grants still holds
with one more. That a ledger of any length is equivalent to one with the encoded number of grants is proved
first, by joining two grants into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kb.core.ceilings import left_of, shares_ceiling
from kb.core.days import most_in_one_period
from kb.core.facts import Facts, Given
from kb.core.limits import Counting
from kb.core.ruleset import read_policy
from kb.core.terms import (
    Day,
    Number,
    Tri,
    Truth,
    among,
    conj,
    disj,
    eq,
    floor_div,
    ite,
    le,
    lt,
    minus,
    neg,
    plus,
    times,
)
from kb.explain.words import Teller
from kb.model.amounts import Cap, Quantity
from kb.model.facts import AMOUNT, LEVEL, OBJECT, PHASE, SUPPORT
from kb.model.policy import Support
from kb.model.together import JointLimit
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_quantity
from kb.verify.proof.session import Bench
from kb.verify.proof.solver_calls import Solver, Undecided
from kb.verify.proof.sums import limits_keep_laws
from kb.verify.proof.terms import number
from kb.verify.results import Result, Verdict
from kb.verify.stated_limits import quote_limit, stated_limit

Joined = dict[tuple[str, str], bool]
"""Whether two grants reduce a ceiling as much as one grant of their sum, by kind of claim and sharer."""


def prove_ledger(bench: Bench, joined: Joined) -> Iterator[Result]:
    """The laws of one support over several applications, under every reading that affects them.

    ``joined`` remembers what was proved of one support and holds of others.
    """
    if bench.support.amount.caps:
        yield from _prove_shared(bench, joined)
    if bench.support.amount.quota:
        yield from _prove_quotas(bench)
    if bench.support.is_paid:
        yield from _prove_joint_limits(bench, joined)


def _prove_shared(bench: Bench, joined: Joined) -> Iterator[Result]:
    """Grants that share a ceiling stay within it together, under the default and under every other way of
    sharing.
    """
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
    """The step from the earlier grants to one more grant, by the whole encoding."""
    encoding = bench.encoding
    granted, sure = _granted(bench, key, cap)
    above = lt(cap.limit.money.fen, plus(granted, encoding.sum.high))
    violated = conj(encoding.ledger.told, *sure, neg(encoding.is_refused), above)
    step = bench.settle("shared-ceiling", violated, _words(bench, cap), _form(bench, key))
    if step.verdict is Verdict.PROVED and not _joins(bench, key, joined):
        return replace(step, verdict=Verdict.UNDECIDED, form="open")
    return step


def _prove_quickly(bench: Bench, cap: Cap, key: str, chosen: dict[str, str], joined: Joined) -> Result | None:
    """The same step under another reading, by the remainder of the ceiling alone; ``None`` where this fails.

    That no sum exceeds the remainder is proved separately, so nothing else need be encoded.
    """
    encoding = bench.encoding
    granted, sure = _granted(bench, key, cap)

    def counts(entry: Facts) -> Truth:
        return entry.is_choice(SUPPORT, bench.support.id)

    left = left_of(cap.limit.money.fen, encoding.ledger, counts, _shares(bench, key))
    above = lt(cap.limit.money.fen, plus(granted, left.high))
    try:
        if not limits_keep_laws(bench) or bench.allows(*sure, above) or not _joins(bench, key, joined):
            return None
    except Undecided:
        return None
    words, form = _words(bench, cap), _form(bench, key)
    return bench.result("shared-ceiling", Verdict.PROVED, form, words, readings=chosen)


def _granted(bench: Bench, key: str, cap: Cap) -> tuple[Number, list[Truth]]:
    """The sum of the grants that share a ceiling, and the condition that all of it is known and within the
    ceiling.
    """
    encoding = bench.encoding
    granted: Number = 0
    sure: list[Truth] = []
    for entry in encoding.ledger.entries:
        shares = shares_ceiling(key, encoding.claim, entry.facts)
        known, fen = entry.facts.get(AMOUNT)
        mine = entry.is_under(bench.support.id)
        here = conj(mine, shares.holds)
        granted = plus(granted, ite(here, fen, 0))
        sure.append(
            conj(disj(neg(mine), shares.holds, shares.fails), disj(neg(here), conj(known, le(0, fen))))
        )
    return granted, [*sure, le(granted, cap.limit.money.fen)]


def _tops_up(bench: Bench) -> bool:
    """Whether an earlier grant of the same support may be deducted instead of sharing the ceiling."""
    rules = bench.rules
    alone = (m for m in rules.meetings if m.supports == {bench.support.id})
    return rules.non_cumulation.conflict == "top-up" or any(m.then == "topped-up" for m in alone)


def _joins(bench: Bench, key: str, joined: Joined) -> bool:
    """Whether two grants leave the same remainder as one grant of their sum, so that two stand for any
    number.

    The ceiling is arbitrary, so this is proved once for every kind of claim.
    """
    found = (bench.support.per, key)
    if found not in joined:
        encoding = bench.encoding
        limit = number("limit")
        both = replace(encoding.ledger, entries=encoding.ledger.entries[:2])
        left = left_of(limit, both, lambda _: True, _shares(bench, key))
        granted: Number = 0
        known_all: list[Truth] = [le(0, limit)]
        for entry in both.entries:
            shares = shares_ceiling(key, encoding.claim, entry.facts)
            known, fen = entry.facts.get(AMOUNT)
            granted = plus(granted, ite(conj(entry.present, shares.holds), fen, 0))
            known_all.append(disj(neg(entry.present), shares.fails, conj(shares.holds, known, le(0, fen))))
        rest = ite(le(granted, limit), minus(limit, granted), 0)
        solver = Solver(bench.terms, (*encoding.sane, *known_all))
        joined[found] = not solver.is_possible(disj(neg(eq(left.high, rest)), neg(eq(left.low, rest))))
    return joined[found]


def _shares(bench: Bench, key: str) -> Callable[[Facts], Tri]:
    """Whether a grant shares a ceiling with the claim."""
    return lambda entry: shares_ceiling(key, bench.encoding.claim, entry)


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
    """The number in a period, with the default definition of a year and with every other one."""
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
    """No period ever holds more units than the number: a number kept before a grant is kept after it."""
    support, encoding = bench.support, bench.encoding
    amount = support.amount.quota
    assert amount is not None
    fact, number, ledger = amount.day.value, amount.count.count.number, encoding.ledger
    counting = Counting(bench.rules.core, support, amount)
    first = bench.rules.validity.first if bench.rules.validity else None
    known, day = encoding.claim.get(fact)
    told: list[Truth] = [known]
    for entry in ledger.entries:
        mine = conj(entry.present, counting.counts(entry.facts))
        told.append(disj(neg(mine), entry.facts.when(fact).known))

    def counts(entry: Facts) -> tuple[Truth, Day]:
        return counting.counts(entry), entry.when(fact).value

    # As many grants as the quota lie in one period with the claim: one more would be too many.
    held = most_in_one_period(counting.periods, first, day, ledger, counts)
    free = counting.is_free(encoding.claim).holds
    violated = conj(ledger.told, *told, neg(free), le(number, held), neg(encoding.is_refused))
    words: dict[str, Any] = {
        "count": {lang: write_quantity(amount.count, lang) for lang in LANGUAGES},
        "next": str(number + 1),
        "noun": amount.count.count.noun,
    }
    result = bench.settle("quota", violated, words, amount.year.value)
    if result.verdict is Verdict.PROVED:
        # A longer ledger reaches the quota in a period only if that many of its grants do.
        fewer = replace(ledger, entries=ledger.entries[:-1])
        within = most_in_one_period(counting.periods, first, day, fewer, counts)
        try:
            is_wrong = bench.allows(*told, lt(held, within))
        except Undecided:
            is_wrong = True
        if is_wrong:
            result = replace(result, verdict=Verdict.UNDECIDED, form="open")
    yield result


def _prove_joint_limits(bench: Bench, joined: Joined) -> Iterator[Result]:
    """The limits that a support shares with others, under the reading taken and under every other one."""
    unread = bench.rules.policy.together.limits
    for limit, written in zip(bench.rules.together.limits, unread, strict=True):
        if not limit.holds_of(bench.support.id):
            continue
        yield _prove_joint_limit(bench, limit, joined)
        seen = {limit.per.value}
        for ruling in written.per.rulings:
            if ruling.value in seen:
                continue
            seen.add(ruling.value)
            chosen = {**bench.chosen, **dict(ruling.under)}
            rules = read_policy(bench.rules.policy, chosen)
            other = Bench(rules, rules.by_id[bench.support.id], chosen)
            yield _prove_joint_limit(other, replace(limit, rulings=(ruling,)), joined)


def _prove_joint_limit(bench: Bench, limit: JointLimit, joined: Joined) -> Result:
    """The step from earlier grants that keep a joint limit to one more that keeps it as well.

    The limit is the one that the clause states. Its number of grants is counted in a ledger with that many
    grants: a longer ledger exceeds the number only if that many of its grants do.
    """
    stated, per = stated_limit(bench.rules.policy, limit), limit.per.value
    is_number = stated is not None and stated.unit == "count"
    if stated is not None and is_number and stated.count.number > len(bench.encoding.ledger.entries):
        bench = replace(bench, grants=stated.count.number)
    encoding = bench.encoding
    had: Number = 0
    sure: list[Truth] = [encoding.ledger.told]
    for entry in encoding.ledger.entries:
        shares, counts = shares_ceiling(per, encoding.claim, entry.facts), _counts(limit, entry)
        here = conj(counts.holds, shares.holds)
        known, fen = entry.facts.get(AMOUNT)
        had = plus(had, ite(here, 1 if is_number else fen, 0))
        is_certain = disj(neg(entry.present), counts.fails, shares.fails, here)
        sure.append(conj(is_certain, disj(is_number, neg(here), conj(known, le(0, fen)))))
    if stated is not None and is_number:
        above = le(stated.count.number, had)
    else:
        there, whole = _whole(stated, limit.of, encoding.claim)
        more = disj(neg(encoding.sum.bounded), lt(whole, plus(had, encoding.sum.high)))
        above = conj(there, le(had, whole), lt(0, whole), more)
    tellers = {lang: Teller(bench.rules.policy, lang) for lang in LANGUAGES}
    words: dict[str, Any] = {
        "supports": {lang: teller.supports(limit.supports) for lang, teller in tellers.items()},
        "sharer": {lang: teller.say("sharer", per) for lang, teller in tellers.items()},
        "words": quote_limit(bench.rules.policy, limit),
    }
    form = "number" if is_number else "levels" if limit.levels else "sum"
    violated = conj(*sure, neg(encoding.is_refused), above)
    result = bench.settle("joint-limit", violated, words, form, at=(limit.provision,))
    if result.verdict is Verdict.PROVED and not is_number and not _joins(bench, per, joined):
        return replace(result, verdict=Verdict.UNDECIDED, form="open")
    return result


def _counts(limit: JointLimit, entry: Given) -> Tri:
    """Whether a grant is one of those that a joint limit is about, by its words.

    It is stated apart from :func:`kb.core.joint_limits.counts_towards` on purpose, so that a fault there is
    found.
    """
    told, support = entry.facts.get(SUPPORT)
    mine = conj(told, among(support, limit.supports))
    known, level = entry.facts.get(LEVEL)
    others = conj(neg(told), known, among(level, limit.levels)) if limit.levels else False
    no_other = conj(known, neg(among(level, limit.levels))) if limit.levels else True
    holds = conj(entry.present, disj(mine, others))
    return Tri(holds, disj(neg(entry.present), conj(neg(mine), disj(told, no_other))))


def _whole(stated: Quantity | None, fact: str, facts: Facts) -> tuple[Truth, Number]:
    """Whether the sum of a limit is known, and that sum in fen.

    It is stated apart from :func:`kb.core.joint_limits.whole_of` on purpose, so that a fault there is found.
    """
    if stated is not None and stated.unit == "money":
        return True, stated.money.fen
    known, base = facts.get(fact)
    if stated is None:
        return known, base
    rate = stated.rate.of_one
    return known, floor_div(times(rate.numerator, base), rate.denominator)


def _phases(support: Support, lang: str, bench: Bench) -> list[str]:
    if not support.amount.phases:
        return []
    declared = bench.encoding.claim.declared(PHASE)
    if declared is None:
        return [phase.words for phase in support.amount.phases]
    choices = {choice.id: choice.label(lang) for choice in declared.choices}
    return [choices.get(phase.id, phase.words) for phase in support.amount.phases]
