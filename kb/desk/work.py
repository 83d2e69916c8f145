"""What the desk does with a part: open it, try typed lines, save them, and tell who overtook whom.

Both kinds of lines, those of the text and those of the rules, go through here; the pages only show what comes
back. A part that somebody else has changed since it was opened is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from kb.checks import check
from kb.desk.journal import NAME, Entry, commit, read_entries, write_entry
from kb.loading import Folders, load_text
from kb.loading.lines import write_part
from kb.model.document import SECTIONS, Clause, Document, fingerprint, join_label
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.versions.part import Decided, Trial, check_nothing, edit_clause, first_day, strip_header, try_part
from kb.versions.redline import Run, redline
from kb.versions.review import find_unreviewed, record_review
from kb.versions.sheets import Sheet, open_sheet

Kind = Literal["text", "rules"]


@dataclass(frozen=True)
class Opened:
    """A part as it is stored now: its lines of text (empty for a page of rules alone) and of rules."""

    folders: Folders
    document: Document
    eid: str
    title: str
    text: str
    sheet: Sheet
    seen: str
    """The fingerprint of the text, which a review is recorded against."""
    is_reviewed: bool
    last: Entry | None
    """The last save of this part, as the journal has it."""

    def lines(self, kind: Kind) -> str:
        """The lines of one kind."""
        return self.text if kind == "text" else self.sheet.lines

    def base(self, kind: Kind) -> str:
        """What is told of the lines that a form was opened with, to see whether they are still those."""
        return sha256(self.lines(kind).encode()).hexdigest()[:32]

    @property
    def day(self) -> date | None:
        """The day proposed for a new version, where the newest is published and an edit starts one."""
        if not self.folders.chosen.is_published:
            return None
        return first_day(max(self.folders.versions[-1].first, date.today()))


@dataclass(frozen=True)
class Tried:
    """What typed lines come to: faults, the redline, what they touch, and the files that they change."""

    findings: tuple[Finding, ...]
    redline: tuple[tuple[Run, ...], ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    supports: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    changes: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Saved:
    """How a save or a review ended; ``same-person`` is a review by whoever saved last."""

    status: Literal["written", "unchanged", "refused", "overtaken", "reviewed", "same-person"]
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()


def list_parts(folder: Path) -> list[tuple[str, str, bool]]:
    """The eId and heading of every part of the newest version, and whether its rules are reviewed."""
    folders, document, _ = load_text(folder, newest=True)
    waiting = set(find_unreviewed(folders, document))
    return [(part.eid, _title(document, part.eid), part.eid not in waiting) for part in document.parts]


def open_part(folder: Path, eid: str) -> Opened | None:
    """A part of the newest version as it is stored; ``None`` where there is none of that eId."""
    folders, document, registry = load_text(folder, newest=True)
    part = document.part(eid)
    if part is None:
        return None
    name = folders.name(folders.version / "text.xml")
    entries = (one for one in read_entries(folders.version.parent) if one.version == folders.version.name)
    return Opened(
        folders,
        document,
        eid,
        _title(document, eid),
        write_part(part, registry, name),
        open_sheet(folders.version, eid),
        fingerprint(part),
        eid not in find_unreviewed(folders, document),
        next((one for one in entries if one.eid == eid and one.act == "saved"), None),
    )


def try_text(folder: Path, eid: str, lines: str, *, whole: bool) -> Tried:
    """What lines of the text come to; with ``whole`` the check of the whole policy is made as well."""
    try:
        trial = try_part(folder, eid, lines, check=_check_with if whole else None)
    except PolicyError as problem:
        return Tried(problem.findings)
    return _told(trial)


def try_rules(folder: Path, eid: str, lines: str, *, whole: bool) -> Tried:
    """What rule lines come to; with ``whole`` the check of the whole policy is made as well."""
    try:
        sheet = open_sheet(folder, eid)
        draft = sheet.read(lines)
        found = sheet.find_new(draft, check) if whole and draft.changes else ()
    except PolicyError as problem:
        return Tried(problem.findings)
    return Tried(tuple(found), _redline(sheet.lines, lines), changes=draft.changes)


def save(
    folder: Path,
    eid: str,
    kind: Kind,
    lines: str,
    base: str,
    *,
    who: str,
    why: str,
    moment: datetime,
    day: date | None = None,
) -> Saved:
    """Save typed lines where the part is still as it was opened (``base``), and enter it in the journal."""
    opened = open_part(folder, eid)
    if opened is None or opened.base(kind) != base:
        return Saved("overtaken")
    if lines.strip() == opened.lines(kind).strip():
        return Saved("unchanged")
    try:
        files = (
            opened.sheet.save(lines) if kind == "rules" else _save_text(folder, opened, lines, moment, day)
        )
    except PolicyError as problem:
        is_overtaken = any(one.code == "editing-overtaken" for one in problem.findings)
        return Saved("overtaken" if is_overtaken else "refused", problem.findings)
    now, _, _ = load_text(folder, newest=True)
    what = {"text": "条文", "rules": "规则"}[kind]
    when = moment.isoformat(timespec="seconds")
    _enter(now.version, opened, Entry(when, who, "saved", now.version.name, eid, what, why, files))
    return Saved("written", files=files)


def review(folder: Path, eid: str, seen: str, *, who: str, moment: datetime) -> Saved:
    """Record that another person than the last to save has reviewed a part, and enter it in the journal."""
    opened = open_part(folder, eid)
    if opened is None or opened.seen != seen:
        return Saved("overtaken")
    if opened.last is not None and opened.last.who == who:
        return Saved("same-person")
    record_review(opened.folders, eid, seen)
    version, when = opened.folders.version, moment.isoformat(timespec="seconds")
    _enter(version, opened, Entry(when, who, "reviewed", version.name, eid, "复核", "", ("rules.xml",)))
    return Saved("reviewed", files=("rules.xml",))


def _enter(version: Path, opened: Opened, entry: Entry) -> None:
    """Enter what was done in the journal, and commit the files of the version where there is a repository.

    Nothing else in the folder of the work is committed: other versions and kept texts may be somebody's work.
    """
    write_entry(version.parent, entry)
    subject = f"{opened.title[:30]}：{'' if entry.act == 'reviewed' else '改'}{entry.what}"
    message = f"{subject}\n\n{entry.why}" if entry.why else subject
    commit(version.parent, [version, version.parent / NAME], message, entry.who)


@dataclass(frozen=True)
class _Posted(Decided):
    """Lines that were posted for a part as it was when it was opened, and for no other."""

    opened: str = ""

    def edit(self, *given: str) -> str:
        """The posted lines. Raises :class:`PolicyError` where the part is no longer what it was."""
        lines, _ = strip_header(given[0])
        if lines != self.opened:
            raise PolicyError([error("editing-overtaken", Place(given[1]))])
        return self.text


def _save_text(
    folder: Path, opened: Opened, lines: str, moment: datetime, day: date | None
) -> tuple[str, ...]:
    """Save lines of the text; what starts a new version is told by the desk that started it."""
    desk = _Posted(lines, day, opened=opened.text)
    outcome = edit_clause(folder, opened.eid, desk, check=check_nothing, moment=moment)
    if outcome.status not in ("written", "unchanged"):
        shown = [finding for findings, _ in desk.shown for finding in findings]
        raise PolicyError([*shown, *outcome.notes])
    return ("text.xml",)


def _told(trial: Trial) -> Tried:
    impact = trial.impact
    sentences = _redline(trial.before.text, trial.after.text)
    return Tried(
        trial.findings,
        sentences,
        tuple((one.concept, one.old, one.new) for one in impact.figures),
        tuple(impact.support_names.get("zh", ())),
        tuple(reading.id for reading in impact.readings),
        impact.moves,
        trial.changes,
    )


def _redline(old: str, new: str) -> tuple[tuple[Run, ...], ...]:
    """The redline line by line of what changed."""
    before, after = old.strip("\n").split("\n"), new.strip("\n").split("\n")
    if len(before) == len(after):
        pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        return tuple(redline(a, b) for a, b in pairs)
    return (redline(old, new),) if old != new else ()


def _title(document: Document, eid: str) -> str:
    """What the desk calls a part: its number and heading, or the name of the section."""
    part = document.part(eid)
    return join_label(part.num, part.heading) if isinstance(part, Clause) else SECTIONS.get(eid, eid)


def _check_with(folder: Path, document: Document) -> Iterable[Finding]:
    return check(folder, document=document)
