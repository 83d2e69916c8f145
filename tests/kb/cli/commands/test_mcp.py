"""``tiaowen mcp``: assistants are served over the standard streams or over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli.commands import mcp
from kb.cli.commands.mcp import run_mcp
from tests.conftest import TOY

pytest.importorskip("mcp")


class Server:
    """A server that records how it was started."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def run(self, transport: str) -> None:
        """Serve over the standard streams."""
        self.started.append(transport)

    def streamable_http_app(self, host: str) -> str:
        """The application for HTTP."""
        return f"app on {host}"


@pytest.mark.parametrize("http", [False, True])
def test_the_streams_are_silent_and_http_says_where_it_listens(
    http: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, told, listened = Server(), [], []

    def opened(folder: Path | None, lang: str = "") -> str:
        told.append(lang)
        return "policies"

    def listen(*arguments: object) -> int:
        listened.append(arguments)
        return 7

    monkeypatch.setattr(mcp, "open_served", opened)
    monkeypatch.setattr(mcp, "listen", listen)
    monkeypatch.setattr("kb.serve.assistants.make_server", lambda policies: server)
    status = run_mcp(TOY, "en", http=http, host="127.0.0.1", port=9)
    if http:
        assert (status, told, server.started) == (7, ["en"], [])
        assert listened == [("app on 127.0.0.1", "en", "127.0.0.1", 9, "mcp", "mcp")]
    else:
        assert (status, told, server.started, listened) == (0, [""], ["stdio"], [])
