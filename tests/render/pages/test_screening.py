"""The page of a screened registry agrees with the summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from lxml import html

from kb import Policy
from kb.model.words.errors import LANGUAGES, Language
from kb.screen.summaries import Line
from render.pages.screening import render_screening

SUPPORT = "para_12__sup_2"
RECEIPT: Mapping[str, Any] = {
    "counts": {"claims": 3, "applicants": 2, "invalid": 1},
    "together": {"low": 1_000_000, "high": 2_500_099, "unbounded": 1},
    "statuses": {"eligible": 1, "undetermined": 1, "invalid": 1},
    "on": "2026-03-02",
    "version": "2024-05-11",
    "group": "district",
}


def line(status: str, low: int, high: int, group: str) -> Line:
    return Line("w", "v", "para_12", SUPPORT, "fgw", group, status, 1, 1, low, high, 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sums_stand_in_yuan_with_bars_in_proportion(policy: Policy, lang: Language) -> None:
    """For 10,000 yuan certain and 25,000 at most, the bars are 120 and 300 wide."""
    lines = [line("eligible", 1_000_000, 1_000_000, "东"), line("undetermined", 0, 1_500_000, "东")]
    lines.append(Line("w", "v", "", "", "", "东", "invalid", 1, 1, 0, 0, 0))
    page = html.fromstring(render_screening(policy, lines, RECEIPT, lang))
    (row,) = page.xpath("(//table)[1]/tbody/tr")
    assert [cell.text_content() for cell in row.xpath("td")][:4] == ["2", "0", "10,000", "25,000"]
    assert [rect.get("width") for rect in row.xpath(".//rect")] == ["300", "120"]
    assert len(page.xpath("//table")) == 3
    assert "10,000–25,000" in page.text_content()
    assert not page.xpath("//script | //img | //link")


def test_a_registry_in_which_nothing_is_found_has_a_page(policy: Policy) -> None:
    empty = {**RECEIPT, "statuses": {}, "group": ""}
    page = html.fromstring(render_screening(policy, [], empty, "zh"))
    assert len(page.xpath("//table")) == 2
