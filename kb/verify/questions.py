"""Questions to the solver: a model, none, or that it gave up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.verify.encoding_terms import Truth, assert_all, check
from kb.verify.solver import z3

MOST_MILLISECONDS = 5_000
"""When the solver gives one question up."""


class Undecided(Exception):
    """The solver gave a question up."""


def new_solver(known: Iterable[Truth] = ()) -> Any:
    """A solver for whole numbers that takes for true what is ``known``, with a limit of time."""
    solver = z3().SimpleSolver()
    solver.set("timeout", MOST_MILLISECONDS)
    assert_all(solver, known)
    return solver


def ask(solver: Any, *wanted: Truth) -> Any | None:
    """A model of a solver in which all is true that is wanted; ``None`` for none. May raise Undecided."""
    return solver.model() if is_possible(solver, *wanted) else None


def is_possible(solver: Any, *wanted: Truth) -> bool:
    """Whether all can be true that is wanted, without the model. May raise Undecided."""
    found = check(solver, wanted)
    if not found:
        raise Undecided
    return found > 0
