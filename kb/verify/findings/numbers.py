"""Findings about numbers of the text: units in the years of a validity, and ceilings of levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from kb.assess.assessment import assess_under
from kb.assess.together.periods import year_of
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Status
from kb.core.ruleset import Ruleset
from kb.core.terms import Truth, conj, eq, neg
from kb.explain.words import Teller
from kb.model.amounts import Level
from kb.model.facts import DATE, OBJECT, PAID_ON, SUPPORT
from kb.model.policy import Support
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_quantity, write_value
from kb.verify.findings.words import finding, name_outcome
from kb.verify.proof.encoding import Encoding, encode
from kb.verify.proof.session import outcome_of
from kb.verify.proof.smallest_model import find_smallest
from kb.verify.proof.solver_calls import Solver
from kb.verify.proof.terms import CLAIM_ID, NAMES
from kb.verify.results import Result
from kb.verify.sentences import name_sum, name_support


def find_years(rules: Ruleset, supports: Iterable[Support]) -> Iterator[Result]:
    """A number for each calendar year, where the validity touches more calendar years than it has years."""
    validity = rules.validity
    term = next((term for term in rules.policy.terms if term.kind == "validity"), None)
    if validity is None or term is None:
        return
    span, last = next((q for q in term.quantities if q.unit == "years"), None), validity.last
    if span is None or last is None:
        return  # a validity without an end, or with a stated last day, has no number of years
    for support in supports:
        amount = support.amount.quota
        if amount is None:
            continue
        first, period = validity.first, amount.year.value
        periods = year_of(period, first, last) - year_of(period, first, first) + 1
        number = amount.count.count.number
        if period == "any-year" or periods <= span.span.years:
            continue
        case = _last_unit(rules, support, periods, last)
        outcome = outcome_of(rules, case, support) if case is not None else None
        if case is None or outcome is None or outcome.status is not Status.ELIGIBLE:
            continue
        words: dict[str, Any] = {
            "item": name_support(rules.policy, support.id),
            "span": {lang: write_quantity(span, lang) for lang in LANGUAGES},
            "periods": str(periods),
            "number": {lang: write_quantity(amount.count, lang) for lang in LANGUAGES},
            "all": str(periods * number),
            "meant": str(span.span.years * number),
            "had": str(len(case.ledger or ())),
            "noun": amount.count.count.noun,
            "day": {lang: write_value(last, lang) for lang in LANGUAGES},
            "says": name_outcome(rules, outcome),
        }
        at = (amount.count.provision, validity.provision)
        yield finding("periods", at, words, case=case, support=support.id)


def find_steps(rules: Ruleset, supports: Iterable[Support]) -> Iterator[Result]:
    """Levels with their own ceilings: one level less, and the sum falls at once."""
    for support in supports:
        amount = support.amount
        if len(amount.levels) < 2:
            continue
        high, low = max(pairwise(amount.levels), key=lambda pair: _drop(*pair))
        case = _two_levels(rules, support, (high, low))
        if case is None:
            continue
        assessed = assess_under(rules, case)
        outcomes = [assessed.outcome(claim.id, support.id) for claim in case.claims or ()]
        sums = [one.amount.high if one.amount is not None else None for one in outcomes]
        if sums != [high.limit.money.fen, low.limit.money.fen]:
            continue
        names = {one.id: _name(rules, support, one) for one in amount.levels}
        words: dict[str, Any] = {
            "item": name_support(rules.policy, support.id),
            "steps": _list(_step(*pair, names) for pair in pairwise(amount.levels)),
            "levels": _list(_level(one, names) for one in amount.levels),
            "high": names[high.id],
            "low": names[low.id],
            "drop": name_sum(_drop(high, low)),
            "one": outcomes[0].claim,
            "other": outcomes[1].claim,
            "first": name_outcome(rules, outcomes[0]),
            "second": name_outcome(rules, outcomes[1]),
        }
        yield finding("steps", (support.provision,), words, case=case, support=support.id)


def _drop(one: Level, two: Level) -> int:
    """The difference between the ceilings of two levels, in fen."""
    return abs(one.limit.money.fen - two.limit.money.fen)


def _name(rules: Ruleset, support: Support, level: Level) -> dict[str, str]:
    """A level in the words of the text, and in English by the name of the choice."""
    english = Teller(rules.policy, "en", support.per).choice(support.amount.by, level.id)
    return {"zh": level.words, "en": english}


def _step(one: Level, two: Level, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    first, second, drop = names[one.id], names[two.id], name_sum(_drop(one, two))
    told = {
        "zh": f"{first['zh']}与{second['zh']}差{drop['zh']}",
        "en": f"{first['en']} and {second['en']}: {drop['en']}",
    }
    return [told[lang] for lang in LANGUAGES]


def _level(one: Level, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    blank = {"zh": "", "en": " "}
    return [f"{names[one.id][lang]}{blank[lang]}{write_quantity(one.limit, lang)}" for lang in LANGUAGES]


def _list(told: Iterable[Sequence[str]]) -> dict[str, str]:
    """The parts of a list as one row in each language."""
    return {
        lang: ("；" if lang == "zh" else "; ").join(row)
        for lang, row in zip(LANGUAGES, zip(*told, strict=True), strict=True)
    }


def _two_levels(rules: Ruleset, support: Support, levels: Sequence[Level]) -> Case | None:
    """Two claims that differ only in their level, each at the ceiling of its level."""
    encoding = encode(rules, support, grants=0)
    lowest = levels[-1]
    is_it = encoding.claim.is_choice(support.amount.by, lowest.id)
    fen, sum_ = lowest.limit.money.fen, encoding.sum
    whole = conj(sum_.bounded, eq(sum_.low, fen), eq(sum_.high, fen))
    case = _smallest(encoding, conj(is_it, whole, neg(encoding.is_refused)))
    if case is None:
        return None
    (claim,) = case.claims or ()
    claims = (
        Claim(name, claim.kind, {**claim.facts, support.amount.by: level.id})
        for name, level in zip(NAMES, levels, strict=False)
    )
    return replace(case, claims=tuple(claims))


def _last_unit(rules: Ruleset, support: Support, periods: int, last: date) -> Case | None:
    """The full number in every period but the last, and one more unit claimed on the last day.

    The case states of each earlier unit only what counting needs: its kind, its name and its day.
    """
    validity = rules.validity
    amount = support.amount.quota
    assert validity is not None
    assert amount is not None
    fact, number = amount.day.value, amount.count.count.number
    day = DATE if fact == PAID_ON else fact
    had = []
    for period in range(periods - 1):
        on = max(validity.first, date(validity.first.year + period, 12, 31))
        names = (f"{on.year}-{n + 1}" for n in range(number))
        had += [Grant({SUPPORT: support.id, OBJECT: name, day: on}) for name in names]
    encoding = encode(rules, support, grants=0)
    case = _smallest(encoding, encoding.status[Status.ELIGIBLE])
    if case is None:
        return None
    (claim,) = case.claims or ()
    days = {key for key in (*validity.days, *validity.since) if key in claim.facts} | {fact}
    facts = {**claim.facts, **dict.fromkeys(sorted(days), last)}
    return Case(last, case.applicant, (Claim(CLAIM_ID, claim.kind, facts),), tuple(had))


def _smallest(encoding: Encoding, wanted: Truth) -> Case | None:
    """The smallest case that satisfies a condition without earlier grants; ``None`` where there is none."""
    solver = Solver(encoding.terms, encoding.sane)
    found = find_smallest(solver, encoding, conj(wanted, encoding.ledger.told))
    return found.case if found is not None else None
