"""The lock of a policy folder: one writer at a time, on every system, and never a write without it."""

from __future__ import annotations

import errno
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kb.loading import lock as locking
from kb.loading.lock import NAME, locked
from kb.model.words.errors import PolicyError

HOLD = """
import sys, time
from pathlib import Path
from kb.loading.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refused(folder: Path, patience: int = 0) -> str:
    """The code of the finding with which the lock is refused."""
    with pytest.raises(PolicyError) as caught, locked(folder, patience=patience):
        pytest.fail("the lock was given")
    return caught.value.findings[0].code


def test_who_does_not_get_the_lock_in_time_is_told_and_writes_nothing(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    assert refused(tmp_path) == "folder-locked"


def test_a_holder_that_is_killed_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with locked(tmp_path, patience=0):
        assert (tmp_path / NAME).exists()


def test_who_waits_gets_the_lock_once_it_is_free(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    threading.Timer(0.2, holder.kill).start()
    with locked(tmp_path, patience=30):
        holder.wait()


def test_the_lock_is_free_after_an_error_within(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path, patience=0):
        pass


def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locking, "_take", refuse)
    assert refused(tmp_path) == "folder-unlockable"


def test_a_folder_that_takes_no_lock_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing") == "folder-unlockable"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EDEADLK])
def test_on_windows_the_lock_is_that_of_its_own_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    taken: list[tuple[int, int]] = []

    def lock(handle: int, mode: int, size: int) -> None:
        taken.append((mode, size))
        if len(taken) < 3:
            raise OSError(number, "another process has locked a portion of the file")

    library = ModuleType("msvcrt")
    library.LK_NBLCK = 2  # type: ignore[attr-defined]
    library.locking = lock  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", library)
    monkeypatch.setattr(sys, "platform", "win32")
    module = runpy.run_path(str(locking.__file__))
    with module["locked"](tmp_path):
        assert taken == [(2, 1)] * 3
