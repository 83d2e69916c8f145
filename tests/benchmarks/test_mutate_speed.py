"""How many changes of the policy are judged: divide ``mutants`` by the seconds of a round. Never asserted."""

from __future__ import annotations

from typing import Any

import pytest

from kb.verify.mutate.run import find_mutants, judge, keep_watch
from tests.conftest import REAL

MOST = 500


@pytest.mark.benchmark(group="mutants")
def test_judge_five_hundred_mutants(benchmark: Any) -> None:
    """From the files to the fate of each, what the solver proves among them; a sample of all there are."""
    # Where nothing is measured a few show that it runs; every mutant is judged by `tiaowen mutate`.
    most = MOST if benchmark.enabled else 20
    benchmark.extra_info["mutants"] = most

    def run() -> int:
        watch = keep_watch(REAL)
        judged = [judge(watch, mutant) for mutant in find_mutants(watch, most=most, seed=1)]
        return sum(one.fate.is_noticed or bool(one.why) for one in judged)

    assert benchmark.pedantic(run, rounds=1) == most
