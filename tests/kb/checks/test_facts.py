"""Facts that nobody can answer, or that state figures of their own, are reported in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import GoldenCase, case_name, found_in, golden_cases

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]
