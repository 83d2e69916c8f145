"""``tiaowen desk``: the web workbench on this machine, for legal staff who edit text and rules."""

from __future__ import annotations

import asyncio
import socket
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.options import CorpusOption, Lang, LangOption, PolicyOption, policy_folder
from kb.cli.versions import choose_folder
from kb.loading import find_folders
from kb.model.words.errors import Place, PolicyError, error

_LIBRARIES = ("starlette", "uvicorn", "multipart", "docx")
_LOOPBACK = "127.0.0.1"
_WORDS = {
    "zh": {
        "open": "工作台已打开：{address}\n这个地址里有钥匙，不要转给别人。按 Ctrl-C 关闭。",
        "shared": "{name}的地址：{address}",
        "keep": "每个地址里有那个人的钥匙，只交给本人。按 Ctrl-C 关闭。",
        "plain": "注意：连接没有加密，同一网络上的人可以看到钥匙和文字。请用 --certificate 和 --private-key "
        "加密，或者只在可信的网络里用。",
    },
    "en": {
        "open": "The desk is open: {address}\nThe address holds the key: give it to nobody. Ctrl-C ends the "
        "desk.",
        "shared": "The address of {name}: {address}",
        "keep": "Each address holds the key of that person: give it to nobody else. Ctrl-C ends the desk.",
        "plain": "Mind: the connection is not encrypted, and others on the network can read keys and texts. "
        "Encrypt with --certificate and --private-key, or use it on a network that you trust.",
    },
}


@dataclass(frozen=True)
class Sharing:
    """The settings for sharing the desk: the address that it listens on, the people, the TLS files."""

    address: str = ""
    people: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


def run_desk(
    policy: Path | None,
    port: int,
    lang: str,
    corpus: Path | None = None,
    registry: Path | None = None,
    mapping: Path | None = None,
    sharing: Sharing = Sharing(),
) -> int:
    """Serve the desk on a port of this machine until it is interrupted; 0 takes any free port.

    Consequences are looked for in the casebook, in the ``corpus``, and in a ``registry`` where one is given.
    Raises :class:`PolicyError` where the folder holds no policy, or an older version is asked for, a library
    is missing or the port is taken.
    """
    folder = policy_folder(policy)
    # The work stays the same when another one is imported beside it.
    folders = find_folders(folder, newest=True)
    if folders.chosen.name != (newest := folders.versions[-1].name):
        place = Place(str(folders.version))
        raise PolicyError([error("desk-version", place, version=folders.chosen.name, newest=newest)])
    folder = folders.version.parent
    _refuse_installed(folder)
    people = _people(sharing)
    for library in _LIBRARIES:
        if find_spec(library) is None:
            raise PolicyError([error("library-missing", Place(""), library=library, extra="desk")])
    from kb.desk.app import Certificate, Desk, serve
    from kb.verify.casebook.corpus import find_corpus
    from kb.verify.consequences import Known

    words, certificate = _WORDS[lang], None
    if sharing.certificate and sharing.key:
        certificate = Certificate(sharing.certificate, sharing.key)

    def tell(addresses: Mapping[str, str]) -> None:
        for name, address in addresses.items():
            told = words["shared" if name else "open"].format(name=name, address=address)
            out().print(Text(told), soft_wrap=True)
        if sharing.address:
            out().print(Text(words["keep"]))
            if certificate is None:
                out().print(Text(words["plain"], style="bold yellow"))

    family = socket.AF_INET6 if ":" in sharing.address else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((sharing.address or _LOOPBACK, port))
        except OSError:
            raise PolicyError([error("desk-port", Place(""), port=port)]) from None
        try:
            known = Known(corpus or find_corpus(policy_folder(policy)), registry, mapping)
            desk = Desk(folder, known, people, sharing.address, is_secure=certificate is not None)
            asyncio.run(serve(desk, listening, tell, certificate))
        except KeyboardInterrupt:
            return 0
        except OSError:  # the certificate or its key cannot be read
            raise PolicyError([error("desk-certificate", Place(str(sharing.certificate)))]) from None
    return 0


def _people(sharing: Sharing) -> tuple[str, ...]:
    """The names of the people who get a key. Raises :class:`PolicyError` where a shared desk names nobody."""
    people = tuple(dict.fromkeys(name.strip() for name in sharing.people if name.strip()))
    if bool(sharing.address) != bool(people) or bool(sharing.certificate) != bool(sharing.key):
        raise PolicyError([error("desk-sharing", Place(""))])
    return people or ("",)


def _refuse_installed(folder: Path) -> None:
    """Raise :class:`PolicyError` for a policy that was installed with the program, which must
    not be edited.
    """
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    if any(folder.resolve().is_relative_to(place) for place in installed):
        raise PolicyError([error("desk-installed", Place(str(folder)))])


def command(
    policy: PolicyOption = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="端口；0 取一个空闲的。 The port; 0 takes a free one.")
    ] = 8024,
    corpus: CorpusOption = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            help="登记库；看影响时也算它的合计。 A registry whose totals are compared.",
            show_default=False,
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="登记库的列名对照。 The mapping of its columns.", show_default=False),
    ] = None,
    share: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="让别的机器也能用：本机的地址。 Serve others at this address."),
    ] = "",
    person: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="谁可以用；每人一个地址。 Who may use it.", show_default=False),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="TLS 证书。 The certificate.", show_default=False)
    ] = None,
    private_key: Annotated[
        Path | None, typer.Option(help="证书的私钥。 Its private key.", show_default=False)
    ] = None,
    version: Annotated[str | None, typer.Option(hidden=True)] = None,
    on: Annotated[str | None, typer.Option(hidden=True)] = None,
    lang: LangOption = Lang.zh,
) -> int:
    """Run ``tiaowen desk``. It refuses an older version, for which no option is offered."""
    if version is not None or on is not None:
        policy = choose_folder(policy_folder(policy), None, version, on)
    sharing = Sharing(share, tuple(person or ()), certificate, private_key)
    return run_desk(policy, port, lang.value, corpus, registry, mapping, sharing)
