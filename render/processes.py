"""Two computations at a time, in two processes where that is safe and of use."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def compute_both(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """The results of two functions that do not depend on each other.

    The second runs in a copy of this process, where :func:`can_copy` allows one, and its result comes through
    a pipe. Elsewhere it runs here, after the first. It also runs here where the copy failed, so that its
    errors are raised as usual.
    """
    if not can_copy():
        return one(), other()
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    copy = context.Process(target=_send, args=(sender, other), daemon=True)
    copy.start()
    sender.close()
    try:
        first = one()
        try:
            second: B = receiver.recv()
        except EOFError:
            second = other()
    finally:
        copy.kill()
        copy.join()
        receiver.close()
    return first, second


def can_copy() -> bool:
    """Whether this process may be copied by ``fork``, with a second processor for the copy.

    Only on Linux, since libraries of macOS do not survive it and Windows has none, and only where no other
    thread runs: a lock that it holds would be held for ever in the copy.
    """
    if sys.platform != "linux":
        return False
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return False
    return threads == 1 and len(os.sched_getaffinity(0)) > 1


def _send(sender: Connection, compute: Callable[[], object]) -> None:
    """Send a result. The first process handles whatever ends both, and computes what fails here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):
        sender.send(compute())
