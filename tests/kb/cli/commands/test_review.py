"""``tiaowen review``: a review is confirmed by a person, and needed only after an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import TOY
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_a_review_refused_changes_nothing(
    run: Run, toy_copy: Path, change: Callable[[Path, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(next(toy_copy.rglob("text.xml")), ">300万元<", ">310万元<")
    rules = next(toy_copy.rglob("rules.xml"))
    before = rules.read_bytes()
    monkeypatch.setattr("typer.confirm", lambda *_: False)
    assert run("review", "para_4", "--policy", toy_copy).status == 1
    assert rules.read_bytes() == before
    monkeypatch.setattr("typer.confirm", lambda *_: True)
    assert run("review", "para_4", "--policy", toy_copy).status == 0
    assert rules.read_bytes() != before
    assert run("check", "--policy", toy_copy).status == 0


def test_a_policy_that_nobody_edited_needs_no_review(run: Run) -> None:
    assert run("review", "para_4", "--policy", TOY).out == "para_4 的规则已经是按现在的正文复核过的。\n"
    assert run("review", "fengche", "--policy", TOY).status == 1
