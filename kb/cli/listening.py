"""Shared functions of the commands for the service: loading the policies, and listening."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from kb import __version__
from kb.cli.console import err, report
from kb.cli.options import Source, policy_folder
from kb.model.words.errors import Place, PolicyError, error, note, trouble_of

if TYPE_CHECKING:
    from kb.serve.versions import Versions

_WORDS = {
    "zh": {
        "opening": "正在检查、装入政策……",
        "serve": "服务在 {address} 听候请求；打开它可以试用，按 Ctrl-C 停下。",
        "mcp": "助手可以连接 {address}；按 Ctrl-C 停下。",
    },
    "en": {
        "opening": "Checking and loading the policies …",
        "serve": "The service listens at {address}; open it to try it, and press Ctrl-C to stop it.",
        "mcp": "Assistants can connect to {address}; press Ctrl-C to stop.",
    },
}


def open_served(folder: Path | None, lang: str = "") -> Versions:
    """The checked policies to answer from; the check is announced in ``lang`` where one is given.

    Raises :class:`PolicyError` with the first errors that the check finds, and where there is no policy.
    """
    from kb.serve.versions import open_versions

    if lang:
        err().print(Text(_WORDS[lang]["opening"]))
    return open_versions(policy_folder(Source(folder).folder), __version__)


def need(*libraries: str) -> None:
    """Require libraries of an extra. Raises :class:`PolicyError` (``library-missing``) where one is not
    installed.
    """
    for library in libraries:
        if find_spec(library) is None:
            raise PolicyError([error("library-missing", Place(""), library=library, extra="serve")])


def listen(app: object, lang: str, host: str, port: int, what: str, path: str = "") -> int:
    """Serve an application until stopped, and print its address.

    Raises :class:`PolicyError` (``service-port``) where the address is not available.
    """
    import uvicorn

    from kb.serve.web import is_loopback

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as problem:
        words = {"host": host, "port": port, "other": port % 65535 + 1}
        raise PolicyError([error("service-port", Place(""), trouble=trouble_of(problem), **words)]) from None
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/{path}"
    if not is_loopback(host):
        report([note("service-open", Place(""), host=shown)], lang)
    err().print(Text(_WORDS[lang][what].format(address=address)))
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
