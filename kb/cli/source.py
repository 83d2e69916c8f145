"""Lines that a person hands in: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.loading.files import decode_utf8, read_bytes


def read_source(source: str) -> str:
    """The text of a file, or of standard input for ``-``.

    Raises :class:`~kb.model.words.errors.PolicyError` where it cannot be read or is not UTF-8.
    """
    if source == "-":
        return decode_utf8(sys.stdin.buffer.read(), "-")
    return decode_utf8(read_bytes(Path(source), source), source)
