"""Benchmarks of single steps. Run them with ``make bench``; the figures are reported, and no test asserts
them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kb import Policy, load_policy
from kb.checks import check
from kb.graph.builder import build_graph
from kb.loading import find_folders
from kb.loading.folders import NAMES
from render.pages.page import VERSIONS
from render.paper.pdf import write_pdf
from render.site import build_site
from tests.benchmarks.large import make_policy
from tests.conftest import REAL, ROOT

SIZES = (125, 250, 500, 1000)


def test_load_the_policy_without_schemas(benchmark: Any) -> None:
    policy = benchmark(load_policy, REAL)
    assert len(policy.measures) == 24


def test_parse_the_same_files_with_lxml_alone(benchmark: Any) -> None:
    """The lower bound for loading: the time to read the XML alone."""
    folders = find_folders(REAL)
    paths = [folders.version / name for name in NAMES] + sorted(folders.registry.glob("*.xml"))
    benchmark(lambda: [etree.parse(str(path)) for path in paths])


def test_load_and_check_everything(benchmark: Any) -> None:
    findings = benchmark(lambda: list(check(REAL)))
    assert findings == []


def test_build_the_site_in_all_its_languages(benchmark: Any, policy: Policy, tmp_path: Path) -> None:
    benchmark.pedantic(build_site, args=(policy, tmp_path / "site"), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("folder", VERSIONS)
def test_set_the_whole_guide_on_paper(benchmark: Any, policy: Policy, folder: str) -> None:
    data = benchmark.pedantic(write_pdf, args=(policy, folder), rounds=3, warmup_rounds=1)
    assert data.startswith(b"%PDF-")


def test_set_one_measure_on_paper(benchmark: Any, policy: Policy) -> None:
    benchmark.pedantic(write_pdf, args=(policy, "zh", "para_20"), rounds=5, warmup_rounds=1)


def test_build_the_graph(benchmark: Any, policy: Policy) -> None:
    graph = benchmark(build_graph, policy)
    assert graph.number_of_nodes() > 200


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check"], ["show", "para_5"]], ids=" ".join)
def test_run_a_command_as_a_whole_process(benchmark: Any, words: list[str]) -> None:
    command = [str(Path(sys.executable).with_name("tiaowen")), *words]
    benchmark.pedantic(
        lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True), rounds=10, warmup_rounds=1
    )


def test_build_the_site_as_a_whole_process(benchmark: Any, tmp_path: Path) -> None:
    """In two processes on Linux, unlike the rounds within this process after the first."""
    command = [str(Path(sys.executable).with_name("tiaowen")), "guide", "--out", str(tmp_path / "site")]
    benchmark.pedantic(
        lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True), rounds=5, warmup_rounds=1
    )


def test_start_python_and_import_typer_alone(benchmark: Any) -> None:
    """The lower bound for every command."""
    command = [sys.executable, "-c", "import typer"]
    benchmark.pedantic(
        lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True), rounds=10, warmup_rounds=1
    )


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size} measures")
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.config.getoption("benchmark_disable") and request.param > SIZES[0]:
        pytest.skip("growth is only seen where it is measured: make bench")
    return make_policy(tmp_path_factory.mktemp("large") / "policy", request.param)


class TestGrowth:
    """Each step doubles the policy, so each median should about double too."""

    def test_load(self, benchmark: Any, large: Path) -> None:
        benchmark.pedantic(load_policy, args=(large,), rounds=3, warmup_rounds=1)

    def test_check(self, benchmark: Any, large: Path) -> None:
        findings = benchmark.pedantic(lambda: list(check(large)), rounds=3, warmup_rounds=1)
        assert findings == []

    def test_graph(self, benchmark: Any, large: Path) -> None:
        policy = load_policy(large)
        benchmark.pedantic(build_graph, args=(policy,), rounds=3, warmup_rounds=1)

    def test_site(self, benchmark: Any, large: Path, tmp_path: Path) -> None:
        policy = load_policy(large)
        benchmark.pedantic(build_site, args=(policy, tmp_path / "site"), rounds=2, warmup_rounds=0)
