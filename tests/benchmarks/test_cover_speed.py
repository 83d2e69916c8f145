"""The time to find the fewest cases that cover the policy, from the loaded policy to sentences."""

from __future__ import annotations

from typing import Any

import pytest

from kb import Policy
from kb.verify.casebook.folder import read_casebook
from kb.verify.cover.run import make_covering
from tests.kb.verify.cover.kept_cases import BOOK, MOST_CASES

pytest.importorskip("z3")


def test_covering_afresh(benchmark: Any, policy: Policy) -> None:
    covering = benchmark.pedantic(lambda: make_covering(policy), rounds=3, warmup_rounds=1)
    benchmark.extra_info["cases"] = len(covering.added)
    benchmark.extra_info["covered"] = len(covering.covered)
    assert 0 < len(covering.added) <= MOST_CASES


def test_covering_beside_the_casebook(benchmark: Any, policy: Policy) -> None:
    kept = read_casebook(policy, BOOK).cases
    covering = benchmark.pedantic(lambda: make_covering(policy, kept), rounds=3, warmup_rounds=1)
    assert covering.added == ()
