"""A desk on a free port of this machine, with a copy of the real policy, for tests that need a server."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

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
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """The command itself, on a free port, until the block ends."""
    process, served = start(folder, *options)
    try:
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = Path(shutil.copytree(REAL, tmp_path_factory.mktemp("desk") / "policy"))
    with serving(folder) as found:
        yield found
