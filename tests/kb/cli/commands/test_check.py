"""``tiaowen check``: what it says of a sound and of a broken policy, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REAL
from tests.kb.cli.test_cli import Ended, Run, run

__all__ = ["run"]


def test_a_sound_policy_is_said_to_be_sound(run: Run) -> None:
    assert run("check", "--policy", REAL) == Ended(0, "检查完毕：没有发现问题。\n", "")
    assert run("check", "--policy", REAL, "--lang", "en") == Ended(0, "Checked: nothing found.\n", "")


def test_a_broken_policy_ends_with_status_one_and_says_how_to_mend_it(
    run: Run, toy_copy: Path, change: Callable[[Path, str, str], None]
) -> None:
    rules = next(toy_copy.rglob("rules.xml"))
    change(rules, 'words="鼓励各村种花"', 'words="鼓励各村种草"')
    ended = run("check", "--policy", toy_copy)
    assert ended.status == 1
    assert ended.out == (
        "错误  policy/cn-999999/wanju/2030-01-01/rules.xml:114 para_9__s_2\n"
        "  条款里没有“鼓励各村种草”这几个字。条款写的是：鼓励各村种花。\n"
        "  怎么改：照条文逐字改正；若条文已改，请复核这条规则。\n"
        "1 个错误，0 个提醒，0 个说明。\n"
    )


def test_findings_as_json_have_every_part(run: Run, toy_copy: Path) -> None:
    next(toy_copy.rglob("rules.xml")).write_text("<rules", encoding="utf-8")
    ended = run("check", "--policy", toy_copy, "--format", "json", "--lang", "en")
    assert ended.status == 1
    (finding,) = json.loads(ended.out)
    assert finding.keys() == {"code", "severity", "file", "line", "eId", "message", "remedy"}
    assert finding["code"] == "xml-malformed"
    assert finding["line"] == 1


def test_a_folder_that_may_not_be_read_is_told_in_the_language_asked_for(
    run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    ended = run("check", "--policy", toy_copy)
    assert ended.status == 1
    assert "没有权限读取这个文件夹。" in ended.out
