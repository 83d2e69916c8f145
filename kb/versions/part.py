"""Editing one part of a policy: its lines are opened, checked, and written or kept safe.

The session uses no terminal and no clock: a :class:`Desk` represents the person, and the moment is passed in.
Text that a person has typed is never lost: it is written, or stored in a file that is named to the person, or
returned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from kb.loading import Folders, find_folders, load_policy, load_text, read_akn, write_akn
from kb.loading.copies import changed_copy
from kb.loading.files import parse_bytes, parse_xml
from kb.loading.lines import placed, read_lines, read_part, read_parts, write_lines, write_part
from kb.loading.lock import locked
from kb.loading.new_version import find_early, propose_day, start_version
from kb.loading.transaction import write_together
from kb.model.document import Clause, Division, Document, Section, eid_of_deleted, part_of, renamed
from kb.model.numbers import write_numeral
from kb.model.policy import Policy
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error, note
from kb.versions.alignment import Fate, Part, align
from kb.versions.carrying import Carried, Note, carry_cases, carry_files, drop_deleted, list_differing
from kb.versions.findings import new_findings
from kb.versions.impact import Impact, find_impact
from kb.versions.refuge import Refuge
from kb.versions.review import find_unreviewed
from kb.versions.settling import Question, find_questions
from kb.versions.sheets import (
    Beside,
    Draft,
    draft_page,
    nothing_beside,
    read_lines_of,
    say_in_lines,
    with_stored,
)
from kb.versions.showing import Shown
from kb.versions.whole_sheet import Merged, Unclear, join_sheet, merge_rules, split_sheet, without_hints

WHOLE = "whole"
"""The value used in place of an eId where the whole text is edited."""

Choice = Literal["again", "write", "drop"]
Status = Literal["unchanged", "written", "dropped", "refused"]
Check = Callable[[Path, Document], Iterable[Finding]]
"""A function that finds everything wrong with the policy in a folder, given a document in place of the stored
text.
"""

HEADER = (
    "# 一行一句，句子顶格写；分句各占一行，行首两个半角空格。标记写作 [原文|概念]。",
    "# 正文里的 [ ] | \\ 前面加反斜杠；行首像条号、部分名或责任单位的正文，行首也加。",
    "# 保存并关闭编辑器后开始检查，确认后才写入；不作改动就什么也不写。这几行不会写入。",
)
"""The lines above the text while it is edited. Only exactly these lines are removed again."""


class Ended(BaseException):
    """The session is being ended from outside, as when the terminal is closed.

    ``saved`` is the text that the person had saved in the open editor, or ``None``. ``rescued`` is the folder
    in which the editor has left files of its own, or ``None``.
    """

    def __init__(self, saved: str | None = None, rescued: Path | None = None) -> None:
        super().__init__("the session was ended from outside")
        self.saved = saved
        self.rescued = rescued


@dataclass(frozen=True, slots=True)
class Settled:
    """A person's decisions: whether quotations follow reworded text (``reword``), whether what depends on
    deleted provisions is removed (``drop``) or stays for the check to find, and whether unclear lines name
    sentences as the new text counts them (``count``) or follow it.
    """

    reword: bool = False
    drop: bool = False
    count: bool = True


class Desk(Protocol):
    """The interface to the person who edits and decides."""

    def edit(self, text: str, name: str) -> str:
        """Let the person edit ``text``, under the name ``name``, and return what they saved."""

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Show the problems of the text and, where it can be read, its impact."""

    def choose(self, can_write: bool) -> Choice:
        """Ask whether to edit again, write (only where ``can_write``), or drop the edit."""

    def settle(self, notes: tuple[Note, ...]) -> Settled:
        """Ask what to do with changed quotations, and with what depends on deleted provisions."""

    def day_of_effect(self, after: date, proposed: date) -> date:
        """Ask for the day, after ``after``, on which a new version takes effect; ``proposed`` is
        the default.
        """


@dataclass(frozen=True, slots=True)
class Trial:
    """The effect of lines: the text before and after, new findings, and the impact.

    ``changes`` are the bytes of each file of the version that would change, by its path in the version. The
    notes of the impact are what a person has to settle before the lines are written.
    """

    before: Document
    after: Document
    page: str
    """The rule lines of the part as stored, or empty."""
    findings: tuple[Finding, ...]
    impact: Impact
    changes: Mapping[str, bytes]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a session: the notes for the person, in order, and the place of their text.

    ``text`` is what they saved last. ``kept`` is the file that holds it where it was not written. It is
    ``None`` where there was nothing to keep, or where no file could be written, so that only ``text`` holds
    it.
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
    with_rules: bool = False,
    beside: Beside = nothing_beside,
    correct_rules: bool = False,
) -> Outcome:
    """Let a person edit the measure or section ``eid`` of the newest version of a policy.

    ``eid`` is :data:`WHOLE` for the whole text. With ``with_rules`` the rule lines of the part follow the
    text on the same sheet.

    A published version is not edited. Changes go to a new version, which takes effect on the day
    ``effective``, or on the day that the person names. ``correct`` is for slips of transcription, which are
    corrected in the published version itself. ``correct_rules`` is for rules that were wrong from the
    beginning: where they change without the text, they are corrected there too.

    ``beside`` makes further files of the version, which are written in the same transaction as the edit.

    Raises :class:`PolicyError` where the policy has no such part or its text cannot be opened. Once the
    person has typed something, the result always is an :class:`Outcome`.
    """
    session = _Session.open(policy_folder, eid, desk, check, moment, with_rules=with_rules)
    session = replace(session, beside=beside, correct_rules=correct_rules)
    if session.folders.chosen.is_published and not correct:
        session = replace(session, amends=True, effective=effective)
    return session.run()


def open_lines(folder: Path, eid: str) -> str:
    """The sheet of a part as a person edits it, with text and rules, or of the whole text.

    Raises :class:`PolicyError` where the policy has no such part.
    """
    session = _Session.open(folder, eid, Decided(""), check_nothing, datetime.min, with_rules=True)
    return session.opened


def try_part(
    folder: Path,
    eid: str,
    lines: str,
    *,
    settled: Settled = Settled(),
    check: Check | None = None,
    first_asked: Collection[Question] = (),
    encodes: bool = True,
) -> Trial:
    """The effect of the sheet of a part of the newest version, or of the whole text; nothing is written.

    The sheet holds the lines of the text and, after their mark, the rule lines. Without ``check`` only
    the lines themselves are read, and the rest of the policy is ignored. The check also waits while the
    lines raise one of the questions ``first_asked``. Without ``encodes`` the bytes of a changed text are left
    out. Raises :class:`PolicyError` where the policy has no such part, or with every line that cannot be
    read.
    """
    session = _Session.open(folder, eid, Decided(""), check or check_nothing, datetime.min, with_rules=True)
    work = session.work_out(lines, session.document, settled)
    changes = dict(work.changes)
    is_changed = bool(changes) or work.document != session.document
    if encodes and work.document != session.document:
        changes["text.xml"] = session.encode(work.document)
    impact = session.find_impact(work, session.policy() if check else None)
    waits = any(one in first_asked for one in find_questions(impact.notes))
    findings = session.find_new(work) if check and changes and not waits else ()
    return Trial(session.document, work.document, session.page, findings, impact, changes, is_changed)


def replace_part(document: Document, part: Section | Clause) -> Document:
    """The document with one part replaced by another of the same eId."""
    if isinstance(part, Clause):
        clauses = tuple(part if clause.eid == part.eid else clause for clause in document.clauses)
        return replace(document, clauses=clauses)
    if isinstance(part, Division):
        divisions = tuple(part if one.eid == part.eid else one for one in document.divisions)
        return replace(document, divisions=divisions)
    sections: dict[str, Section] = {part.eid: part}
    return replace(
        document,
        preface=sections.get("preface", document.preface),
        preamble=sections.get("preamble", document.preamble),
        scope=sections.get("scope", document.scope),
        final=sections.get("final", document.final),
    )


def strip_header(text: str) -> tuple[str, int]:
    """The text without the lines of :data:`HEADER` at its beginning, and their number."""
    lines = text.removeprefix("\ufeff").split("\n")
    count = 0
    while count < len(lines) and lines[count].rstrip() in HEADER:
        count += 1
    return "\n".join(lines[count:]), count


@dataclass(frozen=True)
class _Work:
    """The effect of typed lines on a version: its text and, by name, the other files that change.

    ``parts`` are the eIds of the parts on the sheet, and ``fates`` give the new places of the old provisions.
    ``carried`` names the files that follow the text, and ``revised`` those that the rule lines change.
    ``where`` gives the line of the sheet for a line of a file.
    ``rules_at`` is the line on which the rule lines begin, 0 where there are none.
    """

    document: Document
    parts: frozenset[str]
    fates: tuple[Fate, ...]
    changes: Mapping[str, bytes]
    notes: tuple[Note, ...]
    carried: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    where: Mapping[tuple[str, int], int] = field(default_factory=dict)
    rules_at: int = 0


@dataclass(frozen=True)
class _Session:
    """A part of one version of a policy on the desk, or its whole text; ``folder`` is the folder of the
    version.

    ``part`` is ``None`` for the whole text. ``page`` are the rule lines that are also on the sheet, or empty.
    """

    folder: Path
    folders: Folders
    document: Document
    registry: Registry
    eid: str
    part: Part | None
    lines: str
    page: str
    desk: Desk
    check: Check
    draft: Refuge
    moment: datetime
    amends: bool = False
    correct_rules: bool = False
    effective: date | None = None
    beside: Beside = nothing_beside

    @classmethod
    def open(
        cls, folder: Path, eid: str, desk: Desk, check: Check, moment: datetime, *, with_rules: bool = False
    ) -> _Session:
        folders, document, registry = load_text(folder, newest=True)
        name = folders.name(folders.version / "text.xml")
        part = document.part(eid)
        if part is None and eid != WHOLE:
            known = "、".join(part.eid for part in document.parts)
            raise PolicyError([error("editing-part-unknown", Place(name), eid=eid, known=known)])
        levels = document.levels
        lines = (
            write_lines(document, registry, name)
            if part is None
            else write_part(part, registry, name, levels)
        )
        page = read_lines_of(folders, document, registry, eid, {}) if with_rules and part is not None else ""
        draft = Refuge(folders.version.parent, f"{eid}-{moment:%Y%m%dT%H%M%S}")
        return cls(
            folders.version, folders, document, registry, eid, part, lines, page, desk, check, draft, moment
        )

    @property
    def path(self) -> Path:
        return self.folders.version / "text.xml"

    @property
    def opened(self) -> str:
        """The lines that a person gets to edit."""
        return join_sheet(self.lines, self.page) if self.page else self.lines

    @property
    def sheet(self) -> str:
        """The name that findings give to the edited text."""
        return f"{self.eid}.txt"

    @property
    def place(self) -> Place:
        return Place(self.folders.name(self.path), 0, self.eid if self.part is not None else "")

    def run(self) -> Outcome:
        opened = text = "\n".join([*HEADER, self.opened])
        while True:
            try:
                returned = self.desk.edit(text, self.eid)
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
        """The end of a session that is ended from outside while the editor is open."""
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
        """The end of the session with this text, or ``None`` where the person edits again."""
        try:
            work = self.work_out(returned, self.document, Settled(reword=True))
            settled = Settled(reword=True)
            if find_questions(work.notes):
                settled = self.desk.settle(work.notes)
                work = self.work_out(returned, self.document, settled)
            if work.document == self.document and not work.changes:
                self.draft.discard()
                return Outcome("unchanged", (note("editing-unchanged", self.place),), returned)
            self._check_opens(work)
        except PolicyError as problem:
            self.desk.show(problem.findings, None)
            goes_back = self.desk.choose(can_write=False) == "again"
            return None if goes_back else self._refuse("dropped", returned)
        impact = self.find_impact(work, self.policy())
        self.desk.show(self.find_new(work), impact)
        match self.desk.choose(can_write=True):
            case "again":
                return None
            case "write":
                is_amended = work.document != self.document or (bool(work.changes) and not self.correct_rules)
                starts = self.amends and is_amended
                return self._start(returned, settled) if starts else self._write(returned, settled)
            case "drop":
                return self._refuse("dropped", returned)

    def work_out(self, returned: str, stored: Document, settled: Settled) -> _Work:
        """The effect of typed lines on the version whose text is ``stored``.

        Raises :class:`PolicyError` with every line that cannot be read.
        """
        body, count = strip_header(returned)
        text, rules, above = split_sheet(body)
        document, parts = self._read(text, stored, count + 1)
        fates = align(stored, document)
        first_line = count + above + 1
        is_typed = rules is not None and without_hints(rules).strip() != self.page.strip()

        unclear: list[Note] = []

        def write(*, reword: bool) -> tuple[Carried, Draft | None, dict[str, bytes]]:
            carried = carry_files(self.folder, stored, document, fates, self.registry, reword=reword)
            changes = dict(carried.changes)
            if not is_typed or rules is None:
                return carried, None, changes
            merged = self._merge(rules, first_line, document, fates, changes, settled)
            unclear[:] = [self._ask_of(one) for one in merged.unclear]
            about = (self.folders, document, self.registry, self.eid, changes)
            revised = draft_page(*about, merged.lines, self.sheet, first_line)
            changes |= revised.changes
            return carried, revised, changes | carry_cases(self.folder, changes, revised.supports)

        carried, revised, changes = write(reword=settled.reword)
        notes = carried.notes
        if revised is not None:
            differing = None
            if carried.of("reworded"):
                try:
                    other = write(reword=not settled.reword)[2]
                    old, new = (other, changes) if settled.reword else (changes, other)
                    differing = list_differing(self.folder, old, new, self.registry)
                except PolicyError:  # the rule lines still quote words that are gone
                    pass
            notes = (*_unsettled(notes, changes, differing), *unclear)
        rules_at = 0 if rules is None else first_line + _count_hints(rules)
        where = revised.where if revised is not None else {}
        if settled.drop:
            dropped = drop_deleted(self.folder, changes, stored, fates, self.registry)
            if revised is None and rules_at:  # the typed page still has the lines of what is dropped
                where = self._find_lines(document, changes, rules_at)
            moved = {self.folders.name(self.folder / name): lines for name, lines in dropped.lines.items()}
            where = {
                (file, now): stated
                for (file, line), stated in where.items()
                if (now := moved[file].get(line) if file in moved else line) is not None
            }
            changes, notes = dict(dropped.changes), (*notes, *dropped.notes)
        return _Work(
            document,
            parts,
            fates,
            changes,
            notes,
            tuple(carried.changes),
            tuple(revised.changes) if revised is not None else (),
            where,
            rules_at,
        )

    def _read(self, text: str, stored: Document, first_line: int) -> tuple[Document, frozenset[str]]:
        """The text of the version after reading the lines, and the eIds of the parts in them.

        Raises :class:`PolicyError`.
        """
        by_place = _counts_through(stored)
        if self.part is None:
            read = read_lines(text, self.registry, self.sheet, first_line, by_place=by_place)
            read = replace(
                stored,
                title=read.title,
                language=read.language,
                preface=read.preface,
                preamble=read.preamble,
                scope=read.scope,
                clauses=read.clauses,
                final=read.final,
                divisions=read.divisions,
                levels=read.levels,
                repeal=read.repeal,
                removed=read.removed,
                extras=read.extras,
                kept=read.kept,
                metadata=read.metadata,
            )
            read = _count_through(read) if by_place else read
            return read, frozenset(part.eid for part in read.parts)
        if stored.levels:
            own = read_part(text, self.registry, self.sheet, self.eid, first_line, stored.levels)
            return replace_part(stored, placed(own, self.part)), frozenset((self.eid,))
        parts = read_parts(text, self.registry, self.sheet, first_line)
        if len(parts) > 1 and by_place and all(isinstance(one, Clause) for one in (self.part, *parts)):
            new = [one for one in parts if isinstance(one, Clause)]
            at = next(n for n, one in enumerate(stored.clauses) if one.eid == self.eid)
            clauses = (*stored.clauses[:at], *new, *stored.clauses[at + 1 :])
            read = _count_through(replace(stored, clauses=clauses))
            return read, frozenset(one.eid for one in read.clauses[at : at + len(new)])
        part = read_part(text, self.registry, self.sheet, self.eid, first_line)
        return replace_part(stored, part), frozenset((self.eid,))

    def _merge(
        self,
        rules: str,
        first_line: int,
        document: Document,
        fates: Sequence[Fate],
        changes: Mapping[str, bytes],
        settled: Settled,
    ) -> Merged:
        """The typed rule lines for the new text; the files in ``changes`` have already followed it."""
        if len(document.clauses) != len(self.document.clauses):
            raise PolicyError([error("editing-rules-later", Place(self.sheet, first_line, self.eid))])
        page = read_lines_of(self.folders, document, self.registry, self.eid, changes)
        moves = {one.old: one.new[0] if one.new else eid_of_deleted(one.old) for one in fates}
        texts = {one.eid: one.text for one in document.provisions()}
        return merge_rules(self.page, rules, page, moves, texts, self.eid, counts_anew=settled.count)

    def _ask_of(self, unclear: Unclear) -> Note:
        """The note about a typed line that may be meant in two ways."""
        old, new = unclear.typed.strip(), unclear.followed.strip()
        page = Shown(self.folder, self.document, self.registry).place(self.eid)
        return Note("counted", "", 0, self.eid, old, new, self.eid, page, page)

    def encode(self, document: Document) -> bytes:
        """The bytes to store, verified by reading them back."""
        data = write_akn(document, self.registry)
        if read_akn(parse_bytes(data, self.place.file), self.place.file) != document:
            raise PolicyError([error("editing-unstorable", self.place)])
        return data

    def _check_opens(self, work: _Work) -> None:
        """Raise :class:`PolicyError` where the version could not be opened any more after this edit.

        Other errors may be written, since an edit of several parts passes through them. These would lock
        every page, the one that mends them too.
        """
        written = {self.path: self.encode(work.document)}
        written |= {self.folder / name: data for name, data in work.changes.items()}
        with changed_copy(self.folders, written) as version:
            try:
                load_text(version)
                if self.page:
                    open_lines(version, self.eid)
            except PolicyError as problem:
                raise PolicyError(self._placed(one, work) for one in problem.findings) from None

    def policy(self) -> Policy | None:
        """The policy before the edit; ``None`` where it cannot be loaded, which the edit may mend."""
        try:
            return load_policy(self.folder, document=self.document)
        except PolicyError:
            return None

    def find_impact(self, work: _Work, policy: Policy | None) -> Impact:
        """The impact of an edit."""
        eid = self.eid if self.part is not None else ""
        return find_impact(eid, self.document, work.document, work.fates, self.registry, policy, work.notes)

    def find_new(self, work: _Work) -> tuple[Finding, ...]:
        """New findings for the whole policy. Findings about the sheet have its line numbers.

        References to moved sentences are updated in a copy, so that only what a person must mend is found.
        """
        found, work = self._read_carried(work)
        told = {(one.code, one.words) for one in found}
        if not work.changes:
            new = new_findings(self._before, self.check(self.folder, work.document))
        else:
            changed = {self.folder / name: data for name, data in work.changes.items()}
            with changed_copy(self.folders, changed) as version:
                new = new_findings(self._before, self.check(version, work.document))
        return (
            *found,
            *(self._placed(one, work) for one in new if (one.code, one.words) not in told),
        )

    def _read_carried(self, work: _Work) -> tuple[tuple[Finding, ...], _Work]:
        """The rule lines that nobody typed, as they follow the text: what is wrong, and on which line."""
        if not (work.rules_at and work.carried) or work.revised or work.where:
            return (), work
        try:
            where = self._find_lines(work.document, work.changes, work.rules_at)
        except PolicyError as problem:
            return problem.findings, work
        return (), replace(work, where=where)

    def _find_lines(
        self, document: Document, changes: Mapping[str, bytes], first_line: int
    ) -> Mapping[tuple[str, int], int]:
        """The line of the sheet for each line of the changed files that the rule lines of the part state.

        Raises :class:`PolicyError` with every line that cannot be read.
        """
        about = (self.folders, document, self.registry, self.eid, changes)
        return draft_page(*about, read_lines_of(*about), self.sheet, first_line).where

    @cached_property
    def _before(self) -> tuple[Finding, ...]:
        return tuple(self.check(self.folder, self.document))

    def _placed(self, finding: Finding, work: _Work) -> Finding:
        place = finding.place
        finding = say_in_lines(finding, self.folders.schema)
        if (line := work.where.get((place.file, place.line))) is not None:
            return replace(finding, place=replace(place, file=self.sheet, line=line))
        if part_of(place.eid) not in work.parts or place.file != self.place.file:
            return finding
        return replace(finding, place=replace(place, file=self.sheet))

    def _write(self, returned: str, settled: Settled) -> Outcome:
        """Write the lines into the version as it is now; refused where this part was changed meanwhile.

        Changes of others to other parts stay, whoever writes first.
        """
        notes = []
        document = None
        try:
            with locked(self.folders.root):
                stored = self._stored()
                if self._is_overtaken(stored):
                    return self._refuse("refused", returned, (error("editing-overtaken", self.place),))
                if others := _differing(self.document, stored):
                    notes.append(note("editing-merged", self.place, others="、".join(others)))
                work = self.work_out(returned, stored, settled)
                document = work.document
                notes += self._tell_files(work, self.place)
                changes = dict(work.changes)
                if document != stored:
                    changes[self.path.name] = self.encode(document)
                written = {**changes, **self.beside(with_stored(self.folders, self.eid, changes))}
                write_together(
                    self.folders.root, {self.folder / name: data for name, data in written.items()}
                )
                if document != stored:
                    eids = self._to_review(work, stored, self.folder)
                    code = "editing-written" if eids else "editing-written-only"
                    notes.insert(0, note(code, self.place, eid=eids))
        except (KeyboardInterrupt, Ended):
            if document is None or self._stored() != document:
                raise
        self.draft.discard()
        return Outcome("written", tuple(notes), returned)

    def _is_overtaken(self, stored: Document) -> bool:
        """Whether the stored part is no longer the one that was opened."""
        if self.part is None:
            return stored != self.document
        if stored.part(self.eid) != self.part:
            return True
        return bool(self.page) and self.page != read_lines_of(
            self.folders, stored, self.registry, self.eid, {}
        )

    def _to_review(self, work: _Work, stored: Document, version: Path) -> str:
        """The parts of this edit that need a review after the lines are written to a version.

        A part without rules needs none, such as a chapter of which only the heading is edited. Parts that
        were edited before are no concern of this edit.
        """
        edited = {part.eid for part in work.document.parts if part != stored.part(part.eid)}
        try:
            waiting = list(find_unreviewed(replace(self.folders, version=version), work.document))
        except PolicyError:
            return self.eid
        return " ".join(eid for eid in waiting if eid in edited)

    @staticmethod
    def _tell_files(work: _Work, place: Place) -> list[Finding]:
        """Notes on the files that follow the text, and on those that contain the typed rules."""
        found = []
        if work.carried:
            names = [name for name in work.carried if not name.endswith(".yaml")]
            if cases := len(work.carried) - len(names):
                names.append(f"*.yaml ({cases})")
            found.append(note("editing-moved", place, files="、".join(names)))
        if work.revised:
            found.append(note("rules-written", place, files="、".join(work.revised)))
        return found

    def _start(self, returned: str, settled: Settled) -> Outcome:
        """Write the lines into a new version; refused where somebody has started one meanwhile."""
        after = self.folders.versions[-1].first
        day = self.effective or self.desk.day_of_effect(after, propose_day(self.folders, self.moment.date()))
        if found := find_early(after, day):
            raise PolicyError(found)
        with locked(self.folders.root):
            versions = find_folders(self.folders.version).versions
            stored = self._stored()
            if versions != self.folders.versions or stored != self.document or self._is_overtaken(stored):
                return self._refuse("refused", returned, (error("editing-overtaken", self.place),))
            work = self.work_out(returned, stored, settled)
            contents = dict(with_stored(self.folders, self.eid, work.changes))
            if work.document != stored:  # both as the new version writes them
                version = day.isoformat()
                texts = (replace(one, version=version) for one in (stored, work.document))
                before_it, after_it = (write_akn(one, self.registry) for one in texts)
                contents[self.path.name] = before_it, after_it
            files = {**work.changes, **self.beside(contents)}
            target = start_version(self.folders, work.document, self.registry, day, files)
        self.draft.discard()
        eids = self._to_review(work, stored, target)
        words = {"version": target.name, "before": self.folders.version.name, "eid": eids}
        place = Place(self.folders.name(target / "text.xml"), 0, self.place.eid)
        code = "editing-started" if eids else "editing-started-only"
        notes = [note(code, place, **words), *self._tell_files(work, place)]
        return Outcome("written", tuple(notes), returned)

    def _stored(self) -> Document:
        return read_akn(parse_xml(self.path, self.place.file, comments=True), self.place.file)

    def _refuse(self, status: Status, text: str, reasons: tuple[Finding, ...] = ()) -> Outcome:
        """The end of a session whose text was not written. Its notes say where the text is."""
        kept = self.draft.file
        told = error("editing-unkept", self.place) if kept is None else self._kept_note(kept)
        return Outcome(status, (*reasons, told), text, kept)

    def _kept_note(self, kept: Path) -> Finding:
        return note("editing-kept", self.place, file=kept)


def _count_hints(rules: str) -> int:
    """How many lines that are only for people stand before rule lines."""
    lines = rules.split("\n")
    return next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))


def _unsettled(
    notes: Iterable[Note], changes: Mapping[str, bytes], differing: Collection[tuple[str, str, str]] | None
) -> tuple[Note, ...]:
    """The notes that a person must still see after typing rules as well.

    A quotation that was typed in its new words is settled. The ``differing`` ones, each with its file and its
    old and new words, depend on the answer of the person; ``None`` is unknown.
    """

    def stands(one: Note) -> bool:
        if one.kind == "reworded" and differing is not None:
            return (one.file, one.old, one.new) in differing
        words = eid_of_deleted(one.eid) if one.kind == "deleted" else one.new or one.old
        return one.file not in changes or words.encode() in changes[one.file]

    return tuple(one for one in notes if stands(one))


def _counts_through(document: Document) -> bool:
    """Whether the measures are numbered from one without a gap, so that their place is their number."""
    numbers = (f"para_{n}" for n, _ in enumerate(document.clauses, 1))
    return not document.levels and not document.removed and all(
        clause.eid == eid for clause, eid in zip(document.clauses, numbers, strict=True)
    )  # fmt: skip


def _count_through(document: Document) -> Document:
    """The document with its measures numbered by their places."""
    clauses = (
        replace(renamed(clause, f"para_{n}"), num=f"({write_numeral(n)})")
        for n, clause in enumerate(document.clauses, 1)
    )
    return replace(document, clauses=tuple(clauses))


def _differing(one: Document, other: Document) -> tuple[str, ...]:
    """The eIds of the parts of ``other`` that differ from those of ``one``."""
    return tuple(part.eid for part in other.parts if one.part(part.eid) != part)


@dataclass(frozen=True)
class Decided:
    """The desk of a person who has already typed and decided, as in a posted form.

    ``text`` are their lines. ``day`` is the day of effect of a new version; without it the proposed day is
    used.
    """

    text: str
    day: date | None = None
    shown: list[tuple[tuple[Finding, ...], Impact | None]] = field(default_factory=list)

    def edit(self, *_: str) -> str:
        """The typed lines."""
        return self.text

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Store what there is to see in ``shown``."""
        self.shown.append((findings, impact))

    def choose(self, can_write: bool) -> Choice:
        """Write whatever can be written."""
        return "write" if can_write else "drop"

    def settle(self, _: tuple[Note, ...]) -> Settled:
        """Confirm nothing that was not asked."""
        return Settled()

    def day_of_effect(self, _: date, proposed: date) -> date:
        """The typed day."""
        return self.day or proposed


def check_nothing(*_: object) -> Iterable[Finding]:
    """A check that finds nothing, for callers that check elsewhere or only want the lines read."""
    return ()
