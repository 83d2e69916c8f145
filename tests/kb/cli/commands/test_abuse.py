"""``tiaowen abuse``: what the policy itself allows is told, and fails no run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kb.cli.commands.test_fuzz import run


def test_abuse_tells_about_the_policy_and_does_not_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "abuse", "--measure", "14", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    refuted = [one for one in found if one["verdict"] == "refuted"]
    assert {one["about"] for one in refuted} == {"policy"}
    assert {"M14e": "b"} in [one["readings"] for one in refuted]
    assert all(one["case"] for one in refuted)


def test_a_measure_without_sums_is_told_to_have_nothing_to_gain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "abuse", "--measure", "1") == 0
    assert capsys.readouterr().out == "这里没有写明金额的支持，没有什么可以多得。\n"
