"""The operations on a page: open it, try typed lines, save them, and detect that somebody else saved first.

A page has the text and the rules of a part, like the sheet of ``tiaowen edit``. Other pages have the whole
text alone, the rule lines of no part, or the registry. A page that somebody else has changed since it was
opened is never overwritten. Quotations of reworded or deleted text wait for the answer of a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from kb.checks import check
from kb.desk.journal import NAME, Entry, commit, pack_entry, read_entries, take_in, write_entry
from kb.desk.patches import make_patch, undo_patch
from kb.loading import Folders, load_text
from kb.loading.copies import changed_copy
from kb.loading.lines import write_lines, write_part
from kb.loading.lock import locked
from kb.loading.new_version import propose_day
from kb.loading.rulelines import GENERAL, REGISTRY
from kb.loading.transaction import write_together
from kb.model.document import (
    SECTIONS,
    Clause,
    Division,
    Document,
    Section,
    fingerprint,
    join_label,
    renamed,
    text_of,
)
from kb.model.policy import Version
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.model.words.names import fold_name
from kb.versions.alignment import Part, pair_parts
from kb.versions.carrying import Note
from kb.versions.part import (
    WHOLE,
    Decided,
    Settled,
    Trial,
    check_nothing,
    edit_clause,
    strip_header,
    try_part,
)
from kb.versions.passages import redline_passages
from kb.versions.redline import Run, redline
from kb.versions.review import TO_REVIEW, find_unreviewed, record_review
from kb.versions.settling import SETTLED, TO_SETTLE, Question, find_questions, list_carried, list_pages
from kb.versions.sheets import Beside, Sheet, open_sheet
from kb.versions.whole_sheet import MARK, open_page, split_sheet, without_hints

Field = Literal["text", "rules"]
Redline = tuple[tuple[Run, ...], ...]

PAGES = {"general": GENERAL, REGISTRY: REGISTRY}
"""The pages of rule lines that belong to no part, by the names that addresses have for them."""

_LONGEST = 40
"""The greatest number of characters of a title that are shown."""

TITLES = {
    "general": "通用：分组、常见问题、通用的事实",
    REGISTRY: "登记：单位、概念、共用的事实",
    WHOLE: "全文",
}
"""The names of the pages that are about no single part."""

State = Literal["unchanged", "draft", "proposed", "reviewed", "published", "in-force"]
"""The state of a part: unchanged from the version before, edited, submitted, reviewed by another person, or
published. In a published version the text is fixed; its rules may be edited, and then await a review.
"""


@dataclass(frozen=True)
class Comment:
    """A comment on a provision: its author, time and words, and whether those words are still there.

    ``at`` is the eId that the provision has now.
    """

    entry: Entry
    at: str
    is_settled: bool
    is_overtaken: bool


@dataclass(frozen=True)
class History:
    """The history of a page in a version: ``entries`` are those of the journal, the newest first.

    ``numbers`` gives for each entry the eId that the part had when it was made. ``part`` is ``None`` for a
    page that is about no single part. ``is_reviewed`` is true where the rules of the part were reviewed
    against its present text.
    """

    version: Version
    part: Section | Clause | None
    page: str
    is_reviewed: bool
    entries: tuple[Entry, ...]
    numbers: tuple[str, ...]

    @property
    def last(self) -> Entry | None:
        """The last save of this part in the journal, which may have changed its number alone."""
        return next((one for one in self.entries if one.act == "saved"), None)

    @property
    def edited(self) -> Entry | None:
        """The last save that changed more of this part than its number."""
        return next((one for one in self._steps if one.act == "saved"), None)

    @property
    def _steps(self) -> tuple[Entry, ...]:
        """The entries without the saves that only gave the part another number, or changed other parts on
        its page.
        """

        def concerns(one: Entry, eid: str) -> bool:
            is_own = eid == one.eid and (eid == WHOLE or not one.parts)
            return one.act != "saved" or is_own or eid in one.parts

        told = zip(self.entries, self.numbers, strict=True)
        return tuple(one for one, eid in told if concerns(one, eid))

    @property
    def undoable(self) -> Entry | None:
        """The save that an undo reverts: the last one, if it was made on this page."""
        last = self.last if self.last in self._here else None
        return last if last is not None and last.patch and last.eid == self.page else None

    @property
    def _here(self) -> tuple[Entry, ...]:
        """The entries in this version that concern the part itself."""
        return tuple(one for one in self._steps if one.version == self.version.name)

    @property
    def returned(self) -> Entry | None:
        """The return of the part with its reason, until it is submitted again or reviewed."""
        steps = ("returned", "proposed", "reviewed")
        last = next((one for one in self._here if one.act in steps), None)
        return last if last is not None and last.act == "returned" else None

    @property
    def is_to_review(self) -> bool:
        """Whether somebody must review it: it was edited, or its rules were reviewed against other words."""
        return self.part is not None and (not self.is_reviewed or self.state in ("draft", "proposed"))

    @property
    def state(self) -> State:
        """The state of the part."""
        steps = {"saved": "draft", "returned": "draft", "proposed": "proposed", "reviewed": "reviewed"}
        found = next((steps[one.act] for one in self._here if one.act in steps), "unchanged")
        if self.version.is_published and found in ("reviewed", "unchanged"):
            return "in-force" if self.version.is_in_force(date.today()) else "published"
        if not self.is_reviewed and found in ("reviewed", "unchanged"):
            return "draft"  # edited elsewhere
        return cast(State, found)

    @property
    def places(self) -> dict[str, str]:
        """The provisions of the part that can have a comment, each with its words; the part itself first."""
        if self.part is None:
            return {}
        sentences = [one for sentence in self.part.sentences for one in (sentence, *sentence.clauses)]
        return {self.part.eid: self.part.text} | {one.eid: one.text for one in sentences}

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments at provisions of this part, the newest first."""
        places = self.places
        settled = {one.about for one in self.entries if one.act == "settled"}
        found = []
        for one, eid in zip(self.entries, self.numbers, strict=True):
            if one.act == "commented":
                at = f"{self.page}{one.at.removeprefix(eid)}"
                found.append(Comment(one, at, one.id in settled, places.get(at) != one.before))
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The content of the fields of a page: the lines of the text, and the rule lines."""

    text: str = ""
    rules: str = ""

    @property
    def sheet(self) -> str:
        """The lines of the text and the rule lines as one sheet; the text alone where there are no rule
        lines.
        """
        return f"{self.text.rstrip()}\n{MARK}\n{self.rules}" if self.rules else self.text

    @classmethod
    def of(cls, sheet: str) -> Lines:
        """The lines of a sheet."""
        text, rules, _ = split_sheet(sheet)
        return cls(text, rules or "")

    @property
    def base(self) -> str:
        """A fingerprint of each field."""
        return ".".join(sha256(one.encode()).hexdigest()[:32] for one in self._told)

    def rebased(self, base: str, now: Lines) -> tuple[Lines, str]:
        """These lines, typed over those of ``base``, and their base once the page has the lines ``now``.

        A field that nobody typed in has the lines of ``now``. A field that both have changed keeps its part
        of ``base``, so that a save still finds the page changed.
        """
        fields: list[str] = []
        bases: list[str] = []
        told = zip(
            ("text", "rules"), [*base.split("."), ""], self.base.split("."), now.base.split("."), strict=False
        )
        for name, was, typed, stored in told:
            fields.append(getattr(now if typed == was else self, name))
            bases.append(stored if typed in (was, stored) or was == stored else was)
        return Lines(*fields), ".".join(bases)

    def __eq__(self, other: object) -> bool:
        """Lines for people, empty lines and blanks around the lines make no difference."""
        return isinstance(other, Lines) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple[str, str]:
        return self.text.strip(), without_hints(self.rules).strip()


@dataclass(frozen=True)
class Opened:
    """A page as stored now, with its fields. ``sheet`` is the page of its rule lines."""

    folders: Folders
    document: Document
    eid: str
    title: str
    fields: tuple[Field, ...]
    lines: Lines
    sheet: Sheet | None
    seen: str
    """The fingerprint of the text, with which a review is recorded."""
    history: History

    @property
    def base(self) -> str:
        """A fingerprint of the lines with which a form was opened, to detect later changes."""
        return self.lines.base

    @property
    def day(self) -> date | None:
        """The proposed day of a new version, where the newest is published and an edit starts one."""
        if not self.folders.chosen.is_published:
            return None
        return propose_day(self.folders, date.today())


@dataclass(frozen=True)
class Carried:
    """The effect of a changed text on its quotations: the lines that a person reads, and the questions.

    ``key`` has a word for each quotation that the questions are about. An answer applies to these quotations
    only, also after some of them have been settled. ``pages`` are the parts that the lines name, by their
    names.
    """

    shown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    questions: tuple[Question, ...] = ()
    key: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a person to the questions of :class:`Carried` with that ``key``; ``None`` is none."""

    key: str = ""
    reword: bool | None = None
    drop: bool | None = None
    count: bool | None = None

    def are_for(self, carried: Carried) -> bool:
        """Whether they answer every question that is asked; true where no question is asked."""
        given = {"reword": self.reword, "drop": self.drop, "count": self.count}
        is_said = all(given[one] is not None for one in carried.questions)
        return is_said and (not carried.questions or set(carried.key.split()) <= set(self.key.split()))

    @property
    def settled(self) -> Settled:
        """The decisions: without an answer, quotations follow the text, nothing is deleted, and typed numbers
        are those of the new text.
        """
        return Settled(reword=self.reword is not False, drop=bool(self.drop), count=self.count is not False)


@dataclass(frozen=True)
class Tried:
    """The effect of typed lines: faults, redlines, what they affect and carry, and the changed files.

    ``to_review`` are the titles of the parts whose rules need a review after the save, once the whole policy
    was checked. ``document`` is the text with the lines in it, and ``stored`` gives for its parts the eIds
    that they have as stored; both are missing where the lines cannot be read.
    """

    findings: tuple[Finding, ...]
    to_review: tuple[str, ...] = ()
    document: Document | None = None
    stored: Mapping[str, str] = field(default_factory=dict)
    redline: Redline = ()
    rules_redline: Redline = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    supports: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    carried: Carried = Carried()
    changes: Mapping[str, bytes] | None = None
    is_changed: bool = False


@dataclass(frozen=True)
class Saved:
    """The result of a save or a review.

    ``undecided`` waits for answers about what is ``carried``; ``same-person`` is a review by the
    person who saved last, ``faulty`` a review of a part that still has errors, and ``entangled`` an undo of
    what later saves have changed too.
    """

    status: Literal[
        "written",
        "unchanged",
        "refused",
        "overtaken",
        "undecided",
        "reviewed",
        "same-person",
        "faulty",
        "entangled",
        "noted",
    ]
    findings: tuple[Finding, ...] = ()
    carried: Carried = Carried()


@dataclass(frozen=True)
class Listed:
    """A part in the list of all: its eId and title, its state, whether a person must review it, and its
    number of open comments.
    """

    eid: str
    title: str
    state: State
    is_to_review: bool
    comments: int


def list_parts(folder: Path) -> tuple[Listed, ...]:
    """Every part of the newest version, or of the version in ``folder``, in the order of the text."""
    folders, document, _ = load_text(folder, newest=True)
    waiting = set(find_unreviewed(folders, document))
    entries = _entries(folders)
    found: list[Listed] = []
    for part in document.parts:
        history = _history(folders, part, part.eid, part.eid not in waiting, entries)
        comments = sum(not one.is_settled for one in history.comments)
        title = title_of(document, part.eid)
        found.append(Listed(part.eid, title, history.state, history.is_to_review, comments))
    return tuple(found)


def open_part(folder: Path, eid: str) -> Opened | None:
    """A page of the newest version as stored; ``None`` where no page has that name."""
    folders, document, registry = load_text(folder, newest=True)
    part = document.part(eid)
    if part is None and eid not in TITLES:
        return None
    entries = _entries(folders)
    is_reviewed = part is None or eid not in find_unreviewed(folders, document)
    history = _history(folders, part, eid, is_reviewed, entries)
    sheet = None if eid == WHOLE else open_sheet(folders.version, PAGES.get(eid, eid))
    name = folders.name(folders.version / "text.xml")
    text = write_lines(document, registry, name) if eid == WHOLE else ""
    if part is not None:
        text = write_part(part, registry, name, document.levels)
    rules = "" if sheet is None else open_page(sheet.lines) if isinstance(part, Clause) else sheet.lines
    shown: dict[Field, bool] = {"text": eid not in PAGES, "rules": sheet is not None}
    return Opened(
        folders,
        document,
        eid,
        title_of(document, eid),
        tuple(each for each, is_shown in shown.items() if is_shown),
        Lines(text, rules),
        sheet,
        fingerprint(part) if part is not None else "",
        history,
    )


def try_lines(
    folder: Path,
    eid: str,
    lines: Lines,
    *,
    whole: bool,
    answers: Answers = Answers(),
    encodes: bool = True,
) -> Tried:
    """The effect of typed lines; with ``whole`` the whole policy is checked as well. Without ``encodes`` the
    bytes of a changed text are left out, which is quicker.

    The check waits until a person has answered the question about deleted provisions.
    """
    try:
        if eid in PAGES:
            return _try_rules(open_sheet(folder, PAGES[eid]), lines, whole=whole)
        asked: tuple[Question, ...] = ("drop",) if answers.drop is None else ()
        whole_check = _check_with if whole else None
        trial = try_part(
            folder,
            eid,
            lines.sheet,
            settled=answers.settled,
            check=whole_check,
            first_asked=asked,
            encodes=encodes,
        )
    except PolicyError as problem:
        return Tried(_in_fields(problem.findings, eid, lines))
    impact = trial.impact
    rules = () if eid == WHOLE else redline_lines(trial.page, without_hints(lines.rules))
    stale = [one.place.eid for one in trial.findings if one.code == TO_REVIEW]
    return Tried(
        _in_fields((one for one in trial.findings if one.code != TO_REVIEW), eid, lines),
        tuple(title_of(trial.after, each) for each in stale),
        trial.after,
        pair_parts(trial.before, trial.after),
        redline_passages(trial.before, trial.after)
        if eid == WHOLE
        else redline_lines(trial.before.text, trial.after.text),
        rules,
        tuple((one.concept, one.old, one.new) for one in impact.figures),
        ("全部",) if impact.touches_all else tuple(impact.support_names.get("zh", ())),
        tuple(reading.id for reading in impact.readings),
        impact.moves,
        _carried(impact.notes),
        trial.changes,
        trial.is_changed,
    )


def save(
    folder: Path,
    eid: str,
    lines: Lines,
    base: str,
    *,
    who: str,
    why: str,
    moment: datetime,
    day: date | None = None,
    answers: Answers = Answers(),
    correct: bool = False,
) -> Saved:
    """Save typed lines if the page is still as it was opened (``base``), and enter it in the journal.

    In place of a published version, a new one is written that takes effect on ``day``. With ``correct``,
    rules that change without the text are corrected in the published version, and apply at once. The registry
    belongs to no version.

    Where quotations were reworded or their sentences deleted, ``answers`` must say how to treat them.
    """
    opened = open_part(folder, eid)
    if opened is not None and lines == opened.lines:
        return Saved("unchanged")
    if opened is None or opened.base != base:
        return Saved("overtaken")
    entry = Entry(_when(moment), who, "saved", "", eid, "", why)
    try:
        if eid in PAGES:
            assert opened.sheet is not None
            files = tuple(opened.sheet.read(lines.rules).changes)
            if not files:
                return Saved("unchanged")
            entry = replace(entry, what="规则", files=files)
            _save_page(opened.sheet, lines, entry, None if correct else day or opened.day)
        else:
            trial = try_part(folder, eid, lines.sheet, settled=answers.settled)
            if not trial.changes:
                return Saved("unchanged")
            carried = _carried(trial.impact.notes)
            if not answers.are_for(carried):
                return Saved("undecided", carried=carried)
            entry = _tell_of(entry, trial)
            desk = _Posted(lines.sheet, day, opened=opened.lines, answers=answers)
            _save_sheet(folder, desk, entry, moment, correct_rules=correct)
    except PolicyError as problem:
        is_overtaken = any(one.code == "editing-overtaken" for one in problem.findings)
        return Saved("overtaken" if is_overtaken else "refused", _in_fields(problem.findings, eid, lines))
    _take_in(folder, opened, entry)
    return Saved("written")


def undo(folder: Path, eid: str, saved: str, *, who: str, moment: datetime) -> Saved:
    """Undo the last save of a page by another save; ``saved`` is the entry that is undone.

    Everything that it changed goes back, in the version in which it was made. What others have saved since
    stays. Where they have saved this page, or the same lines of a file, nothing is undone.
    """
    opened = open_part(folder, eid)
    last = opened.history.undoable if opened is not None else None
    if opened is None or last is None or last.id != saved:
        return Saved("overtaken")
    folders, why = opened.folders, say_undo(last)
    with locked(folders.root):
        now, before, _ = load_text(folder, newest=True)
        if now.version != folders.version:
            return Saved("overtaken")
        place = folders.registry if eid == REGISTRY else folders.version
        contents: dict[str, tuple[bytes, bytes]] = {}
        for name, hunks in last.patch:
            data = (place / name).read_bytes()
            undone = undo_patch(hunks, data)
            if undone is None:
                return Saved("entangled")
            contents[name] = data, undone
        changes = {place / name: undone for name, (_, undone) in contents.items()}
        try:
            with changed_copy(folders, changes) as version:
                after = load_text(version)[1]
                open_part(version, eid)
        except PolicyError:
            return Saved("entangled")
        entry = Entry(_when(moment), who, "saved", "", eid, last.what, why, tuple(contents))
        entry = _with_parts(replace(entry, patch=make_patch(contents)), before, after, last.parts)
        write_together(
            folders.root,
            changes | {folders.version / name: data for name, data in pack_entry(entry).items()},
        )
    _take_in(folder, opened, entry)
    return Saved("written")


def say_undo(entry: Entry) -> str:
    """The reason that the undo of a save has in the journal."""
    return f"撤销{entry.who}在{entry.when[:16].replace('T', ' ')}的修改"


def is_undo(why: str) -> bool:
    """Whether a save with this reason is the undo of another."""
    return re.fullmatch(r"撤销.*在\d{4}-\d\d-\d\d \d\d:\d\d的修改", why) is not None


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
    version = opened.folders.version.name
    _enter(opened, Entry(_when(moment), who, act, version, eid, what, why))
    return Saved("noted")


def comment(folder: Path, eid: str, at: str, *, who: str, why: str, moment: datetime) -> Saved:
    """Add a comment to a provision of a part."""
    opened = open_part(folder, eid)
    if opened is None or at not in opened.history.places or not why:
        return Saved("overtaken")
    version, words = opened.folders.version.name, opened.history.places[at]
    _enter(opened, Entry(_when(moment), who, "commented", version, eid, "评论", why, before=words, at=at))
    return Saved("noted")


def settle(folder: Path, eid: str, about: str, *, who: str, moment: datetime) -> Saved:
    """Settle a comment. It stays in the journal."""
    opened = open_part(folder, eid)
    if opened is None or all(one.is_settled or one.entry.id != about for one in opened.history.comments):
        return Saved("overtaken")
    version = opened.folders.version.name
    _enter(opened, Entry(_when(moment), who, "settled", version, eid, "评论处理完", "", about=about))
    return Saved("noted")


def review(folder: Path, eid: str, seen: str, *, who: str, moment: datetime) -> Saved:
    """Record that a person other than the last to save has reviewed a part, and enter it in the journal."""
    opened = open_part(folder, eid)
    if opened is None or opened.seen != seen:
        return Saved("overtaken")
    if opened.history.edited is not None and fold_name(opened.history.edited.who) == fold_name(who):
        return Saved("same-person")
    entry = Entry(_when(moment), who, "reviewed", "", eid, "复核", "", ("rules.xml",))
    record_review(opened.folders, eid, seen, pack_entry(entry))
    _take_in(folder, opened, entry)
    return Saved("reviewed")


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _entries(folders: Folders) -> tuple[Entry, ...]:
    """The journal, the newest first. Entries of a program that was killed are taken in before."""
    work = folders.version.parent
    take_in(folders.root, work)
    return tuple(read_entries(work))


def _history(
    folders: Folders, part: Section | Clause | None, eid: str, is_reviewed: bool, entries: Sequence[Entry]
) -> History:
    """The history of a page; a part that got another number has its entries under the numbers it had."""
    found: list[tuple[Entry, str]] = []
    number = eid
    for one in entries:
        moves = dict(one.moves)
        if eid == WHOLE or number in (one.eid, *one.parts, *moves):
            found.append((one, number))
        number = moves.get(number, number)
    return History(
        folders.chosen,
        part,
        eid,
        is_reviewed,
        tuple(one for one, _ in found),
        tuple(each for _, each in found),
    )


def _tell_of(entry: Entry, trial: Trial) -> Entry:
    """The entry of saved lines, complete with the names of the changed files and parts."""
    before, after = trial.before, trial.after
    moved = {was for is_now, was in pair_parts(before, after).items() if is_now != was}
    # Notes are about parts in which more than numbers follows the text.
    followed = {one.page for one in trial.impact.notes if one.page in moved}
    told = {"条文": before != after, "规则": bool(trial.changes.keys() - {"text.xml"})}
    what = "和".join(one for one, is_told in told.items() if is_told)
    return _with_parts(replace(entry, what=what, files=tuple(trial.changes)), before, after, followed)


def _with_parts(entry: Entry, before: Document, after: Document, followed: Collection[str]) -> Entry:
    """An entry with the parts whose text has changed or that were, by their eIds before, among ``followed``,
    and with those that have another number.
    """
    moves = {is_now: was for is_now, was in pair_parts(before, after).items() if is_now != was}
    parts = [
        one.eid
        for one in after.parts
        if (was := moves.get(one.eid, one.eid)) in followed or not _is_same(before.part(was), one)
    ]
    return replace(entry, parts=tuple(parts), moves=tuple(moves.items()))


def _is_same(was: Part | None, part: Part) -> bool:
    """Whether a part differs from the part that it was in its number at most."""
    if isinstance(was, Clause) and isinstance(part, Clause):
        was = replace(renamed(was, part.eid), num=part.num)
    return was == part


def _enter(opened: Opened, entry: Entry) -> None:
    """Enter what was done in the journal, and commit it."""
    folders = opened.folders
    write_entry(folders.root, folders.version.parent, entry)
    _commit(folders, opened.title, entry)


def _take_in(folder: Path, opened: Opened, entry: Entry) -> None:
    """Take the entry of what was saved into the journal, and commit both."""
    now, _, _ = load_text(folder, newest=True)
    take_in(now.root, now.version.parent)
    _commit(now, opened.title, entry)


def _commit(folders: Folders, title: str, entry: Entry) -> None:
    """Commit the files of the version where there is a repository, and of the registry where it was changed.

    Nothing else in the folder of the work is committed: other versions and stored texts may be somebody's
    work in progress.
    """
    subject = f"{title[:30]}：{'改' if entry.act == 'saved' else ''}{entry.what}"
    message = f"{subject}\n\n{entry.why}" if entry.why else subject
    version = folders.version
    paths = [version, version.parent / NAME]
    paths += [folders.registry / name for name in entry.files] if entry.eid == REGISTRY else []
    commit(version.parent, paths, message, entry.who)


@dataclass(frozen=True)
class _Posted(Decided):
    """Lines that were posted for a page, as it was when it was opened, with the answers of the person."""

    opened: Lines = Lines()
    answers: Answers = Answers()

    def edit(self, *given: str) -> str:
        """The posted lines. Raises :class:`PolicyError` where the page has changed since."""
        sheet, _ = strip_header(given[0])
        now = Lines.of(sheet)
        if now != self.opened:
            raise PolicyError([error("editing-overtaken", Place(given[1]))])
        return self.text

    def settle(self, notes: tuple[Note, ...]) -> Settled:
        """The decisions. Raises :class:`PolicyError` where the answers are about other questions."""
        if not self.answers.are_for(_carried(notes)):
            raise PolicyError([error("editing-overtaken", Place("text"))])
        return self.answers.settled


def _pack(entry: Entry) -> Beside:
    """The entry of a save as a file that is written together with the files that it changes."""
    return lambda contents: pack_entry(replace(entry, patch=make_patch(contents)))


def _save_page(sheet: Sheet, lines: Lines, entry: Entry, day: date | None) -> None:
    """Save a page of rule lines that belongs to no part, in place or in a new version of a ``day``."""
    if day is not None and sheet.amends:
        sheet.start(lines.rules, day, _pack(entry))
    else:
        sheet.save(lines.rules, _pack(entry))


def _save_sheet(folder: Path, desk: _Posted, entry: Entry, moment: datetime, *, correct_rules: bool) -> None:
    """Save the sheet of a part with its entry. Raises :class:`PolicyError` where it is not written."""
    outcome = edit_clause(
        folder,
        entry.eid,
        desk,
        check=check_nothing,
        moment=moment,
        with_rules=True,
        beside=_pack(entry),
        correct_rules=correct_rules,
    )
    if outcome.status not in ("written", "unchanged"):
        shown = [finding for findings, _ in desk.shown for finding in findings]
        raise PolicyError([*shown, *(one for one in outcome.notes if one.code != "editing-kept")])


def _try_rules(sheet: Sheet, lines: Lines, *, whole: bool) -> Tried:
    """The effect of rule lines that belong to no part. Raises :class:`PolicyError` with every unreadable
    line.
    """
    draft = sheet.read(lines.rules)
    found = sheet.find_new(draft, check) if whole and draft.changes else ()
    return Tried(
        found,
        rules_redline=redline_lines(sheet.lines, lines.rules),
        changes=draft.changes,
        is_changed=bool(draft.changes),
    )


def _carried(notes: Sequence[Note]) -> Carried:
    asked = {(one.kind, one.file, one.eid, one.old, one.new) for one in notes if one.kind in TO_SETTLE}
    return Carried(
        tuple(list_carried(notes, "zh", (*TO_SETTLE, *SETTLED))),
        find_questions(notes),
        " ".join(sorted(sha256(repr(one).encode()).hexdigest()[:12] for one in asked)),
        list_pages(notes),
    )


def _in_fields(findings: Iterable[Finding], eid: str, lines: Lines) -> tuple[Finding, ...]:
    """The findings with the line numbers of their own field, where a sheet has both fields."""
    _, rules, above = split_sheet(lines.sheet)

    def placed(finding: Finding) -> Finding:
        place = finding.place
        if rules is None or place.file != f"{eid}.txt" or place.line <= above:
            return finding
        words = finding.words
        if finding.code == "rule-line-twice":
            words = tuple((key, str(int(value) - above) if key == "first" else value) for key, value in words)
        place = replace(place, file=f"{eid}.rules.txt", line=place.line - above)
        return replace(finding, place=place, words=words)

    return tuple(placed(one) for one in findings)


def redline_lines(old: str, new: str) -> Redline:
    """The redline of the lines that differ, pair by pair where as many came as went."""
    before, after = old.strip("\n").split("\n"), new.strip("\n").split("\n")
    found: list[tuple[Run, ...]] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        gone, came = before[i:j], after[k:m]
        if len(gone) != len(came):
            gone, came = ["\n".join(gone)], ["\n".join(came)]
        found += [redline(a, b) for a, b in zip(gone, came, strict=True)]
    return tuple(found)


def title_of(document: Document, eid: str) -> str:
    """The name of a page on the desk: the number and heading, or first words, or the name of the section."""
    part = document.part(eid)
    if isinstance(part, Clause | Division):
        words = text_of(part.heading_runs) or next((one.text for one in part.sentences), "")
        return join_label(part.num, words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")
    return TITLES.get(eid) or SECTIONS.get(eid, eid)


def _check_with(folder: Path, document: Document) -> Iterable[Finding]:
    return check(folder, document=document)
