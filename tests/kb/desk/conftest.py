"""A desk on a free port of this machine, with a copy of the real policy, for tests that need a server."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from kb.desk.app import Desk
from kb.loading import find_folders
from kb.verify.casebook.corpus import find_corpus
from kb.verify.consequences import Known
from tests.conftest import REAL, ROOT


@dataclass(frozen=True)
class Served:
    """A running desk: the folder it edits, its port and its key."""

    folder: Path
    port: int
    key: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def start(folder: Path, *options: str) -> tuple[subprocess.Popen[str], Served]:
    """The command itself, on a free port. The caller must end it."""
    script = "from kb.cli import main; main()"
    command = [sys.executable, "-c", script, "desk", "--policy", str(folder), "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"https?://[^:/]+:(\d+)/enter\?key=(\S+)", said)
    if found is None:
        process.kill()
        raise AssertionError(said + process.communicate()[1])
    return process, Served(folder, int(found[1]), found[2])


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A desk in a thread of its own, until the block ends. A process would import the program once more."""
    desk = Desk(find_folders(folder, newest=True).version.parent, Known(find_corpus(folder)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        door = desk.behind(port)
        server = uvicorn.Server(
            uvicorn.Config(door, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            yield Served(folder, port, door.addresses[""].partition("?key=")[2])
        finally:
            server.should_exit = True
            thread.join()
            desk.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = Path(shutil.copytree(REAL, tmp_path_factory.mktemp("desk") / "policy"))
    with serving(folder) as found:
        yield found
