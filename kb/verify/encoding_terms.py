"""Terms of the solver, folded as they are built: what Python can settle never reaches the solver.

A truth is a ``bool`` or a term of the solver, a number an ``int`` or a term. Most of an encoding is constant
under one reading, so folding is what keeps it small. The solver's own operators are passed by: they check
their arguments at length, and building would take ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from kb.verify.solver import z3

Truth = Any
"""A ``bool`` or a term that is true or false."""

Number = Any
"""An ``int`` or a whole number of the solver."""


class Tri(NamedTuple):
    """A test with three values: it ``holds``, it ``fails``, and where neither is true it is not known."""

    holds: Truth
    fails: Truth

    @property
    def is_open(self) -> Truth:
        """Whether it is not known."""
        return neg(disj(self.holds, self.fails))


YES, NO, OPEN = Tri(True, False), Tri(False, True), Tri(False, False)


class _Library(NamedTuple):
    z3: Any
    core: Any
    context: Any
    ref: Any


@cache
def _library() -> _Library:
    module = z3()
    context = module.main_ctx()
    return _Library(module, module.z3core, context, context.ref())


@cache
def truth(name: str) -> Truth:
    """A variable that is true or false."""
    return _library().z3.Bool(name)


@cache
def number(name: str) -> Number:
    """A variable that is a whole number."""
    return _library().z3.Int(name)


def term(value: Truth | Number) -> Any:
    """A truth or number as a term of the solver, whether folded or not."""
    if isinstance(value, bool):
        return _either(value)
    return _number(value)


def conj(*parts: Truth) -> Truth:
    """Whether all are true."""
    return _join(parts, False)


def disj(*parts: Truth) -> Truth:
    """Whether one is true."""
    return _join(parts, True)


def neg(part: Truth) -> Truth:
    """Whether it is not true."""
    if isinstance(part, bool):
        return not part
    lib = _library()
    return lib.z3.BoolRef(lib.core.Z3_mk_not(lib.ref, part.ast), lib.context)


def implies(one: Truth, other: Truth) -> Truth:
    """Whether the other is true wherever the one is."""
    return disj(neg(one), other)


def iff(one: Truth, other: Truth) -> Truth:
    """Whether both are true or neither."""
    return disj(conj(one, other), conj(neg(one), neg(other)))


def ite(condition: Truth, one: Any, other: Any) -> Any:
    """The one where the condition is true, else the other; both truths or both numbers."""
    if isinstance(condition, bool):
        return one if condition else other
    if one is other or (isinstance(one, int) and isinstance(other, int) and one == other):
        return one
    lib = _library()
    if _is_truth(one) and _is_truth(other):
        return disj(conj(condition, one), conj(neg(condition), other))
    found = lib.core.Z3_mk_ite(lib.ref, condition.ast, _number(one).ast, _number(other).ast)
    return lib.z3.ArithRef(found, lib.context)


def eq(one: Number, other: Number) -> Truth:
    """Whether two numbers are equal."""
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    return _compare("Z3_mk_eq", one, other)


def le(one: Number, other: Number) -> Truth:
    """Whether one number is at most the other."""
    if isinstance(one, int) and isinstance(other, int):
        return one <= other
    return _compare("Z3_mk_le", one, other)


def lt(one: Number, other: Number) -> Truth:
    """Whether one number is less than the other."""
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return _compare("Z3_mk_lt", one, other)


def plus(*parts: Number) -> Number:
    """The sum."""
    constant = sum(part for part in parts if isinstance(part, int))
    terms = [part for part in parts if not isinstance(part, int)]
    if constant or not terms:
        terms.append(constant)
    return terms[0] if len(terms) == 1 else _arithmetic("Z3_mk_add", terms)


def minus(one: Number, other: Number) -> Number:
    """The difference."""
    if isinstance(other, int):
        return plus(one, -other)
    return _arithmetic("Z3_mk_sub", (one, other))


def times(factor: int, part: Number) -> Number:
    """A number so many times."""
    if isinstance(part, int) or factor == 1:
        return factor * part if isinstance(part, int) else part
    return _arithmetic("Z3_mk_mul", (factor, part))


def floor_div(part: Number, divisor: int) -> Number:
    """A number divided by a positive whole one, rounded down."""
    if isinstance(part, int) or divisor == 1:
        return part // divisor if isinstance(part, int) else part
    lib = _library()
    return lib.z3.ArithRef(lib.core.Z3_mk_div(lib.ref, part.ast, _number(divisor).ast), lib.context)


def least(one: Number, other: Number) -> Number:
    """The lesser of two numbers."""
    return ite(le(one, other), one, other)


def greatest(one: Number, other: Number) -> Number:
    """The greater of two numbers."""
    return ite(le(one, other), other, one)


def count(parts: Iterable[Truth]) -> Number:
    """How many are true."""
    return plus(*(ite(part, 1, 0) for part in parts))


def both(parts: Iterable[Tri]) -> Tri:
    """Whether all hold: false if one is false, and unknown if none is and one is unknown."""
    tests = tuple(parts)
    return Tri(conj(*(test.holds for test in tests)), disj(*(test.fails for test in tests)))


def either(parts: Iterable[Tri]) -> Tri:
    """Whether one holds: true if one is true, and unknown if none is and one is unknown."""
    tests = tuple(parts)
    return Tri(disj(*(test.holds for test in tests)), conj(*(test.fails for test in tests)))


def decided(known: Truth, value: Truth) -> Tri:
    """A test of something that may not be known."""
    return Tri(conj(known, value), conj(known, neg(value)))


def pin(part: Any, pairs: Sequence[tuple[Any, Any]]) -> Any:
    """A term of the solver that is true or false, with each variable of some pairs replaced by its value."""
    lib = _library()
    sources = (lib.z3.Ast * len(pairs))(*(variable.ast for variable, _ in pairs))
    values = (lib.z3.Ast * len(pairs))(*(value.ast for _, value in pairs))
    found = lib.core.Z3_substitute(lib.ref, part.ast, len(pairs), sources, values)
    return lib.z3.BoolRef(found, lib.context)


def assert_all(solver: Any, wanted: Iterable[Truth]) -> None:
    """Let a solver take for true all that is told."""
    lib = _library()
    for one in wanted:
        lib.core.Z3_solver_assert(lib.ref, solver.solver, term(one).ast)


def check(solver: Any, wanted: Iterable[Truth]) -> int:
    """Whether all that is wanted can be true in a solver: 1 if so, -1 if not, 0 if it gave up."""
    terms = [one for one in wanted if one is not True]
    if any(is_false(one) for one in terms):
        return -1
    lib = _library()
    array = (lib.z3.Ast * len(terms))(*(one.ast for one in terms))
    return int(lib.core.Z3_solver_check_assumptions(lib.ref, solver.solver, len(terms), array))


def is_false(one: Truth) -> bool:
    """Whether a truth is false whatever the case; the solver has one term only for it."""
    return one is False or (one is not True and one.ast.value == term(False).ast.value)


def _join(parts: Iterable[Truth], absorbs: bool) -> Truth:
    terms: dict[int, Any] = {}
    for part in parts:
        if isinstance(part, bool):
            if part is absorbs:
                return absorbs
        else:
            terms[part.ast.value] = part
    if not terms:
        return not absorbs
    if len(terms) == 1:
        return next(iter(terms.values()))
    lib = _library()
    array = (lib.z3.Ast * len(terms))(*(part.ast for part in terms.values()))
    join = lib.core.Z3_mk_or if absorbs else lib.core.Z3_mk_and
    return lib.z3.BoolRef(join(lib.ref, len(terms), array), lib.context)


def _compare(name: str, one: Number, other: Number) -> Truth:
    lib = _library()
    found = getattr(lib.core, name)(lib.ref, _number(one).ast, _number(other).ast)
    return lib.z3.BoolRef(found, lib.context)


def _arithmetic(name: str, parts: Iterable[Number]) -> Number:
    lib = _library()
    terms = [_number(part) for part in parts]
    array = (lib.z3.Ast * len(terms))(*(part.ast for part in terms))
    return lib.z3.ArithRef(getattr(lib.core, name)(lib.ref, len(terms), array), lib.context)


def _number(value: Number) -> Any:
    return _constant(value) if isinstance(value, int) else value


@cache
def _either(value: bool) -> Any:
    return _library().z3.BoolVal(value)


@cache
def _constant(value: int) -> Any:
    return _library().z3.IntVal(value)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool | _library().z3.BoolRef)
