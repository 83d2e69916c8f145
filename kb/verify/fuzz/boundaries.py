"""Boundary values: the sums, days, numbers, values and readings at which the rules change their result.

Everything is derived from the policy, so that a new measure brings its own boundary values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kb.core.ruleset import read_policy, turned_readings
from kb.model.amounts import Cases, Product
from kb.model.fact_types import MOST_FEN
from kb.model.figures import binds_from
from kb.model.policy import Policy
from kb.model.requirements import Compare, Condition, Requirement, When, leaves
from kb.model.values import plus_year

BREAK_FLOATS = (
    MOST_FEN - 1,
    2**53 - 1,
    2**53,
    2**53 + 1,
    10 + 20,
    110 + 220,
    9_007_199_254_740_993 % MOST_FEN,
)
"""Sums in fen that binary floating point cannot represent exactly; some exceed :data:`MOST_FEN`."""


def find_sums(policy: Policy) -> tuple[int, ...]:
    """Sums in fen around which some amount changes: one fen below, at and above each, and
    the smallest sums.
    """
    caps = {cap for support in policy.supports if support.is_money for cap in support.amount.ceilings}
    rates = {q for support in policy.supports for q in support.quantities if q.unit == "rate"}
    # Any rate may reach a cap, since a reading may lend the rate of one clause to another.
    turns = {cap.money.fen for cap in caps} | {binds_from(rate, cap).fen for rate in rates for cap in caps}
    facts = {fact.id for fact in policy.facts if fact.type == "money"}
    turns |= {step for fact, steps in find_numbers(policy).items() if fact in facts for step in steps}
    return tuple(sorted({0, 1, 2, 3, 4, 5, 15, 25} | {fen + off for fen in turns for off in (-1, 0, 1)}))


def find_days(policy: Policy) -> tuple[date, ...]:
    """The days on both sides of the ends of the validity, of its years, of calendar years and of a leap day.

    A validity without an end has the years up to its horizon. Empty where the policy states no validity.
    """
    validity = read_policy(policy).validity
    if validity is None:
        return ()
    first, last = validity.first, validity.horizon
    leap = next(year for year in range(first.year, first.year + 9) if _is_leap(year))
    turns = {first, last + timedelta(1), date(leap, 2, 29), date(leap, 3, 1)}
    turns |= {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    turns |= {plus_year(first, n) for n in range(last.year - first.year + 1)}
    return tuple(sorted({day - timedelta(off) for day in turns for off in (0, 1)}))


def find_numbers(policy: Policy) -> dict[str, tuple[int, ...]]:
    """For each numeric fact, the steps at which a rule changes, with one step less and one more.

    These are the numbers it is compared with, and the bounds of it in a product.
    """
    found: dict[str, set[int]] = {}
    for support in policy.supports:
        tests = [leaf for r in support.requirements for leaf in leaves(r)]
        for part in support.amount.walk():
            if isinstance(part, Cases):
                tests += [leaf for way in part.ways for leaf in leaves(way.test)]
            elif isinstance(part, Product):
                for one in part.of:
                    bounds = (q.steps for q in (one.most, one.over, one.step) if q is not None)
                    found.setdefault(one.fact, set()).update(bounds)
        for leaf in tests:
            if isinstance(leaf, Compare):
                found.setdefault(leaf.fact, set()).add(leaf.limit.steps)
    return {
        fact: tuple(sorted({0, 1, *(n + off for n in steps for off in (-1, 0, 1) if n + off > 0)}))
        for fact, steps in found.items()
    }


def find_counts(policy: Policy) -> tuple[int, ...]:
    """The numbers around those of the text, and the smallest ones."""
    stated = {q.count.number for s in policy.supports for q in s.quantities if q.unit == "count"}
    return tuple(sorted({0, 1, 2, 3} | {number + off for number in stated for off in (-1, 0, 1)}))


def find_asked(policy: Policy) -> dict[str, tuple[str, ...]]:
    """By fact, the values that satisfy some requirement under any reading."""
    found: dict[str, dict[str, None]] = {}
    asked = [leaf for s in policy.supports for r in s.requirements for leaf in leaves(r)]
    for leaf in [*asked, *policy.part_requirements]:
        if isinstance(leaf, When):
            found.setdefault(leaf.fact, {}).update(dict.fromkeys(leaf.values))
        elif isinstance(leaf, Condition):
            found.setdefault(leaf.concept.id, {})["yes"] = None
    return {fact: tuple(values) for fact, values in found.items()}


def find_options(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Every non-default option of every reading that affects a rule: (reading, option)."""
    turned = turned_readings(policy)
    return tuple(
        (reading.id, option.id)
        for reading in policy.readings
        if reading.id in turned
        for option in reading.options
        if option.id != reading.default
    )


def met_here(requirements: Iterable[Requirement], subject: str = "") -> dict[str, int]:
    """By fact, a number that satisfies each comparison for this subject, in steps."""
    found: dict[str, int] = {}
    for requirement in requirements:
        if requirement.subject not in ("", subject):
            continue
        for leaf in leaves(requirement):
            if isinstance(leaf, Compare):
                more = {"more-than": 1, "less-than": -1}.get(leaf.bound, 0)
                found.setdefault(leaf.fact, max(0, leaf.limit.steps + more))
    return found


def asked_here(requirements: Iterable[Requirement], subject: str) -> dict[str, str]:
    """By fact, the first value that satisfies each requirement for this subject, as XML writes it."""
    found: dict[str, str] = {}
    for requirement in requirements:
        if requirement.subject not in ("", subject):
            continue
        for leaf in leaves(requirement):
            if isinstance(leaf, When):
                found.setdefault(leaf.fact, leaf.values[0])
            elif isinstance(leaf, Condition):
                found.setdefault(leaf.concept.id, "yes")
    return found


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
