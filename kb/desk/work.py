"""The operations on a part: open it, try typed lines, save them, and detect that somebody else saved first.

Both kinds of lines, those of the text and those of the rules, are handled here; the pages only show the
results. A part that somebody else has changed since it was opened is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from kb.checks import check
from kb.desk.journal import NAME, Entry, commit, read_entries, write_entry
from kb.loading import Folders, load_text
from kb.loading.lines import write_part
from kb.model.document import SECTIONS, Clause, Document, Section, fingerprint, join_label
from kb.model.policy import Version
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.versions.part import Decided, Trial, check_nothing, edit_clause, first_day, strip_header, try_part
from kb.versions.redline import Run, redline
from kb.versions.review import find_unreviewed, record_review
from kb.versions.sheets import Sheet, open_sheet

Kind = Literal["text", "rules"]

State = Literal["unchanged", "draft", "proposed", "reviewed", "published", "in-force"]
"""The state of a part: unchanged from the version before, edited, submitted, reviewed by another person, or
published.
"""


@dataclass(frozen=True)
class Comment:
    """A comment on a provision: its author, time and words, and whether those words are still there."""

    entry: Entry
    is_settled: bool
    is_overtaken: bool


@dataclass(frozen=True)
class History:
    """The history of a part in a version: ``entries`` are those of the journal, the newest first.

    ``is_reviewed`` is true where its rules were reviewed against the present text.
    """

    version: Version
    part: Section | Clause
    is_reviewed: bool
    entries: tuple[Entry, ...]

    @property
    def last(self) -> Entry | None:
        """The last save of this part in the journal."""
        return next((one for one in self.entries if one.act == "saved"), None)

    def undoable(self, kind: Kind) -> Entry | None:
        """The save of a kind that an undo reverts: the last one, if the journal has the lines before it."""
        saves = (one for one in self._here if one.act == "saved" and one.kind == kind)
        last = next(saves, None)
        return last if last is not None and last.before else None

    @property
    def _here(self) -> tuple[Entry, ...]:
        """The entries in this version."""
        return tuple(one for one in self.entries if one.version == self.version.name)

    @property
    def is_to_review(self) -> bool:
        """Whether somebody must review it: it was edited, or its rules were reviewed against other words."""
        return not self.is_reviewed or self.state in ("draft", "proposed")

    @property
    def state(self) -> State:
        """The state of the part."""
        if self.version.is_published:
            return "in-force" if self.version.is_in_force(date.today()) else "published"
        steps = {"saved": "draft", "returned": "draft", "proposed": "proposed", "reviewed": "reviewed"}
        found = next((steps[one.act] for one in self._here if one.act in steps), "unchanged")
        if not self.is_reviewed and found in ("reviewed", "unchanged"):
            return "draft"  # edited elsewhere
        return cast(State, found)

    @property
    def places(self) -> dict[str, str]:
        """The provisions of the part that can have a comment, each with its words; the part itself first."""
        sentences = [one for sentence in self.part.sentences for one in (sentence, *sentence.clauses)]
        return {self.part.eid: self.part.text} | {one.eid: one.text for one in sentences}

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments at provisions of this part, the newest first."""
        places = self.places
        settled = {one.about for one in self.entries if one.act == "settled"}
        return tuple(
            Comment(one, one.id in settled, places.get(one.at) != one.before)
            for one in self.entries
            if one.act == "commented"
        )


@dataclass(frozen=True)
class Opened:
    """A part as stored now: its lines of text (empty for a page of rules alone) and of rules."""

    folders: Folders
    document: Document
    eid: str
    title: str
    text: str
    sheet: Sheet
    seen: str
    """The fingerprint of the text, with which a review is recorded."""
    history: History

    def lines(self, kind: Kind) -> str:
        """The lines of one kind."""
        return self.text if kind == "text" else self.sheet.lines

    def base(self, kind: Kind) -> str:
        """A fingerprint of the lines with which a form was opened, to detect whether they have
        changed since.
        """
        return sha256(self.lines(kind).encode()).hexdigest()[:32]

    @property
    def day(self) -> date | None:
        """The proposed day of a new version, where the newest is published and an edit starts one."""
        if not self.folders.chosen.is_published:
            return None
        return first_day(max(self.folders.versions[-1].first, date.today()))


@dataclass(frozen=True)
class Tried:
    """The effect of typed lines: faults, the redline, what they affect, and the files that they change."""

    findings: tuple[Finding, ...]
    redline: tuple[tuple[Run, ...], ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    supports: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    changes: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Saved:
    """The result of a save or a review; ``same-person`` is a review by the person who saved last."""

    status: Literal["written", "unchanged", "refused", "overtaken", "reviewed", "same-person", "noted"]
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A part in the list of all: its eId and title, its state, and its number of open comments."""

    eid: str
    title: str
    state: State
    comments: int


def list_parts(folder: Path) -> tuple[Listed, ...]:
    """Every part of the newest version, in the order of the text."""
    folders, document, _ = load_text(folder, newest=True)
    waiting = set(find_unreviewed(folders, document))
    entries = list(read_entries(folders.version.parent))
    found: list[Listed] = []
    for part in document.parts:
        mine = tuple(one for one in entries if one.eid == part.eid)
        history = History(folders.chosen, part, part.eid not in waiting, mine)
        comments = sum(not one.is_settled for one in history.comments)
        found.append(Listed(part.eid, _title(document, part.eid), history.state, comments))
    return tuple(found)


def open_part(folder: Path, eid: str) -> Opened | None:
    """A part of the newest version as stored; ``None`` where no part has that eId."""
    folders, document, registry = load_text(folder, newest=True)
    part = document.part(eid)
    if part is None:
        return None
    name = folders.name(folders.version / "text.xml")
    entries = read_entries(folders.version.parent)
    return Opened(
        folders,
        document,
        eid,
        _title(document, eid),
        write_part(part, registry, name, document.levels),
        open_sheet(folders.version, eid),
        fingerprint(part),
        History(
            folders.chosen,
            part,
            eid not in find_unreviewed(folders, document),
            tuple(one for one in entries if one.eid == eid),
        ),
    )


def try_text(folder: Path, eid: str, lines: str, *, whole: bool) -> Tried:
    """The effect of lines of the text; with ``whole`` the whole policy is checked as well."""
    try:
        trial = try_part(folder, eid, lines, check=_check_with if whole else None)
    except PolicyError as problem:
        return Tried(problem.findings)
    return _told(trial)


def try_rules(folder: Path, eid: str, lines: str, *, whole: bool) -> Tried:
    """The effect of rule lines; with ``whole`` the whole policy is checked as well."""
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
    """Save typed lines if the part is still as it was opened (``base``), and enter it in the journal."""
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
    before = opened.lines(kind)
    entry = Entry(_when(moment), who, "saved", now.version.name, eid, what, why, files, kind, before)
    _enter(now.version, opened, entry)
    return Saved("written", files=files)


def undo(folder: Path, eid: str, kind: Kind, saved: str, *, who: str, moment: datetime) -> Saved:
    """Undo the last save of a kind by another save; ``saved`` is the entry that is undone.

    Where somebody has saved since, nothing is undone.
    """
    opened = open_part(folder, eid)
    last = opened.history.undoable(kind) if opened is not None else None
    if opened is None or last is None or last.id != saved:
        return Saved("overtaken")
    why = f"撤销{last.who}在{last.when[:16].replace('T', ' ')}的修改"
    return save(folder, eid, kind, last.before, opened.base(kind), who=who, why=why, moment=moment)


def hand_over(
    folder: Path,
    eid: str,
    act: Literal["proposed", "returned"],
    seen: str,
    *,
    who: str,
    why: str,
    moment: datetime,
) -> Saved:
    """Submit a part for review, or return one that was submitted; ``seen`` is the text that the person has
    seen.
    """
    opened = open_part(folder, eid)
    wanted = {"proposed": "draft", "returned": "proposed"}[act]
    if opened is None or opened.seen != seen or opened.history.state != wanted:
        return Saved("overtaken")
    what = {"proposed": "送审", "returned": "退回"}[act]
    version = opened.folders.version
    _enter(version, opened, Entry(_when(moment), who, act, version.name, eid, what, why))
    return Saved("noted")


def comment(folder: Path, eid: str, at: str, *, who: str, why: str, moment: datetime) -> Saved:
    """Add a comment to a provision of a part."""
    opened = open_part(folder, eid)
    if opened is None or at not in opened.history.places or not why:
        return Saved("overtaken")
    version = opened.folders.version
    words = opened.history.places[at]
    entry = Entry(_when(moment), who, "commented", version.name, eid, "评论", why, before=words, at=at)
    _enter(version, opened, entry)
    return Saved("noted")


def settle(folder: Path, eid: str, about: str, *, who: str, moment: datetime) -> Saved:
    """Settle a comment. It stays in the journal."""
    opened = open_part(folder, eid)
    if opened is None or all(one.is_settled or one.entry.id != about for one in opened.history.comments):
        return Saved("overtaken")
    version = opened.folders.version
    _enter(
        version,
        opened,
        Entry(_when(moment), who, "settled", version.name, eid, "评论处理完", "", about=about),
    )
    return Saved("noted")


def review(folder: Path, eid: str, seen: str, *, who: str, moment: datetime) -> Saved:
    """Record that a person other than the last to save has reviewed a part, and enter it in the journal."""
    opened = open_part(folder, eid)
    if opened is None or opened.seen != seen:
        return Saved("overtaken")
    if opened.history.last is not None and opened.history.last.who == who:
        return Saved("same-person")
    record_review(opened.folders, eid, seen)
    version = opened.folders.version
    entry = Entry(_when(moment), who, "reviewed", version.name, eid, "复核", "", ("rules.xml",))
    _enter(version, opened, entry)
    return Saved("reviewed", files=("rules.xml",))


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _enter(version: Path, opened: Opened, entry: Entry) -> None:
    """Enter an act in the journal, and commit the files of the version where there is a repository.

    Nothing else in the folder of the work is committed: other versions and stored texts may be somebody's
    work in progress.
    """
    write_entry(version.parent, entry)
    subject = f"{opened.title[:30]}：{'改' if entry.act == 'saved' else ''}{entry.what}"
    message = f"{subject}\n\n{entry.why}" if entry.why else subject
    commit(version.parent, [version, version.parent / NAME], message, entry.who)


@dataclass(frozen=True)
class _Posted(Decided):
    """Lines that were posted for one part, as it was when it was opened."""

    opened: str = ""

    def edit(self, *given: str) -> str:
        """The posted lines. Raises :class:`PolicyError` where the part has changed since."""
        lines, _ = strip_header(given[0])
        if lines != self.opened:
            raise PolicyError([error("editing-overtaken", Place(given[1]))])
        return self.text


def _save_text(
    folder: Path, opened: Opened, lines: str, moment: datetime, day: date | None
) -> tuple[str, ...]:
    """Save lines of the text. The desk that starts a new version reports it."""
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
    """The redline of the changed lines, line by line."""
    before, after = old.strip("\n").split("\n"), new.strip("\n").split("\n")
    if len(before) == len(after):
        pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        return tuple(redline(a, b) for a, b in pairs)
    return (redline(old, new),) if old != new else ()


def _title(document: Document, eid: str) -> str:
    """The name of a part on the desk: its number and heading, or the name of the section."""
    part = document.part(eid)
    return join_label(part.num, part.heading) if isinstance(part, Clause) else SECTIONS.get(eid, eid)


def _check_with(folder: Path, document: Document) -> Iterable[Finding]:
    return check(folder, document=document)
