"""Terms: the language that rules are lowered to, with constant folding.

A truth is a ``bool`` or a :class:`Term`, a number an ``int`` or a term, a day a :class:`datetime.date` or a
term, and an atom (a choice or a name) a ``str`` or a term. Constants are folded while a term is built, so
that a program under decided readings contains only what depends on a case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kb.model.fact_types import sort_of
from kb.model.values import plus_year


class Term:
    """An operation on other terms: its name, and its arguments, which are terms or constants.

    ``docs/core.md`` lists the operations and their meanings. Two terms are equal only where they are the same
    object.
    """

    __slots__ = ("args", "op")

    def __init__(self, op: str, *args: Any) -> None:
        self.op = op
        self.args = args

    def __repr__(self) -> str:
        return f"{self.op}({', '.join(map(repr, self.args))})"


NIL = Term("nothing")
"""The value that is never known. Every operation on it is unknown too, and a choice takes
its other branch.
"""

Truth = Any
"""A ``bool`` or a term that is true or false."""

Number = Any
"""An ``int`` or a term that is a whole number; sums are fen."""

Day = Any
"""A day of the calendar or a term that is one."""

Atom = Any
"""A choice or name, as a string or a term that is one."""


class Tri(NamedTuple):
    """A test of three-valued logic: it ``holds``, it ``fails``, and where neither is true it is unknown."""

    holds: Truth
    fails: Truth

    @property
    def is_open(self) -> Truth:
        """Whether it is unknown."""
        return neg(disj(self.holds, self.fails))


YES, NO, OPEN = Tri(True, False), Tri(False, True), Tri(False, False)


class Range(NamedTuple):
    """A sum in fen between two bounds, both included; where it is not ``bounded``,
    ``high`` has no meaning.
    """

    low: Number
    high: Number
    bounded: Truth = True

    @property
    def is_exact(self) -> Truth:
        """Whether both bounds are equal."""
        return conj(self.bounded, eq(self.low, self.high))


ANY = Range(0, 0, False)
"""A sum without an upper bound."""

NOTHING = Range(0, 0)

BEYOND = 10**17
"""A number greater than any sum in fen that a case can state."""


def conj(*parts: Truth) -> Truth:
    """The conjunction of some truths."""
    return _join("and", parts, False)


def disj(*parts: Truth) -> Truth:
    """The disjunction of some truths."""
    return _join("or", parts, True)


def neg(part: Truth) -> Truth:
    """The negation of a truth."""
    if isinstance(part, bool):
        return not part
    if part is NIL:
        return NIL
    return part.args[0] if part.op == "not" else Term("not", part)


def implies(one: Truth, other: Truth) -> Truth:
    """The implication between two truths."""
    return disj(neg(one), other)


def iff(one: Truth, other: Truth) -> Truth:
    """The equivalence of two truths."""
    return disj(conj(one, other), conj(neg(one), neg(other)))


def ite(condition: Truth, one: Any, other: Any) -> Any:
    """The first value where the condition is true, else the second; both of one sort."""
    if isinstance(condition, bool):
        return one if condition else other
    if one is other or other is NIL or (not isinstance(one, Term | bool) and one == other):
        return one
    if one is NIL:
        return other
    if isinstance(one, bool) or isinstance(other, bool):
        return disj(conj(condition, one), conj(neg(condition), other))
    if condition.op == "not":
        return ite(condition.args[0], other, one)
    # An inner choice on the same condition is already decided.
    if isinstance(one, Term) and one.op == "ite" and one.args[0] is condition:
        one = one.args[1]
    if isinstance(other, Term) and other.op == "ite" and other.args[0] is condition:
        other = other.args[2]
    return Term("ite", condition, one, other)


def eq(one: Any, other: Any) -> Truth:
    """Whether two numbers, days or atoms are equal."""
    if one is NIL or other is NIL:
        return False
    if one is other:
        return True
    if isinstance(one, Term) or isinstance(other, Term):
        return Term("eq", one, other)
    return bool(one == other)


def le(one: Any, other: Any) -> Truth:
    """Whether one number or day is at most the other."""
    if one is NIL or other is NIL:
        return False
    if not isinstance(one, Term) and not isinstance(other, Term):
        return bool(one <= other)
    settled = _settled(one, other)
    return Term("le", one, other) if settled is None else settled


def lt(one: Any, other: Any) -> Truth:
    """Whether one number or day is less than the other."""
    if one is NIL or other is NIL:
        return False
    if not isinstance(one, Term) and not isinstance(other, Term):
        return bool(one < other)
    settled = _settled(other, one)
    return Term("lt", one, other) if settled is None else not settled


def among(atom: Atom, values: Iterable[str]) -> Truth:
    """Whether an atom is one of some constants."""
    if atom is NIL:
        return False
    found = tuple(sorted(set(values)))
    if not isinstance(atom, Term):
        return atom in found
    if len(found) < 2:
        return eq(atom, found[0]) if found else False
    return Term("in", atom, found)


def plus(*parts: Number) -> Number:
    """The sum."""
    if NIL in parts:
        return NIL
    constant = sum(part for part in parts if not isinstance(part, Term))
    terms = [part for part in parts if isinstance(part, Term)]
    if constant or not terms:
        terms.append(constant)
    return terms[0] if len(terms) == 1 else Term("add", *terms)


def minus(one: Number, other: Number) -> Number:
    """The difference."""
    if one is NIL or other is NIL:
        return NIL
    if isinstance(other, Term):
        return Term("sub", one, other)
    return plus(one, -other)


def times(factor: int, part: Number) -> Number:
    """A number multiplied by a constant."""
    if part is NIL:
        return NIL
    if factor == 0:
        return 0
    if not isinstance(part, Term):
        return factor * part
    return part if factor == 1 else Term("mul", factor, part)


def product(one: Number, other: Number) -> Number:
    """The product of two numbers that may both depend on the case."""
    if not isinstance(one, Term):
        return times(one, other)
    return times(other, one) if not isinstance(other, Term) else Term("mul", one, other)


def floor_div(part: Number, divisor: int) -> Number:
    """A number divided by a positive integer constant, rounded down."""
    if part is NIL:
        return NIL
    if not isinstance(part, Term):
        return part // divisor
    return part if divisor == 1 else Term("div", part, divisor)


def split(part: Number, among_: Number) -> Number:
    """A number divided by a number of sharers, which is positive and at most :data:`MOST_SHARERS`, rounded
    down.
    """
    if part is NIL or among_ is NIL:
        return NIL
    if isinstance(among_, Term) and part != 0:
        return Term("split", part, among_)
    return part if part == 0 else floor_div(part, among_)


MOST_SHARERS = 12
"""The greatest number of sharers of a sum, for carriers that must try every number (the solver)."""


def least(one: Number, other: Number) -> Number:
    """The lesser of two numbers."""
    return _extreme("min", one, other)


def greatest(one: Number, other: Number) -> Number:
    """The greater of two numbers."""
    return _extreme("max", one, other)


def count(parts: Iterable[Truth]) -> Number:
    """The number of true truths."""
    return plus(*(ite(part, 1, 0) for part in parts))


def year(day: Day) -> Number:
    """The calendar year of a day."""
    if day is NIL:
        return NIL
    return Term("year", day) if isinstance(day, Term) else day.year


def year_since(first: date, day: Day) -> Number:
    """The whole years since the ``first`` day, negative before it; a year begins on the same calendar day
    (for 29 February, on 1 March where a year has none).
    """
    if day is NIL:
        return NIL
    if isinstance(day, Term):
        return Term("year-since", first, day)
    years: int = day.year - first.year
    return years - (plus_year(first, years) > day)


def next_year(day: Day) -> Day:
    """The same day of the next year; for 29 February, 1 March."""
    if day is NIL:
        return NIL
    return Term("next-year", day) if isinstance(day, Term) else plus_year(day)


def both(parts: Iterable[Tri]) -> Tri:
    """Kleene conjunction: false if one is false, otherwise unknown if one is unknown."""
    tests = tuple(parts)
    return Tri(conj(*(test.holds for test in tests)), disj(*(test.fails for test in tests)))


def either(parts: Iterable[Tri]) -> Tri:
    """Kleene disjunction: true if one is true, otherwise unknown if one is unknown."""
    tests = tuple(parts)
    return Tri(disj(*(test.holds for test in tests)), conj(*(test.fails for test in tests)))


def opposite(test: Tri) -> Tri:
    """Kleene negation."""
    return Tri(test.fails, test.holds)


def decided(known: Truth, value: Truth) -> Tri:
    """The test of a value that may be unknown."""
    return Tri(conj(known, value), conj(known, neg(value)))


def asked_only(under: Truth, test: Tri) -> Tri:
    """A test that applies only under a condition, and holds elsewhere."""
    return Tri(disj(neg(under), test.holds), conj(under, test.fails))


def offered_only(under: Truth, test: Tri) -> Tri:
    """A test that can hold only under a condition, and fails elsewhere."""
    return Tri(conj(under, test.holds), disj(neg(under), test.fails))


def lower(one: Range, other: Range) -> Range:
    """The lesser of two sums, bound by bound."""
    high = ite(
        conj(one.bounded, other.bounded),
        least(one.high, other.high),
        ite(one.bounded, one.high, other.high),
    )
    return Range(least(one.low, other.low), high, disj(one.bounded, other.bounded))


def choose(condition: Truth, one: Range, other: Range) -> Range:
    """The first sum where the condition is true, else the second."""
    return Range(
        ite(condition, one.low, other.low),
        ite(condition, one.high, other.high),
        ite(condition, one.bounded, other.bounded),
    )


def _join(op: str, parts: Iterable[Truth], absorbs: bool) -> Truth:
    terms: dict[int, Term] = {}
    for part in parts:
        if part is NIL:
            part = False
        if isinstance(part, bool):
            if part is absorbs:
                return absorbs
        elif part.op == op:
            terms.update((id(one), one) for one in part.args)
        else:
            terms[id(part)] = part
    if not terms:
        return not absorbs
    found = tuple(terms.values())
    return found[0] if len(found) == 1 else Term(op, *found)


def _extreme(op: str, one: Number, other: Number) -> Number:
    if one is NIL or other is NIL:
        return NIL
    if one is other:
        return one
    if not isinstance(one, Term) and not isinstance(other, Term):
        return min(one, other) if op == "min" else max(one, other)
    if _settled(one, other):
        return one if op == "min" else other
    if _settled(other, one):
        return other if op == "min" else one
    return Term(op, one, other)


def _settled(one: Any, other: Any) -> bool | None:
    """Whether a number is at most another in every case; ``None`` where that depends on the case."""
    if isinstance(one, date) or isinstance(other, date):
        return None
    (least_one, most_one), (least_other, most_other) = span_of(one), span_of(other)
    if most_one is not None and least_other is not None and most_one <= least_other:
        return True
    if least_one is not None and most_other is not None and least_one > most_other:
        return False
    return None


_UNBOUNDED = (None, None)


def span_of(number: Number, deep: int = 6) -> tuple[int | None, int | None]:
    """The bounds of a term over all cases, as far as they are easily computed."""
    if not isinstance(number, Term):
        return number, number
    op, args = number.op, number.args
    if op == "value" and sort_of(args[2]) == "number":
        return 0, None
    if op not in _SPANNED or deep == 0:
        return _UNBOUNDED
    if op == "sum":
        low, _ = span_of(args[1], deep - 1)
        return (0, None) if low is not None and low >= 0 else _UNBOUNDED
    spans = [span_of(one, deep - 1) for one in (args[1:] if op == "ite" else args)]
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    if op == "ite":
        return _extent(min, lows), _extent(max, highs)
    if op == "min":
        return _extent(min, lows), min((high for high in highs if high is not None), default=None)
    if op == "max":
        return max((low for low in lows if low is not None), default=None), _extent(max, highs)
    if op == "add":
        return _extent(sum, lows), _extent(sum, highs)
    if op == "mul" and len(_known(highs)) == 2 and all(low is not None and low >= 0 for low in lows):
        return 0, _known(highs)[0] * _known(highs)[1]
    # A part or positive multiple of a non-negative number is not negative.
    return (0, None) if all(low is not None and low >= 0 for low in lows) else _UNBOUNDED


_SPANNED = frozenset({"ite", "min", "max", "add", "mul", "div", "split", "sum"})


def _extent(of: Any, bounds: list[int | None]) -> int | None:
    known = _known(bounds)
    return of(known) if len(known) == len(bounds) else None


def _known(bounds: list[int | None]) -> list[int]:
    return [bound for bound in bounds if bound is not None]
