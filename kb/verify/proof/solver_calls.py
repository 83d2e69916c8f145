"""Calls of the solver: each gives a model, the proof that there is none, or that the solver gave up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kb.core.terms import Truth
from kb.verify.libraries import z3
from kb.verify.proof.terms import SolverTerms, assert_all, check

MOST_MILLISECONDS = 5_000
"""The time after which the solver gives up one question."""

QUICK_STEPS = 200_000
"""The number of solver steps, about a third of a second, that a question may take before a timer is set.

Setting a timer takes as long as most answers, and much longer on a busy machine.
"""


class Undecided(Exception):
    """The solver gave up and did not answer a question."""


class Solver:
    """A solver for integers that assumes the ``known`` conditions and has a limit of effort.

    Conditions are terms that ``terms`` write, or conditions of the solver itself.
    """

    def __init__(self, terms: SolverTerms, known: Iterable[Truth] = ()) -> None:
        self._terms = terms
        self._solver = z3().SimpleSolver()
        self._solver.set(rlimit=QUICK_STEPS)
        assert_all(self._solver, map(terms.write, known))

    def ask(self, *wanted: Truth) -> Any | None:
        """A model that satisfies all conditions; ``None`` for none. Raises :class:`Undecided` where the
        solver gives up.
        """
        return self._solver.model() if self.is_possible(*wanted) else None

    def is_possible(self, *wanted: Truth) -> bool:
        """Whether all conditions can hold together, without the model. Raises :class:`Undecided` where the
        solver gives up.
        """
        if any(one is False for one in wanted):
            return False
        asked = [self._terms.write(one) for one in wanted if one is not True]
        found = check(self._solver, asked)
        if not found:
            # From here on the timer is set, since the questions of this solver are hard.
            self._solver.set(rlimit=0, timeout=MOST_MILLISECONDS)
            found = check(self._solver, asked)
        if not found:
            raise Undecided
        return found > 0

    @property
    def core(self) -> set[int]:
        """The conditions of the last question that cannot all hold together, by the solver's ids."""
        return {one.get_id() for one in self._solver.unsat_core()}

    @contextmanager
    def supposing(self, one: Truth) -> Iterator[None]:
        """Assume a condition for a while."""
        self._solver.push()
        assert_all(self._solver, [self._terms.write(one)])
        try:
            yield
        finally:
            self._solver.pop()
