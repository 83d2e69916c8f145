"""``tiaowen cover``: the cases that cover every support, and the casebook that they are written to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found cases are kept in the folder of the test."""
    pytest.importorskip("z3")
    monkeypatch.chdir(tmp_path)


def test_cases_are_proposed_and_written_only_on_request(run: Run, toy_copy: Path) -> None:
    proposed = run("cover", "--policy", toy_copy, "--format", "json")
    assert proposed.status == 0
    added = json.loads(proposed.out)["added"]
    assert added
    assert list(toy_copy.rglob("*.yaml")) == []
    written = run("cover", "--policy", toy_copy, "--write").out
    files = {path.stem for path in toy_copy.rglob("*.yaml")}
    assert len(files) == len(added)
    assert all(name in written for name in files)


def test_a_covered_policy_needs_no_further_case_unless_one_looks_afresh(run: Run, toy_copy: Path) -> None:
    run("cover", "--policy", toy_copy, "--write")
    again = json.loads(run("cover", "--policy", toy_copy, "--format", "json").out)
    afresh = json.loads(run("cover", "--policy", toy_copy, "--afresh", "--format", "json").out)
    assert again["added"] == []
    assert afresh["added"]
