"""Signals that end a program from outside, turned into an exception, so that nothing typed is lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from kb.versions.part import Ended

SIGNALS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
"""The signals for a closed terminal (on Windows: Ctrl-Break) and for ending the program."""


@contextmanager
def ending() -> Iterator[list[int]]:
    """Let the first of :data:`SIGNALS` raise :class:`Ended` in this block, and put its number into the list.

    A second signal is ignored while the typed text is being saved.
    """
    received: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        if not received:
            received.append(number)
            raise Ended

    before = {each: signal.signal(each, end) for each in SIGNALS}
    try:
        yield received
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
