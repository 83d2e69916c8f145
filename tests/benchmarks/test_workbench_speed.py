"""The number of cases that the fuzzer tries: divide ``cases`` by the seconds of a round. No
test asserts it.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from kb import Policy
from kb.verify.abuse.run import abuse
from kb.verify.fuzz.batch import deal
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import Run
from kb.verify.invariants import LAWS
from kb.verify.results import Verdict

CASES = 2000


@pytest.mark.benchmark(group="the fuzzer")
def test_deal_cases_alone(benchmark: Any, policy: Policy) -> None:
    maker = Maker(policy)
    benchmark.extra_info["cases"] = CASES

    def make() -> int:
        rng = Random(1)
        return len([maker.case(rng) for _ in range(CASES)])

    assert benchmark(make) == CASES


@pytest.mark.benchmark(group="the fuzzer")
def test_put_cases_to_the_laws_through_hypothesis(benchmark: Any, policy: Policy) -> None:
    """From drawing a case by hypothesis to the last law, including reading the rules for each set of
    readings.
    """
    benchmark.extra_info["cases"] = CASES
    seeds = iter(range(1000))

    def run() -> Counter[str]:
        tried: Counter[str] = Counter()
        assert list(deal(policy, Run(cases=CASES, seed=next(seeds)), LAWS, tried)) == []
        return tried

    assert benchmark.pedantic(run, rounds=4, warmup_rounds=1)[""] == CASES


@pytest.mark.benchmark(group="abuse")
def test_try_every_scheme(benchmark: Any, policy: Policy) -> None:
    results = benchmark.pedantic(lambda: list(abuse(policy)), rounds=2)
    assert any(result.verdict is Verdict.REFUTED for result in results)
