"""Ending an edit from outside, at a real terminal: whatever the person typed is in a file afterwards."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pty = pytest.importorskip("pty", reason="there are no such terminals on Windows")

REVISE = "file.write_text(file.read_text('utf-8').replace('资助建造', '鼓励建造'), 'utf-8'); "
OPEN = "print('editor open', flush=True); time.sleep(60)"
PATIENCE = 120
"""The seconds after which a test fails if the terminal does not show the expected words."""

COMMAND = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that closing the terminal is told to this process
sys.argv = ["tiaowen", "edit", "1", "--policy", sys.argv[1]]
from kb.cli import main
main()
"""


class Terminal:
    """``tiaowen edit 1`` at a terminal of its own, with a Python program as the editor."""

    def __init__(self, policy: Path, program: str) -> None:
        code = f"import pathlib, signal, sys, time; file = pathlib.Path(sys.argv[1]); {program}"
        self.master, slave = pty.openpty()
        self.is_open = True
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(policy)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={
                **os.environ,
                "EDITOR": shlex.join([sys.executable, "-c", code]),
                "PYTHONPATH": str(ROOT),
                "COLUMNS": "400",
                "TMPDIR": str(policy.parent),
            },
        )
        os.close(slave)

    def read_until(self, words: str, number: signal.Signals | None = None) -> str:
        """The output of the terminal until these words appear.

        A signal is sent again whenever nothing is shown for a while, since Python may miss one that comes
        between the question and the wait for its answer.
        """
        data, end = b"", time.monotonic() + PATIENCE
        while words not in data.decode(errors="ignore"):
            assert time.monotonic() < end, data.decode(errors="ignore")
            if select.select([self.master], [], [], 0.5)[0]:
                data += os.read(self.master, 4096)
            elif number is not None:
                os.kill(self.process.pid, number)
        return data.decode(errors="ignore")

    def close(self) -> None:
        """Close the terminal window."""
        if self.is_open:
            os.close(self.master)
        self.is_open = False

    def status(self) -> int:
        """The exit status of the command."""
        return self.process.wait(timeout=60)


Opening = Callable[[str], Terminal]


@pytest.fixture
def open_terminal(toy_copy: Path) -> Iterator[Opening]:
    """Open terminals on a copy of the toy policy, and end the remaining ones afterwards."""
    opened: list[Terminal] = []

    def open_one(program: str) -> Terminal:
        opened.append(Terminal(toy_copy, program))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.close()
        terminal.process.kill()
        terminal.status()


def kept(policy: Path) -> list[str]:
    """The stored texts that were not written to the policy."""
    return [path.read_text("utf-8") for path in sorted(policy.glob("*/*/.refused/*.txt"))]


def test_closing_the_terminal_at_the_question_keeps_the_text(toy_copy: Path, open_terminal: Opening) -> None:
    terminal = open_terminal(REVISE)
    terminal.read_until("w 写入")
    terminal.close()
    assert terminal.status() == 128 + signal.SIGHUP
    (text,) = kept(toy_copy)
    assert "(一)鼓励建造。" in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_question_keeps_the_text_and_tells_where(
    toy_copy: Path, open_terminal: Opening, number: signal.Signals
) -> None:
    terminal = open_terminal(REVISE)
    terminal.read_until("w 写入")
    told = terminal.read_until(".txt", number)
    assert terminal.status() == 128 + number
    (file,) = toy_copy.glob("*/*/.refused/*.txt")
    assert f"没有写入。您的文字保存在 {file}" in told.replace("\r\n", "")
    assert "(一)鼓励建造。" in file.read_text("utf-8")


def test_a_program_that_is_killed_outright_has_kept_the_text_already(
    toy_copy: Path, open_terminal: Opening
) -> None:
    terminal = open_terminal(REVISE)
    terminal.read_until("w 写入")
    terminal.process.kill()
    terminal.status()
    (text,) = kept(toy_copy)
    assert "(一)鼓励建造。" in text


def test_closing_the_terminal_while_the_editor_is_open_keeps_what_was_saved(
    toy_copy: Path, open_terminal: Opening
) -> None:
    terminal = open_terminal(REVISE + OPEN)
    terminal.read_until("editor open")
    terminal.close()
    assert terminal.status() == 128 + signal.SIGHUP
    (text,) = kept(toy_copy)
    assert "(一)鼓励建造。" in text


def test_where_the_editor_has_saved_nothing_there_is_nothing_to_keep(
    toy_copy: Path, open_terminal: Opening
) -> None:
    terminal = open_terminal(OPEN)
    terminal.read_until("editor open")
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.status() == 128 + signal.SIGTERM
    assert kept(toy_copy) == []
    assert not list(toy_copy.parent.glob("tiaowen-*"))


def test_what_an_editor_rescues_of_its_own_is_told(toy_copy: Path, open_terminal: Opening) -> None:
    rescue = (
        "signal.signal(signal.SIGTERM, lambda *_: (file.with_suffix('.save').write_text('丙'), sys.exit())); "
    )
    terminal = open_terminal(rescue + OPEN)
    terminal.read_until("editor open")
    os.kill(terminal.process.pid, signal.SIGTERM)
    told = terminal.read_until("里。").replace("\r\n", "")
    assert terminal.status() == 128 + signal.SIGTERM
    (folder,) = toy_copy.parent.glob("tiaowen-*")
    assert f"在文件夹 {folder} 里" in told
    assert (folder / "para_1.save").read_text() == "丙"


def test_an_edit_that_was_written_is_told_as_written(toy_copy: Path, open_terminal: Opening) -> None:
    terminal = open_terminal(REVISE)
    terminal.read_until("w 写入")
    os.write(terminal.master, b"w\n")
    terminal.read_until("已写入。")
    assert terminal.status() == 0
    assert kept(toy_copy) == []
    assert not list(toy_copy.glob("*/*/.refused"))
