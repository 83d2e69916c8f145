"""The oracle: the rules computed a second time, as simply as possible, as an independent reference for the
answers.

The oracle shares nothing with the interpreters. Sums are fractions that are rounded at the very end, days are
counted on the calendar, and requirements are three-valued logic. It computes complete, settled cases only.
For others it returns ``None``, and the laws skip such a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from kb.assess.facts import EarlierGrant, Known, Ledger
from kb.core.ruleset import Ruleset
from kb.model.amounts import (
    Agreed,
    Amount,
    Cap,
    Cases,
    Counted,
    Fixed,
    Instalments,
    Least,
    PerUnit,
    Product,
    Scaled,
    Share,
    SharedCap,
    Tier,
    Total,
)
from kb.model.facts import LEVEL
from kb.model.guards import Ruling, holds
from kb.model.policy import Policy, Support
from kb.model.requirements import AllOf, AnyOf, Compare, Condition, Earlier, Requirement, When
from kb.model.together import JointLimit
from kb.model.values import Count, Ends, Interval, Measured, Money, Rate, Span
from kb.verify.stated_limits import stated_limit

Bounds = tuple[Fraction, Fraction | None]
"""The least and the greatest sum, in fen before rounding; ``None`` where there is no upper bound."""

ZERO = Fraction(0)


def find_cap(amount: Amount, known: Known) -> int | None:
    """The ceiling that the words set for a claim, in fen; ``None`` where they set none."""
    match amount:
        case Cap():
            return amount.limit.money.fen
        case SharedCap():
            return find_cap(amount.cap, known)
        case PerUnit():
            return find_cap(amount.amount, known)
        case Least():
            found = [cap for part in amount.parts if (cap := find_cap(part, known)) is not None]
            return min(found, default=None)
        case Fixed() | Total() | Cases() | Instalments():
            return amount.most
        case Scaled():
            cap = find_cap(amount.amount, known)
            return None if cap is None else _whole(cap * amount.factor, "down")
        case Tier():
            limits = {level.id: level.limit.money.fen for level in amount.levels}
            level = known.facts.get(amount.by)
            if isinstance(level, str) and level in limits:
                return limits[level]
            return None if is_unstated(amount, known) else max(limits.values())
        case _:
            return None


def find_base(amount: Amount, known: Known) -> int | None:
    """The base of a share, in fen, as the claim states it; ``None`` where the amount is no share or the claim
    states no base.
    """
    for part in (amount, *getattr(amount, "parts", ())):
        if isinstance(part, Share | Agreed):
            told = known.facts.get(part.base)
            return told.fen if isinstance(told, Money) else None
    return None


def is_unstated(amount: Amount, known: Known) -> bool:
    """Whether the text states no sum for the level of a claim, because it leaves that level to an agency."""
    if not isinstance(amount, Tier) or not any(ruling.name == "unless" for ruling in amount.rulings):
        return False
    level = known.facts.get(amount.by)
    return isinstance(level, str) and level not in {one.id for one in amount.levels}


def find_sum(amount: Amount, known: Known) -> Interval | None:
    """The sum that the words give for a claim, in whole fen; ``None`` where they state no sum."""
    found = _bounds(amount, known)
    if found is None:
        return None
    low, high = found
    mode = _rounding(amount)
    return Interval(_whole(low, mode), None if high is None else _whole(high, mode))


def find_limited_sum(rules: Ruleset, support: Support, known: Known) -> Interval | None:
    """The sum that follows from the words without earlier grants, in whole fen.

    It is limited by joint limits of several supports, and by the requested sum.
    """
    found = find_sum(support.amount, known)
    if found is None:
        return None
    for limit in rules.together.limits:
        if limit.holds_of(support.id) and not is_number(rules.policy, limit):
            most = find_joint_limit(rules.policy, limit, known)
            highs = [one for one in (found.high, most) if one is not None]
            found = Interval(min(found.low, most or 0), min(highs, default=None))
    return limit_to_asked(rules, found, known)


def is_number(policy: Policy, limit: JointLimit) -> bool:
    """Whether the words limit the number of grants, and not their sum."""
    stated = stated_limit(policy, limit)
    return stated is not None and stated.unit == "count"


def find_joint_limit(policy: Policy, limit: JointLimit, known: Known) -> int | None:
    """The sum that several supports may not exceed together, in whole fen, or the allowed number of grants.

    ``None`` where the fact that decides it is not known.
    """
    stated = stated_limit(policy, limit)
    told = known.facts.get(limit.of)
    base = told.fen if isinstance(told, Money) else None
    value = None if stated is None else stated.value
    match value:
        case Money(fen):
            return fen
        case Count(number, _):
            return number
        case Rate(of_one):
            return None if base is None else _whole(of_one * base, "down")
        case _:
            return base


def fills(limit: JointLimit, entry: EarlierGrant) -> bool:
    """Whether an earlier grant certainly counts towards a limit, whoever shares it."""
    if entry.support:
        return entry.support in limit.supports
    return entry.facts.get(LEVEL) in limit.levels


def limit_to_asked(rules: Ruleset, found: Interval, known: Known) -> Interval:
    """A sum in fen, limited to the sum applied for; an application for nothing is not possible."""
    told = [known.facts.get(fact.id) for fact in rules.policy.facts if fact.bounds == "sum"]
    asked = [one.fen for one in told if isinstance(one, Money) and one.fen]
    highs = asked if found.high is None else [*asked, found.high]
    return Interval(min(found.low, *asked) if asked else found.low, min(highs, default=None))


def meets(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> bool | None:
    """Whether a claim has a subject of the support and meets every requirement, days aside."""
    told = known.facts.get("is")
    given = told if isinstance(told, Mapping) else {}
    ways = [
        _all(
            [
                given.get(key),
                *(_test(r, support, known, ledger) for r in support.requirements if r.subject == key),
            ]
        )
        for subject in support.subjects
        if given.get(key := subject.concept.id) is not False
    ]
    if support.subjects and not ways:
        return False
    general = [r for r in support.requirements if not r.subject]
    tests = [_test(r, support, known, ledger) for r in (*general, *rules.requirements)]
    if support.needed and known.facts.get("selected") is False:
        tests.append(False)
    tests += (
        _any([_test(way.test, None, known, None) for way in part.ways])
        for part in _refusing(support.amount, known)
    )
    return _all([_any(ways) if support.subjects else True, *tests])


def _refusing(amount: Amount, known: Known) -> Iterator[Cases]:
    """The cases of an amount of which one must hold, where nothing else decides whether they are asked."""
    if isinstance(amount, Cases):
        if amount.otherwise == "refused":
            yield amount
        for way in amount.ways:
            if _test(way.test, None, known, None):
                yield from _refusing(way.amount, known)
        return
    for part in getattr(amount, "parts", ()):
        yield from _refusing(part, known)


def in_time(policy: Policy, readings: dict[str, str], known: Known, is_granted: bool) -> bool | None:
    """Whether the days that must lie within the validity do so, computed from the words of the text."""
    span = find_validity(policy, readings)
    if span is None:
        return True
    first, last = span
    term = next(term for term in policy.terms if term.kind == "validity")
    own = next((term for term in policy.terms if term.kind == "special-deadline"), None)
    if own is not None:
        told = {ruling.name: ruling.value for ruling in own.rulings if holds(ruling.under, readings)}
        deadline = known.facts.get(told.get("day", ""))
        if isinstance(deadline, date):
            last = deadline if told.get("then") == "replaces" else min(last, deadline)
    tests: list[bool | None] = []
    for moved in (one for other in policy.terms if other.kind == "transition" for one in other.rulings):
        day = known.facts.get(moved.value) if holds(moved.under, readings) else first
        tests.append(first <= day if isinstance(day, date) else None)
    for ruling in term.rulings:
        if ruling.name in ("day", "since") and holds(ruling.under, readings):
            day = known.facts.get(ruling.value)
            if ruling.name == "day":
                tests.append(first <= day <= last if isinstance(day, date) else None)
            elif is_granted:
                tests.append(_not_early(day, first, term.rulings, readings, known))
    return _all(tests)


def _not_early(
    day: object, first: date, rulings: Iterable[Ruling], readings: Mapping[str, str], known: Known
) -> bool | None:
    """Whether a day is not before the first one, or is accepted by the agency that may decide so."""
    told = [known.facts.get(r.value) for r in rulings if r.name == "unless" and holds(r.under, readings)]
    if not isinstance(day, date):
        return True if True in told else None
    return True if first <= day else _any([one if isinstance(one, bool) else None for one in told])


def find_validity(policy: Policy, readings: dict[str, str]) -> tuple[date, date] | None:
    """The first and last day of the validity according to its words; ``None`` where they state none.

    A validity without an end lasts as long as the calendar.
    """
    term = next((term for term in policy.terms if term.kind == "validity"), None)
    if term is None:
        return None
    first, *rest = (quantity.value for quantity in term.quantities)
    assert isinstance(first, date)
    if not rest:
        return first, date.max
    (span,) = rest
    if isinstance(span, date):
        return first, span
    assert isinstance(span, Span)
    turn = first.replace(day=1)
    for _ in range(span.months):
        turn = (turn + timedelta(days=31)).replace(day=1)
    after = min(turn + timedelta(days=first.day - 1), (turn + timedelta(days=31)).replace(day=1))
    until = [r.value for r in term.rulings if r.name == "until" and holds(r.under, readings)]
    return first, after if until[:1] == ["anniversary"] else after - timedelta(days=1)


def same_period(period: str, begins: date, one: date, other: date) -> bool:
    """Whether two days lie in one period; where a year may begin on any day, in one such year."""
    if period == "any-year":
        one, other = sorted((one, other))
        return other < _anniversary(one, one.year + 1)
    if period == "year-of-validity":
        return _year_begun(begins, one) == _year_begun(begins, other)
    return one.year == other.year


def _year_begun(begins: date, day: date) -> date:
    """The day on which the year of validity that contains a day began."""
    start = _anniversary(begins, day.year)
    return start if start <= day else _anniversary(begins, day.year - 1)


def _anniversary(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1) if year % 4 or (year % 100 == 0 and year % 400) else date(year, 2, 29)
    return date(year, day.month, day.day)


def _bounds(amount: Amount, known: Known) -> Bounds | None:
    match amount:
        case Share():
            low, high = _base(amount.base, amount.rulings, known)
            rate = amount.rate.rate.of_one
            low = ZERO if _ruled(amount.rulings, "sum", "open") else low
            return low * rate, None if high is None else high * rate
        case Agreed():
            return ZERO, _base(amount.base, amount.rulings, known)[1]
        case Cap():
            return _cap(amount, known)
        case SharedCap():
            return _bounds(amount.cap, known)
        case PerUnit():
            return _bounds(amount.amount, known)
        case Least():
            parts = [_bounds(part, known) or (ZERO, None) for part in amount.parts]
            highs = [high for _, high in parts if high is not None]
            low = ZERO if _ruled(amount.rulings, "sum", "open") else min(low for low, _ in parts)
            return low, min(highs, default=None)
        case Tier():
            return _tier(amount, known)
        case Fixed():
            value = amount.sum_.value
            ends = (value.low, value.high) if isinstance(value, Ends) else (value, value)
            low, high = (Fraction(getattr(end, "fen", 0)) for end in ends)
            highest = None if _ruled(amount.rulings, "sum", "floor") else high
            return (ZERO if _ruled(amount.rulings, "sum", "open") else low), highest
        case Product():
            return _product(amount, known)
        case Total():
            parts = [_rounded(part, known) for part in amount.parts]
            highs = [high for _, high in parts if high is not None]
            whole = None if len(highs) < len(parts) else sum(highs, ZERO)
            return sum((low for low, _ in parts), ZERO), whole
        case Cases():
            return _cases(amount, known)
        case Instalments():
            return _bounds(amount.amount, known)
        case Scaled():
            low, high = _rounded(amount.amount, known)
            return low * amount.factor, None if high is None else high * amount.factor
        case _:
            return None


def _rounded(amount: Amount, known: Known) -> Bounds:
    """A part of a total, rounded on its own."""
    low, high = _bounds(amount, known) or (ZERO, None)
    mode = _rounding(amount)
    return Fraction(_whole(low, mode)), None if high is None else Fraction(_whole(high, mode))


def _product(amount: Product, known: Known) -> Bounds:
    """An amount for each unit times the units that count, in fractions of a fen."""
    each = amount.each.value
    ends = (each.low, each.high) if isinstance(each, Ends) else (each, each)
    low, high = (one.of_one if isinstance(one, Rate) else Fraction(getattr(one, "fen", 0)) for one in ends)
    top: Fraction | None = high
    for one in amount.of:
        told = known.facts.get(one.fact)
        found = None if told is None else _counted(one, _number(told))
        bound = None if one.most is None else _counted(one, _number(one.most.value))
        if found is None:
            low = ZERO
            top = None if bound is None or top is None else top * bound
        else:
            low, top = low * found, None if top is None else top * found
    top = None if _ruled(amount.rulings, "sum", "floor") else top
    return (ZERO if _ruled(amount.rulings, "sum", "open") else low), top


def _number(value: object) -> Fraction:
    """A number in its unit: fen, pieces, months, a share of one, or units of a measured quantity."""
    match value:
        case Money(fen):
            return Fraction(fen)
        case Count(number, _):
            return Fraction(number)
        case Span(months):
            return Fraction(months)
        case Rate(of_one):
            return of_one
        case Measured(_, "percent"):
            return value.of_unit / 100
        case Measured():
            return value.of_unit
        case int():
            return Fraction(value)
        case _:
            raise TypeError(value)


def _counted(one: Counted, number: Fraction) -> Fraction:
    if one.plus is not None:
        points = _number(one.plus.value)
        number = max(ZERO, number - points) if one.is_less else number + points
    if one.most is not None:
        number = min(number, _number(one.most.value))
    if one.over is not None:
        number = max(ZERO, number - _number(one.over.value))
    if one.step is not None:
        number = Fraction((number / _number(one.step.value)).__floor__())
    return number / 12 if one.is_yearly else number


def _cases(amount: Cases, known: Known) -> Bounds:
    """The result of the first case that holds; where an earlier one may hold, the range between both."""
    found: list[Bounds] = []
    for way in amount.in_turn:
        holds = _test(way.test, None, known, None)
        if holds is not False:
            found.append(_bounds(way.amount, known) or (ZERO, None))
        if holds:
            break
    else:
        found.append((ZERO, ZERO))
    highs = [high for _, high in found if high is not None]
    return min(low for low, _ in found), max(highs) if len(highs) == len(found) else None


def _compare(asked: Compare, known: Known) -> bool | None:
    told = known.facts.get(asked.fact)
    if told is None or isinstance(told, str | bool | date | Mapping):
        return None
    number, limit = _number(told), _number(asked.limit.value)
    return {
        "at-least": number >= limit,
        "more-than": number > limit,
        "at-most": number <= limit,
        "less-than": number < limit,
    }[asked.bound]


def _cap(amount: Cap, known: Known) -> Bounds:
    limit = Fraction(amount.limit.money.fen)
    for ruling in amount.rulings:
        if ruling.name == "cost":
            cost = known.facts.get(ruling.value)
            if not isinstance(cost, Money):
                return ZERO, limit
            return min(Fraction(cost.fen), limit), min(Fraction(cost.fen), limit)
    return (ZERO if _ruled(amount.rulings, "sum", "open") else limit), limit


def _tier(amount: Tier, known: Known) -> Bounds | None:
    limits = {level.id: Fraction(level.limit.money.fen) for level in amount.levels}
    level = known.facts.get(amount.by)
    agency = any(ruling.name == "unless" for ruling in amount.rulings)
    low: Fraction
    high: Fraction | None
    if isinstance(level, str) and level in limits:
        low = high = limits[level]
    elif isinstance(level, str):
        return None if agency else (ZERO, ZERO)
    else:
        low, high = ZERO if agency else min(limits.values()), max(limits.values())
    for ruling in amount.rulings:
        if ruling.name == "shared-by":
            count = known.facts.get(ruling.value)
            if isinstance(count, int) and count > 0:
                low, high = low / count, None if high is None else high / count
            else:
                low = ZERO
    return low, high


def _base(fact: str, rulings: Iterable[Ruling], known: Known) -> Bounds:
    told = known.facts.get(fact)
    low, high = (Fraction(told.fen),) * 2 if isinstance(told, Money) else (ZERO, None)
    for ruling in rulings:
        if ruling.name == "less":
            off = known.facts.get(ruling.value)
            if isinstance(off, Money):
                low = max(ZERO, low - off.fen)
                high = None if high is None else max(ZERO, high - off.fen)
            else:
                low = ZERO
    return low, high


def _rounding(amount: Amount) -> str:
    rulings = [r for part in (amount, *getattr(amount, "parts", ())) for r in getattr(part, "rulings", ())]
    return next((ruling.value for ruling in rulings if ruling.name == "rounding"), "down")


def _whole(fen: Fraction, mode: str) -> int:
    return (fen + Fraction(1, 2)).__floor__() if mode == "half-up" else fen.__floor__()


def _ruled(rulings: Iterable[Ruling], name: str, value: str) -> bool:
    return any(ruling.name == name and ruling.value == value for ruling in rulings)


def _test(
    requirement: Requirement, support: Support | None, known: Known, ledger: Ledger | None
) -> bool | None:
    match requirement:
        case When():
            told = known.facts.get(requirement.fact)
            if isinstance(told, bool):
                told = "yes" if told else "no"
            return told in requirement.values if isinstance(told, str) else None
        case Compare():
            return _compare(requirement, known)
        case Condition():
            told = known.facts.get(requirement.concept.id)
            return told if isinstance(told, bool) else None
        case AnyOf():
            return _any([_test(part, support, known, ledger) for part in requirement.parts])
        case AllOf():
            return _all([_test(part, support, known, ledger) for part in requirement.parts])
        case Earlier():
            if support is None or ledger is None:
                return None
            return _was_granted(requirement, support, known, ledger)


def _was_granted(asked: Earlier, support: Support, known: Known, ledger: Ledger) -> bool | None:
    if ledger.entries is None:
        return None
    about = known.facts.get("object")
    tests = []
    for entry in ledger.entries:
        if entry.facts.get("support") == support.id:
            told = (entry.facts.get("object"), about), (entry.facts.get("phase"), asked.phase)
            tests.append(_all([None if None in pair else pair[0] == pair[1] for pair in told]))
    return _any(tests)


def _all(tests: Iterable[bool | None]) -> bool | None:
    found = set(tests)
    return False if False in found else None if None in found else True


def _any(tests: Iterable[bool | None]) -> bool | None:
    found = set(tests)
    return True if True in found else None if None in found else False
