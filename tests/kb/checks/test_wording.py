"""Plain wording that is incomplete, or types figures out, is reported in exact words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.checks import check
from kb.checks.wording import typed_figures
from tests.golden import GoldenCase, case_name, found_in, golden_cases

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]


@pytest.mark.parametrize(("length", "codes"), [(24, []), (25, ["plain-title-long"])])
def test_a_title_of_twenty_four_characters_is_accepted_and_a_longer_one_is_not(
    length: int, codes: list[str], toy_copy: Path, change: Callable[[Path, str, str], None]
) -> None:
    path = next(toy_copy.rglob("plain.zh.xml"))
    change(
        path, 'eId="para_1">\n    <title>风车措施<', f'eId="para_1">\n    <title>{("风车" * 13)[:length]}<'
    )
    assert [f.code for f in check(toy_copy)] == codes


def test_a_figure_is_typed_in_digits_or_in_words_of_its_language() -> None:
    assert [figure for figure, _ in typed_figures("最多十五万元，一年２次", "zh")] == ["十五万", "２"]
    assert [figure for figure, _ in typed_figures("One in Ten pays 30 per cent, oneself", "en")] == [
        "Ten", "30", "per cent",
    ]  # fmt: skip
    assert list(typed_figures("零售 one 一并", "zh")) == []
