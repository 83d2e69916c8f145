"""``tiaowen readings``: every reading with what its options give, and the cases that show it."""

from __future__ import annotations

import json
from pathlib import Path

from kb import Policy
from kb.loading import find_folders
from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_every_reading_is_listed_with_what_its_options_give(run: Run, policy: Policy) -> None:
    out = run("readings", "--policy", REAL).out
    heads = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert heads == [reading.id for reading in policy.readings]
    assert out.count("  影响计算\n") == out.count("    $ tiaowen assess ")
    assert "没有例子" not in out


def test_one_reading_in_full(run: Run) -> None:
    assert run("readings", "m14e", "--policy", REAL).out.splitlines()[-6:] == [
        "  例：市级工程研究中心升为国家工程研究中心（措施十四）：以前拿过的怎么算（读法 M14e）",
        "    a：合计 2400万元",
        "    b：合计 3000万元",
        "    c：合计 0元",
        "    相差3000万元",
        "    $ tiaowen assess engineering-centre --reading M14e=c",
    ]


def test_a_reading_that_moves_no_money_shows_where_the_claim_stands(run: Run) -> None:
    out = run("readings", "M14h", "--policy", REAL, "--lang", "en").out
    assert "    “技术创新中心” under measure 14 (“National innovation centres (case by case)”)\n" in out
    assert "    a: not eligible\n    b: case by case\n" in out
    assert "算出的只是上限" in run("readings", "G17", "--policy", REAL).out


def test_a_reading_that_no_rule_turns_on_says_so(run: Run) -> None:
    out = run("readings", "X3", "--policy", REAL).out
    assert out.endswith("  只影响说法\n")


def test_an_unknown_reading_is_answered_with_the_nearest(run: Run) -> None:
    ended = run("readings", "M15a", "--policy", REAL)
    assert ended.status == 1
    assert "没有编号为“M15a”的读法。" in ended.err
    assert "M5a" in ended.err


def test_as_data(run: Run, policy: Policy) -> None:
    data = json.loads(run("readings", "--policy", REAL, "--format", "json").out)
    assert [one["id"] for one in data] == [reading.id for reading in policy.readings]
    by_id = {one["id"]: one for one in data}
    assert by_id["G16"]["example"]["differs"] == 1
    assert by_id["X1"]["example"] is None
    assert not by_id["X1"]["turnsRules"]


def test_every_command_shown_gives_what_it_is_shown_for(run: Run) -> None:
    shown = json.loads(run("readings", "--policy", REAL, "--format", "json").out)
    totals = [one["example"] for one in shown if one["example"] and not one["example"]["support"]]
    for turn, example in enumerate(totals):
        # One option of each reading, in turn the first and the last, since each run compares all
        # readings.
        told = example["answers"][turn % len(example["answers"])]
        words = told["command"].split()
        assert words[0] == "tiaowen"
        data = json.loads(run(*words[1:], "--policy", REAL, "--format", "json").out)
        assert data["combination"]["if_given"] == told["total"], told["command"]


def test_a_policy_without_examples_says_that_there_is_none(run: Run, real_copy: Path) -> None:
    for path in find_folders(real_copy).version.glob("examples/*"):
        path.unlink()
    assert "没有例子说明这一处。" in run("readings", "G1", "--policy", real_copy).out
