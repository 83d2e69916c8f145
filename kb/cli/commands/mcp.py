"""``tiaowen mcp``: the answers of the program as tools for AI assistants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.listening import listen, need, open_served
from kb.cli.options import (
    HostOption,
    Lang,
    LangOption,
    PolicyOption,
    PortOption,
)


def run_mcp(folder: Path | None, lang: str, *, http: bool, host: str, port: int) -> int:
    """Answer assistants over the standard streams, or over HTTP, until they disconnect or this is stopped."""
    need("mcp", *(("uvicorn",) if http else ()))
    from kb.serve.assistants import make_server

    server = make_server(open_served(folder, lang if http else ""))
    if not http:
        server.run("stdio")
        return 0
    return listen(server.streamable_http_app(host=host), lang, host, port, "mcp", "mcp")


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    http: Annotated[
        bool, typer.Option("--http", help="经 HTTP，不经标准输入输出。 Use HTTP, not the standard streams.")
    ] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8001,
) -> int:
    """Run ``tiaowen mcp``."""
    return run_mcp(policy, lang.value, http=http, host=host, port=port)
