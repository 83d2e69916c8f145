"""Fuzzing: whatever case, file or sequence of years is generated, no law is broken; violations are shrunk.

The time is divided among the parts: cases checked against the laws, years of applications, corrupt files, and
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
"""The shares of the time."""

FEWER = 10
"""In a run with a fixed number of cases, one slower test is made for this many cases.

Years of applications count as a law, and are run at least as often as any other law is tried.
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
    """Each broken law as soon as it is found and shrunk; at the end the laws that held, with their counts.

    ``folder`` is the folder of the policy, of which corrupt copies are made; without it no file is corrupted.
    ``rehearse`` runs a command on each restructured copy. Raises :class:`kb.model.words.errors.PolicyError`
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
    """Corrupt files only, without laws of cases: as many files of each kind as the run has cases."""
    whole = _CASES + _POLICY + _TREES
    yield spoil_cases(policy, run.part(Fraction(_CASES, whole)))
    yield spoil_policy(folder, run.part(Fraction(_POLICY, whole)))
    yield restructure_policy(folder, run.part(Fraction(_TREES, whole)), rehearse)
