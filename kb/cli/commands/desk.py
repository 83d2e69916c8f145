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
from kb.cli.options import CorpusOption, Lang, LangOption, PolicyOption, policy_folder
from kb.loading import find_folders
from kb.model.words.errors import Place, PolicyError, error

_LIBRARIES = ("starlette", "uvicorn")
_WORDS = {
    "zh": "工作台已打开：{address}\n这个地址里有钥匙，不要转给别人。按 Ctrl-C 关闭。",
    "en": "The desk is open: {address}\nThe address holds the key: give it to nobody. Ctrl-C ends the desk.",
}


def run_desk(
    policy: Path | None,
    port: int,
    lang: str,
    corpus: Path | None = None,
    registry: Path | None = None,
    mapping: Path | None = None,
) -> int:
    """Serve the desk on a port of this machine until it is interrupted; 0 takes any free port.

    Consequences are looked for in the casebook, in the ``corpus``, and in a ``registry`` where one is given.
    Raises :class:`PolicyError` where the folder holds no policy, a library is missing or the port is taken.
    """
    folder = policy_folder(policy)
    find_folders(folder, newest=True)
    for library in _LIBRARIES:
        if find_spec(library) is None:
            raise PolicyError([error("library-missing", Place(""), library=library, extra="desk")])
    from kb.desk.app import Desk, serve
    from kb.verify.casebook.corpus import find_corpus
    from kb.verify.consequences import Known

    def tell(address: str) -> None:
        out().print(Text(_WORDS[lang].format(address=address)), soft_wrap=True)

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError:
            raise PolicyError([error("desk-port", Place(""), port=port)]) from None
        try:
            known = Known(corpus or find_corpus(folder), registry, mapping)
            asyncio.run(serve(Desk(folder, known), listening, tell))
        except KeyboardInterrupt:
            return 0
    return 0


def command(
    policy: PolicyOption = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="端口；0 取一个空闲的。 The port; 0 takes a free one.")
    ] = 8024,
    corpus: CorpusOption = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            help="登记库；看影响时也算它的合计。 A registry, whose sums consequences tell.",
            show_default=False,
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="登记库的列名对照。 What the columns of it are.", show_default=False),
    ] = None,
    lang: LangOption = Lang.zh,
) -> int:
    """Run ``tiaowen desk``."""
    return run_desk(policy, port, lang.value, corpus, registry, mapping)
