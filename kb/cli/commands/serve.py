"""``tiaowen serve``: the answers of the program over HTTP, or one line for each line of standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.listening import listen, need, open_served
from kb.cli.options import (
    Detail,
    HostOption,
    Lang,
    LangOption,
    PolicyOption,
    PortOption,
)


def run_serve(
    folder: Path | None, lang: str, *, host: str, port: int, most_bytes: int, most_claims: int, seconds: int
) -> int:
    """Answer over HTTP until stopped. Raises :class:`PolicyError` where the server cannot start."""
    need("starlette", "uvicorn")
    from kb.serve.limits import Limits
    from kb.serve.web import make_app

    app = make_app(open_served(folder, lang), Limits(most_bytes, most_claims, seconds), host=host)
    return listen(app, lang, host, port, "serve")


def run_lines(folder: Path | None, detail: str) -> int:
    """Answer each line of standard input with a line on standard output, until the input ends."""
    from kb.serve.lines import answer_line

    versions = open_served(folder)
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(answer_line(versions, line, detail))
            sys.stdout.buffer.flush()
    return 0


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines",
            help="不经 HTTP：标准输入一行一份情况，标准输出一行一个回答。 Read one case per line; no HTTP.",
        ),
    ] = False,
    detail: Annotated[
        Detail, typer.Option(help="配合 --lines：回答多少。 With --lines: the level of detail.")
    ] = Detail.outcomes,
    most_bytes: Annotated[
        int, typer.Option(min=1000, help="一次请求最多多少字节。 The greatest size of a request.")
    ] = 1_000_000,
    most_claims: Annotated[
        int,
        typer.Option(
            min=1, max=300, help="一份情况最多几项申请、几笔资助。 The most claims or grants in a case."
        ),
    ] = 100,
    seconds: Annotated[int, typer.Option(min=1, help="一份情况最多算几秒。 The time limit for a case.")] = 20,
) -> int:
    """Run ``tiaowen serve``."""
    if lines:
        return run_lines(policy, detail.value)
    return run_serve(
        policy,
        lang.value,
        host=host,
        port=port,
        most_bytes=most_bytes,
        most_claims=most_claims,
        seconds=seconds,
    )
