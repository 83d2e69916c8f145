"""The limits of a request: bytes, claims and seconds."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kb.model.words.errors import Place, PolicyError, error
from kb.serve.requests import NAME, Asked

T = TypeVar("T")


class TooLong(Exception):
    """A request exceeded its time limit; raised inside the work, which ends there."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The maximum of bytes of a body, of claims and earlier grants of a case, and of seconds of work."""

    bytes: int = 1_000_000
    claims: int = 100
    seconds: int = 20

    def check(self, asked: Asked) -> Asked:
        """The case, if it is within the limits. Raises :class:`PolicyError` (``request-claims``) where it is
        not.
        """
        for key, items in (("claims", asked.case.claims), ("ledger", asked.case.ledger)):
            if len(items or ()) > self.claims:
                words = {"count": len(items or ()), "most": self.claims}
                raise PolicyError([error("request-claims", Place(NAME, 0, key), **words)])
        return asked


async def run_within(seconds: int, work: Callable[[], T]) -> T:
    """The result of ``work``, run concurrently. Raises :class:`TooLong` once the time is over.

    Work that exceeds the limit is interrupted, so that it does not keep the machine busy.
    """
    lock, state = threading.Lock(), _State()

    def run() -> T:
        state.thread = threading.get_ident()
        try:
            return work()
        finally:
            with lock:
                state.over = True
                _raise_in(state.thread, None)

    def end() -> None:
        with lock:
            if not state.over and state.thread:
                _raise_in(state.thread, TooLong)

    timer = asyncio.get_running_loop().call_later(seconds, end)
    try:
        return await asyncio.to_thread(run)
    finally:
        timer.cancel()


@dataclass(slots=True)
class _State:
    thread: int = 0
    over: bool = False


def _raise_in(thread: int, exception: type[BaseException] | None) -> None:
    """Raise an exception in a thread at its next step; ``None`` withdraws one that was not raised yet."""
    raised = ctypes.py_object(exception) if exception is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
