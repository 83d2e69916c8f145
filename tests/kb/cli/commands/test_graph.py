"""``tiaowen graph``: questions about the toy policy, with answers read off its ten measures by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import DISTRICT, TOY
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_an_agency_is_answered_with_the_measures_that_name_it_first_and_further_on(run: Run) -> None:
    # 风车局 is named first in measures 1, 2, 4, 5, 6 and 8; 水磨局 second in 2 and first in 3, 7 and 10.
    first = run("graph", "agency", "风车局", "--policy", TOY).out.splitlines()
    assert first[:2] == ["fengche 玩具城风车局", "列第一位的措施（6）"]
    assert [line.split()[0] for line in first[2:8]] == [f"para_{n}" for n in (1, 2, 4, 5, 6, 8)]
    assert first[8] == "列在后面的措施（0）"
    work = json.loads(run("graph", "agency", "shuimo", "--policy", TOY, "--format", "json").out)
    assert [task["measure"]["id"] for task in work["leads"]] == ["para_3", "para_7", "para_10"]
    assert [task["measure"]["id"] for task in work["joins"]] == ["para_2"]


def test_an_unknown_agency_is_told(run: Run) -> None:
    ended = run("graph", "agency", "磨坊局", "--policy", TOY)
    assert (ended.status, ended.out) == (1, "")
    assert "没有“磨坊局”" in ended.err


def test_agencies_that_share_measures_are_listed_in_pairs(run: Run) -> None:
    assert run("graph", "shared", "--policy", TOY).out == (
        "玩具城风车局 与 玩具城水磨局：共同负责 1 条\n  para_2\n"
        "玩具城水磨局 与 各村：共同负责 1 条\n  para_10\n"
    )


def test_the_grants_of_a_domain_show_their_published_sums(run: Run) -> None:
    told = run("graph", "grants", "--policy", TOY).out
    assert "制造：4 项写明金额的资助，其中只属于本领域的 3 项\n" in told
    assert "  para_1__sup_1 40%、800万元 风车资助\n" in told
    assert "  para_2__sup_1 60万、20万元 风车资助 (编者归类)\n" in told


def test_instruments_are_listed_with_their_effect_in_the_language_asked_for(run: Run) -> None:
    told = run("graph", "instruments", "--policy", TOY, "--lang", "en").out
    assert "fair-policy policies on fairs\n  para_7__s_1 “相关政策” states the support\n" in told
    assert "other-measures other like measures\n  final__s_2 “其他同类措施” governs\n" in told


def test_an_edit_of_a_sentence_reaches_what_depends_on_it(run: Run) -> None:
    told = run("graph", "touches", "para_1__s_1", "--policy", TOY).out
    for line in ("para_1__sup_1 风车资助", "fengche 玩具城风车局", "making 制造", "M1a 由谁核定?"):
        assert f"  {line}\n" in told
    assert "共同规则" in run("graph", "touches", "final__s_2", "--policy", TOY).out


def test_supports_that_may_be_for_the_same_thing_stand_below_what_they_share(run: Run) -> None:
    told = run("graph", "overlaps", "--policy", TOY).out
    assert "计算基数相同：核定投资\n  para_1__sup_1 风车资助\n  para_5__sup_1 风车资助\n" in told
    assert "见读法 G1" in told


@pytest.mark.parametrize("form", ["json", "graphml"])
def test_the_graph_is_exported_to_a_file_that_is_not_of_the_policy(
    run: Run, form: str, tmp_path: Path
) -> None:
    target = tmp_path / f"graph.{form}"
    ended = run("graph", "export", "--policy", TOY, "--format", form, "--out", target)
    assert ended.status == 0
    assert str(target) in ended.out + ended.err
    assert "measure:para_1" in target.read_text(encoding="utf-8") or form == "graphml"


def test_a_measure_of_an_agency_says_where_it_names_it_if_not_itself(run: Run) -> None:
    told = run("graph", "agency", "jimu", "--policy", DISTRICT / "cn-999998/jimuqu/2027-01-01").out
    assert "  art_1 第一条 示范企业\n" in told
    assert "  art_41 第四十一条 用语（条文没有写，只是发文机关）\n" in told
