"""``tiaowen mcp``: the answers of the program as tools for AI assistants."""

from __future__ import annotations

from pathlib import Path

from kb.cli.listening import listen, need, open_served


def run_mcp(folder: Path | None, lang: str, *, http: bool, host: str, port: int) -> int:
    """Answer assistants over the standard streams, or over HTTP, until they go or this is stopped."""
    need("mcp", *(("uvicorn",) if http else ()))
    from kb.serve.assistants import make_server

    server = make_server(open_served(folder, lang if http else ""))
    if not http:
        server.run("stdio")
        return 0
    return listen(server.streamable_http_app(host=host), lang, host, port, "mcp", "mcp")
