"""Questions to the solver: a model, none, or that it gave up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.verify.encoding_terms import Truth, assert_all, check
from kb.verify.solver import z3

MOST_MILLISECONDS = 5_000
"""When the solver gives one question up."""

QUICK_STEPS = 200_000
"""Steps of the solver, about a third of a second, that a question may take before a clock is set.

Setting one costs as much as most answers, and on a busy machine a good deal more.
"""


class Undecided(Exception):
    """The solver gave a question up."""


def new_solver(known: Iterable[Truth] = ()) -> Any:
    """A solver for whole numbers that takes for true what is ``known``, and gives up in the end."""
    solver = z3().SimpleSolver()
    solver.set(rlimit=QUICK_STEPS)
    assert_all(solver, known)
    return solver


def ask(solver: Any, *wanted: Truth) -> Any | None:
    """A model of a solver in which all is true that is wanted; ``None`` for none. May raise Undecided."""
    return solver.model() if is_possible(solver, *wanted) else None


def is_possible(solver: Any, *wanted: Truth) -> bool:
    """Whether all can be true that is wanted, without the model. May raise Undecided."""
    found = check(solver, wanted)
    if not found:
        # From here on the clock is set, for this solver's questions are hard.
        solver.set(rlimit=0, timeout=MOST_MILLISECONDS)
        found = check(solver, wanted)
    if not found:
        raise Undecided
    return found > 0
