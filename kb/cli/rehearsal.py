"""Runs commands on a copy of the policy in this process, for the fuzzer, and judges how they end.

A command that answers must refuse where the check found an error, and none may end in an internal error.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from kb.cases.examples import find_examples
from kb.loading import find_folders
from kb.model.policy import Policy

INTERNAL = 70
"""The exit status where the program itself failed."""

_EVERY = 20
"""One command in this many is a slow one."""

_MENDING = ("check", "format", "review")


def plan_commands(policy: Policy, folder: Path, out: Path) -> Callable[[Random], tuple[str, ...]]:
    """The strategy for a command on a policy; a command writes to the folder ``out`` only."""
    examples = sorted(find_examples(find_folders(folder).version)) or ["-"]
    ids = list(policy)
    measures = [measure.eid for measure in policy.measures] or ["1"]
    readings = [reading.id for reading in policy.readings]
    agencies = [agency.id for agency in policy.agencies]
    formats = (("--format", "json"), ("--format", "html"), ("--explain",), ("--lang", "en"))

    def draw(rng: Random) -> tuple[str, ...]:
        one = rng.choice
        if rng.randrange(_EVERY) == 0:
            slow: Sequence[tuple[str, ...]] = (
                ("readings",),
                ("replay",),
                ("prove", "--measure", one(measures)),
                ("abuse", "--measure", one(measures)),
                ("mutate", "--measure", one(measures), "--most", "2"),
                ("graph", "export", "--format", one(("graphml", "json", "svg"))),
                ("guide", "--out", str(out / "site")),
            )
            return one(slow)
        quick: Sequence[tuple[str, ...]] = (
            ("assess", one(examples), *one(formats)),
            ("assess", one(examples), *one(formats)),
            ("assess", one(examples), "--receipt", str(out / "receipt.json")),
            ("show", one(ids)),
            ("show", one(ids), "--format", "json", "--lang", "en"),
            ("ask",),
            *([("readings", one(readings))] if readings else []),
            *([("graph", "agency", one(agencies))] if agencies else []),
            ("graph", one(("shared", "grants", "instruments", "overlaps"))),
            ("graph", "touches", one(ids)),
            ("check", "--format", one(("text", "json"))),
            ("format", "--check"),
            ("format", "--lines"),
            ("review", one(measures), "--yes"),
        )
        return one(quick)

    return draw


@contextmanager
def rehearsing(policy: Policy, folder: Path) -> Iterator[Callable[[Path, bool, Random], str | None]]:
    """A function that runs a drawn command on a copy of the policy in ``folder``,
    and reports how it failed.
    """
    with TemporaryDirectory() as place:
        out = Path(place)
        draw = plan_commands(policy, folder, out)

        def rehearse(copy: Path, rejected: bool, rng: Random) -> str | None:
            words = draw(rng)
            unchecked = words[0] not in _MENDING and rng.randrange(3) == 0
            option = ("--unchecked",) if unchecked else ()
            rules = {path: path.read_bytes() for path in copy.rglob("rules.xml")}
            status, told, complaint = run_command((*words, "--policy", str(copy), *option), out)
            for path, data in rules.items():
                path.write_bytes(data)  # a review stores a fingerprint
            command = " ".join((*words, *option))
            if status == INTERNAL:
                return f"{command}: {complaint.splitlines()[0] if complaint else status}"
            if rejected and not unchecked and words[0] not in _MENDING and (status == 0 or told):
                return f"{command}: answers though the check found an error"
            return None

        yield rehearse


def run_command(words: Sequence[str], cache: Path) -> tuple[int, str, str]:
    """The status of a command, its output and its messages; it gets no input.

    Its cache and its kept cases go to the folder ``cache``, in which it runs.
    """
    from kb.cli import main

    before = {name: os.environ.get(name) for name in ("XDG_CACHE_HOME", "TIAOWEN_DEBUG", "TIAOWEN_LANG")}
    argv, stdin = sys.argv, sys.stdin
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    os.environ["XDG_CACHE_HOME"] = str(cache)
    os.environ.pop("TIAOWEN_DEBUG", None)
    sys.argv, sys.stdin = ["tiaowen", *words], io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        with chdir(cache), redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        return int(ended.code or 0), _written(out), _written(err)
    except Exception as problem:
        return INTERNAL, _written(out), f"{type(problem).__name__}: {problem}"
    finally:
        sys.argv, sys.stdin = argv, stdin
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return 0, _written(out), _written(err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "replace")
