"""Fuzzing: whatever case, file or row of years is made up, no law is broken; what breaks one is shrunk.

The time is spread over the parts: cases put to the laws, years of applications, files that are spoilt, and
other interpreters of the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from kb.model.policy import Policy
from kb.verify.fuzz.batch import count_enough, try_laws
from kb.verify.fuzz.corrupt_files import spoil_cases, spoil_policy
from kb.verify.fuzz.peers import Rival, try_rival
from kb.verify.fuzz.restructured_files import Rehearse, restructure_policy
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.years_machine import live_years
from kb.verify.invariants import LAWS
from kb.verify.invariants.trial import Law
from kb.verify.results import Result, Verdict

__all__ = ["Run", "fuzz", "fuzz_files"]

_LAWS, _YEARS, _CASES, _POLICY, _TREES, _RIVAL = 12, 2, 1, 1, 2, 3
"""How the time is shared."""

FEWER = 10
"""For so many cases put to the laws, one of what takes longer, where a run goes by the number of cases.

Years of applications are a law as well, and are lived as often as any other law is tried at least.
"""


def fuzz(
    policy: Policy,
    run: Run,
    laws: Sequence[Law] = LAWS,
    *,
    folder: Path | None = None,
    rivals: Sequence[Rival] = (),
    rehearse: Rehearse | None = None,
) -> Iterator[Result]:
    """What breaks a law as soon as it is found and shrunk, and with their counts the laws that held.

    ``folder`` is the policy's own, copies of which are spoilt; none are where it is not told. ``rehearse``
    runs a command on each copy whose structure is changed. Raises :class:`kb.model.words.errors.PolicyError`
    without hypothesis.
    """
    whole = _LAWS + _YEARS + _CASES + (_POLICY + _TREES if folder else 0) + _RIVAL * len(rivals)
    yield from try_laws(policy, run.part(Fraction(_LAWS, whole)), laws)
    fewer = None if run.cases is None else max(1, run.cases // FEWER)
    rest = replace(run, cases=fewer)
    lives = None if run.cases is None else max(count_enough(run.cases), run.cases // FEWER)
    years = live_years(policy, replace(run, cases=lives).part(Fraction(_YEARS, whole)))
    if years.samples or years.verdict is not Verdict.SAMPLED:  # nobody can apply where no sum is stated
        yield years
    yield spoil_cases(policy, rest.part(Fraction(_CASES, whole)))
    if folder is not None:
        yield spoil_policy(folder, rest.part(Fraction(_POLICY, whole)))
        yield restructure_policy(folder, rest.part(Fraction(_TREES, whole)), rehearse)
    for rival in rivals:
        yield try_rival(policy, rest.part(Fraction(_RIVAL, whole)), rival)


def fuzz_files(policy: Policy, run: Run, folder: Path, rehearse: Rehearse | None = None) -> Iterator[Result]:
    """Spoilt files alone, without a law of cases: as many of each kind as the run has cases."""
    whole = _CASES + _POLICY + _TREES
    yield spoil_cases(policy, run.part(Fraction(_CASES, whole)))
    yield spoil_policy(folder, run.part(Fraction(_POLICY, whole)))
    yield restructure_policy(folder, run.part(Fraction(_TREES, whole)), rehearse)
