"""A text whose numbering was not understood is always reported by the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks.texts import check_text
from kb.loading.lines import read_lines
from tests.golden import GoldenCase, case_name, found_in, golden_cases
from tests.strategies import TOY_REGISTRY

FRONT = "标题:甲\n编号:/akn/cn/act/2031/jia\n语言:zho\n版本:2031-01-01\n"


def codes_of(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for finding in check_text(read_lines(text, TOY_REGISTRY), TOY_REGISTRY, "text.xml"):
        found[finding.code] = found.get(finding.code, 0) + 1
    return found


@pytest.mark.parametrize(
    "lines",
    [
        "第一条 支持风车。\n第二条 支持水车。",
        "一、支持风车。\n1.支持水车。",
        "甲、支持风车。\n（甲）支持水车。",
    ],
)
def test_a_text_given_raw_is_found_out_line_by_line(lines: str) -> None:
    codes = codes_of(f"{FRONT}\n【通知】\n{lines}\n")
    assert codes["text-without-provision"] == 1
    assert codes["numbering-as-prose"] == 2


def test_a_text_of_levels_needs_no_agency_and_no_heading() -> None:
    codes = codes_of(f"{FRONT}层次:第一章 *第一条\n\n第一章 甲\n\n第二条\n支持风车。\n\n第四条\n支持水车。\n")
    assert set(codes) == set()


@pytest.mark.parametrize("case", golden_cases(__file__), ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]
