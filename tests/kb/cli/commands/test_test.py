"""``tiaowen test``: the stages of a plan, the command that repeats it, and the reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb import Policy
from kb.cli.commands import test as command
from kb.cli.commands.test import FILES, Plan, plan_stages, run_test
from kb.verify.casebook.folder import Casebook
from kb.verify.report.stages import Stage
from tests.conftest import TOY

EVERY = ["check", "replay", "prove", "cover", "fuzz", "readings", "abuse", "mutate"]


@pytest.mark.parametrize(("quick", "stages"), [(True, EVERY[:5]), (False, EVERY)])
def test_a_short_run_leaves_out_the_slow_stages(toy: Policy, quick: bool, stages: list[str]) -> None:
    plan = Plan(quick, 7, keep_going=False)
    assert [one.name for one in plan_stages(toy, TOY, Casebook((), ()), plan, "zh")] == stages


def test_the_command_repeats_the_run_with_its_seed() -> None:
    assert Plan(quick=True, seed=7, keep_going=True).command == "tiaowen test --quick --seed 7 --keep-going"
    assert Plan(quick=False, seed=0, keep_going=False).command == "tiaowen test --seed 0"


def test_reports_are_written_and_the_status_is_that_of_the_stages(
    toy_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the first stage is run: the others have tests of their own."""

    def first(*arguments: object) -> list[Stage]:
        return list(plan_stages(*arguments))[:1]  # type: ignore[arg-type]

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "plan_stages", first)
    plan, target = Plan(True, 3, False), tmp_path / "reports"
    assert run_test(toy_copy, "en", plan, target) == 0
    assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
    told = capsys.readouterr().out
    assert "To run it again: tiaowen test --quick --seed 3" in told
    rules = next(toy_copy.rglob("rules.xml"))
    rules.write_text(rules.read_text("utf-8").replace('words="鼓励各村种花"', 'words=""'), "utf-8")
    text = next(toy_copy.rglob("text.xml"))
    text.write_text(text.read_text("utf-8").replace(">800万元<", ">900万元<"), "utf-8")
    assert run_test(toy_copy, "en", plan, target) == 1
    lines = (target / "results.ndjson").read_text("utf-8").splitlines()
    assert {json.loads(line)["stage"] for line in lines} == {"check"}
