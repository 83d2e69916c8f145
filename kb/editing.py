"""Editing one part of a policy: open its lines, check what comes back, write it whole or keep it safe.

The session knows no terminal and no clock: a :class:`Desk` stands for the person, the moment is passed in.
Text that a person has typed is never lost: it is written, or kept in a file whose place is told, or handed
back.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from kb.document import Clause, Document, Section
from kb.errors import Finding, Place, PolicyError, error, note
from kb.impact import Impact, find_impact
from kb.loading import Folders, find_folders, load, load_text, read_akn, write_akn
from kb.loading.files import parse_bytes, read_bytes, write_file
from kb.loading.lines import read_part, write_part
from kb.model import Policy
from kb.registry import Registry

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


class Desk(Protocol):
    """The person who edits, and what they read and decide by."""

    def edit(self, text: str, name: str) -> str:
        """Let the person edit ``text``, called ``name``, and return what they saved."""

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Show what is wrong with the text, and what it touches where it can be read."""

    def choose(self, can_write: bool) -> Choice:
        """Go back in, write (only where ``can_write``), or drop the edit."""


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
    impact: Impact | None = None


def edit_clause(policy_folder: Path, eid: str, desk: Desk, *, check: Check, moment: datetime) -> Outcome:
    """Let a person edit the measure or section ``eid`` of the newest version of a policy.

    Raises :class:`PolicyError` where the policy has no such part or its text cannot be opened; once the
    person has typed something, every end is an :class:`Outcome`.
    """
    return _Session.open(policy_folder, eid, desk, check, moment).run()


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


@dataclass(frozen=True)
class _Session:
    """One part of one policy on the desk."""

    folder: Path
    folders: Folders
    stored: bytes
    document: Document
    registry: Registry
    part: Section | Clause
    lines: str
    desk: Desk
    check: Check
    moment: datetime

    @classmethod
    def open(cls, folder: Path, eid: str, desk: Desk, check: Check, moment: datetime) -> _Session:
        folders = find_folders(folder)
        path = folders.version / "text.xml"
        # Read before it is parsed: should it change in between, the comparison before writing finds out.
        stored = read_bytes(path, folders.name(path))
        folders, document, registry = load_text(folder)
        part = next((part for part in document.parts if part.eid == eid), None)
        if part is None:
            known = "、".join(part.eid for part in document.parts)
            raise PolicyError(
                [error("editing-part-unknown", Place(folders.name(path)), eid=eid, known=known)]
            )
        lines = write_part(part, registry, folders.name(path))
        return cls(folder, folders, stored, document, registry, part, lines, desk, check, moment)

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
            try:
                outcome = self._consider(returned)
            except (KeyboardInterrupt, EOFError):
                return self._refuse("dropped", returned)
            except PolicyError as problem:
                return self._refuse("refused", returned, problem.findings)
            except Exception as problem:
                fault = error("editing-failed", self.place, problem=f"{type(problem).__name__}: {problem}")
                return self._refuse("refused", returned, (fault,))
            if outcome is not None:
                return outcome
            text = returned

    def _consider(self, returned: str) -> Outcome | None:
        """How the session ends with this text, or ``None`` where the person goes back in."""
        body, count = strip_header(returned)
        try:
            part = read_part(body, self.registry, self.sheet, self.part.eid, count + 1)
            if part == self.part:
                return Outcome("unchanged", (note("editing-unchanged", self.place),), returned)
            document = replace_part(self.document, part)
            data = self._encode(document)
        except PolicyError as problem:
            self.desk.show(problem.findings, None)
            goes_back = self.desk.choose(can_write=False) == "again"
            return None if goes_back else self._refuse("dropped", returned)
        impact = find_impact(self.part, part, self.registry, self._policy())
        self.desk.show(self._findings(document), impact)
        match self.desk.choose(can_write=True):
            case "again":
                return None
            case "write":
                return replace(self._write(returned, data), impact=impact)
            case "drop":
                return self._refuse("dropped", returned)

    def _encode(self, document: Document) -> bytes:
        """The bytes to be stored, made sure of by reading them back."""
        data = write_akn(document, self.registry)
        if read_akn(parse_bytes(data, self.place.file), self.place.file) != document:
            raise PolicyError([error("editing-unstorable", self.place)])
        return data

    def _policy(self) -> Policy | None:
        """The policy before the edit, or ``None`` where it does not hold together, which an edit may cure."""
        try:
            return load(self.folder, document=self.document)
        except PolicyError:
            return None

    def _findings(self, document: Document) -> tuple[Finding, ...]:
        """What is newly wrong with the whole policy; what stands in this part has the lines of the sheet."""
        new = new_findings(self._before, self.check(self.folder, document))
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

    def _write(self, returned: str, data: bytes) -> Outcome:
        if read_bytes(self.path, self.place.file) != self.stored:
            return self._refuse("refused", returned, (error("editing-overtaken", self.place),))
        write_file(self.path, data)
        return Outcome("written", (note("editing-written", self.place, eid=self.part.eid),), returned)

    def _refuse(self, status: Status, text: str, reasons: tuple[Finding, ...] = ()) -> Outcome:
        """Keep the text beside the versions of the work or, where that cannot be, in a temporary folder."""
        stem = f"{self.part.eid}-{self.moment:%Y%m%dT%H%M%S}"
        for make_folder in (self._refused_folder, _temporary_folder):
            try:
                kept = _unused(make_folder(), stem)
                write_file(kept, text.encode("utf-8", "surrogatepass"))
            except (OSError, PolicyError):
                continue
            return Outcome(status, (*reasons, note("editing-kept", self.place, file=kept)), text, kept)
        return Outcome(status, (*reasons, error("editing-unkept", self.place)), text)

    def _refused_folder(self) -> Path:
        folder = self.folders.version.parent / ".refused"
        folder.mkdir(exist_ok=True)
        return folder


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tiaowen-refused-"))


def _unused(folder: Path, stem: str) -> Path:
    """A file of this name that does not exist yet, numbered where the name is taken."""
    path, number = folder / f"{stem}.txt", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    return path


def _without_line(finding: Finding) -> Finding:
    return replace(finding, place=replace(finding.place, line=0))
