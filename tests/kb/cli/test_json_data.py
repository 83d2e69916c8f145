"""Anything of a policy as data: money in fen, rates as fractions."""

from __future__ import annotations

import json

from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_a_support_as_json_gives_money_in_fen_and_rates_as_fractions(run: Run) -> None:
    data = json.loads(run("show", "para_9__sup_1", "--policy", REAL, "--format", "json").out)
    assert [q["value"] for q in data["quantities"]] == [
        {"numerator": 3, "denominator": 10},
        {"fen": 1_000_000_000},
    ]
    assert data["form"] == "grant"
    assert data["provision"] == "para_9__s_1"
