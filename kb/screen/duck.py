"""DuckDB as the engine: embedded, within a limit of memory, and spilling to the disk beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.model.words.errors import Place, PolicyError, error

_NEEDLESS = "common_subexpressions,partial_aggregate_pushdown,projection_placement"
"""What the optimizer need not look for: what is shared stands in columns already, and looking takes longer
than the query does."""


def connect(*, memory: str = "", threads: int = 0, folder: Path | None = None) -> Any:
    """A connection to an empty database in memory that spills into ``folder``.

    Raises :class:`PolicyError` where DuckDB is not installed, or a limit is none that it knows.
    """
    try:
        import duckdb
    except ImportError:
        raise PolicyError(
            [error("screen-engine-missing", Place(), engine="DuckDB", extra="screen")]
        ) from None
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    if folder is not None:
        con.execute(f"SET temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}'")
    if threads:
        con.execute(f"SET threads = {threads}")
    if memory:
        try:
            con.execute(f"SET memory_limit = '{memory.replace(chr(39), '')}'")
        except duckdb.Error:
            raise PolicyError([error("screen-memory", Place(), value=memory)]) from None
    return con


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C in the middle of a query be the :class:`KeyboardInterrupt` that it is.

    DuckDB ends the query and raises an error of its own.
    """
    try:
        yield
    except Exception as problem:
        if "interrupted" in str(problem).lower():
            raise KeyboardInterrupt from None
        raise


def tune(con: Any, *, for_plans: bool) -> None:
    """Let the optimizer look for what the plans of the core have settled, or not."""
    con.execute(f"SET disabled_optimizers = '{_NEEDLESS if for_plans else ''}'")


def version() -> str:
    """The version of DuckDB."""
    import duckdb

    return str(duckdb.__version__)
