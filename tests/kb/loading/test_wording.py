"""Plain wording and readings that refer to something unknown are refused in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import load_policy
from tests.golden import GoldenCase, case_name, found_in, golden_cases

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]


def test_a_reading_promises_what_the_words_do_and_least_by_its_default_unless_it_says_otherwise(
    toy_copy: Path,
) -> None:
    path = next(toy_copy.rglob("readings.xml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('<reading id="G1" default="a"', '<reading id="G1" default="b"'), encoding="utf-8"
    )
    first, second = load_policy(toy_copy).readings
    assert (first.default, first.least, second.least) == ("b", "b", "a")
    assert {option.cautious for option in (*first.options, *second.options)} == {"as"}
