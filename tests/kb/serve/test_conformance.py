"""The conformance suite: an archive that is independent of this project, tested with our own program."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb import Policy
from tests.conftest import REAL, ROOT
from tests.corpus.runner import read_corpus
from tests.corpus.suite import VERSION, make_suite, write_suite


@pytest.fixture(scope="module")
def folder(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suite, unpacked as another user would do it."""
    place = tmp_path_factory.mktemp("suite")
    with zipfile.ZipFile(write_suite(policy, place)) as archive:
        archive.extractall(place)
    return next(path for path in place.iterdir() if path.is_dir())


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # The runner cannot import this project; only our own program can.
    told = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "runner.py", *command],
        cwd=folder,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_manifest_counts_the_cases_and_hashes_every_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == VERSION
    assert manifest["cases"] == len(read_corpus()) == sum(topic["cases"] for topic in manifest["topics"])
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(found) == {"manifest.json", *manifest["files"]}
    for name, value in manifest["files"].items():
        assert hashlib.sha256(found[name].read_bytes()).hexdigest() == value
    assert folder.name == f"conformance-{VERSION}-{manifest['edition']}"


def test_the_same_cases_give_the_same_archive(policy: Policy, tmp_path: Path) -> None:
    first, second = (write_suite(policy, tmp_path / name) for name in ("one", "two"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_the_facts_supports_and_readings_that_the_cases_name_are_told(policy: Policy) -> None:
    files = make_suite(policy)
    supports = {one["support"]["id"] for one in json.loads(files["policy/supports.json"])["supports"]}
    readings = {one["id"] for one in json.loads(files["policy/readings.json"])["readings"]}
    facts = {fact["id"] for part in json.loads(files["policy/facts.json"])["parts"] for fact in part["facts"]}
    for one in read_corpus():
        assert {outcome["support"] for outcome in one.expected.get("outcomes", ())} <= supports
        assert set(one.readings) <= readings
        for claim in one.data["case"].get("claims", ()):
            assert set(claim) <= facts


def test_our_own_program_agrees_when_it_is_put_to_the_suite(folder: Path) -> None:
    # One measure only, since another test runs the whole corpus.
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from kb.cli import main; main()"
    told = run(
        folder, "--only", "measure-05/", sys.executable, "-c", program, "serve", "--policy", str(REAL),
        "--lines", "--detail", "full",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.endswith("agree, 0 do not\n")


def test_a_program_that_answers_otherwise_is_told_so(folder: Path) -> None:
    program = "import sys\nfor line in sys.stdin: print('{\"outcomes\": []}')"
    told = run(folder, "--only", "measure-05/m5-zero", sys.executable, "-c", program)
    assert told.returncode == 1
    assert "no outcome" in told.stdout
