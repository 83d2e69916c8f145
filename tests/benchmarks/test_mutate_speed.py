"""The number of judged mutants: divide ``mutants`` by the seconds of a round. No test asserts it."""

from __future__ import annotations

from typing import Any

import pytest

from kb.verify.mutate.run import find_mutants, judge, keep_watch
from tests.conftest import REAL

MOST = 500


@pytest.mark.benchmark(group="mutants")
def test_judge_five_hundred_mutants(benchmark: Any) -> None:
    """From the files to the verdict on each mutant, including the solver's proofs; a sample of
    all mutants.
    """
    # Without measurement a few mutants show that it runs; `tiaowen mutate` judges all.
    most = MOST if benchmark.enabled else 20
    benchmark.extra_info["mutants"] = most

    def run() -> int:
        watch = keep_watch(REAL)
        judged = [judge(watch, mutant) for mutant in find_mutants(watch, most=most, seed=1)]
        return sum(one.fate.is_noticed or bool(one.why) for one in judged)

    assert benchmark.pedantic(run, rounds=1) == most
