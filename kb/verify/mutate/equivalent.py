"""Equivalence: whether a changed policy has the same rules under every reading.

This is a structural proof. Answers follow from the rules as read, so where these are equal under every choice
of the readings that affect the change, no answer differs. Defaults of the engine (a share is rounded down, a
year is a calendar year) count as stated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any

from kb.core.ruleset import Meeting, common_switches, read_support, read_terms, switches
from kb.model.amounts import Phase, Quantity
from kb.model.facts import OBJECT, PART_OF
from kb.model.guards import Readings, Ruling, ruled_by
from kb.model.policy import Policy, Support
from kb.model.together import Together


def is_same(one: Policy, other: Policy, support: str, *, most: int = 5000) -> bool:
    """Whether two policies have the same rules under every choice of readings.

    They may differ in one support, or in the general rules where ``support`` is empty. At most ``most``
    choices are tried; the result is False where there are more.
    """
    if support:
        mine, theirs = one.support(support), other.support(support)
        turned = switches(mine) | switches(theirs)
        return all(
            plain(one, read_support(mine, readings)) == plain(one, read_support(theirs, readings))
            for readings in choices(one, turned, most)
        )
    turned = _turning(one, other)
    return all(_terms(one, readings) == _terms(other, readings) for readings in choices(one, turned, most))


def _terms(policy: Policy, readings: Readings) -> tuple[object, ...]:
    """The general rules in a form for comparison.

    An overlap that prefers a support without naming it is written as one that allows one of its supports.
    """
    told = {fact.id for fact in policy.facts}
    return tuple(_plain_term(rule, told) for rule in read_terms(policy, readings))


def _plain_term(rule: object, told: Collection[str]) -> object:
    if isinstance(rule, Together):
        limits = tuple(_plain(limit, told) for limit in rule.limits)
        return replace(rule, limits=limits, others=tuple(_plain(other, told) for other in rule.others))
    if isinstance(rule, tuple):
        return tuple(_plain_meeting(one) if isinstance(one, Meeting) else one for one in rule)
    return rule


def _plain_meeting(meeting: Meeting) -> Meeting:
    return replace(meeting, then="once") if meeting.then == "prefers" and not meeting.where else meeting


def choices(policy: Policy, turned: Iterable[str], most: int) -> Iterator[dict[str, str]]:
    """Every choice of options for some readings, with the other readings at their defaults.

    Raises ``OverflowError`` where there are more than ``most``.
    """
    wanted = set(turned)
    defaults = {reading.id: reading.default for reading in policy.readings}
    options = {r.id: [option.id for option in r.options] for r in policy.readings if r.id in wanted}
    count = 1
    for one in options.values():
        count *= len(one)
    if count > most:
        raise OverflowError(count)
    for chosen in product(*options.values()):
        yield defaults | dict(zip(options, chosen, strict=True))


def plain(policy: Policy, support: Support) -> Support:
    """A support as read, with the engine's defaults written out and without rules that can never apply.

    Two supports with equal plain forms give every claim the same, alone and beside others.
    """
    told = {fact.id for fact in policy.facts_of(support.per)}
    return replace(support, amount=_plain(support.amount, told), readings=(), selection="unstated")


def _plain(value: Any, told: Collection[str]) -> Any:
    """A part of an amount with its rulings in order; ``told`` are the facts that a claim can state."""
    if isinstance(value, Quantity):
        # The place of a number is only cited and affects no computation.
        return repr(value.value)
    if isinstance(value, tuple) and all(isinstance(one, Ruling) for one in value):
        return value
    if isinstance(value, tuple):
        parts = tuple(_plain(one, told) for one in value)
        # The order of phases under one ceiling does not matter.
        return tuple(sorted(parts, key=repr)) if all(isinstance(one, Phase) for one in parts) else parts
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _plain(getattr(value, field.name), told) for field in fields(value)}
    if "rulings" in changed:
        changed["rulings"] = _in_order(type(value), changed["rulings"], told)
    return replace(value, **changed)


def _in_order(kind: type, rulings: tuple[Ruling, ...], told: Collection[str]) -> tuple[Ruling, ...]:
    found: list[Ruling] = []
    for name, one in sorted(ruled_by(kind).items()):
        said = [ruling.value for ruling in rulings if ruling.name == name] or [one.default]
        heard = [value for value in said if value and (one.decides is None or value in one.decides)]
        if name == "per" and one.several:
            heard = _sharing(heard, told)
        found += [Ruling(name, value) for value in (sorted(set(heard)) if one.several else heard[:1])]
    return tuple(found)


def _sharing(per: Iterable[str], told: Collection[str]) -> list[str]:
    """The sharers of a ceiling without redundant ones: a wider group leaves at most as much
    of the ceiling.
    """
    found = {OBJECT if one == "whole" and PART_OF not in told else one for one in per}
    # All recipients fill the ceiling of a thing; only its own grants fill that of an enterprise.
    follows = {"enterprise": "enterprise-year", "object": "phase"}
    return sorted(found - {narrow for wide, narrow in follows.items() if wide in found})


def _turning(one: Policy, other: Policy) -> frozenset[str]:
    """The readings that affect the general rules in which two policies differ."""
    differ: set[str] = set()
    for mine, theirs in ((one, other), (other, one)):
        known = set(map(_key, _commons(theirs)))
        for rule in _commons(mine):
            if _key(rule) not in known:
                differ |= {reading for under in _guards(rule) for reading, _ in under}
    return frozenset(differ & (common_switches(one) | common_switches(other)))


def _commons(policy: Policy) -> tuple[Any, ...]:
    overlaps = tuple(overlap for measure in policy.measures for overlap in measure.overlaps)
    joint = policy.together
    return (*policy.terms, *overlaps, *joint.limits, *joint.others, *joint.budgets, *policy.part_requirements)


def _key(rule: Any) -> str:
    return repr(replace(rule, line=0))


def _guards(rule: Any) -> Iterator[tuple[tuple[str, str], ...]]:
    if hasattr(rule, "under"):
        yield rule.under
    for ruling in getattr(rule, "rulings", ()):
        yield ruling.under
