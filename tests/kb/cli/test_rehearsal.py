"""Commands run within the program: what they print, how they end, and what the fuzzer judges wrong."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest

from kb import Policy
from kb.cli import rehearsal
from kb.cli.commands import COMMANDS
from kb.cli.rehearsal import INTERNAL, plan_commands, rehearsing, run_command
from tests.conftest import TOY


def test_a_command_leaves_the_program_as_it_was(tmp_path: Path) -> None:
    before = (sys.argv, sys.stdin, os.environ.get("XDG_CACHE_HOME"), Path.cwd())
    status, out, err = run_command(("show", "para_2", "--policy", str(TOY)), tmp_path)
    assert (status, err) == (0, "")
    assert out.startswith("para_2 (二)资助标准\n")
    assert (sys.argv, sys.stdin, os.environ.get("XDG_CACHE_HOME"), Path.cwd()) == before


def test_a_command_that_fails_has_its_status_and_its_message(tmp_path: Path) -> None:
    status, out, err = run_command(("show", "para_99", "--policy", str(TOY)), tmp_path)
    assert (status, out) == (1, "")
    assert "para_99" in err


def test_every_drawn_command_is_one_that_exists(toy: Policy, tmp_path: Path) -> None:
    draw = plan_commands(toy, TOY, tmp_path)
    drawn = {draw(Random(seed))[0] for seed in range(400)}
    assert drawn <= set(COMMANDS)
    assert {"assess", "show", "check", "graph", "prove"} <= drawn


@pytest.mark.parametrize(
    ("ended", "rejected", "told"),
    [
        ((0, "result", ""), False, ""),
        ((1, "", "finding"), True, ""),
        ((INTERNAL, "", "RuntimeError: x\nmore"), False, "RuntimeError: x"),
        ((0, "", ""), True, "answers though the check found an error"),
        ((1, "result", ""), True, "answers though the check found an error"),
    ],
)
def test_an_internal_error_and_an_answer_from_a_rejected_policy_are_failures(
    toy: Policy, toy_copy: Path, monkeypatch: pytest.MonkeyPatch,
    ended: tuple[int, str, str], rejected: bool, told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(rehearsal, "run_command", lambda words, out: ended)
    monkeypatch.setattr(rehearsal, "plan_commands", lambda *_: lambda rng: ("show", "para_1"))
    seed = next(n for n in range(9) if Random(n).randrange(3))  # without --unchecked
    with rehearsing(toy, TOY) as rehearse:
        failure = rehearse(toy_copy, rejected, Random(seed))
    assert failure == (f"show para_1: {told}" if told else None)
