"""``tiaowen show``: anything of a policy by any of its names, as text and as data."""

from __future__ import annotations

import json

import pytest

from kb import Policy
from kb.cli.commands.show import show_text
from kb.cli.json_data import describe
from kb.model.words.errors import LANGUAGES
from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


@pytest.mark.parametrize("typed", ["para_5", "5", "五", "(五)", "（五）"])
def test_a_measure_is_shown_by_any_of_its_names(run: Run, typed: str) -> None:
    ended = run("show", typed, "--policy", REAL)
    assert ended.status == 0
    assert ended.out.startswith("para_5 (五)推动基础设施节能降碳\n")
    for words in (
        "30%",
        "最高1000万元",
        "33,333,333.34元",
        "深圳市发展和改革委员会（列第一位）",
        "竞争评选“评选若干”",
    ):
        assert words in ended.out


@pytest.mark.parametrize("typed", ["scjgj", "市场监管局", "深圳市市场监督管理局"])
def test_an_agency_is_shown_by_any_of_its_names(run: Run, typed: str) -> None:
    ended = run("show", typed, "--policy", REAL)
    assert ended.out.splitlines() == [
        "scjgj 深圳市市场监督管理局",
        "  para_8 (八)构建集约高效的资源回收网络",
        "  para_12 (十二)强化本土碳足迹认证体系",
        "  para_20 (二十)强化标准引领",
    ]


def test_everything_with_an_id_can_be_shown_as_text_and_as_json(
    policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in policy:
        for lang in LANGUAGES:
            show_text(policy, key, lang)
            shown = capsys.readouterr()
            assert shown.out.startswith(key)
            assert shown.err == ""
            assert json.loads(json.dumps(describe(policy, key, lang)))["id"] == key


@pytest.mark.parametrize("typed", ["para_5", "para_5__s_1", "para_5__sup_1", "fgw", "G1", "final"])
def test_a_thing_of_each_kind_is_shown_by_its_command(run: Run, typed: str) -> None:
    for lang in LANGUAGES:
        ended = run("show", typed, "--policy", REAL, "--lang", lang)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.startswith(typed)
    assert json.loads(run("show", typed, "--policy", REAL, "--format", "json").out)["id"] == typed


def test_an_unknown_id_is_answered_with_the_nearest(run: Run) -> None:
    ended = run("show", "para_55", "--policy", REAL)
    assert (ended.status, ended.out) == (1, "")
    assert "没有“para_55”。" in ended.err
    assert "para_5" in ended.err
