"""The workbench on the invented district, a text of chapters and articles in two versions: a small sample."""

from __future__ import annotations

import json

import pytest

from tests.conftest import DISTRICT
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

FIRST, SECOND = "2027-01-01", "2028-07-01"


@pytest.mark.parametrize(("measure", "version"), [("第九条之一", SECOND), ("40", SECOND)])
def test_the_laws_hold_of_an_article(run: Run, measure: str, version: str) -> None:
    ended = run(
        "fuzz", "--policy", DISTRICT, "--version", version, "--measure", measure, "--cases", "8",
        "--format", "json",
    )  # fmt: skip
    results = json.loads(ended.out)
    assert {one["law"] for one in results} >= {"sum-is-exact", "cap-holds", "total-adds-up"}
    assert [one["law"] for one in results if one["verdict"] == "refuted"] == []


@pytest.mark.parametrize(("measure", "version"), [("29", FIRST), ("第九条之一", SECOND)])
def test_changes_of_an_article_are_judged(run: Run, measure: str, version: str) -> None:
    ended = run(
        "mutate", "--policy", DISTRICT, "--version", version, "--measure", measure, "--most", "6",
        "--corpus", DISTRICT.parent / ("corpus" if version == FIRST else "amended"), "--format", "json",
    )  # fmt: skip
    results = [one for one in json.loads(ended.out) if one["law"] != "published"]
    assert results
    assert sum(one["samples"] for one in results if one["verdict"] == "sampled") >= 1
