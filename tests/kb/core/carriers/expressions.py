"""Terms with the values that every carrier must give, worked out by hand.

Each is written where carriers easily differ: unknown facts, leap days, divisions and years.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kb.core.terms import (
    Term,
    among,
    conj,
    disj,
    eq,
    floor_div,
    greatest,
    ite,
    le,
    least,
    lt,
    minus,
    neg,
    next_year,
    plus,
    product,
    split,
    times,
    year,
    year_since,
)

TYPES = {
    **{"sum": "money", "sharers": "count", "day": "date", "level": "choice", "flag": "yes-no"},
    **{"object": "name", "support": "name"},
}
"""The columns: the type of each fact."""


class Expression(NamedTuple):
    """A term, the facts that a row states, and the value."""

    name: str
    term: Any
    row: dict[str, Any]
    value: Any


def known(fact: str) -> Term:
    """Whether a row states a fact."""
    return Term("known", "", fact, TYPES[fact])


def value(fact: str) -> Term:
    """The value that a row states."""
    return Term("value", "", fact, TYPES[fact])


SUM, DAY, LEVEL = value("sum"), value("day"), value("level")
LEAP = date(2024, 2, 29)

EXPRESSIONS = (
    Expression("a fact that is stated", known("sum"), {"sum": 0}, True),
    Expression("a fact that is not stated", known("sum"), {}, False),
    Expression("a fact or another value", ite(known("sum"), SUM, 7), {}, 7),
    Expression("conditions", conj(known("flag"), neg(value("flag"))), {"flag": False}, True),
    Expression("one of two conditions", disj(known("sum"), value("flag")), {"flag": True}, True),
    Expression("a word with a quotation mark", eq(LEVEL, "o'clock"), {"level": "o'clock"}, True),
    Expression("one of some words", among(LEVEL, ("state", "city")), {"level": "village"}, False),
    Expression("a word that is not stated", neg(eq(LEVEL, "city")), {}, True),
    Expression("none of some words", neg(among(LEVEL, ("state", "city"))), {}, True),
    Expression("a condition that is not stated", neg(value("flag")), {}, True),
    Expression("a word or another", eq(ite(known("level"), LEVEL, "city"), "city"), {}, True),
    Expression("at most", le(SUM, 5), {"sum": 5}, True),
    Expression("less", lt(SUM, 5), {"sum": 5}, False),
    Expression("a sum and a difference", minus(plus(SUM, 8), value("sharers")), {"sum": 1, "sharers": 3}, 6),
    Expression("a product", product(SUM, value("sharers")), {"sum": 6, "sharers": 7}, 42),
    # 30% of 10 fen and of 9 fen, rounded down.
    Expression("a share", floor_div(times(3, SUM), 10), {"sum": 10}, 3),
    Expression("a share rounded down", floor_div(times(3, SUM), 10), {"sum": 9}, 2),
    # (2 × 9 + 5) / 10
    Expression("a share rounded to the nearest", floor_div(plus(times(2, SUM), 5), 10), {"sum": 9}, 2),
    Expression("a great share", floor_div(times(999, SUM), 1000), {"sum": 10**16 + 1}, 9_990_000_000_000_000),
    Expression("a negative number divided", floor_div(minus(SUM, 10), 4), {"sum": 1}, -3),
    Expression("a sum shared", split(SUM, value("sharers")), {"sum": 100, "sharers": 3}, 33),
    Expression("the lesser", least(SUM, minus(4, value("sharers"))), {"sum": 9, "sharers": 1}, 3),
    Expression("the greater", greatest(minus(SUM, 9), -4), {"sum": 2}, -4),
    Expression("a year", year(DAY), {"day": date(2031, 12, 31)}, 2031),
    Expression("years that are full", year_since(LEAP, DAY), {"day": date(2025, 2, 28)}, 0),
    Expression("a year that has just become full", year_since(LEAP, DAY), {"day": date(2025, 3, 1)}, 1),
    Expression("the next year", next_year(DAY), {"day": date(2023, 2, 28)}, date(2024, 2, 28)),
    Expression("the year after a leap day", next_year(DAY), {"day": LEAP}, date(2025, 3, 1)),
    Expression("days compared", lt(DAY, date(2030, 3, 1)), {"day": date(2030, 2, 28)}, True),
    Expression(
        "a chain of choices",
        ite(eq(LEVEL, "state"), 60, ite(eq(LEVEL, "city"), 20, 0)),
        {"level": "city"},
        20,
    ),
)
"""The expressions, each with the row that it is computed for."""

LEDGER = {
    "甲": (
        {"sum": 300, "day": date(2030, 5, 1), "object": "x"},
        {"sum": 200, "day": date(2031, 5, 1), "object": "y", "support": "a"},
        {"day": LEAP},
    ),
    "乙": (),
}
"""The earlier grants of two applicants."""


def of_grant(fact: str, op: str = "value") -> Term:
    """An input of the grant that the outermost fold binds."""
    return Term(op, "grant0", fact, TYPES[fact])


PERHAPS_X = disj(neg(of_grant("object", "known")), eq(of_grant("object"), "x"))
UNDER_A = conj(of_grant("support", "known"), eq(of_grant("support"), "a"))

FOLDS = {
    "any": Term("any", "grant0", eq(of_grant("sum"), 200)),
    "total": Term("sum", "grant0", of_grant("sum")),
    "most": Term("most", "grant0", of_grant("sum")),
    "first": Term("first", "grant0", (neg(of_grant("sum", "known")), eq(of_grant("sum"), 200)), 1),
    "for x": Term("sum", "grant0", ite(PERHAPS_X, of_grant("sum"), 0)),
    "open for x": Term("any", "grant0", conj(PERHAPS_X, neg(of_grant("sum", "known")))),
    "under a": Term("sum", "grant0", ite(UNDER_A, of_grant("sum"), 0)),
}
"""Folds over the grants: whether one is of 200, their sum, the greatest, and whether of those that lack a
sum or are of 200 the first is of 200. Then the sum of those perhaps for one thing, whether one of them lacks
a sum, and the sum of those under one support.
"""

FOLDED = {
    "甲": {
        **{"any": True, "total": 500, "most": 300, "first": True},
        **{"for x": 300, "open for x": True, "under a": 200},
    },
    "乙": {
        **{"any": False, "total": 0, "most": 0, "first": False},
        **{"for x": 0, "open for x": False, "under a": 0},
    },
}
"""The values of the folds for each applicant."""
