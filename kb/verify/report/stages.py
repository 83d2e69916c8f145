"""The stages of the workbench in order, each with its results, up to the first that finds trouble."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.model.words.errors import Finding, PolicyError, Severity
from kb.verify.results import Result, Verdict

Hear = Callable[[str, Result], None]
"""A function that is called with each result as it is found, and the name of its stage."""


class Ending(StrEnum):
    """How a stage ended; ``docs/glossary.md`` pairs each with its Chinese word."""

    PASSED = "passed"
    TROUBLE = "trouble"
    MISSING = "missing"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True)
class Stage:
    """A command as a stage of a test: its name, the function that runs it, and its usual
    duration in seconds.
    """

    name: str
    run: Callable[[], Iterable[Result]]
    seconds: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A finished stage: its results, and its duration in milliseconds.

    ``lacking`` names the library that is not installed, where the stage could not be run for that reason.
    """

    stage: str
    ending: Ending
    results: tuple[Result, ...] = ()
    milliseconds: int = 0
    lacking: tuple[Finding, ...] = ()


def run_stages(
    stages: Sequence[Stage],
    hear: Hear,
    *,
    keep_going: bool = False,
    clock: Callable[[], int] = time.monotonic_ns,
) -> Iterator[Ended]:
    """Run stages in order; after one with trouble the others are skipped, unless ``keep_going`` is set.

    A stage whose library is not installed is reported as missing, and the next one runs. Raises
    :class:`PolicyError` for any other problem with the files.
    """
    stopped = False
    for stage in stages:
        if stopped:
            yield Ended(stage.name, Ending.NOT_RUN)
            continue
        began = clock()
        results: list[Result] = []
        try:
            for result in stage.run():
                results.append(result)
                hear(stage.name, result)
        except PolicyError as problem:
            if any(finding.code != "library-missing" for finding in problem.findings):
                raise
            yield Ended(stage.name, Ending.MISSING, tuple(results), lacking=tuple(problem.findings))
            continue
        trouble = any(result.is_trouble for result in results)
        stopped = trouble and not keep_going
        ending = Ending.TROUBLE if trouble else Ending.PASSED
        yield Ended(stage.name, ending, tuple(results), (clock() - began) // 1_000_000)


def tell_findings(findings: Iterable[Finding], provisions: Container[str]) -> Iterator[Result]:
    """The findings of a check as results; one result that holds where there are none.

    ``provisions`` are the eIds whose words can be shown. A warning or note is no trouble but a finding about
    the policy.
    """
    found = False
    for finding in findings:
        found = True
        place = f"{finding.place.file}:{finding.place.line}" if finding.place.line else finding.place.file
        yield Result(
            command="test",
            law="check",
            verdict=Verdict.REFUTED,
            form="found",
            at=(finding.place.eid,) if finding.place.eid in provisions else (),
            words={
                "place": place,
                "message": {"zh": finding.message("zh"), "en": finding.message("en")},
                "remedy": {"zh": finding.remedy("zh"), "en": finding.remedy("en")},
            },
            about="rules" if finding.severity is Severity.ERROR else "policy",
        )
    if not found:
        yield Result("test", "check", Verdict.PROVED, "clean", ())
