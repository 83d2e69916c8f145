"""``tiaowen desk``: the web workbench on this machine, for legal staff who edit text and rules."""

from __future__ import annotations

import asyncio
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.options import Lang, LangOption, PolicyOption, policy_folder
from kb.loading import find_folders
from kb.model.words.errors import Place, PolicyError, error

_LIBRARIES = ("starlette", "uvicorn")
_WORDS = {
    "zh": "工作台已打开：{address}\n这个地址里有钥匙，不要转给别人。按 Ctrl-C 关闭。",
    "en": "The desk is open: {address}\nThe address holds the key: give it to nobody. Ctrl-C ends the desk.",
}


def run_desk(policy: Path | None, port: int, lang: str) -> int:
    """Serve the desk on a port of this machine until it is interrupted; 0 takes any free port.

    Raises :class:`PolicyError` where the folder holds no policy, a library is missing or the port is taken.
    """
    folder = policy_folder(policy)
    find_folders(folder, newest=True)
    for library in _LIBRARIES:
        if find_spec(library) is None:
            raise PolicyError([error("library-missing", Place(""), library=library, extra="desk")])
    from kb.desk.app import Desk, serve

    def tell(address: str) -> None:
        out().print(Text(_WORDS[lang].format(address=address)), soft_wrap=True)

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError:
            raise PolicyError([error("desk-port", Place(""), port=port)]) from None
        try:
            asyncio.run(serve(Desk(folder), listening, tell))
        except KeyboardInterrupt:
            return 0
    return 0


def command(
    policy: PolicyOption = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="端口；0 取一个空闲的。 The port; 0 takes a free one.")
    ] = 8024,
    lang: LangOption = Lang.zh,
) -> int:
    """Run ``tiaowen desk``."""
    return run_desk(policy, port, lang.value)
