"""The settings of a fuzzing run: its duration, its seed, the measure it concerns, and the listener for its
progress.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.outcomes import Assessment
from kb.core.ruleset import Ruleset

COMMAND = "fuzz"

Assess = Callable[[Ruleset, Case], Assessment]
"""An interpreter of the rules, to be tested."""


@dataclass(frozen=True, slots=True)
class Run:
    """The duration of a run in seconds or cases, the measure it concerns, and the seed that repeats it.

    ``measure`` is the eId of the only measure to try; the empty string means all. ``told`` is called with the
    number of cases tried. ``share`` is the share of the time for the current part, which began at ``began``
    (nanoseconds).
    """

    seconds: int = 30
    cases: int | None = None
    seed: int = 0
    measure: str = ""
    assess: Assess = assess_under
    told: Callable[[int], None] | None = None
    share: Fraction = Fraction(1)
    began: int = field(default_factory=time.monotonic_ns)

    def part(self, share: Fraction) -> Run:
        """A part that begins now and takes this share of the time."""
        return replace(self, share=share, began=time.monotonic_ns())

    def is_over(self, cases: int) -> bool:
        """Whether the time is up or the number of cases is reached."""
        if self.cases is not None:
            return cases >= self.cases
        return time.monotonic_ns() - self.began >= self.seconds * self.share * 1_000_000_000
