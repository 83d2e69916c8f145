"""Terms of the core in the form of the solver: the carrier that reasons about every case at once.

A sum is an integer of fen, a day is its ordinal, and an atom (a choice, a support, a name) is an integer,
because only the equality of two atoms matters. The solver's own operators are bypassed, because their checks
of arguments would make writing ten times as slow.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from kb.core.facts import Facts
from kb.core.ruleset import Same
from kb.core.terms import MOST_SHARERS, Term, span_of
from kb.model.fact_types import FACT_TYPES, MONEY, sort_of
from kb.model.facts import AGENCY, SUPPORT
from kb.model.policy import Policy
from kb.model.values import plus_year
from kb.verify.libraries import z3

NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")
"""The names in a generated case; the claim itself has the first."""

CLAIM_ID = NAMES[0]

MOST_SPLIT = 64
"""The greatest number of values of a factor for which a product is written case by case."""


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


def truth(name: str) -> Term:
    """A Boolean variable."""
    return Term("variable", name, True)


def number(name: str) -> Term:
    """An integer variable, also for a day or an atom."""
    return Term("variable", name, False)


class SolverTerms:
    """Writes terms for the solver, each of them once: the same term becomes the same term of the solver.

    Days lie between ``first`` and ``last``, both included. ``atoms`` maps each known atom to its number; the
    atoms of one fact mostly have consecutive numbers.
    """

    def __init__(self, policy: Policy, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.atoms = dict(_atoms_of(Same(policy)))
        self._written: dict[int, Any] = {}
        self._kept: list[Term] = []

    def write(self, value: Any) -> Any:
        """A term or constant in the form of the solver; a term of the solver is returned unchanged."""
        found = self._written.get(id(value))
        if found is not None:
            return found
        if isinstance(value, Term):
            found = self._written[id(value)] = _writers()[value.op](self, *value.args)
            # The term is kept too, so that its id stays unique.
            self._kept.append(value)
            return found
        if isinstance(value, bool):
            return _constant_truth(value)
        if isinstance(value, int):
            return _constant(value)
        if isinstance(value, str):
            return _constant(self.atom(value))
        return _constant(value.toordinal()) if isinstance(value, date) else value

    def atom(self, atom: str) -> int:
        """The number that represents an atom."""
        return self.atoms.setdefault(atom, len(self.atoms))

    def name(self, number: int) -> str:
        """The atom that a number represents."""
        return tuple(self.atoms)[number]

    def sane(self, facts: Facts) -> Iterator[Any]:
        """The conditions of every valid case for the facts used so far: no negative sums, declared choices
        only, days between the first and the last.
        """
        for key, stated in facts.stated.items():
            fact = facts.declared(key)
            if fact is None or fact.sort == "truth":
                continue
            value = self.write(stated.value)
            match fact.sort:
                case "day":
                    yield self._between(value, self.first.toordinal(), self.last.toordinal())
                case "number" if fact.type == MONEY:
                    # Proofs hold for sums of any size.
                    yield _truth(_library().core.Z3_mk_le, _constant(0), value)
                case "number":
                    most = MOST_SHARERS if key in facts.rules.sharers else FACT_TYPES[fact.type].most
                    yield self._between(value, 0, most)
                case _:
                    yield self.among(value, atoms_of(facts, key) or NAMES)

    def join(self, parts: Iterable[Any], is_or: bool) -> Any:
        """The disjunction or the conjunction of some parts."""
        # The solver may treat two terms as equal.
        write = self.write
        written = {one.ast.value: one for one in [write(part) for part in parts]}
        if len(written) == 1:
            return next(iter(written.values()))
        lib = _library()
        array = (lib.z3.Ast * len(written))(*(one.ast for one in written.values()))
        join = lib.core.Z3_mk_or if is_or else lib.core.Z3_mk_and
        return lib.z3.BoolRef(join(lib.ref, len(written), array), lib.context)

    def _between(self, value: Any, first: int, last: int) -> Any:
        if first == last:
            return _truth(_library().core.Z3_mk_eq, value, _constant(first))
        bounds = ((_constant(first), value), (value, _constant(last)))
        return self.join([_truth(_library().core.Z3_mk_le, *pair) for pair in bounds], False)

    def among(self, atom: Any, values: Iterable[str]) -> Any:
        """Whether an atom is one of some atoms: its number lies in one of the ranges of their numbers."""
        numbers = sorted(map(self.atom, values))
        starts = [n for n, (before, one) in enumerate(pairwise(numbers), 1) if one > before + 1]
        rows = pairwise([0, *starts, len(numbers)])
        value = self.write(atom)
        return self.join(
            [self._between(value, numbers[one], numbers[other - 1]) for one, other in rows], True
        )

    def extreme(self, compare: Callable[..., Any], one: Any, other: Any) -> Any:
        """The first number where ``compare`` holds between the first and the second, otherwise the second."""
        one, other = self.write(one), self.write(other)
        return _either(_truth(compare, one, other), one, other)

    def split(self, part: Any, among: Any) -> Any:
        """A sum divided by a number of sharers, rounded down, as a distinction of every possible number.

        It is 0 where the number is below 1 or above :data:`MOST_SHARERS`.
        """
        part, among = self.write(part), self.write(among)
        found = _constant(0)
        for n in range(1, MOST_SHARERS + 1):
            found = _either(_truth(_library().core.Z3_mk_eq, among, _constant(n)), _divide(part, n), found)
        return found

    def product(self, one: Any, other: Any) -> Any:
        """The product of two variable numbers, as a case distinction where one of them has few values.

        Otherwise the solver gets the product itself. It may then give up, and a law is reported as undecided.
        """
        spans = {n: span_of(part) for n, part in enumerate((one, other))}
        few = [n for n, (low, high) in spans.items() if low == 0 and high is not None and high <= MOST_SPLIT]
        if not (isinstance(one, Term) and isinstance(other, Term) and few):
            return _number(_library().core.Z3_mk_mul, [self.write(one), self.write(other)])
        small, large = (one, other) if few[0] == 0 else (other, one)
        number, whole = self.write(small), self.write(large)
        found = _constant(0)
        for n in range(1, int(spans[few[0]][1] or 0) + 1):
            times = _number(_library().core.Z3_mk_mul, [_constant(n), whole])
            found = _either(_truth(_library().core.Z3_mk_eq, number, _constant(n)), times, found)
        return found

    def year(self, day: Any) -> Any:
        """The calendar year of a day."""
        years = range(self.first.year, self.last.year + 1)
        return self._step(day, [(year, date(year + 1, 1, 1)) for year in years])

    def year_since(self, first: date, day: Any) -> Any:
        """How many whole years have passed since a day."""
        years = range(self.first.year - first.year - 1, self.last.year - first.year + 1)
        return self._step(day, [(n, plus_year(first, n + 1)) for n in years])

    def _step(self, day: Any, steps: Sequence[tuple[int, date]]) -> Any:
        """The number of the first step that ends after a day."""
        day = self.write(day)
        found = _constant(steps[-1][0])
        for n, end in reversed(steps[:-1]):
            found = _either(_truth(_library().core.Z3_mk_lt, day, self.write(end)), _constant(n), found)
        return found

    def next_year(self, day: Any) -> Any:
        """The day 365 days later, or one more where a leap day lies between."""
        day = self.write(day)
        years = [year for year in range(self.first.year, self.last.year + 2) if isleap(year)]
        leaps = [date(year, 2, 29).toordinal() for year in years]
        crosses = self.join([self._between(day, leap - 365, leap) for leap in leaps], True)
        return _number(_library().core.Z3_mk_add, [day, _either(crosses, _constant(366), _constant(365))])


Writer = Callable[..., Any]
"""A function that writes an operation with its arguments."""


@cache
def _writers() -> dict[str, Writer]:
    """The function that writes each operation; it receives the writer of the arguments first."""
    core = _library().core

    def by(make: Callable[..., Any]) -> Writer:
        return lambda terms, *parts: _truth(make, *map(terms.write, parts))

    def of_numbers(make: Callable[..., Any]) -> Writer:
        return lambda terms, *parts: _number(make, [terms.write(part) for part in parts])

    return {
        "nothing": lambda _: _constant(0),
        "variable": lambda _, name, is_truth: _variable(name, is_truth),
        "known": lambda _, place, fact, __: _variable(f"{place}{fact}?", True),
        "value": lambda _, place, fact, type_: _variable(f"{place}{fact}", sort_of(type_) == "truth"),
        "and": lambda terms, *parts: terms.join(parts, False),
        "or": lambda terms, *parts: terms.join(parts, True),
        "not": by(core.Z3_mk_not),
        "ite": lambda terms, *parts: _either(*map(terms.write, parts)),
        "eq": by(core.Z3_mk_eq),
        "le": by(core.Z3_mk_le),
        "lt": by(core.Z3_mk_lt),
        "in": SolverTerms.among,
        "add": of_numbers(core.Z3_mk_add),
        "sub": of_numbers(core.Z3_mk_sub),
        "mul": SolverTerms.product,
        "div": lambda terms, part, divisor: _divide(terms.write(part), divisor),
        "split": SolverTerms.split,
        "min": lambda terms, *parts: terms.extreme(core.Z3_mk_le, *parts),
        "max": lambda terms, *parts: terms.extreme(core.Z3_mk_ge, *parts),
        "year": SolverTerms.year,
        "year-since": SolverTerms.year_since,
        "next-year": SolverTerms.next_year,
    }


@lru_cache(maxsize=64)
def _atoms_of(same: Same[Policy]) -> dict[str, int]:
    """The number of each atom that a case of a policy may state."""
    policy = same.thing
    choices = (choice.id for fact in policy.facts for choice in fact.choices)
    supports, agencies = (one.id for one in policy.supports), (one.id for one in policy.agencies)
    known = dict.fromkeys((*NAMES, *choices, *supports, *agencies))
    return {atom: n for n, atom in enumerate(known)}


def atoms_of(facts: Facts, key: str) -> tuple[str, ...]:
    """The possible values of a fact that is a choice or names something of the policy;
    empty for free names.
    """
    policy, fact = facts.rules.policy, facts.declared(key)
    if key == SUPPORT:
        return tuple(support.id for support in policy.supports)
    if key == AGENCY:
        return tuple(agency.id for agency in policy.agencies)
    return tuple(choice.id for choice in fact.choices) if fact is not None else ()


def pin(part: Any, pairs: Sequence[tuple[Any, Any]]) -> Any:
    """A condition of the solver with each variable of some pairs replaced by its value."""
    lib = _library()
    sources = (lib.z3.Ast * len(pairs))(*(variable.ast for variable, _ in pairs))
    values = (lib.z3.Ast * len(pairs))(*(value.ast for _, value in pairs))
    found = lib.core.Z3_substitute(lib.ref, part.ast, len(pairs), sources, values)
    return lib.z3.BoolRef(found, lib.context)


def assert_all(solver: Any, wanted: Iterable[Any]) -> None:
    """Let a solver assume all conditions, in the form of the solver."""
    lib = _library()
    for one in wanted:
        lib.core.Z3_solver_assert(lib.ref, solver.solver, one.ast)


def check(solver: Any, wanted: Sequence[Any]) -> int:
    """Whether all conditions can hold in a solver: 1 if so, -1 if not, 0 if it gave up."""
    lib = _library()
    array = (lib.z3.Ast * len(wanted))(*(one.ast for one in wanted))
    return int(lib.core.Z3_solver_check_assumptions(lib.ref, solver.solver, len(wanted), array))


def _truth(make: Callable[..., Any], *parts: Any) -> Any:
    lib = _library()
    return lib.z3.BoolRef(make(lib.ref, *[part.ast for part in parts]), lib.context)


def _number(make: Callable[..., Any], parts: Sequence[Any]) -> Any:
    lib = _library()
    array = (lib.z3.Ast * len(parts))(*(part.ast for part in parts))
    return lib.z3.ArithRef(make(lib.ref, len(parts), array), lib.context)


def _either(condition: Any, one: Any, other: Any) -> Any:
    lib = _library()
    found = lib.core.Z3_mk_ite(lib.ref, condition.ast, one.ast, other.ast)
    is_truth = isinstance(one, lib.z3.BoolRef)
    return (lib.z3.BoolRef if is_truth else lib.z3.ArithRef)(found, lib.context)


def _divide(part: Any, divisor: int) -> Any:
    lib = _library()
    return lib.z3.ArithRef(lib.core.Z3_mk_div(lib.ref, part.ast, _constant(divisor).ast), lib.context)


@cache
def _variable(name: str, is_truth: bool) -> Any:
    return _library().z3.Bool(name) if is_truth else _library().z3.Int(name)


@cache
def _constant_truth(value: bool) -> Any:
    return _library().z3.BoolVal(value)


@cache
def _constant(value: int) -> Any:
    return _library().z3.IntVal(value)
