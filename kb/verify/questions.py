"""Questions to the solver: a model, none, or that it gave up."""

from __future__ import annotations

from typing import Any

from kb.verify.encoding_terms import Truth, term
from kb.verify.solver import z3

MOST_MILLISECONDS = 5_000
"""When the solver gives one question up."""


class Undecided(Exception):
    """The solver gave a question up."""


def new_solver() -> Any:
    """A solver for whole numbers, with a limit of time."""
    solver = z3().SimpleSolver()
    solver.set("timeout", MOST_MILLISECONDS)
    return solver


def ask(solver: Any, *wanted: Truth) -> Any | None:
    """A model of a solver in which all is true that is wanted; ``None`` for none. May raise Undecided."""
    return solver.model() if is_possible(solver, *wanted) else None


def is_possible(solver: Any, *wanted: Truth) -> bool:
    """Whether all can be true that is wanted, without the model. May raise Undecided."""
    false = z3().is_false
    if any(one is False or (one is not True and false(one)) for one in wanted):
        return False
    said = str(solver.check(*(term(one) for one in wanted if one is not True)))
    if said == "unknown":
        raise Undecided
    return said == "sat"
