"""Peers: other interpreters of the same rules, compared with the program case by case (differential testing).

The library knows no peer. The caller brings them along; the browser's evaluator, for example, is known only
to the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from kb.core.ruleset import choose_readings
from kb.model.policy import Policy
from kb.verify.fuzz.batch import SETS_OF_READINGS
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import COMMAND, Run
from kb.verify.fuzz.shrinking import Failing, shrink
from kb.verify.results import Result, Verdict

LOT = 40
"""The number of cases that a rival gets at once."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another interpreter: the id of the law that it agrees with the program, and the function that finds
    differences.

    ``differ`` takes cases with their readings and returns for each how the peer's answer differs; empty where
    it does not. ``sets`` is the number of combinations of readings that the peer is tried under.
    """

    law: str
    differ: Callable[[Sequence[Failing]], Sequence[str]]
    sets: int = SETS_OF_READINGS


def try_rival(policy: Policy, run: Run, rival: Rival) -> Result:
    """Whether a peer gives the same answers as the program, as long as the run lasts."""
    maker, rng = Maker(policy, run.measure), Random(run.seed)
    readings = [{}, *(maker.readings(rng) for _ in range(rival.sets - 1))]
    tried = 0
    while not run.is_over(tried):
        lot = [Failing(maker.case(rng), rng.choice(readings)) for _ in range(LOT)]
        tried += len(lot)
        for failing, how in zip(lot, rival.differ(lot), strict=True):
            if how:
                return _tell(policy, rival, failing)
        if run.told is not None:
            run.told(tried)
    return Result(COMMAND, rival.law, Verdict.SAMPLED, "holds", (), samples=tried)


def _tell(policy: Policy, rival: Rival, failing: Failing) -> Result:
    smallest = shrink(policy, failing, lambda one: bool(rival.differ([one])[0]), most=600)
    how = rival.differ([smallest])[0]
    defaults = choose_readings(policy)
    return Result(
        COMMAND,
        rival.law,
        Verdict.REFUTED,
        "broken",
        (),
        case=smallest.case,
        readings={key: one for key, one in smallest.readings.items() if defaults[key] != one},
        program={"zh": how, "en": how},
    )
