"""Stages of a test run: what stops it, what is missing, and the command that runs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from kb.loading import find_folders
from kb.model.words.errors import Finding, Place, PolicyError, error, warning
from kb.verify.report.stages import Ending, Stage, run_stages, tell_findings
from kb.verify.results import Result, Verdict
from tests.conftest import REAL, ROOT
from tests.kb.cli.test_cli import Run, run
from tests.kb.verify.report.made_results import BAD, GOOD, OPEN, TRUE

__all__ = ["run"]


def stages(*results: Result) -> list[Stage]:
    return [Stage(f"{n}", lambda one=one: [one], 1) for n, one in enumerate(results)]  # type: ignore[misc]


def hear(stage: str, result: Result) -> None:
    pass


def endings(*results: Result, keep_going: bool = False) -> list[str]:
    return [str(one.ending) for one in run_stages(stages(*results), hear, keep_going=keep_going)]


def test_nothing_is_run_after_trouble_unless_told_to() -> None:
    assert endings(GOOD, BAD, GOOD) == ["passed", "trouble", "not-run"]
    assert endings(GOOD, BAD, GOOD, keep_going=True) == ["passed", "trouble", "passed"]


def test_a_finding_about_the_policy_is_no_trouble_and_what_is_undecided_is() -> None:
    assert endings(TRUE, GOOD) == ["passed", "passed"]
    assert endings(OPEN, GOOD) == ["trouble", "not-run"]


def test_results_are_heard_as_they_are_found() -> None:
    heard: list[tuple[str, Result]] = []

    def find() -> Iterator[Result]:
        yield GOOD
        assert heard == [("one", GOOD)]
        yield BAD

    list(run_stages([Stage("one", find, 1)], lambda stage, result: heard.append((stage, result))))
    assert heard == [("one", GOOD), ("one", BAD)]


def raising(finding: Finding) -> Stage:
    def fail() -> Iterator[Result]:
        yield GOOD
        raise PolicyError([finding])

    return Stage("fails", fail, 1)


def test_a_missing_library_is_told_and_the_next_stage_is_run() -> None:
    lacking = error("library-missing", Place(), library="z3-solver", extra="workbench")
    first, second = run_stages([raising(lacking), *stages(GOOD)], hear)
    assert (first.ending, first.lacking, second.ending) == (Ending.MISSING, (lacking,), Ending.PASSED)


def test_files_that_are_wrong_are_no_missing_library() -> None:
    with pytest.raises(PolicyError):
        list(run_stages([raising(error("file-missing", Place("rules.xml")))], hear))


def test_the_time_of_a_stage_is_what_the_clock_says() -> None:
    ticks = iter((0, 1_500_000_000))
    assert next(run_stages(stages(GOOD), hear, clock=lambda: next(ticks))).milliseconds == 1500


def test_errors_of_a_check_are_trouble_and_warnings_are_about_the_policy() -> None:
    place = Place("text.xml", 7, "para_5__s_4")
    bad, hint = tell_findings(
        [error("quantity-unclaimed", place, text="30%", concept="资助比例"), warning("file-missing", place)],
        {"para_5__s_4"},
    )
    assert (bad.is_trouble, hint.is_trouble) == (True, False)
    assert bad.at == ("para_5__s_4",)
    assert bad.words["place"] == "text.xml:7"
    (clean,) = tell_findings([], ())
    assert clean.verdict is Verdict.PROVED


class TestTheCommand:
    def test_a_good_policy_passes_and_leaves_reports(self, run: Run, tmp_path: Path) -> None:
        ended = run("test", "--quick", "--policy", REAL, "--report", tmp_path / "report")
        assert (ended.status, ended.err) == (0, "")
        lines = (tmp_path / "report" / "results.ndjson").read_text(encoding="utf-8").splitlines()
        stages = [json.loads(line)["stage"] for line in lines]
        assert list(dict.fromkeys(stages))[:2] == ["check", "replay"]
        assert "fuzz" in stages
        suites = etree.parse(tmp_path / "report" / "junit.xml").getroot()
        assert [suite.get("name") for suite in suites] == list(dict.fromkeys(stages))
        page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
        assert "检验报告" in page
        # docs/workbench.md shows these lines; the run is too slow to repeat it for that page.
        told = ended.out.replace(str(tmp_path), ".tiaowen").splitlines()[-2:]
        assert "\n".join(told) in (ROOT / "docs" / "workbench.md").read_text(encoding="utf-8")
        # Every finding about the policy names the command that reproduces it.
        kept = [json.loads(line)["replay"] for line in lines if '"refuted"' in line]
        assert kept
        assert all(command.startswith("tiaowen replay c-") for command in kept)
        assert [command for command in kept if f"重现：{command}" not in page] == []

    def test_trouble_stops_the_run_and_is_told(self, run: Run, real_copy: Path, tmp_path: Path) -> None:
        rules = find_folders(real_copy).version / "rules.xml"
        lines = rules.read_text(encoding="utf-8").splitlines()
        told = [line for line in lines if "<act " not in line or 'provision="para_1__s_1"' not in line]
        assert len(told) < len(lines)
        rules.write_text("\n".join(told), encoding="utf-8")
        ended = run("test", "--quick", "--policy", real_copy, "--report", tmp_path / "report")
        assert ended.status == 1
        assert "还没有归类" in ended.out
        page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
        assert "没有跑：前面有要改的" in page
