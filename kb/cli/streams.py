"""The standard streams: closed ones, full ones, and those whose encoding lacks some of our characters."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from kb.model.words.errors import Finding, Place, error, trouble_of

PLAINER = {"✓": "√", "✗": "×", "\u2011": "-", "\u2002": " ", "–": "-", "−": "-"}
"""Replacements for characters that a Chinese encoding may lack; any other is written as its code."""

_HANDLER = "tiaowen-plainer"
_CHINESE = "条文"


def prepare_streams() -> None:
    """Prevent failures for a missing character or a closed stream.

    A stream that cannot hold Chinese at all is written in UTF-8. In one that can, such as GBK, missing
    characters are replaced by plainer ones.
    """
    codecs.register_error(_HANDLER, _write_plainer)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  open as long as the program runs
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not _is_utf8(stream.encoding):
            if _holds_chinese(stream.encoding):
                stream.reconfigure(errors=_HANDLER)
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence(stream: TextIO) -> None:
    """Discard the rest of a stream, so that the interpreter reports no error at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def describe_trouble(problem: OSError) -> Finding:
    """The message where the system refuses to read or write a file or the output."""
    code, place = (
        ("output-failed", "") if problem.filename is None else ("file-failed", str(problem.filename))
    )
    return error(code, Place(place), trouble=trouble_of(problem))


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith("utf")


def _holds_chinese(encoding: str) -> bool:
    try:
        _CHINESE.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _write_plainer(problem: UnicodeError) -> tuple[str, int]:
    """A plainer character, or a JSON escape, for a character that an encoding lacks."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    told = []
    for sign in problem.object[problem.start : problem.end]:
        plainer = PLAINER.get(sign, "")
        try:
            plainer.encode(problem.encoding)
        except UnicodeEncodeError:
            plainer = ""
        units = sign.encode("utf-16-be", "surrogatepass").hex()
        told.append(plainer or "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4)))
    return "".join(told), problem.end
