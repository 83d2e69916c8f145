"""Trials: cases whose expected answer a person worked out, to hold changed rules and programs against.

They come from the corpus of cases (JSON, ``tests/corpus`` beside the policy; its ``README.md`` says what a
file holds) and from the confirmed cases of the policy's own casebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.assess.case_reading import read_case
from kb.assess.cases import Case
from kb.assess.outcomes import Assessment, Status
from kb.loading import Folders
from kb.model import Policy
from kb.terms import Interval
from kb.verify.casebook import FOLDER, read_casebook
from kb.verify.kept import KeptCase, State, state_of

CORPUS = Path("tests", "corpus")
"""Where the corpus lies, beside the folder of the policy."""

Pair = tuple[str, str]
"""A claim (empty for none) and a support."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected under one support; the amount counts only where it is ``stated``."""

    status: Status
    amount: Interval | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A case, the readings that differ from the defaults, and what is expected.

    ``file`` and ``id`` name it; ``written`` is the case as its file states it, empty for one of a casebook.
    """

    id: str
    file: str
    sentence: str
    clauses: tuple[str, ...]
    case: Case
    readings: Mapping[str, str] = field(hash=False)
    outcomes: Mapping[Pair, Expectation] = field(hash=False)
    total: Interval | None = None
    best: frozenset[Pair] | None = None
    written: str = ""

    @property
    def name(self) -> str:
        """File and id: ``measure-05/m5-zero``."""
        return f"{self.file}/{self.id}"

    @property
    def supports(self) -> frozenset[str]:
        """The supports that it expects something of under a claim."""
        return frozenset(support for claim, support in self.outcomes if claim)


def departs(assessment: Assessment, trial: Trial) -> bool:
    """Whether an answer departs from what a trial expects; what it does not state is not compared."""
    given = {(one.claim, one.support): one for one in assessment.outcomes}
    for pair, expected in trial.outcomes.items():
        one = given.get(pair)
        if one is None or one.status is not expected.status:
            return True
        if expected.stated and one.amount != expected.amount:
            return True
    combination = assessment.combination
    if trial.total is not None and combination.total != trial.total:
        return True
    best = frozenset((part.claim, part.support) for part in combination.best)
    return trial.best is not None and best != trial.best


def find_trials(policy: Policy, folders: Folders) -> tuple[Trial, ...]:
    """The trials of a policy: those of the corpus beside it and the confirmed ones of its casebook."""
    corpus = read_corpus(policy, folders.root.parent / CORPUS)
    return (*corpus, *read_confirmed(policy, folders.version / FOLDER))


def read_corpus(policy: Policy, folder: Path) -> Iterator[Trial]:
    """Every case of every file, in the order of the files' names; none where there is no such folder.

    Raises :class:`kb.errors.PolicyError` for a case that cannot be read.
    """
    for path in sorted(folder.glob("*.json")):
        for data in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            yield _trial(policy, path.stem, data)


def read_confirmed(policy: Policy, folder: Path) -> Iterator[Trial]:
    """The cases of a casebook that a person has confirmed, where the words of their clauses still stand."""
    for kept in read_casebook(policy, folder).cases:
        if state_of(policy, kept) is State.CONFIRMED:
            yield _of_kept(kept)


def assess_all(
    trials: Iterable[Trial], answer: Callable[[Trial], Assessment]
) -> Iterator[tuple[Trial, bool]]:
    """Each trial with whether the answer departs from it; an interpreter that fails departs."""
    for trial in trials:
        try:
            yield trial, departs(answer(trial), trial)
        except Exception:  # whatever a broken rule or program raises, somebody would see it
            yield trial, True


def _trial(policy: Policy, file: str, data: Mapping[str, Any]) -> Trial:
    written = json.dumps(data["case"], ensure_ascii=False)
    expect = data["expect"]
    best = expect.get("best")
    return Trial(
        id=data["id"],
        file=file,
        sentence=data["sentence"],
        clauses=tuple(data["clauses"]),
        case=read_case(policy, written, data["id"]),
        readings=dict(data.get("readings", {})),
        outcomes={(one["claim"] or "", one["support"]): _expectation(one) for one in expect.get("outcomes", ())},
        total=_interval(expect.get("total")),
        best=None if best is None else frozenset((claim, support) for claim, support in best),
        written=written,
    )


def _expectation(one: Mapping[str, Any]) -> Expectation:
    return Expectation(Status(one["status"]), _interval(one.get("amount")), "amount" in one)


def _interval(pair: list[int] | None) -> Interval | None:
    return None if pair is None else Interval(pair[0], pair[1])


def _of_kept(kept: KeptCase) -> Trial:
    outcomes = {
        (one.claim, one.support): Expectation(one.status, one.amount, True)
        for one in kept.expected
        if one.status is not None
    }
    totals = [one.amount for one in kept.expected if one.status is None]
    return Trial(
        id=kept.id,
        file=FOLDER,
        sentence=kept.sentence,
        clauses=tuple(kept.clauses),
        case=kept.case,
        readings=dict(kept.readings),
        outcomes=outcomes,
        total=totals[0] if totals else None,
    )
