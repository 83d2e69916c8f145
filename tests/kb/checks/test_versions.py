"""Versions of a work that do not fit together are reported in exact words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import load
from kb.checks import check
from kb.cli.works import say_silence
from kb.loading import load_text, write_akn
from kb.model.document import Repeal
from tests.golden import GoldenCase, case_name, found_in, golden_cases
from tests.works import DISTRICT, Invented, make_library

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]


@pytest.mark.parametrize(
    "repealed_words",
    [
        "《玩具城促进风车产业的若干措施》(风车局令甲号)同时废止",
        "《旧办法》、《风车局关于印发〈玩具城促进风车产业的若干措施〉的通知》同时废止",
        "现予废止《玩具城促进风车产业的若干措施》",
    ],
)
def test_a_work_that_another_text_repeals_records_it(repealed_words: str, tmp_path: Path) -> None:
    bars = f"本办法与其他同类措施不得重复享受,{repealed_words}。"
    library = make_library(tmp_path / "policy", Invented(DISTRICT, bars=bars))
    version, repealed = library / DISTRICT / "2030-04-01", library / "cn-999999/wanju/2030-01-01"
    (finding,) = check(version)
    assert (finding.code, finding.place.eid) == ("repeal-unrecorded", "final__s_1")
    by = "/akn/cn-999901/act/banfa/mofang/2030-04-01/shuiche"
    assert f'废止 day="2030-04-01" by="{by}" title="磨坊区风车办法"' in finding.remedy("zh")
    _, document, registry = load_text(repealed)
    repeal = Repeal("2030-04-01", by, "磨坊区风车办法")
    (repealed / "text.xml").write_bytes(write_akn(replace(document, repeal=repeal), registry))
    assert [*check(version), *check(repealed)] == []
    (silence,) = load(library, on=date(2031, 6, 1)).silent()
    assert (silence.kind, silence.day, silence.by) == ("repealed-by", date(2030, 3, 31), "磨坊区风车办法")
    told = "《玩具城促进风车产业的若干措施》已经由《磨坊区风车办法》废止，施行到 2030-03-31 为止。"
    assert say_silence(silence, "zh") == told
    assert "repealed by 磨坊区风车办法 and was in force until 2030-03-31" in say_silence(silence, "en")


@pytest.mark.parametrize(
    "words",
    [
        "依照《玩具城促进风车产业的若干措施》,《旧办法》同时废止。",
        "《玩具城促进风车产业的若干措施》继续执行。",
        "本办法所称废止。",
    ],
)
def test_a_title_that_is_only_named_is_not_repealed(words: str, tmp_path: Path) -> None:
    bars = f"本办法与其他同类措施不得重复享受,{words}"
    library = make_library(tmp_path / "policy", Invented(DISTRICT, bars=bars))
    assert list(check(library / DISTRICT / "2030-04-01")) == []
