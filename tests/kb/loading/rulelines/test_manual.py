"""Every example in the manual of the rule lines occurs in the real policy, line by line."""

from __future__ import annotations

import re

import pytest

from kb.loading.rulelines import REGISTRY
from tests.conftest import ROOT
from tests.kb.loading.rulelines.test_pages import BOOKS

MANUAL = (ROOT / "docs" / "rule-lines.md").read_text(encoding="utf-8")
EXAMPLES = [block for block in re.findall(r"```text\n(.*?)```", MANUAL, re.DOTALL) if "标签 值" not in block]


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.split("\n")[0].strip()[:20] for each in EXAMPLES])
def test_an_example_is_part_of_a_page_as_it_stands(example: str) -> None:
    book = BOOKS["real"]
    assert any(f"\n{example}" in f"\n{page}" for page in (*book.pages.values(), book.write(REGISTRY)))


def test_the_manual_has_an_example_of_every_form_of_amount() -> None:
    book = BOOKS["real"]
    amounts = {
        "按比例",
        "按商定比例",
        "上限",
        "取最小",
        "分级",
        "每份",
        "合计",
        "一事一议",
        "按其他规定",
        "不给钱",
    }
    shown = {
        line.split()[0].split("：")[0] for each in EXAMPLES for line in each.splitlines() if line.strip()
    }
    assert amounts <= shown
    assert any("金额" in page for page in book.pages.values())
