"""Findings about the policy itself: consequences of its words that may be unintended.

No finding names a measure: each is a query over the typed rules, and the engine confirms each case before it
is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations
from typing import Any

from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.cases.form import asked_facts
from kb.core.facts import same
from kb.core.outcomes import Status
from kb.core.ruleset import Ruleset, read_policy
from kb.core.terms import among, conj, le, lt, neg, plus
from kb.explain.words import Teller
from kb.model.amounts import Quantity
from kb.model.facts import AMOUNT, IS, LEVEL, OBJECT, PART_OF, SUPPORT
from kb.model.figures import binds_from
from kb.model.policy import Policy, Support
from kb.model.values import Money
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_quantity
from kb.verify.findings.numbers import find_steps, find_years
from kb.verify.findings.words import finding, name_options, name_others, name_outcome
from kb.verify.proof.encoding import encode
from kb.verify.proof.smallest_model import Smallest, find_smallest
from kb.verify.proof.solver_calls import Solver
from kb.verify.proof.terms import CLAIM_ID
from kb.verify.results import Result
from kb.verify.sentences import name_sum, name_support

_WHOLE_NAME, _PARTS = "甲", ("甲一", "甲二")


def find_policy_findings(policy: Policy, measures: Collection[str]) -> Iterator[Result]:
    """The consequences of the words of the policy, for the supports of some measures, or of all where none is
    named.
    """
    rules = read_policy(policy)
    supports = [s for s in rules.by_id.values() if s.is_money and (not measures or s.measure in measures)]
    yield from _find_stacking(rules, supports)
    yield from _find_levels(rules, supports)
    yield from _find_splitting(rules, supports)
    yield from find_years(rules, supports)
    yield from find_steps(rules, supports)


def _find_stacking(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """Two supports of one thing that together exceed its cost, under a reading that allows both."""
    policy = rules.policy
    for chosen in _readings_that(policy, "within", "stacks"):
        other = read_policy(policy, chosen)
        for one, two in _pairs(other, supports):
            first = encode(other, other.by_id[one], grants=0)
            second = encode(other, other.by_id[two], sharing=first)
            fact = other.by_id[one].amount.base
            known, base = first.claim.get(fact)
            pass_ = conj(first.status[Status.ELIGIBLE], second.status[Status.ELIGIBLE])
            mine, theirs = first.sum, second.sum
            above = conj(known, mine.bounded, theirs.bounded, lt(base, plus(mine.high, theirs.high)))
            solver = Solver(first.terms, (*first.sane, *second.sane))
            smallest = find_smallest(solver, first, conj(pass_, above, first.ledger.told))
            if smallest is None:
                continue
            assessed = assess_under(other, smallest.case)
            paid = assessed.combination.total
            cost = _base_of(smallest, fact)
            if paid.high is None or paid.high <= cost:
                continue  # together they would, but a rule about the two excludes it
            plain = assess_under(rules, smallest.case).combination.total
            yield finding(
                "stacking",
                (rules.non_cumulation.provision,),
                {
                    "one": name_support(policy, one),
                    "two": name_support(policy, two),
                    "cost": name_sum(cost),
                    "paid": name_sum(paid.high),
                    "plain": name_sum(plain.high or 0),
                    "reading": name_options(policy, chosen),
                    "first": name_outcome(other, assessed.outcome(CLAIM_ID, one)),
                    "second": name_outcome(other, assessed.outcome(CLAIM_ID, two)),
                    "words": rules.non_cumulation.words,
                },
                case=smallest.case,
                readings=chosen,
                support=one,
                shown="",
            )
            return


def _find_levels(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """A grant of another level of government that, with this support, exceeds the cost of the thing."""
    for support in sorted(supports, key=lambda one: len(one.requirements)):
        fact = support.amount.base
        found = _find_level(rules, support, fact) if fact else None
        if found is not None:
            yield found
            return


def _find_level(rules: Ruleset, support: Support, fact: str) -> Result | None:
    encoding = encode(rules, support, grants=1)
    solver = Solver(encoding.terms, encoding.sane)
    (entry,) = encoding.ledger.entries
    known, base = encoding.claim.get(fact)
    told, fen = entry.facts.get(AMOUNT)
    own, _ = entry.facts.get(SUPPORT)
    is_level, level_of = entry.facts.get(LEVEL)
    covered = rules.core.bar.levels
    about = same(encoding.claim, entry.facts, OBJECT)
    above = conj(
        *(entry.present, neg(own), is_level, neg(among(level_of, covered))),
        *(known, told, about.holds, le(fen, base), encoding.sum.bounded),
        lt(base, plus(fen, encoding.sum.high)),
    )
    smallest = find_smallest(solver, encoding, conj(above, neg(encoding.is_refused)))
    if smallest is None:
        return None
    assert smallest.case.ledger
    grant = smallest.case.ledger[0].facts
    had = grant[AMOUNT]
    assert isinstance(had, Money)
    assessed = assess_under(rules, smallest.case)
    paid = assessed.combination.total.high or 0
    cost = _base_of(smallest, fact)
    if had.fen + paid <= cost:
        return None
    level = str(grant.get(LEVEL, ""))
    _, provision, said = rules.district if level == "district" else rules.higher
    if not provision:  # the text has no clause on that level, so the finding cites the clause of the support
        provision, said = support.provision, rules.policy.provision(support.provision).text
    words: dict[str, Any] = {
        "item": name_support(rules.policy, support.id),
        "level": {lang: Teller(rules.policy, lang).level(level) for lang in LANGUAGES},
        "had": name_sum(had.fen),
        "paid": name_sum(paid),
        "both": name_sum(had.fen + paid),
        "cost": name_sum(cost),
        "says": name_outcome(rules, assessed.outcome(CLAIM_ID, support.id)),
        "words": said,
        "own": {
            lang: teller.join((teller.level(one) for one in covered), "and")
            for lang, teller in ((lang, Teller(rules.policy, lang)) for lang in LANGUAGES)
        },
    }
    form = "alone" if smallest.alone else "fails"
    return finding("other-levels", (provision,), words, form, case=smallest.case, support=support.id)


def _find_splitting(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """One project split into two: each part has its own ceiling."""
    found: list[tuple[Support, Case, int, int]] = []
    for support in supports:
        fact = support.amount.base
        limit = next((cap.limit for cap in support.amount.caps), None)
        if not fact or limit is None:
            continue
        need = _least_base(support, limit)
        day = tidy_day(rules)
        told: dict[str, Any] = {fact: Money(need), **_is(rules, support)}
        parts = tuple(
            Claim(name, support.per, asked_facts(rules.policy, support.per, told | {PART_OF: _WHOLE_NAME}))
            for name in _PARTS
        )
        apart = Case(day, {}, parts, ())
        whole = Case(
            day, {}, (Claim(_WHOLE_NAME, support.per, {fact: Money(2 * need), **_is(rules, support)}),), ()
        )
        split, plain = (assess_under(rules, one).combination.total.high or 0 for one in (apart, whole))
        if split > plain:
            found.append((support, apart, split, plain))
    if not found:
        return
    support, case, split, plain = found[0]
    cure = next(
        (
            chosen
            for chosen in _readings_that(rules.policy, "per", "whole")
            if (assess_under(read_policy(rules.policy, chosen), case).combination.total.high or 0) <= plain
        ),
        None,
    )
    limit = next(cap.limit for cap in support.amount.caps)
    one, other = (assess_under(rules, case).outcome(name, support.id) for name in _PARTS)
    words: dict[str, Any] = {
        "also": name_others(rules.policy, "splitting", [one.id for one, *_ in found[1:]]),
        "item": name_support(rules.policy, support.id),
        "split": name_sum(split),
        "plain": name_sum(plain),
        "cure": name_options(rules.policy, cure) if cure else "",
        "one": _PARTS[0],
        "other": _PARTS[1],
        "first": name_outcome(rules, one),
        "second": name_outcome(rules, other),
        "limit": {lang: write_quantity(limit, lang) for lang in LANGUAGES},
    }
    form = "fails" if cure else "always"
    at = tuple(one.provision for one, *_ in found)
    options = tuple(sorted(cure.items())) if cure else ()
    yield finding("splitting", at, words, form, case=case, support=support.id, options=options)


def _least_base(support: Support, limit: Quantity) -> int:
    """The least base at which the ceiling binds; the ceiling itself where the text states no rate."""
    rate = next((q for q in support.amount.quantities() if q.unit == "rate"), None)
    fen = binds_from(rate, limit).fen if rate is not None else limit.money.fen
    step = 1_000_000
    return -(-fen // step) * step


def _is(rules: Ruleset, support: Support) -> dict[str, Any]:
    """The facts of a claim about the first subject of a support and about nothing else of its kind."""
    mine = support.subjects[0].concept.id if support.subjects else ""
    subjects = (subject.concept.id for one in rules.supports[support.per] for subject in one.subjects)
    return {IS: {key: key == mine for key in dict.fromkeys(subjects)}}


def tidy_day(rules: Ruleset) -> date:
    """A plain day within the validity; any day where the policy states no validity."""
    return rules.validity.plain_day if rules.validity else date(2026, 1, 1)


def _pairs(rules: Ruleset, supports: list[Support]) -> Iterator[tuple[str, str]]:
    """Pairs of supports for one kind of claim that take a share of the same base."""
    named = {support.id for support in supports}
    based = [s for s in rules.by_id.values() if s.is_money and s.amount.base]
    for one, two in combinations(based, 2):
        alike = one.per == two.per and one.amount.base == two.amount.base
        if alike and named & {one.id, two.id}:
            yield one.id, two.id


def _readings_that(policy: Policy, name: str, value: str) -> Iterator[dict[str, str]]:
    """The options under which a ruling has this value."""
    rulings = [ruling for term in policy.terms for ruling in term.rulings]
    rulings += [r for s in policy.supports for cap in s.amount.caps for r in cap.rulings]
    seen = []
    for ruling in rulings:
        if ruling.name == name and ruling.value == value and ruling.under and dict(ruling.under) not in seen:
            seen.append(dict(ruling.under))
    yield from seen


def _base_of(smallest: Smallest, fact: str) -> int:
    assert smallest.case.claims
    value = smallest.case.claims[0].facts[fact]
    assert isinstance(value, Money)
    return value.fen
