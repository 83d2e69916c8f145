"""Schemes: ways of applying for the same thing that may bring more than the plain application.

A scheme is derived from the rules of a support: the base at which its ceiling binds, the years in which it
counts, its phases and levels, and the other supports for the same thing. It holds the plain application and
the alternative to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from kb.assess.assessment import assess_claim, assess_under
from kb.assess.facts import know, read_ledger
from kb.assess.together.conflicts import combine
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.form import asked_facts
from kb.core.outcomes import Assessment, Part, Status
from kb.core.ruleset import Ruleset
from kb.explain.words import Teller
from kb.model.amounts import Agreed, Amount, Quantity, Share
from kb.model.facts import AMOUNT, APPLIED_ON, DATE, GRANT, OBJECT, PART_OF, SUPPORT
from kb.model.figures import binds_from
from kb.model.policy import Support
from kb.model.values import MONTHS, Money, Span
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_value
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.trial import Said

Key = tuple[str, str]
"""A claim and a support, by their ids."""

Script = tuple[Case, ...]
"""Cases for which applications are made one after another; the sums of one are in the ledger of the next."""

_PAID = frozenset({Status.ELIGIBLE, Status.BY_REFERENCE})
_WHOLE_NAME = "整个项目"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The plain application, which is the best case of ``plain``, and the alternative to it.

    Where the text itself says how much is available, ``expected`` (fen) replaces ``plain``. ``other`` is the
    second support, level or phase, if there is one. ``parts`` is the number of things.
    """

    law: str
    support: Support
    plain: tuple[Script, ...]
    trick: Script
    other: str = ""
    parts: int = 0
    expected: int | None = None
    words: Mapping[str, str | Said] = field(default_factory=dict, hash=False)


def bring(
    rules: Ruleset, script: Script, *, most: int = 0, under: tuple[tuple[Key, ...], ...] = ()
) -> tuple[int, Case]:
    """The total of a sequence of applications, in fen, and its last case with the ledger at that time.

    Only supports that are certainly open count, at their ceiling. Where ``most`` (fen) is given, no grant is
    higher. ``under`` gives the supports under which each claim is made in each case; without it every support
    counts.
    """
    total = 0
    ledger: tuple[Grant, ...] = ()
    last = script[-1]
    for n, case in enumerate(script):
        last = Case(case.date, case.applicant, case.claims, (*(case.ledger or ()), *ledger))
        paid = _paid_under(rules, last, under[n]) if under else paid_parts(assess_under(rules, last))
        for part in paid:
            fen = part.amount.high or 0
            fen = min(fen, most) if most else fen
            total += fen
            ledger += (_grant(rules, last, part, fen),)
    return total, last


def paid_parts(found: Assessment) -> list[Part]:
    """The parts of the best combination that are certainly open."""
    return [p for p in found.combination.best if found.outcome(p.claim, p.support).status in _PAID]


def _paid_under(rules: Ruleset, case: Case, keys: tuple[Key, ...]) -> list[Part]:
    """The same as :func:`paid_parts`, with each claim restricted to one support."""
    ledger = read_ledger(case, rules)
    known = {claim.id: know(claim, case, rules) for claim in case.claims or ()}
    outcomes = {key: assess_claim(rules, rules.by_id[key[1]], known[key[0]], ledger) for key in keys}
    best = combine(rules, outcomes.values(), known, ledger).best
    return [part for part in best if outcomes[part.claim, part.support].status in _PAID]


def find_schemes(maker: Maker, support: Support) -> Iterator[Scheme]:
    """Every scheme to try for one support that states a sum."""
    for make in (_split, _merge, _redate, _years, _phases, _levels, _upgrades):
        yield from make(maker, support)


def _case(maker: Maker, support: Support, claims: list[Claim], day: date | None = None) -> Case:
    return Case(day or maker.middle, maker.applicants[support.id], tuple(claims), ())


def _claim(maker: Maker, support: Support, name: str, **facts: FactValue) -> Claim:
    told = {key.replace("_", "-"): value for key, value in facts.items()}
    stated = {**maker.templates[support.id][0], **told}
    return Claim(name, support.per, asked_facts(maker.policy, support.per, stated))


def _unit(maker: Maker, support: Support, name: str) -> Claim:
    """A claim for one of several units. Where each unit has a ceiling, the unit costs exactly that much."""
    claim, amount = _claim(maker, support, name), support.amount
    cost = cost_fact(amount)
    if not amount.quota or not cost:
        return claim
    return _with(claim, cost, max(cap.money.fen for cap in amount.ceilings))


def cost_fact(amount: Amount) -> str:
    """The fact that holds the cost of a thing, where a ceiling depends on it; empty where none does."""
    return next((fact for cap in amount.caps for fact in cap.cost), "")


def _bases(support: Support) -> tuple[int, ...]:
    """Even sums in fen of which one half reaches the ceiling, in ascending order."""
    amount = support.amount
    limits = amount.ceilings
    found: set[int] = set()
    for part in amount.walk():
        if isinstance(part, Share):
            found |= {2 * binds_from(part.rate, cap).fen for cap in limits}
        elif isinstance(part, Agreed):
            rates: list[Quantity] = [borrowed.rate for borrowed in part.borrowed]
            found |= {2 * cap.money.fen for cap in limits}
            found |= {2 * binds_from(rate, cap).fen for rate in rates for cap in limits}
    return tuple(sorted(found))


def _split(maker: Maker, support: Support) -> Iterator[Scheme]:
    """One project applied for in two parts or in three."""
    fact = support.amount.base
    for base in _bases(support) if fact else ():
        for parts in (2, 3):
            whole = _with(_claim(maker, support, _WHOLE_NAME), fact, base // 2 * parts)
            pieces = [
                _with(_claim(maker, support, f"第{n + 1}部分", **{PART_OF: _WHOLE_NAME}), fact, base // 2)
                for n in range(parts)
            ]
            yield Scheme(
                "split",
                support,
                ((_case(maker, support, [whole]),),),
                (_case(maker, support, pieces),),
                parts=parts,
            )


def _merge(maker: Maker, support: Support) -> Iterator[Scheme]:
    """Two projects applied for as one."""
    fact = support.amount.base
    sums = (*(base // 2 for base in _bases(support)), 5) if fact else ()
    for base in sums:
        pieces = [_with(_claim(maker, support, name), fact, base) for name in ("甲项目", "乙项目")]
        whole = _with(_claim(maker, support, _WHOLE_NAME), fact, 2 * base)
        yield Scheme("merge", support, ((_case(maker, support, pieces),),), (_case(maker, support, [whole]),))


def _redate(maker: Maker, support: Support) -> Iterator[Scheme]:
    """Events of one year moved across the turn of the year."""
    yearly = any("enterprise-year" in cap.per for cap in support.amount.caps)
    quota = support.amount.quota
    number = quota.count.count.number if quota else int(yearly)
    if not number:
        return
    names = [f"第{n + 1}项" for n in range(2 * number)]
    inside = [day for day in maker.days if maker.first <= day <= maker.last]
    for before, after in pairwise(inside):
        if after - before != timedelta(1):
            continue
        together = [_on(_unit(maker, support, name), after) for name in names]
        moved = [_on(_unit(maker, support, name), before) for name in names[:number]]
        moved += [_on(_unit(maker, support, name), after) for name in names[number:]]
        plain, trick = _case(maker, support, together, after), _case(maker, support, moved, after)
        words = {"before": _say_day(before), "after": _say_day(after)}
        yield Scheme("redate", support, ((plain,),), (trick,), parts=len(names), words=words)


def _years(maker: Maker, support: Support) -> Iterator[Scheme]:
    """As many units as the number allows on each day at which a year may turn, over the whole validity."""
    amount = support.amount.quota
    term = next((term for term in maker.policy.terms if term.kind == "validity"), None)
    if amount is None or term is None:
        return
    span = next((q.value for q in term.quantities if isinstance(q.value, Span)), None)
    if span is None or span.months % MONTHS:
        return  # only a validity of whole years has a number of years
    number, most = amount.count.count.number, max(cap.money.fen for cap in amount.ceilings)
    days = [day for day in maker.days if maker.first <= day <= maker.last]
    claims = [
        _on(_unit(maker, support, f"{write_value(day, 'zh')}第{n + 1}项"), day)
        for day in days
        for n in range(number)
    ]
    case = _case(maker, support, claims, maker.last)
    count = number * span.years
    noun = {"zh": amount.count.count.noun, "en": ""}
    words: dict[str, str | Said] = {
        "years": str(span.years),
        "number": str(number),
        "count": str(count),
        "noun": noun,
    }
    yield Scheme("years", support, (), (case,), expected=count * most, words=words)


def _phases(maker: Maker, support: Support) -> Iterator[Scheme]:
    """The phases one after another, compared with the best single phase."""
    amount = support.amount
    if not amount.phases:
        return
    told = [(phase.id, phase.words) for phase in amount.phases]
    claims = [_with_choice(_claim(maker, support, "同一个"), amount.by, key) for key, _ in told]
    scripts = [_case(maker, support, [claim]) for claim in claims]
    yield _in_turn("phases", support, scripts, "", {"other": _say_steps(maker, support, amount.by, told)})


def _levels(maker: Maker, support: Support) -> Iterator[Scheme]:
    """A lower level first and a higher level later, compared with the higher level alone."""
    amount = support.amount
    if not amount.levels:
        return
    ranked = sorted(amount.levels, key=lambda level: level.limit.money.fen)
    for chain in (*pairwise(ranked), ranked):
        claims = [_with_choice(_claim(maker, support, "同一个"), amount.by, one.id) for one in chain]
        cases = [_case(maker, support, [claim]) for claim in claims]
        told = [(level.id, level.words) for level in chain]
        yield _in_turn("levels", support, cases, "", {"other": _say_steps(maker, support, amount.by, told)})


def _upgrades(maker: Maker, support: Support) -> Iterator[Scheme]:
    """One support after another for one thing, the support with the lower ceiling first."""
    for other in maker.policy.supports:
        if other.per != support.per or other.id == support.id or not other.is_money:
            continue
        ours, theirs = (max(cap.money.fen for cap in s.amount.ceilings) for s in (support, other))
        if (ours, support.id) < (theirs, other.id):
            cases = [_case(maker, one, [_claim(maker, one, "同一个")]) for one in (support, other)]
            yield _in_turn("upgrade", support, cases, other.id)


def _in_turn(
    law: str, support: Support, cases: list[Case], other: str, words: Mapping[str, Said] | None = None
) -> Scheme:
    """Cases a year apart, compared with the best single case."""
    later = [
        Case(case.date + timedelta(days=366 * n), case.applicant, case.claims, case.ledger)
        for n, case in enumerate(cases)
    ]
    plain = tuple((case,) for case in later)
    return Scheme(law, support, plain, tuple(later), other=other, words=words or {})


def _say_steps(maker: Maker, support: Support, fact: str, told: list[tuple[str, str]]) -> Said:
    """Phases or levels in the words of the text, and in English by the names of the choices."""
    teller = Teller(maker.policy, "en", support.per)
    names = [teller.choice(fact, value) for value, _ in told]
    return {"zh": "、".join(words for _, words in told), "en": teller.join(names, "and")}


def _say_day(day: date) -> Said:
    return {lang: write_value(day, lang) for lang in LANGUAGES}


def _with(claim: Claim, fact: str, fen: int) -> Claim:
    return Claim(claim.id, claim.kind, {**claim.facts, fact: Money(fen)})


def _with_choice(claim: Claim, fact: str, value: str) -> Claim:
    return Claim(claim.id, claim.kind, {**claim.facts, fact: value})


def _on(claim: Claim, day: date) -> Claim:
    """The claim with all its events on one day."""
    dated = {key: day for key, value in claim.facts.items() if isinstance(value, date)}
    return Claim(claim.id, claim.kind, {**claim.facts, **dated, APPLIED_ON: day})


def _grant(rules: Ruleset, case: Case, part: Part, fen: int) -> Grant:
    """A part that was paid, as the ledger states it later."""
    claim = next(claim for claim in case.claims or () if claim.id == part.claim)
    own = {fact.id for fact in rules.policy.facts_of(GRANT)}
    told = {key: value for key, value in claim.facts.items() if key in own}
    # A grant for a part counts for the whole, if some reading treats the parts as one.
    about = claim.facts.get(PART_OF) or claim.facts.get(OBJECT, claim.id)
    facts: dict[str, FactValue] = {
        SUPPORT: part.support,
        OBJECT: str(about),
        AMOUNT: Money(fen),
        DATE: case.date,
    }
    return Grant({**told, **facts})
