"""DuckDB as the engine: embedded, with a memory limit, and spilling to the disk beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.model.words.errors import Place, PolicyError, error

_NEEDLESS = ",".join(
    (
        *("common_subexpressions", "join_order", "partial_aggregate_pushdown"),
        *("projection_placement", "projection_pullup"),
    )
)
"""Steps that the optimizer can skip. Common expressions are already columns and joins in order, and searching
for them takes longer than the query.
"""


def connect(*, memory: str = "", threads: int = 0, folder: Path | None = None) -> Any:
    """A connection to an empty database in memory that spills into ``folder``.

    Raises :class:`PolicyError` where DuckDB is not installed, or does not accept a limit.
    """
    try:
        import duckdb
    except ImportError:
        raise PolicyError(
            [error("screen-engine-missing", Place(), engine="DuckDB", extra="screen")]
        ) from None
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    # Compressing tables that are soon dropped takes longer than reading them uncompressed.
    con.execute("SET checkpoint_threshold = '1TB'")
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
    """Turn Ctrl-C during a query into :class:`KeyboardInterrupt`.

    DuckDB itself ends the query and raises an error of its own.
    """
    try:
        yield
    except Exception as problem:
        if "interrupted" in str(problem).lower():
            raise KeyboardInterrupt from None
        raise


def tune(con: Any, *, for_plans: bool) -> None:
    """Switch on or off the steps of the optimizer that the plans of the core make unnecessary."""
    con.execute(f"SET disabled_optimizers = '{_NEEDLESS if for_plans else ''}'")


def version() -> str:
    """The version of DuckDB."""
    import duckdb

    return str(duckdb.__version__)
