"""Plants the faults of ``planted.toml`` one after another, and reports those that no test detects.

Run it with ``python -m tests.planted [words of a name]``. Each fault is put into a copy of the project, where
the one test that must fail is run. A fault that its test does not detect is printed, and the run ends with
status 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("docs", "kb", "policy", "render", "tests", "pyproject.toml", "README.md", "README.zh.md")


@dataclass(frozen=True)
class Fault:
    """A change at one place of a file, and the test that must fail because of it."""

    name: str
    file: str
    old: str
    new: str
    test: str


def read_faults() -> tuple[Fault, ...]:
    text = (Path(__file__).parent / "planted.toml").read_text(encoding="utf-8")
    return tuple(Fault(**fault) for fault in tomllib.loads(text)["fault"])


def is_seen(fault: Fault, project: Path) -> bool:
    """Whether the test of a fault fails in a copy of the project with it, and passes without it."""
    path = project / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return _run(fault.test, project) == 1
    finally:
        path.write_text(sound, encoding="utf-8")


def _run(test: str, project: Path) -> int:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test]
    done = subprocess.run(
        command, cwd=project, env={**os.environ, "PYTHONPATH": str(project)}, capture_output=True, check=False
    )
    return done.returncode


def main(words: list[str]) -> int:
    unseen = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in COPIED:
            source, target = ROOT / name, project / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        for fault in read_faults():
            if all(word in fault.name for word in words):
                seen = is_seen(fault, project)
                print("seen  " if seen else "UNSEEN", fault.name, flush=True)
                if not seen:
                    unseen.append(fault)
    return 1 if unseen else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
