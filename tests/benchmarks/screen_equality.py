"""Many random applicants, screened and assessed one by one, under random options of every reading.

``python -m tests.benchmarks.screen_equality OUTCOMES MINUTES [FIRST]`` compares batches, from that with the
number ``FIRST``, until so many outcomes were compared or the time is over, and prints the figures.
``docs/benchmarks.md`` has those of the last run.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from kb import Policy, load_policy
from kb.cases.case import Case
from kb.verify.fuzz.generator import Maker
from tests.conftest import REAL
from tests.kb.screen.test_shards import agreeing, differences
from tests.random_cases import Maker as PlainMaker

DAY = date(2026, 3, 2)

BATCH = 2000
"""The number of applicants that are compared under the same options."""


@dataclass
class Compared:
    """What was compared so far.

    ``asked`` counts the outcomes of ``assess``, of which ``rows`` are rows of the result. The others are left
    out of it, since their claims are for something else. ``options`` counts the batches under each option.
    """

    asked: int = 0
    rows: int = 0
    invalid: int = 0
    applicants: int = 0
    assessed: int = 0
    batches: int = 0
    wrong: list[Any] = field(default_factory=list)
    options: Counter[str] = field(default_factory=Counter)


def compare(policy: Policy, compared: Compared, number: int) -> None:
    """Compare one batch, whose applicants and options follow from its number."""
    random = Random(number)
    readings = {one.id: random.choice(one.options).id for one in policy.readings}
    cases = [(f"企业{n}", _case(policy, number, n)) for n in range(BATCH)]
    with TemporaryDirectory() as folder:
        asked, wrong = differences(policy, cases, readings, DAY, Path(folder))
        counts = json.loads((Path(folder) / "out" / "receipt.json").read_bytes())["counts"]
    compared.asked += asked
    compared.rows += counts["outcomes"]
    compared.invalid += counts["invalid"]
    compared.applicants += counts["applicants"]
    compared.assessed += counts["assessed"]
    compared.batches += 1
    compared.wrong += [(number, readings, one) for one in wrong]
    compared.options.update(f"{key}={value}" for key, value in readings.items())


def _case(policy: Policy, number: int, n: int) -> Case:
    """Half of the cases come from each generator. Of ten cases, nine hold no contradicting answers."""
    seed = number * BATCH + n
    made = Maker(policy).case(Random(seed)) if n % 2 else PlainMaker(policy).make(seed)[0]
    return made if n % 10 == 0 else agreeing(policy, made, DAY)


def main(outcomes: int, minutes: float, first: int = 0) -> int:
    """Compare batches and print the figures; 1 where a row differs."""
    policy, compared, begun = load_policy(REAL), Compared(), time.monotonic()
    while compared.asked < outcomes and time.monotonic() - begun < minutes * 60:
        compare(policy, compared, first + compared.batches)
        print(
            f"{compared.batches} batches: {compared.rows:,} rows, {compared.asked:,} outcomes of assess, "
            f"totals of {compared.applicants:,} applicants ({compared.assessed:,} assessed), "
            f"{compared.invalid:,} invalid claims, {len(compared.wrong)} wrong",
            flush=True,
        )
    every = {f"{reading.id}={option.id}" for reading in policy.readings for option in reading.options}
    print(f"options never chosen: {sorted(every - compared.options.keys())}")
    for one in compared.wrong[:10]:
        print(one)
    return 1 if compared.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:])))
