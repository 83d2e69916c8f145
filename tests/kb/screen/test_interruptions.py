"""A killed or stopped screening leaves finished shards, and resumes to the result of a single run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb import Policy
from kb.screen import duck
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from tests.conftest import REAL, ROOT
from tests.kb.screen.tabled import read_outcomes, read_totals
from tests.kb.screen.test_running import DAY

DRIVER = """
import json, os, signal, sys
from datetime import date
from pathlib import Path
from kb import load_policy
from kb.screen import running
from kb.screen.supports import queries_of

policy, sample, runs = load_policy(Path(sys.argv[1])), Path(sys.argv[2]), json.loads(sys.argv[3])
day = date.fromisoformat("{day}")
# The queries are made once for all runs.
queries_of(policy, running.choose_readings(policy, {}), day).of("certificate")

def end_at(name, left):
    owner = running.Screen if name == "run" else running
    plain = getattr(owner, name)
    def run(*words):
        nonlocal left
        found = plain(*words)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    setattr(owner, name, run)

for name, number, out in runs:
    child = os.fork()
    if child == 0:
        end_at(name, number)
        running.screen(policy, "test", running.Wanted(sample, Path(out), day, most=20, threads=1))
        os._exit(0)
    print(os.waitpid(child, 0)[1])
""".replace("{day}", DAY.isoformat())
"""Screens a registry in several processes; each kills itself after a number of calls of a function."""

MOMENTS = {
    "with the files of a shard written and none in its place": ("run", 2, 1),
    "with a part of a shard in its place": ("_put", 5, 1),
    "with a shard in its place and not yet noted": ("_put", 6, 1),
    "with all shards finished and no receipt": ("write_faults", 1, None),
}
"""The moments at which runs are killed: a function and its number of calls, and the shards
finished by then.
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(duck.connect(), policy, folder, 900)
    # One kind of claim is enough, and quick.
    for name in ("project", "carrier", "standard-document"):
        (folder / f"{name}.parquet").unlink()
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, policy: Policy, sample: Path) -> Path:
    """The result of a run without interruptions."""
    out = tmp_path_factory.mktemp("whole") / "out"
    screen(policy, "test", Wanted(sample, out, DAY, most=20, threads=1))
    return out


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> dict[str, Path]:
    """The folders of the killed runs, one for each moment."""
    folder = tmp_path_factory.mktemp("killed")
    outs = {what: folder / str(n) for n, what in enumerate(MOMENTS)}
    runs = [(*MOMENTS[what][:2], str(out)) for what, out in outs.items()]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(REAL), str(sample), json.dumps(runs)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert done.stdout.split() == [str(int(signal.SIGKILL))] * len(MOMENTS)
    return outs


def _figures(out: Path) -> dict[str, object]:
    receipt: dict[str, object] = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    return receipt


def _times(out: Path, shards: Iterable[str]) -> dict[str, int]:
    """The times at which the outcomes of some shards were written."""
    return {name: (out / "outcomes" / f"{int(name):05d}.parquet").stat().st_mtime_ns for name in shards}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows kills otherwise")
@pytest.mark.parametrize("what", MOMENTS)
def test_a_killed_run_goes_on_to_the_result_of_an_unbroken_one(
    policy: Policy, sample: Path, whole: Path, killed: dict[str, Path], what: str
) -> None:
    out, finished = killed[what], MOMENTS[what][2]
    # Nothing marks the result as complete, and the finished part can be read.
    assert not (out / "receipt.json").exists()
    assert not (out / "summary.html").exists()
    state = json.loads((out / "state.json").read_text(encoding="utf-8"))
    assert len(state["shards"]) > 3
    assert len(state["done"]) == (len(state["shards"]) if finished is None else finished)
    before = _times(out, state["done"])
    assert read_outcomes(out).items() <= read_outcomes(whole).items()
    screen(policy, "test", Wanted(sample, out, DAY, most=20, threads=1))
    assert _times(out, state["done"]) == before
    assert read_outcomes(out) == read_outcomes(whole)
    assert read_totals(out) == read_totals(whole)
    assert _figures(out) == _figures(whole)
    assert sorted(path.name for path in out.rglob("*.partial")) == []
    assert not (out / ".spill").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_in_the_middle_of_a_query_is_said_and_gone_on_with(
    policy: Policy, sample: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["screen", str(sample), "--policy", str(REAL), "--out", str(out), "--on", DAY.isoformat()]
    code = f"""
import os, signal, sys, threading
from kb.screen import shards
from kb.cli import main

# A job in the background of a shell ignores the signal, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
plain, seen = shards.Screen.run, []

def run(self, *given):
    seen.append(self)
    if len(seen) == 3:
        # A query that takes longer than anybody waits.
        threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        self.con.execute(
            "SELECT COUNT(*) FROM range(1000000) AS a(n), range(10000000) AS b(m) WHERE (n * m) % 7 = 1"
        )
    return plain(self, *given)

shards.Screen.run = run
sys.argv = ["tiaowen", *{words!r}, "--shard", "20", "--threads", "1"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert "已停下：完成 2/" in done.stderr
    assert sorted(path.name for path in (out / "outcomes").iterdir()) == ["00001.parquet", "00002.parquet"]
    assert not (out / "receipt.json").exists()
    assert not (out / ".spill").exists()
    assert read_outcomes(out).items() <= read_outcomes(whole).items()
