"""Untrusted work in a separate process, which is killed when it takes too much time or memory.

An uploaded file may contain a pattern that takes hours, or unpack without end. Only the separate process is
affected and killed; the desk goes on.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from kb.model.words.errors import Finding, Place, PolicyError, error

T = TypeVar("T")

SECONDS = 20
"""The greatest time that the work may take."""

MOST_MEMORY = 2 * 2**30
"""The greatest memory of the process in bytes, where the system supports a limit."""


def work_apart(work: Callable[..., T], *given: Any, seconds: int = SECONDS) -> T:
    """The result of ``work`` for some arguments, computed in a process that is killed after ``seconds``.

    Raises :class:`PolicyError` as the work does, and (``desk-apart``) where it took too long or died.
    """
    context = multiprocessing.get_context("spawn")
    mine, others = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(others, work, given), daemon=True)
    process.start()
    others.close()
    told: tuple[bool, Any] | None = None
    try:
        if mine.poll(seconds):
            with suppress(EOFError):
                told = mine.recv()
    finally:
        process.kill()
        process.join(5)
        mine.close()
    if told is None:
        raise PolicyError([error("desk-apart", Place(""), seconds=seconds)])
    is_done, value = told
    if not is_done:
        findings: tuple[Finding, ...] = value
        raise PolicyError(findings)
    return value  # type: ignore[no-any-return]


def _work(pipe: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        pipe.send((True, work(*given)))
    except PolicyError as problem:
        pipe.send((False, tuple(problem.findings)))
