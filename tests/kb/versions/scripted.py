"""A person who edits by a script, for tests of editing a part of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kb.checks import check
from kb.model.document import Document
from kb.model.words.errors import Finding
from kb.versions.carrying import Note
from kb.versions.impact import Impact
from kb.versions.part import (
    Choice,
    Outcome,
    Settled,
    edit_clause,
)

MOMENT = datetime(2024, 5, 23, 9, 30)
Revision = Callable[[str], str]


@dataclass
class ScriptedDesk:
    """A person who follows a script: one revision each time the text is opened, and then a decision."""

    revisions: list[Revision]
    choices: list[Choice | type[BaseException]]
    effect: date | None = None
    opened: list[str] = field(default_factory=list)
    shown: list[tuple[tuple[Finding, ...], Impact | None]] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    proposed: tuple[date, date] | None = None
    settled: Settled = field(default_factory=lambda: Settled(reword=True))

    def edit(self, text: str, name: str) -> str:
        self.opened.append(text)
        return self.revisions.pop(0)(text)

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        self.shown.append((findings, impact))

    def choose(self, can_write: bool) -> Choice:
        self.asked.append(can_write)
        choice = self.choices.pop(0)
        if isinstance(choice, str):
            return choice
        raise choice

    def settle(self, notes: tuple[Note, ...]) -> Settled:
        return self.settled

    def day_of_effect(self, after: date, proposed: date) -> date:
        self.proposed = (after, proposed)
        return self.effect or proposed


def swap(old: str, new: str) -> Revision:
    """A revision that replaces words, which must be there."""

    def revise(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return revise


def find_all(folder: Path, document: Document) -> Iterator[Finding]:
    """The real checks."""
    return check(folder, document=document)


def find_nothing(folder: Path, document: Document) -> list[Finding]:
    """Checks that never find anything."""
    return []


def text_xml(folder: Path) -> Path:
    """The text of the first version."""
    return min(folder.glob("*/*/*/text.xml"))


def edit(folder: Path, eid: str, desk: ScriptedDesk, check: Callable[..., object] = find_nothing) -> Outcome:
    """Edit the published version itself, as for a slip of transcription."""
    return edit_clause(folder, eid, desk, check=check, moment=MOMENT, correct=True)  # type: ignore[arg-type]


def amend(folder: Path, eid: str, desk: ScriptedDesk, effective: date | None = None) -> Outcome:
    """Edit a part as an amendment."""
    return edit_clause(folder, eid, desk, check=find_nothing, moment=MOMENT, effective=effective)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


CAP = swap("[1000万元|最高限额]", "[2000万元|最高限额]")
