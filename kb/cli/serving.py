"""``tiaowen serve`` and ``tiaowen mcp``: the answers of the program over HTTP and to assistants."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from kb import __version__
from kb.cli.console import err, report
from kb.cli.options import Source, policy_folder
from kb.errors import Place, PolicyError, error, note, trouble_of

if TYPE_CHECKING:
    from kb.serve.versions import Versions

_WORDS = {
    "zh": {
        "ready": "服务在 {address} 听候请求；打开它可以试用，按 Ctrl-C 停下。",
        "assistants": "助手可以连接 {address}；按 Ctrl-C 停下。",
    },
    "en": {
        "ready": "The service listens at {address}; open it to try it, and press Ctrl-C to stop it.",
        "assistants": "Assistants can connect to {address}; press Ctrl-C to stop.",
    },
}


def run_serve(
    folder: Path | None, lang: str, *, host: str, port: int, most_bytes: int, most_claims: int, seconds: int
) -> int:
    """Answer over HTTP until stopped. Raises :class:`PolicyError` where that cannot be begun."""
    _need("starlette", "uvicorn")
    from kb.serve.limits import Limits
    from kb.serve.web import make_app

    versions = _open(folder)
    app = make_app(versions, Limits(most_bytes, most_claims, seconds), host=host)
    return _listen(app, lang, host, port, "ready", "")


def run_lines(folder: Path | None, detail: str) -> int:
    """Answer each line of the standard input by a line of the standard output, until the input ends."""
    from kb.serve.lines import answer_line

    versions = _open(folder)
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(answer_line(versions, line, detail))
            sys.stdout.buffer.flush()
    return 0


def run_mcp(folder: Path | None, lang: str, *, http: bool, host: str, port: int) -> int:
    """Answer assistants over the standard streams, or over HTTP, until they go or this is stopped."""
    _need("mcp")
    from kb.serve.assistants import make_server

    server = make_server(_open(folder))
    if not http:
        server.run("stdio")
        return 0
    _need("uvicorn")
    return _listen(server.streamable_http_app(host=host), lang, host, port, "assistants", "mcp")


def _open(folder: Path | None) -> Versions:
    from kb.serve.versions import open_versions

    return open_versions(policy_folder(Source(folder).folder), __version__)


def _need(*libraries: str) -> None:
    """See that libraries of the extra are there. Raises :class:`PolicyError` (``library-missing``)."""
    from importlib.util import find_spec

    for library in libraries:
        if find_spec(library) is None:
            raise PolicyError([error("library-missing", Place(""), library=library, extra="serve")])


def _listen(app: object, lang: str, host: str, port: int, ready: str, path: str) -> int:
    import uvicorn

    from kb.serve.web import is_loopback

    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as problem:
        words = {
            "host": host,
            "port": port,
            "trouble": trouble_of(problem),
            "other": port + 1 if port else 8001,
        }
        raise PolicyError([error("service-port", Place(""), **words)]) from None
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/{path}"
    if not is_loopback(host):
        report([note("service-open", Place(""), host=shown)], lang)
    err().print(Text(_WORDS[lang][ready].format(address=address)))
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on" if path else "off",
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0
