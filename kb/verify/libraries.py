"""The libraries of the extra ``workbench``, imported when a command first needs them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from kb.model.words.errors import Place, PolicyError, error

EXTRA = "workbench"
"""The extra of the project that installs them."""


def z3() -> Any:
    """The module of the solver. Raises :class:`PolicyError` (``library-missing``) without it."""
    return _need("z3", "z3-solver")


def has_z3() -> bool:
    """Whether the solver is installed; for commands that can do without it."""
    return find_spec("z3") is not None


def hypothesis() -> Any:
    """The module that generates cases. Raises :class:`PolicyError` (``library-missing``) without it."""
    return _need("hypothesis", "hypothesis")


def _need(module: str, library: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise PolicyError([error("library-missing", Place(), library=library, extra=EXTRA)]) from None
