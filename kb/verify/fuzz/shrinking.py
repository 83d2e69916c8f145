"""Shrinking: the smallest case that still breaks a law; hypothesis removes and simplifies what it can.

A failing case is found among thousands that are generated from one seed, which does not shrink. Instead,
hypothesis shrinks the edits of that case: for each thing it states a choice, of which the first is to leave
it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.cases.case import Case, FactValue
from kb.core.ruleset import read_policy
from kb.model.facts import CLAIMS, LEDGER
from kb.model.policy import Policy
from kb.model.values import Money
from kb.verify.case_parts import Spot, every_spot, leave_out, put, value_at
from kb.verify.libraries import hypothesis

ROUND_SUMS = (0, 1, 100, 1_000_000, 100_000_000, 10_000_000_000)
"""Sums in fen that are easy to read. They are tried in place of others."""

_KEPT = 400
"""The number of random choices for a place that keep its value, so that all values are often kept."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A failing case, the readings under which it fails, and the seed of what the law changes in it."""

    case: Case
    readings: Mapping[str, str]
    seed: int = 0


def shrink(policy: Policy, failing: Failing, fails: Callable[[Failing], bool], most: int = 2000) -> Failing:
    """The smallest failing case that hypothesis finds in a given number of attempts.

    A case that does not fail again is returned unchanged. Raises :class:`kb.model.words.errors.PolicyError`
    without hypothesis.
    """
    library = hypothesis()
    reductions = list(_reductions(failing))
    st = library.strategies
    choices = st.tuples(*(st.integers(0, len(ways) + _KEPT) for _, ways in reductions))
    settings = library.settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(library.HealthCheck),
        phases=(library.Phase.generate, library.Phase.shrink),
    )

    def still_fails(numbers: Sequence[int]) -> bool:
        return fails(_apply(failing, reductions, numbers))

    try:
        found = library.find(choices, still_fails, settings=settings)
    except library.errors.NoSuchExample:
        return failing
    smallest = _apply(failing, reductions, found)
    # A chosen reading must matter under the present rules.
    read_policy(policy, smallest.readings)
    return smallest


@dataclass(frozen=True, slots=True)
class _Whole:
    """A claim, a grant, the ledger or a reading, which is left out as a whole."""

    part: str
    key: Any = 0


_Reduction = tuple[Spot | _Whole, tuple[Any, ...]]
"""The place to change, and the possible replacements besides removal."""


def _reductions(failing: Failing) -> Iterator[_Reduction]:
    case = failing.case
    yield from ((_Whole("reading", reading), ()) for reading in failing.readings)
    yield from ((_Whole(LEDGER, n), ()) for n in range(len(case.ledger or ())))
    yield from ((_Whole(CLAIMS, n), ()) for n in range(len(case.claims or ())))
    for spot in every_spot(case):
        yield spot, _simpler(case, spot)


def _simpler(case: Case, spot: Spot) -> tuple[FactValue, ...]:
    value = value_at(case, spot)
    if isinstance(value, Money):
        return tuple(Money(fen) for fen in ROUND_SUMS if fen < value.fen)
    return ()


def _apply(failing: Failing, reductions: Sequence[_Reduction], numbers: Sequence[int]) -> Failing:
    """The case with its parts left out, simplified or kept as the numbers say."""
    case, gone, readings = failing.case, [], dict(failing.readings)
    without: dict[str, set[int]] = {CLAIMS: set(), LEDGER: set()}
    for (what, ways), number in zip(reductions, numbers, strict=True):
        if isinstance(what, Spot):
            if number == 0:
                gone.append(what)
            elif number <= len(ways):
                case = put(case, what, ways[number - 1])
        elif number == 0 and what.part == "reading":
            del readings[what.key]
        elif number == 0:
            without[what.part].add(what.key)
    case = leave_out(case, gone)
    claims = case.claims and tuple(
        replace(claim, facts={key: told for key, told in claim.facts.items() if told != {}})
        for n, claim in enumerate(case.claims)
        if n not in without[CLAIMS]
    )
    ledger = case.ledger and tuple(g for n, g in enumerate(case.ledger) if n not in without[LEDGER])
    return Failing(replace(case, claims=claims, ledger=ledger), readings, failing.seed)
