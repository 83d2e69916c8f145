"""Two computations in two processes: the results and errors are those of one process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from render import processes
from render.processes import can_copy, compute_both
from tests.conftest import ROOT, TOY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.fixture(params=[True, False], ids=["two processes", "one process"])
def copies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the second computation runs in a copy, which here calls nothing that waits for a thread."""
    is_copied = bool(request.param)
    monkeypatch.setattr(processes, "can_copy", lambda: is_copied)
    return is_copied


def test_each_result_comes_back_whatever_its_size(copies: bool) -> None:
    one, (other, process) = compute_both(os.getpid, lambda: ("字" * 1_000_000, os.getpid()))
    assert one == os.getpid()
    assert other == "字" * 1_000_000
    assert (process != os.getpid()) is copies


def test_an_error_of_either_is_raised_as_usual(copies: bool) -> None:
    def fail() -> int:
        raise ValueError("no rain")

    with pytest.raises(ValueError, match="no rain"):
        compute_both(fail, lambda: 1)
    with pytest.raises(ValueError, match="no rain"):
        compute_both(lambda: 1, fail)


@pytest.mark.parametrize("copies", [True], indirect=True)
def test_what_a_copy_cannot_finish_or_send_is_computed_here(copies: bool) -> None:
    def end() -> int:
        if os.getpid() != here:
            os._exit(3)
        return 5

    here = os.getpid()
    assert compute_both(lambda: 4, end) == (4, 5)
    one, other = compute_both(lambda: 4, lambda: lambda: 6)
    assert (one, other()) == (4, 6)


@pytest.mark.parametrize("copies", [True], indirect=True)
def test_no_copy_outlives_an_error(copies: bool, tmp_path: Path) -> None:
    def fail() -> int:
        while not (tmp_path / "process").exists():
            pass
        raise KeyboardInterrupt

    def wait() -> None:
        (tmp_path / "partial").write_text(str(os.getpid()), encoding="ascii")
        (tmp_path / "partial").rename(tmp_path / "process")
        Event().wait()

    with pytest.raises(KeyboardInterrupt):
        compute_both(fail, wait)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "process").read_text(encoding="ascii")), 0)


def test_a_process_is_copied_only_where_that_is_safe_and_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    threads, processors = ["1"], {0, 1}
    monkeypatch.setattr(os, "listdir", lambda path: threads)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: processors)
    assert can_copy()
    processors.remove(1)
    assert not can_copy()
    processors.add(1)
    threads.append("2")
    assert not can_copy()
    threads.pop()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not can_copy()


def test_a_process_with_a_second_thread_is_not_copied() -> None:
    waiting = Event()
    thread = Thread(target=waiting.wait)
    thread.start()
    try:
        assert not can_copy()
    finally:
        waiting.set()
        thread.join()


BUILD = """
import sys
from kb import load_policy
from render import processes
from render.site import build_site

if sys.argv[3] == "one":
    processes.can_copy = lambda: False
build_site(load_policy(sys.argv[1]), sys.argv[2], base="https://example.org/")
"""


def test_a_site_is_the_same_from_one_process_and_from_two(tmp_path: Path) -> None:
    """Built in new processes, since a copy of this one, where libraries have threads, might wait for ever."""
    sites = []
    for number in ("one", "two"):
        folder = tmp_path / number
        subprocess.run([sys.executable, "-c", BUILD, str(TOY), str(folder), number], cwd=ROOT, check=True)
        files = (path for path in folder.rglob("*") if path.is_file())
        sites.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert sites[0] == sites[1]
