"""``tiaowen mutate``: changes that no test would notice are told with the case that notices them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.cli.commands.mutate import run_mutate
from kb.cli.options import Source
from kb.model.words.errors import PolicyError
from tests.conftest import TOY
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found cases are kept in the folder of the test."""
    monkeypatch.chdir(tmp_path)


def test_a_change_that_nothing_notices_fails_and_the_same_seed_tries_the_same(run: Run) -> None:
    pytest.importorskip("z3")
    words = ("mutate", "--measure", "8", "--most", "2", "--policy", TOY, "--format", "json")
    one, other = run(*words), run(*words)
    assert one.status == 1
    told = json.loads(one.out)
    assert "refuted" in {result["verdict"] for result in told}
    assert [result["law"] for result in json.loads(other.out)] == [result["law"] for result in told]


def test_a_measure_that_does_not_exist_is_told(run: Run) -> None:
    with pytest.raises(PolicyError) as refused:
        run_mutate(Source(TOY), "zh", "text", measure="99", most=1, seed=0, corpus=None)
    assert [(f.code, f.place.file) for f in refused.value.findings] == [("part-unknown", "--measure")]
