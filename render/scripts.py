"""Scripts as the site sends them."""

from __future__ import annotations

from importlib import import_module


def shorten(code: str) -> str:
    """Code that does the same without comments, blanks and long names of its own.

    Where the library is not to be had the code stays as it is: a third longer, and no different.
    """
    try:
        minify = import_module("minify")
    except ImportError:
        return code
    return f"{minify.string('application/javascript', code)}\n"
