"""Editing one part of a policy: open its lines, check what comes back, write it whole or keep it safe.

The session knows no terminal and no clock: a :class:`Desk` stands for the person, the moment is passed in.
Text that a person has typed is never lost: it is written, or kept in a file whose place is told, or handed
back.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from kb.loading import Folders, find_folders, load_policy, load_text, read_akn, write_akn
from kb.loading.copies import changed_copy
from kb.loading.files import parse_bytes, parse_xml, write_file
from kb.loading.lines import read_part, write_part
from kb.loading.lock import locked
from kb.loading.new_version import start_version
from kb.loading.references import moved_files
from kb.model.document import Clause, Document, Section
from kb.model.policy import Policy
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error, note
from kb.versions.impact import Impact, find_impact

Choice = Literal["again", "write", "drop"]
Status = Literal["unchanged", "written", "dropped", "refused"]
Check = Callable[[Path, Document], Iterable[Finding]]
"""Everything wrong with the policy in a folder, with a document in place of the stored text."""

HEADER = (
    "# 一行一句，句子顶格写；分句各占一行，行首两个半角空格。标记写作 [原文|概念]。",
    "# 正文里的 [ ] | \\ 前面加反斜杠；行首像条号、部分名或责任单位的正文，行首也加。",
    "# 保存并关闭编辑器后开始检查，确认后才写入；不作改动就什么也不写。这几行不会写入。",
)
"""What stands above the lines while they are edited; only these very lines are taken off again."""


class Ended(BaseException):
    """The session is being ended from outside, as when the terminal is closed.

    ``saved`` is what the person had saved in an editor that was open at that moment, or ``None``;
    ``rescued`` is the folder in which that editor has left files of its own, or ``None``.
    """

    def __init__(self, saved: str | None = None, rescued: Path | None = None) -> None:
        super().__init__("the session was ended from outside")
        self.saved = saved
        self.rescued = rescued


class Desk(Protocol):
    """The person who edits, and what they read and decide by."""

    def edit(self, text: str, name: str) -> str:
        """Let the person edit ``text``, called ``name``, and return what they saved."""

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Show what is wrong with the text, and what it touches where it can be read."""

    def choose(self, can_write: bool) -> Choice:
        """Go back in, write (only where ``can_write``), or drop the edit."""

    def day_of_effect(self, after: date, proposed: date) -> date:
        """The day after ``after`` on which a new version takes effect; ``proposed`` where they do not say."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What lines would change: the part before and after, what is newly wrong, what is touched.

    ``changes`` are the bytes of each file of the version that would change, by its path in the version.
    """

    before: Section | Clause
    after: Section | Clause
    findings: tuple[Finding, ...]
    impact: Impact
    changes: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended: what to tell the person, in order, and where their text is.

    ``text`` is what they saved last. ``kept`` is the file that holds it where it was not written; it is
    ``None`` where there was nothing to keep, or where no file could be written and the text is here alone.
    """

    status: Status
    notes: tuple[Finding, ...]
    text: str
    kept: Path | None = None


def edit_clause(
    policy_folder: Path,
    eid: str,
    desk: Desk,
    *,
    check: Check,
    moment: datetime,
    correct: bool = False,
    effective: date | None = None,
) -> Outcome:
    """Let a person edit the measure or section ``eid`` of the newest version of a policy.

    A published version is not edited: what is changed goes to a new version, which takes effect on the day
    ``effective`` or, where that is not told, on the day that the person names. ``correct`` is for slips of
    transcription, which are put right in the published version itself.

    Raises :class:`PolicyError` where the policy has no such part or its text cannot be opened; once the
    person has typed something, every end is an :class:`Outcome`.
    """
    session = _Session.open(policy_folder, eid, desk, check, moment)
    if session.folders.chosen.is_published and not correct:
        session = replace(session, amends=True, effective=effective)
    return session.run()


def try_part(folder: Path, eid: str, lines: str, *, check: Check | None) -> Trial:
    """What lines for the measure or section ``eid`` of the newest version would change; nothing is written.

    Without ``check`` the rest of the policy is left out of account: only the lines themselves are read.
    Raises :class:`PolicyError` where the policy has no such part, or with every line that cannot be read.
    """
    session = _Session.open(folder, eid, Decided(""), check or check_nothing, datetime.min)
    part = session.read(lines)
    document = replace_part(session.document, part)
    data = session._encode(document)
    impact = find_impact(session.part, part, session.registry, session._policy() if check else None)
    changes = {"text.xml": data} if part != session.part else {}
    changes |= {
        path.relative_to(session.folder).as_posix(): moved
        for path, moved in moved_files(session.folder, impact.references)
    }
    findings = session._findings(document, impact.references) if check and changes else ()
    return Trial(session.part, part, findings, impact, changes)


def first_day(after: date) -> date:
    """The first day of the month after a day: when a new version takes effect where nobody says otherwise."""
    return date(after.year + after.month // 12, after.month % 12 + 1, 1)


def find_early(after: date, day: date) -> tuple[Finding, ...]:
    """What is wrong with the day on which a version is to take effect, where the last began on ``after``."""
    return () if day > after else (error("version-early", Place(), after=after, day=day),)


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of ``after`` that ``before`` lacks; a line moves with an edit and makes no finding new."""
    known = Counter(_without_line(finding) for finding in before)
    new: list[Finding] = []
    for finding in after:
        key = _without_line(finding)
        if known[key]:
            known[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


def replace_part(document: Document, part: Section | Clause) -> Document:
    """The document with one of its parts exchanged for another of the same eId."""
    if isinstance(part, Clause):
        clauses = tuple(part if clause.eid == part.eid else clause for clause in document.clauses)
        return replace(document, clauses=clauses)
    sections: dict[str, Section] = {part.eid: part}
    return replace(
        document,
        preface=sections.get("preface", document.preface),
        preamble=sections.get("preamble", document.preamble),
        scope=sections.get("scope", document.scope),
        final=sections.get("final", document.final),
    )


def strip_header(text: str) -> tuple[str, int]:
    """The text without the lines of :data:`HEADER` that lead it, and how many of them there were."""
    lines = text.removeprefix("\ufeff").split("\n")
    count = 0
    while count < len(lines) and lines[count].rstrip() in HEADER:
        count += 1
    return "\n".join(lines[count:]), count


@dataclass
class Refuge:
    """The text on the desk in a file of its own, from before the first question until it is written.

    Whatever ends the program, the text is there.
    """

    work: Path
    stem: str
    file: Path | None = None

    def keep(self, text: str) -> None:
        """Write the text beside the versions of the work or, where that cannot be, to a temporary folder."""
        data = text.encode("utf-8", "surrogatepass")
        if self.file is not None:
            try:
                return write_file(self.file, data)
            except PolicyError:
                self.discard()
        for make_folder in (self._refused_folder, _temporary_folder):
            try:
                self.file = _reserve(make_folder(), self.stem)
                return write_file(self.file, data)
            except (OSError, PolicyError):
                self.discard()
        return None

    def discard(self) -> None:
        """Remove the file, if there is one: the text is written, or says what was there before."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)
            with suppress(OSError):  # other texts lie there
                self.file.parent.rmdir()
            self.file = None

    def _refused_folder(self) -> Path:
        folder = self.work / ".refused"
        folder.mkdir(exist_ok=True)
        return folder


@dataclass(frozen=True)
class _Session:
    """One part of one version of a policy on the desk; ``folder`` is that of the version."""

    folder: Path
    folders: Folders
    document: Document
    registry: Registry
    part: Section | Clause
    lines: str
    desk: Desk
    check: Check
    draft: Refuge
    moment: datetime
    amends: bool = False
    effective: date | None = None

    @classmethod
    def open(cls, folder: Path, eid: str, desk: Desk, check: Check, moment: datetime) -> _Session:
        folders, document, registry = load_text(folder, newest=True)
        name = folders.name(folders.version / "text.xml")
        part = document.part(eid)
        if part is None:
            known = "、".join(part.eid for part in document.parts)
            raise PolicyError([error("editing-part-unknown", Place(name), eid=eid, known=known)])
        lines = write_part(part, registry, name)
        draft = Refuge(folders.version.parent, f"{eid}-{moment:%Y%m%dT%H%M%S}")
        return cls(folders.version, folders, document, registry, part, lines, desk, check, draft, moment)

    @property
    def path(self) -> Path:
        return self.folders.version / "text.xml"

    @property
    def sheet(self) -> str:
        """What findings call the text on the desk."""
        return f"{self.part.eid}.txt"

    @property
    def place(self) -> Place:
        return Place(self.folders.name(self.path), 0, self.part.eid)

    def run(self) -> Outcome:
        opened = text = "\n".join([*HEADER, self.lines])
        while True:
            try:
                returned = self.desk.edit(text, self.part.eid)
            except (PolicyError, KeyboardInterrupt) as problem:
                if text == opened:
                    raise
                reasons = problem.findings if isinstance(problem, PolicyError) else ()
                return self._refuse("refused" if reasons else "dropped", text, reasons)
            except Ended as problem:
                return self._end(problem, opened, text)
            if returned != opened:
                self.draft.keep(returned)
            try:
                outcome = self._consider(returned)
            except (KeyboardInterrupt, EOFError, Ended):
                return self._refuse("dropped", returned)
            except PolicyError as problem:
                return self._refuse("refused", returned, problem.findings)
            except Exception as problem:
                fault = error("editing-failed", self.place, problem=f"{type(problem).__name__}: {problem}")
                return self._refuse("refused", returned, (fault,))
            if outcome is not None:
                return outcome
            text = returned

    def _end(self, problem: Ended, opened: str, text: str) -> Outcome:
        """How the session ends where it is ended from outside while the editor is open."""
        last = text if problem.saved is None else problem.saved
        if last == opened and problem.rescued is None:
            raise problem
        rescued = problem.rescued
        reasons = () if rescued is None else (note("editing-rescued", self.place, folder=rescued),)
        if last == opened:
            return Outcome("dropped", reasons, last)
        self.draft.keep(last)
        return self._refuse("dropped", last, reasons)

    def _consider(self, returned: str) -> Outcome | None:
        """How the session ends with this text, or ``None`` where the person goes back in."""
        try:
            part = self.read(returned)
            if part == self.part:
                self.draft.discard()
                return Outcome("unchanged", (note("editing-unchanged", self.place),), returned)
            document = replace_part(self.document, part)
            self._encode(document)
        except PolicyError as problem:
            self.desk.show(problem.findings, None)
            goes_back = self.desk.choose(can_write=False) == "again"
            return None if goes_back else self._refuse("dropped", returned)
        impact = find_impact(self.part, part, self.registry, self._policy())
        self.desk.show(self._findings(document, impact.references), impact)
        match self.desk.choose(can_write=True):
            case "again":
                return None
            case "write":
                write = self._start if self.amends else self._write
                return write(returned, part, impact.references)
            case "drop":
                return self._refuse("dropped", returned)

    def read(self, returned: str) -> Section | Clause:
        """The part that lines spell. Raises :class:`PolicyError` with every line that cannot be read."""
        body, count = strip_header(returned)
        return read_part(body, self.registry, self.sheet, self.part.eid, count + 1)

    def _encode(self, document: Document) -> bytes:
        """The bytes to be stored, made sure of by reading them back."""
        data = write_akn(document, self.registry)
        if read_akn(parse_bytes(data, self.place.file), self.place.file) != document:
            raise PolicyError([error("editing-unstorable", self.place)])
        return data

    def _policy(self) -> Policy | None:
        """The policy before the edit, or ``None`` where it does not hold together, which an edit may cure."""
        try:
            return load_policy(self.folder, document=self.document)
        except PolicyError:
            return None

    def _findings(self, document: Document, references: Mapping[str, str]) -> tuple[Finding, ...]:
        """What is newly wrong with the whole policy; what stands in this part has the lines of the sheet.

        References that follow a moved sentence are moved in a copy, so that only what a person has to mend is
        found.
        """
        moved = tuple(moved_files(self.folder, references))
        if not moved:
            new = new_findings(self._before, self.check(self.folder, document))
            return tuple(self._placed(finding) for finding in new)
        with changed_copy(self.folders, dict(moved)) as version:
            new = new_findings(self._before, self.check(version, document))
            return tuple(self._placed(finding) for finding in new)

    @cached_property
    def _before(self) -> tuple[Finding, ...]:
        return tuple(self.check(self.folder, self.document))

    def _placed(self, finding: Finding) -> Finding:
        place = finding.place
        is_here = place.eid == self.part.eid or place.eid.startswith(f"{self.part.eid}__")
        if not is_here or place.file != self.place.file:
            return finding
        return replace(finding, place=replace(place, file=self.sheet))

    def _write(self, returned: str, part: Section | Clause, references: Mapping[str, str]) -> Outcome:
        """Write the part into the text as it stands now; refused where this very part was changed meanwhile.

        What others wrote to other parts stays, whichever of us writes first.
        """
        notes = [note("editing-written", self.place, eid=self.part.eid)]
        try:
            with locked(self.folders.root):
                stored = self._stored()
                if stored.part(part.eid) != self.part:
                    return self._refuse("refused", returned, (error("editing-overtaken", self.place),))
                if others := _differing(self.document, stored):
                    notes.append(note("editing-merged", self.place, others="、".join(others)))
                data = self._encode(replace_part(stored, part))
                notes += self._move(self.folder, references)
                write_file(self.path, data)
        except (KeyboardInterrupt, Ended):
            if self._stored().part(part.eid) != part:
                raise
        self.draft.discard()
        return Outcome("written", tuple(notes), returned)

    def _move(self, version: Path, references: Mapping[str, str]) -> list[Finding]:
        """Let everything that refers to what was moved follow it, and tell in which files."""
        names = []
        for path, data in moved_files(version, references):
            write_file(path, data)
            names.append(path.relative_to(version).as_posix())
        return [note("editing-moved", self.place, files="、".join(names))] if names else []

    def _start(self, returned: str, part: Section | Clause, references: Mapping[str, str]) -> Outcome:
        """Write the part into a new version; refused where somebody has started one meanwhile."""
        after = self.folders.versions[-1].first
        proposed = first_day(max(after, self.moment.date()))
        day = self.effective or self.desk.day_of_effect(after, proposed)
        if found := find_early(after, day):
            raise PolicyError(found)
        document = replace_part(self.document, part)
        with locked(self.folders.root):
            versions = find_folders(self.folders.version).versions
            if versions != self.folders.versions or self._stored() != self.document:
                return self._refuse("refused", returned, (error("editing-overtaken", self.place),))
            target = start_version(self.folders, document, self.registry, day, references)
        self.draft.discard()
        words = {"version": target.name, "before": self.folders.version.name, "eid": self.part.eid}
        place = Place(self.folders.name(target / "text.xml"), 0, self.part.eid)
        notes = [note("editing-started", place, **words)]
        if names := [
            path.relative_to(self.folder).as_posix() for path, _ in moved_files(self.folder, references)
        ]:
            notes.append(note("editing-moved", place, files="、".join(names)))
        return Outcome("written", tuple(notes), returned)

    def _stored(self) -> Document:
        return read_akn(parse_xml(self.path, self.place.file, comments=True), self.place.file)

    def _refuse(self, status: Status, text: str, reasons: tuple[Finding, ...] = ()) -> Outcome:
        """The end of a session whose text was not written: it is told where the text is."""
        kept = self.draft.file
        told = error("editing-unkept", self.place) if kept is None else self._kept_note(kept)
        return Outcome(status, (*reasons, told), text, kept)

    def _kept_note(self, kept: Path) -> Finding:
        return note("editing-kept", self.place, file=kept)


def _differing(one: Document, other: Document) -> tuple[str, ...]:
    """The eIds of the parts of ``other`` that are not as in ``one``."""
    return tuple(part.eid for part in other.parts if one.part(part.eid) != part)


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tiaowen-refused-"))


def _reserve(folder: Path, stem: str) -> Path:
    """A new empty file of this name, numbered where the name is taken, which nobody else has."""
    path, number = folder / f"{stem}.txt", 1
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            number += 1
            path = folder / f"{stem}-{number}.txt"
        else:
            return path


def _without_line(finding: Finding) -> Finding:
    return replace(finding, place=replace(finding.place, line=0))


@dataclass(frozen=True)
class Decided:
    """The desk of a person who has typed and decided already, as a form that is posted says it.

    ``text`` are their lines, ``day`` the day of effect of a new version; without one the proposed day holds.
    """

    text: str
    day: date | None = None
    shown: list[tuple[tuple[Finding, ...], Impact | None]] = field(default_factory=list)

    def edit(self, *_: str) -> str:
        """The lines as they were typed."""
        return self.text

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Keep what there is to see in ``shown``."""
        self.shown.append((findings, impact))

    def choose(self, can_write: bool) -> Choice:
        """Write what can be written."""
        return "write" if can_write else "drop"

    def day_of_effect(self, _: date, proposed: date) -> date:
        """The day that was typed."""
        return self.day or proposed


def check_nothing(*_: object) -> Iterable[Finding]:
    """The check of whoever has made it already, or wants only the lines themselves read."""
    return ()
