"""How a run of the fuzzer goes: its time, its seed, the measure it is about, and whom it tells."""

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
"""An interpreter of the rules, to be put on trial."""


@dataclass(frozen=True, slots=True)
class Run:
    """How long a run may take, in seconds or cases, what it is about, and the seed that repeats it.

    ``measure`` is the eId of the one measure to try, or empty for all. ``told`` hears how many cases are
    tried. ``share`` is how much of the time is for the part that is run now, since ``began``
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
        """A part that begins now, and takes such a share of the time."""
        return replace(self, share=share, began=time.monotonic_ns())

    def is_over(self, cases: int) -> bool:
        """Whether the time is up, or so many cases are enough."""
        if self.cases is not None:
            return cases >= self.cases
        return time.monotonic_ns() - self.began >= self.seconds * self.share * 1_000_000_000
