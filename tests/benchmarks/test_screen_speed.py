"""The time to screen a registry, beside ``assess`` case by case, in one run of ``make bench``.

Both begin with the files of one generated registry. Screening runs to the receipt, with outcomes, reasons,
totals and the summary. ``assess`` reads the same rows as cases and gives outcomes and totals. No test asserts
the figures.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.core.ruleset import read_policy
from kb.screen import duck
from kb.screen.registries import open_registry
from kb.screen.rows import cases_where
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from kb.screen.supports import Queries
from kb.screen.tables import tables_of

DAY = date(2026, 6, 1)
CLAIMS = 20_000


@pytest.fixture(scope="module")
def sample(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(duck.connect(), policy, folder, CLAIMS)
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_screening_a_registry(
    policy: Policy, sample: Path, tmp_path: Path, benchmark: Any, engine: str
) -> None:
    benchmark.group = f"a registry of {CLAIMS} claims"

    def run() -> None:
        rmtree(tmp_path / "out", ignore_errors=True)
        screen(policy, "bench", Wanted(sample, tmp_path / "out", DAY, threads=1, engine=engine))

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)


def test_assessing_the_same_case_by_case(policy: Policy, sample: Path, benchmark: Any) -> None:
    benchmark.group = f"a registry of {CLAIMS} claims"
    rules = read_policy(policy)

    def run() -> None:
        con = duck.connect(threads=1)
        con.execute("CREATE TEMP TABLE spellings (spelling VARCHAR, folded VARCHAR)")
        registry = open_registry(con, sample, tables_of(policy))
        for _, case in cases_where(con, registry, "TRUE", DAY):
            if case.claims:
                assess_under(rules, case)

    benchmark.pedantic(run, rounds=1, warmup_rounds=0)


def test_writing_all_queries(policy: Policy, benchmark: Any) -> None:
    readings = {reading.id: reading.default for reading in policy.readings}

    def run() -> None:
        queries = Queries(policy, readings, DAY)
        for kind in queries.kinds:
            queries.of(kind)

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)
