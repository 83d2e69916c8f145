"""``tiaowen serve``: the answers of the program over HTTP, or a line for each line of the standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.cli.listening import listen, need, open_served


def run_serve(
    folder: Path | None, lang: str, *, host: str, port: int, most_bytes: int, most_claims: int, seconds: int
) -> int:
    """Answer over HTTP until stopped. Raises :class:`PolicyError` where that cannot be begun."""
    need("starlette", "uvicorn")
    from kb.serve.limits import Limits
    from kb.serve.web import make_app

    app = make_app(open_served(folder, lang), Limits(most_bytes, most_claims, seconds), host=host)
    return listen(app, lang, host, port, "serve")


def run_lines(folder: Path | None, detail: str) -> int:
    """Answer each line of the standard input by a line of the standard output, until the input ends."""
    from kb.serve.lines import answer_line

    versions = open_served(folder)
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(answer_line(versions, line, detail))
            sys.stdout.buffer.flush()
    return 0
