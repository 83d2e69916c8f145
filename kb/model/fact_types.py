"""The types of facts: what the core computes with, how great a number may be, and the class of its values.

All packages read the properties of a type from :data:`FACT_TYPES`. How a case writes a value of each type is
in :mod:`kb.cases.types`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from kb.model.values import MEASURES, YUAN, Measured, Money

Sort = Literal["truth", "word", "day", "number"]
"""What the core computes with: a truth, a text that is only compared, a day, or a whole number."""

MOST_YUAN = 10**12
"""The largest sum, in yuan."""

MOST_FEN = MOST_YUAN * YUAN
"""The largest sum, in fen."""

MOST_COUNT = 1_000_000
"""The largest count."""

MOST_STEPS = 10**12
"""The largest measured number, in steps of its unit."""


@dataclass(frozen=True, slots=True)
class FactType:
    """A type of facts.

    The value of a ``number`` may be an object: ``counted`` is the attribute that holds its whole number, and
    ``make`` makes the value of a number and the unit of the fact. ``most`` is the greatest number, and
    ``of_one`` the number of what people write as one, where that is no unit of the fact. The values of some
    types are the choices of the fact (``has_choices``), and some have a unit (``has_unit``).
    """

    id: str
    sort: Sort
    counted: str = ""
    most: int = 0
    of_one: int = 1
    make: Callable[[int, str], Any] = lambda number, _: number
    has_choices: bool = False
    has_unit: bool = False

    def size(self, unit: str = "") -> int:
        """The whole number of what people write as one: 100 fen for a yuan, the steps of a unit."""
        return MEASURES[unit][2] if unit else self.of_one


MONEY, COUNT, CHOICES = "money", "count", "choices"
"""The types of sums, of counts, and of several choices, which some rules are about."""

FACT_TYPES = {
    one.id: one
    for one in (
        FactType("yes-no", "truth"),
        FactType("choice", "word", has_choices=True),
        FactType(CHOICES, "truth", has_choices=True),
        FactType(MONEY, "number", "fen", MOST_FEN, YUAN, lambda fen, _: Money(fen)),
        FactType("date", "day"),
        FactType(COUNT, "number", most=MOST_COUNT),
        FactType("measure", "number", "steps", MOST_STEPS, make=Measured, has_unit=True),
        FactType("name", "word"),
    )
}
"""The types in order: yes or no; one of several choices; any of several choices; a sum in yuan; a day; a
whole number; a measured number with a unit; a name.
"""


def sort_of(type_: str) -> Sort:
    """What the core computes with for a type of facts."""
    return FACT_TYPES[type_].sort
