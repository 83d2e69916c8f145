"""What an edit does to known cases: who gets more or less, and by which clause.

Every case of the casebook is assessed under the rules as they are and as they would be, in a process of its
own that can be ended at any moment. It speaks of known cases alone, and says how many they are.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from kb.assess.assessment import assess_under
from kb.core.outcomes import Combination, Outcome
from kb.core.ruleset import read_policy
from kb.loading import find_folders, load_policy
from kb.loading.copies import changed_copy
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.words.errors import PolicyError
from kb.verify.casebook.folder import read_casebook
from kb.verify.casebook.kept_case import KeptCase


@dataclass(frozen=True, slots=True)
class Effect:
    """What one outcome, or the total where ``support`` is empty, was and would be.

    Sums are in fen: the least and the most, which is ``None`` where the text sets no limit. ``provisions``
    are the eIds that the outcome rests on afterwards.
    """

    case: str
    sentence: str
    claim: str
    support: str
    status: tuple[str, str]
    before: tuple[int, int | None] | None
    after: tuple[int, int | None] | None
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the known cases have been assessed, and what has been found up to now."""

    done: int
    cases: int
    effects: tuple[Effect, ...] = ()
    trouble: str = ""
    is_over: bool = False


@dataclass
class Job:
    """A process that looks for the consequences of changes; ``progress`` is what it has told up to now."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    progress: Progress = field(default_factory=lambda: Progress(0, 0))

    @classmethod
    def start(cls, folder: Path, changes: Mapping[str, bytes]) -> Job:
        """Begin to look for what ``changes`` of the files of the newest version in ``folder`` do."""
        context = multiprocessing.get_context("spawn")
        mine, others = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(str(folder), dict(changes), others), daemon=True)
        process.start()
        others.close()
        return cls(process, mine)

    def ask(self) -> Progress:
        """What has been found up to now."""
        try:
            while not self.progress.is_over and self.pipe.poll():
                told: Progress = self.pipe.recv()
                self.progress = Progress(
                    told.done,
                    told.cases,
                    (*self.progress.effects, *told.effects),
                    told.trouble,
                    told.is_over,
                )
        except EOFError:  # the process was ended from outside
            self.progress = Progress(
                self.progress.done, self.progress.cases, self.progress.effects, "ended", is_over=True
            )
        return self.progress

    def end(self) -> None:
        """End the process, if it is still at work."""
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


def find_effects(before: Policy, after: Policy, cases: Iterator[KeptCase]) -> Iterator[tuple[Effect, ...]]:
    """For each case in turn what changes between two policies, outcome by outcome and in total."""
    for kept in cases:
        was = assess_under(read_policy(before, kept.readings), kept.case)
        would_be = assess_under(read_policy(after, kept.readings), kept.case)
        yield tuple(_effects(kept, was.outcomes, would_be.outcomes, was.combination, would_be.combination))


def _effects(
    kept: KeptCase,
    before: tuple[Outcome, ...],
    after: tuple[Outcome, ...],
    together: Combination,
    together_after: Combination,
) -> Iterator[Effect]:
    was = {(one.claim, one.support): one for one in before}
    would_be = {(one.claim, one.support): one for one in after}
    for key in dict.fromkeys((*was, *would_be)):
        old, new = was.get(key), would_be.get(key)
        if _said(old) != _said(new):
            provisions = tuple(dict.fromkeys(reason.provision for reason in new.reasons)) if new else ()
            status = (str(old.status) if old else "", str(new.status) if new else "")
            yield Effect(kept.id, kept.sentence, *key, status, _sum(old), _sum(new), provisions)
    if (a := _bounds(together.total)) != (b := _bounds(together_after.total)):
        yield Effect(kept.id, kept.sentence, "", "", ("", ""), a, b)


def _said(outcome: Outcome | None) -> object:
    return None if outcome is None else (outcome.status, _sum(outcome))


def _sum(outcome: Outcome | None) -> tuple[int, int | None] | None:
    return None if outcome is None else _bounds(outcome.amount)


def _bounds(amount: Interval | None) -> tuple[int, int | None] | None:
    return None if amount is None else (amount.low, amount.high)


def _work(folder: str, changes: dict[str, bytes], pipe: Connection) -> None:
    """What the process does: it tells its progress through the pipe."""
    done = cases = 0
    try:
        folders = find_folders(Path(folder), newest=True)
        before = load_policy(folders.version)
        kept = read_casebook(before, folders.version / "cases").cases
        cases = len(kept)
        pipe.send(Progress(0, cases))
        changed = {folders.version / name: data for name, data in changes.items()}
        with changed_copy(folders, changed) as copy:
            after = load_policy(copy)
            for effects in find_effects(before, after, iter(kept)):
                done += 1
                pipe.send(Progress(done, cases, effects))
        pipe.send(Progress(done, cases, is_over=True))
    except PolicyError as problem:
        pipe.send(Progress(done, cases, (), problem.findings[0].message(), is_over=True))
    except BrokenPipeError:
        return
