"""Findings about the policy itself: what its words allow that nobody may have meant.

None of them names a measure: each is a question to the typed rules, and each case is put to the engine before
it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from kb.amounts import PerUnit, Quantity, Tier
from kb.assess.assessing import assess_under
from kb.assess.cases import Case, Claim, FactValue, Grant
from kb.assess.known import IS, OBJECT
from kb.assess.limits import period_of, quota_day
from kb.assess.noting import WHOLE
from kb.assess.outcomes import Status
from kb.assess.periods import year_of
from kb.assess.ruleset import Ruleset, read_policy
from kb.assess.say_words import Teller
from kb.assess.sums import base_fact, caps
from kb.figures import binds_from
from kb.model import Policy, Support
from kb.terms import Money
from kb.verify.benches import COMMAND, LANGUAGES
from kb.verify.encoding import encode
from kb.verify.encoding_requirements import same
from kb.verify.encoding_terms import conj, le, lt, neg, plus
from kb.verify.minimising import Smallest, find_smallest
from kb.verify.questions import new_solver
from kb.verify.verdicts import Result, Verdict
from kb.writing import write_quantity, write_sum, write_value

_WHOLE_NAME, _PARTS = "甲", ("甲一", "甲二")
MOST_FACTS = 6
"""The most facts that a case should state; beyond, what only makes the claim pass is left out."""


def find_policy_findings(policy: Policy, measures: Collection[str]) -> Iterator[Result]:
    """What the words of the policy allow, of the supports of some measures, or of all where none is named."""
    rules = read_policy(policy)
    supports = [s for s in rules.by_id.values() if s.is_money and (not measures or s.measure in measures)]
    yield from _find_stacking(rules, supports)
    yield from _find_levels(rules, supports)
    yield from _find_splitting(rules, supports)
    yield from _find_years(rules, supports)
    yield from _find_steps(rules, supports)


def _find_stacking(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """Two supports of one thing that together exceed what it cost, under a reading that lets them stand."""
    policy = rules.policy
    for chosen in _readings_that(policy, "within", "stacks"):
        other = read_policy(policy, chosen)
        for one, two in _pairs(other, supports):
            first = encode(other, other.by_id[one], grants=0)
            second = encode(other, other.by_id[two], sharing=first)
            fact = base_fact(other.by_id[one].amount)
            known, base = first.claim.get(fact)
            pass_ = conj(first.status[Status.ELIGIBLE], second.status[Status.ELIGIBLE])
            above = conj(known, first.bounded, second.bounded, lt(base, plus(first.high, second.high)))
            solver = new_solver((*first.sane, *second.sane))
            smallest = find_smallest(solver, first, conj(pass_, above, first.ledger.told))
            if smallest is None:
                continue
            paid = assess_under(other, smallest.case).combination.total
            cost = _base_of(smallest, fact)
            if paid.high is None or paid.high <= cost:
                continue  # together they would, but a rule of their own keeps them apart
            plain = assess_under(rules, smallest.case).combination.total
            yield _finding(
                rules,
                "stacking",
                (rules.non_cumulation.provision,),
                {
                    "one": _name(policy, one),
                    "two": _name(policy, two),
                    "cost": _sum(cost),
                    "paid": _sum(paid.high),
                    "plain": _sum(plain.high or 0),
                    "reading": _said(chosen),
                },
                case=smallest.case,
                readings=chosen,
                support=one,
            )
            return


def _find_levels(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """What another level of government gave, with this support, exceeds what the thing cost."""
    for support in sorted(supports, key=lambda one: len(one.requirements)):
        fact = base_fact(support.amount)
        found = _find_level(rules, support, fact) if fact else None
        if found is not None:
            yield found
            return


def _find_level(rules: Ruleset, support: Support, fact: str) -> Result | None:
    encoding = encode(rules, support, grants=1)
    solver = new_solver(encoding.sane)
    (entry,) = encoding.ledger.entries
    known, base = encoding.claim.get(fact)
    told, fen = entry.facts.get("amount")
    own, _ = entry.facts.get("support")
    is_level, _ = entry.facts.get("level")
    about = same(encoding.claim, entry.facts, OBJECT)
    above = conj(
        *(entry.present, neg(own), is_level, known, told, about.holds, le(fen, base), encoding.bounded),
        lt(base, plus(fen, encoding.high)),
    )
    smallest = find_smallest(solver, encoding, conj(above, neg(encoding.is_refused)))
    if smallest is None:
        return None
    assert smallest.case.ledger
    grant = smallest.case.ledger[0].facts
    had = grant["amount"]
    assert isinstance(had, Money)
    paid = assess_under(rules, smallest.case).combination.total.high or 0
    cost = _base_of(smallest, fact)
    if had.fen + paid <= cost:
        return None
    level = str(grant.get("level", ""))
    provision = (rules.district if level == "district" else rules.higher)[1]
    words = {
        "item": _name(rules.policy, support.id),
        "level": {lang: Teller(rules.policy, lang).level(level) for lang in LANGUAGES},
        "had": _sum(had.fen),
        "paid": _sum(paid),
        "both": _sum(had.fen + paid),
        "cost": _sum(cost),
    }
    form = "alone" if smallest.alone else "fails"
    return _finding(rules, "other-levels", (provision,), words, form, case=smallest.case, support=support.id)


def _find_splitting(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """One project as two: each part has a ceiling of its own."""
    found: list[tuple[Support, Case, int, int]] = []
    for support in supports:
        fact = base_fact(support.amount)
        limit = next((cap.limit for cap in caps(support.amount)), None)
        if not fact or limit is None:
            continue
        need = _least_base(rules, support, fact, limit)
        day = _tidy_day(rules)
        parts = tuple(
            Claim(name, support.per, {fact: Money(need), WHOLE: _WHOLE_NAME, **_is(rules, support)})
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
    words = {
        "items": _list(rules.policy, [one.id for one, *_ in found]),
        "item": _name(rules.policy, support.id),
        "split": _sum(split),
        "plain": _sum(plain),
        "cure": _said(cure) if cure else "",
    }
    form = "fails" if cure else "always"
    at = tuple(one.provision for one, *_ in found)
    yield _finding(rules, "splitting", at, words, form, case=case, support=support.id)


def _find_years(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """A number in each calendar year, while the validity touches more calendar years than it has years."""
    validity = rules.validity
    term = next((term for term in rules.policy.terms if term.kind == "validity"), None)
    if validity is None or term is None:
        return
    span = next(q for q in term.quantities if q.unit == "years")
    for support in supports:
        amount = support.amount
        if not isinstance(amount, PerUnit):
            continue
        first, last, period = validity.first, validity.last, period_of(amount)
        periods = year_of(period, first, last) - year_of(period, first, first) + 1
        number = amount.count.count.number
        if period == "any-year" or periods <= span.years.number:
            continue
        case = _last_unit(rules, support, periods, number)
        outcome = assess_under(rules, case).outcome(_WHOLE_NAME, support.id)
        if outcome.status is not Status.ELIGIBLE:
            continue
        words: dict[str, Any] = {
            "item": _name(rules.policy, support.id),
            "span": {lang: write_quantity(span, lang) for lang in LANGUAGES},
            "periods": str(periods),
            "number": {lang: write_quantity(amount.count, lang) for lang in LANGUAGES},
            "all": str(periods * number),
            "meant": str(span.years.number * number),
            "had": str(len(case.ledger or ())),
            "day": {lang: write_value(last, lang) for lang in LANGUAGES},
        }
        yield _finding(
            rules, "periods", (amount.count.provision, validity.provision), words, support=support.id
        )


def _find_steps(rules: Ruleset, supports: list[Support]) -> Iterator[Result]:
    """Levels with ceilings of their own: one level less, and the sum falls at once."""
    for support in supports:
        amount = support.amount
        if not isinstance(amount, Tier):
            continue
        steps = {
            lang: ("；" if lang == "zh" else "; ").join(
                _step(one, two, lang) for one, two in pairwise(amount.levels)
            )
            for lang in LANGUAGES
        }
        words = {"item": _name(rules.policy, support.id), "steps": steps}
        yield _finding(rules, "steps", (support.provision,), words, support=support.id)


def _step(one: Any, two: Any, lang: Any) -> str:
    high, low = one.limit.money.fen, two.limit.money.fen
    drop = write_sum(abs(high - low), lang)
    if lang == "zh":
        return f"{one.words}与{two.words}差{drop}"
    return f"{one.words} and {two.words}: {drop}"


def _last_unit(rules: Ruleset, support: Support, periods: int, number: int) -> Case:
    """The number in every period but the last, and one more claimed on the last day."""
    validity = rules.validity
    amount = support.amount
    assert validity is not None
    assert isinstance(amount, PerUnit)
    fact = quota_day(amount)
    day = "date" if fact == "paid-on" else fact
    paid = next(iter(amount.quantities())).money
    grants = []
    for period in range(periods - 1):
        on = max(validity.first, date(validity.first.year + period, 12, 31))
        for n in range(number):
            facts: dict[str, FactValue] = {
                "support": support.id,
                OBJECT: f"{period}-{n}",
                "date": on,
                day: on,
                "amount": paid,
            }
            grants.append(Grant(facts))
    encoding = encode(rules, support, grants=0)
    solver = new_solver(encoding.sane)
    smallest = find_smallest(solver, encoding, conj(encoding.status[Status.ELIGIBLE], encoding.ledger.told))
    assert smallest is not None
    assert smallest.case.claims
    claim = smallest.case.claims[0]
    stated: dict[str, FactValue] = {**claim.facts, fact: validity.last, "applied-on": validity.last}
    facts |= dict.fromkeys((*validity.days, *validity.since), validity.last)
    return Case(
        validity.last,
        smallest.case.applicant,
        (Claim(_WHOLE_NAME, claim.kind, stated),),
        tuple(grants),
    )


def _least_base(rules: Ruleset, support: Support, fact: str, limit: Quantity) -> int:
    """The least base at which the ceiling binds; the ceiling itself where the text states no rate."""
    rate = next((q for q in support.amount.quantities() if q.unit == "rate"), None)
    fen = binds_from(rate, limit).fen if rate is not None else limit.money.fen
    step = 1_000_000
    return -(-fen // step) * step


def _is(rules: Ruleset, support: Support) -> dict[str, Any]:
    """That a claim is the first subject of a support, and nothing else of its kind."""
    mine = support.subjects[0].concept.id if support.subjects else ""
    subjects = (subject.concept.id for one in rules.supports[support.per] for subject in one.subjects)
    return {IS: {key: key == mine for key in dict.fromkeys(subjects)}}


def _tidy_day(rules: Ruleset) -> date:
    return (
        rules.validity.first.replace(year=rules.validity.first.year + 1)
        if rules.validity
        else date(2026, 1, 1)
    )


def _pairs(rules: Ruleset, supports: list[Support]) -> Iterator[tuple[str, str]]:
    """Pairs of supports for one kind of claim that take a share of the same base."""
    named = {support.id for support in supports}
    based = [s for s in rules.by_id.values() if s.is_money and base_fact(s.amount)]
    for one, two in combinations(based, 2):
        alike = one.per == two.per and base_fact(one.amount) == base_fact(two.amount)
        if alike and named & {one.id, two.id}:
            yield one.id, two.id


def _readings_that(policy: Policy, name: str, value: str) -> Iterator[dict[str, str]]:
    """The options under which a ruling has this value."""
    rulings = [ruling for term in policy.terms for ruling in term.rulings]
    rulings += [r for s in policy.supports for cap in caps(s.amount) for r in cap.rulings]
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


def _finding(
    rules: Ruleset, law: str, at: tuple[str, ...], words: dict[str, Any], form: str = "fails", **more: Any
) -> Result:
    return Result(COMMAND, law, Verdict.REFUTED, form, at, words, about="policy", **more)


def _name(policy: Policy, support: str) -> dict[str, str]:
    return {lang: Teller(policy, lang).support(support) for lang in LANGUAGES}


def _list(policy: Policy, supports: list[str]) -> dict[str, str]:
    return {
        lang: Teller(policy, lang).join(Teller(policy, lang).support(one) for one in supports)
        for lang in LANGUAGES
    }


def _sum(fen: int) -> dict[str, str]:
    return {lang: write_sum(fen, lang) for lang in LANGUAGES}


def _said(chosen: dict[str, str]) -> str:
    return "、".join(f"{key}={option}" for key, option in sorted(chosen.items()))
