"""The pages around editing: versions side by side, Word files, cases and imported files."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kb.checks import has_errors
from kb.desk.journal import NAME, Entry, commit, pack_entry, read_entries, take_in, write_entry
from kb.desk.problems import find_problems
from kb.desk.reviewing import Renumbering
from kb.desk.work import Redline, is_undo, list_parts, say_undo, title_of
from kb.importing import import_file, propose_supports, write_confirmations, write_text
from kb.importing.docx import read_docx
from kb.importing.reading import decode
from kb.loading import Folders, find_folders, load_policy, load_text
from kb.loading.lines import read_lines
from kb.loading.lock import locked
from kb.loading.new_version import find_early, move_version
from kb.loading.published_text import own_lines, published_lines
from kb.loading.rulelines import GENERAL
from kb.loading.rulelines.names import Names
from kb.loading.transaction import write_together
from kb.loading.versions import PUBLISHED
from kb.model.document import SECTIONS, Document
from kb.model.words.errors import Finding, Place, PolicyError, error, sentences
from kb.verify.casebook.corpus import read_corpus
from kb.verify.casebook.folder import LeftOut, read_casebook
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.consequences import Known, Task
from kb.versions.comparison import Row, compare_documents
from kb.versions.new_work import start_work
from kb.versions.redline import redline
from kb.versions.sheets import read_lines_of
from kb.versions.word import Form, Remark, list_remarks, write_word

CONFIRMATIONS = "confirmations.md"
"""The file beside an imported text that lists what people must confirm."""

FORMS: dict[Form, str] = {"tracked": "修订", "table": "修改对照表", "decision": "修改决定", "text": "全文"}
"""The name of each kind of Word file."""

MOST_LISTED = 500
"""The greatest number of listed provisions, proposals and unread lines of an imported file;
all are counted.
"""


@dataclass(frozen=True)
class Listed:
    """A version in the list: its folder, its days in force, its state, whether it is a draft that does not
    differ from the version before it, whether it is one that may take effect on another day, and whether its
    publication may be recorded.
    """

    name: str
    first: date
    last: date | None
    state: str
    is_empty: bool = False
    is_movable: bool = False
    is_publishable: bool = False


@dataclass(frozen=True)
class Compared:
    """Two versions side by side: their names, and the parts that differ in their words or their rules.

    ``rules`` are the redlines of the rule lines of these parts, by their eIds, and ``general`` that of the
    page of what belongs to no part. They leave out what only has another number, which ``moves`` lists.
    """

    old: str
    new: str
    rows: tuple[Row, ...]
    rules: Mapping[str, Redline]
    general: Redline
    moves: tuple[str, ...]

    def title_of(self, row: Row) -> str:
        """The name of a part without a heading."""
        return SECTIONS.get(row.new or row.old, "")


@dataclass(frozen=True)
class Recognition:
    """What was recognised of an uploaded file, as the page shows it.

    ``text`` is the text in lines, and ``confirmations`` the list to tick; a person corrects both.
    ``provisions`` have label, heading, agencies and sums. ``proposals`` have label, words and unused numbers.
    ``unread`` has the line, the reason and the words.
    """

    name: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[int, int, int, int]
    provisions: tuple[tuple[str, str, str, str], ...]
    proposals: tuple[tuple[str, str, str], ...]
    unread: tuple[tuple[int, str, str], ...]
    text: str
    confirmations: str


def list_versions(folder: Path) -> tuple[Listed, ...]:
    """The versions of the work, the newest first."""
    folders = find_folders(folder, newest=True)
    found = []
    for version in reversed(folders.versions):
        is_now = version.is_published and version.is_in_force(date.today())
        state = "施行中" if is_now else "已公布" if version.is_published else "草案"
        is_movable = version == folders.versions[-1] and _is_draft(folders)
        is_empty = is_movable and is_draft_empty(folders)
        is_open = version == folders.versions[-1] and not version.is_published
        found.append(Listed(version.name, version.first, version.last, state, is_empty, is_movable, is_open))
    return tuple(found)


def _is_draft(folders: Folders) -> bool:
    """Whether the newest version is a draft that amends another version."""
    return len(folders.versions) > 1 and not folders.versions[-1].is_published


def is_draft_empty(folders: Folders) -> bool:
    """Whether the newest version is a draft that does not differ from the version before it, as after an
    undo.
    """
    if not _is_draft(folders):
        return False
    older, newest = (folders.folder_of(one) for one in folders.versions[-2:])
    if _read_all(older) != _read_all(newest):
        return False
    (_, before, _), (_, after, _) = load_text(older), load_text(newest)
    return replace(before, version=after.version) == after


def _read_all(version: Path) -> dict[str, bytes]:
    """The files of a version, by their paths in it, without its text, its publication and hidden files."""
    left_out = ("text.xml", PUBLISHED)
    names = {path.relative_to(version).as_posix(): path for path in version.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if name not in left_out and not name.startswith(".")
    }


def delete_draft(folder: Path, name: str, *, who: str, moment: datetime) -> bool:
    """Delete the newest version, a draft of this name without changes, and enter it in the journal. Returns
    whether there was one.
    """
    folders = find_folders(folder, newest=True)
    work = folders.version.parent
    take_in(folders.root, work)
    with locked(folders.root):
        folders = find_folders(folder, newest=True)
        if folders.chosen.name != name or not is_draft_empty(folders):
            return False
        gone = work / f".deleted-{name}"
        os.rename(folders.version, gone)
        shutil.rmtree(gone)
    what = f"删去没有改动的草案 {name}"
    entry = Entry(moment.isoformat(timespec="seconds"), who, "deleted", name, "", what, "")
    write_entry(folders.root, work, entry)
    commit(work, [folders.version, work / NAME], what, who)
    return True


def move_draft(
    folder: Path, name: str, day: date, *, who: str, moment: datetime, commits: bool = True
) -> bool:
    """Let the newest version, a draft of this name, take effect on another ``day``, and enter it in the
    journal. Returns whether there was one. With ``commits`` it is a commit where there is a repository.

    Raises :class:`PolicyError` where the day is not after the first day of the version before, or another
    version has it.
    """
    folders = find_folders(folder, newest=True)
    work = folders.version.parent
    take_in(folders.root, work)
    with locked(folders.root):
        folders, document, registry = load_text(folder, newest=True)
        if folders.chosen.name != name or not _is_draft(folders):
            return False
        if found := find_early(folders.versions[-2].first, day):
            raise PolicyError(found)
        what = f"施行日从 {name} 改为 {day}"
        when = moment.isoformat(timespec="seconds")
        entry = Entry(when, who, "moved", str(day), "", what, "", about=name)
        target = move_version(folders, document, registry, day, pack_entry(entry))
    take_in(folders.root, work)
    if commits:
        commit(work, [folders.version, target, work / NAME], what, who)
    return True


@dataclass(frozen=True)
class Published:
    """The result of recording a publication.

    ``gone`` means that there is no such draft, ``known`` that an earlier version was published with these
    words, and ``unready`` that the draft has errors or parts that await a review. Where the words differ from
    the draft, ``differences`` are the redlines from the draft to them, each with the title of its part.
    """

    status: Literal["written", "differs", "known", "gone", "unready"]
    differences: tuple[tuple[str, Redline], ...] = ()


def publish(folder: Path, name: str, words: str, *, who: str, moment: datetime) -> Published:
    """Record the ``words`` with which the newest version, a draft of this name, was published, and enter it
    in the journal. The version then is in force from its day.

    Nothing is written where the words are not those of the draft. Raises :class:`PolicyError` where a file
    cannot be read or written.
    """
    folders = find_folders(folder, newest=True)
    root, work = folders.root, folders.version.parent
    is_unready = any(one.is_to_review for one in list_parts(folder))
    is_unready = is_unready or has_errors([one.finding for one in find_problems(folder)])
    with locked(root):
        folders, document, _ = load_text(folder, newest=True)
        if folders.chosen.name != name or folders.chosen.is_published:
            return Published("gone")
        if differences := tuple(_differences(document, words)):
            return Published("differs", differences)
        data = f"{document.text}\n".encode()
        earlier = (folders.folder_of(one) / PUBLISHED for one in folders.versions[:-1])
        if any(path.is_file() and path.read_bytes() == data for path in earlier):
            return Published("known")
        if is_unready:
            return Published("unready")
        what = f"公布 {name} 版"
        entry = Entry(
            moment.isoformat(timespec="seconds"), who, "published", name, "", what, "", (PUBLISHED,)
        )
        files = {PUBLISHED: data, **pack_entry(entry)}
        write_together(root, {folders.version / file: content for file, content in files.items()})
    take_in(root, work)
    commit(work, [folders.version, work / NAME], what, who)
    return Published("written")


def _differences(document: Document, words: str) -> Iterator[tuple[str, Redline]]:
    """The redlines from a document to the published words, part by part, each with the title of its part.

    The end of a line that only one of them has is shown by a sign.
    """
    own, there = own_lines(document), published_lines(document, words)
    blocks = SequenceMatcher(None, [line for _, line in own], there, autojunk=False).get_opcodes()
    found: list[tuple[str, Redline]] = []
    for op, i, j, k, m in blocks:
        if op == "equal":
            continue
        here, published = [line for _, line in own[i:j]], list(there[k:m])
        if len(here) != len(published):
            here, published = ["\n".join(here)], ["\n".join(published)]
        eids = [eid for eid, _ in own[i:j]][: len(here)] or [own[min(i, len(own) - 1)][0]]
        for eid, was, is_now in zip(eids, here, published, strict=True):
            runs = redline(was, is_now)
            shown = tuple((op, text if op == "same" else text.replace("\n", "↵\n")) for op, text in runs)
            found.append((eid, (shown,)))
    for eid, group in groupby(found, key=lambda one: one[0]):
        yield title_of(document, eid), tuple(runs for _, lines in group for runs in lines)


def read_words(name: str, data: bytes) -> str:
    """The words of an uploaded text or Word file, one paragraph per line and a table in one line, as a text
    has them. Raises :class:`PolicyError` where it cannot be read.
    """
    if not data.startswith(b"PK\x03\x04"):
        return decode(data, name)
    lines: list[str] = []
    for is_table, rows in groupby(read_docx(data, name).rows, key=lambda row: bool(row.cells)):
        if is_table:
            lines.append("".join(cell.text for row in rows for cell in row.cells))
        else:
            lines += [row.label + row.text for row in rows]
    return "\n".join(lines)


def compare(folder: Path, old: str, new: str) -> Compared:
    """The parts that differ between two versions, and how their rule lines differ.

    Raises :class:`PolicyError` for an unknown version, or one that cannot be read.
    """
    folders = find_folders(folder, newest=True)
    before, after = (load_text(_folder_of(folders, name)) for name in (old, new))
    rows = compare_documents(before[1], after[1])
    numbers = Renumbering.between(*before[1:], *after[1:])

    def redline_rules(was: str, is_now: str) -> Redline:
        lines = read_lines_of(*before, was, {}), read_lines_of(*after, is_now, {})
        return numbers.redline_rules(*lines, was, is_now)

    rules = {
        row.new: changed
        for row in rows
        if row.old and row.new and (changed := redline_rules(row.old, row.new))
    }
    told = tuple(row for row in rows if row.kind != "same" or row.is_renumbered or row.new in rules)
    return Compared(old, new, told, rules, redline_rules(GENERAL, GENERAL), numbers.told)


def export(
    folder: Path,
    old: str,
    new: str,
    form: Form,
    author: str,
    moment: datetime,
    remarks: Sequence[Sequence[str]] | None = None,
) -> tuple[str, bytes]:
    """The name and the bytes of a Word file of two versions; a table of changes has the ``remarks`` of a
    person, or else those of :func:`propose_remarks`.

    Raises :class:`PolicyError` for an unknown version, and ``ValueError`` where there are not as many remarks
    as the table has rows.
    """
    before, after = _documents(folder, old, new)
    if form == "table" and remarks is None:
        remarks = [one.lines for one in propose_remarks(folder, old, new)]
    data = write_word(form, before, after, author=author, moment=moment, remarks=remarks)
    return f"{FORMS[form]}-{new}.docx", data


def propose_remarks(folder: Path, old: str, new: str) -> tuple[Remark, ...]:
    """What a table of changes says of each row, with the reasons for which the words of that part were saved.

    Raises :class:`PolicyError` for an unknown version.
    """
    return list_remarks(*_documents(folder, old, new), _reasons(folder, old, new))


def _reasons(folder: Path, old: str, new: str) -> dict[str, list[str]]:
    """The reasons of the saves between two versions that changed the words of a part, by its present eId, the
    oldest first. A save that was undone is left out, and so is its undo.
    """
    folders = find_folders(folder, newest=True)
    names = [one.name for one in folders.versions if old < one.name <= new]
    found: dict[str, list[str]] = {}
    undone: list[tuple[str, str]] = []  # the page and the reason of each undo whose save comes yet
    now: dict[str, str] = {}  # the present number of each part that had another when the save was made
    for entry in read_entries(folders.version.parent):
        if entry.act != "saved" or entry.version not in names:
            continue
        told = (entry.eid, say_undo(entry))
        if told in undone:
            undone.remove(told)
        elif is_undo(entry.why):
            undone.append((entry.eid, entry.why))
        elif entry.why and "条文" in entry.what:
            for eid in entry.parts:
                found.setdefault(now.get(eid, eid), []).insert(0, entry.why)
        now |= {was: now.get(is_now, is_now) for is_now, was in entry.moves}
    return {eid: list(dict.fromkeys(reasons)) for eid, reasons in found.items()}


def find_pair(folder: Path) -> tuple[str, str]:
    """The names of the version before the newest one, empty where there is none, and of the newest one."""
    names = ["", *(one.name for one in find_folders(folder, newest=True).versions)]
    return names[-2], names[-1]


def find_task(folder: Path, eid: str, old: str, known: Known) -> Task:
    """The search for the consequences of the newest version in place of an ``old`` one, those of the part
    ``eid`` first.

    Raises :class:`PolicyError` for an unknown version.
    """
    folders = find_folders(folder, newest=True)
    before = _folder_of(folders, old)
    files = {path.name: path.read_bytes() for path in sorted(folders.version.glob("*.xml"))}
    return Task(before, eid, files, known)


@dataclass(frozen=True)
class Cases:
    """The stored cases of the newest version, and the names of the provisions that they cite by their eIds.

    ``left_out`` are the cases of the casebook and of the corpus that cannot be used, and ``findings`` say
    why a whole file cannot.
    """

    kept: tuple[KeptCase, ...]
    places: Mapping[str, str]
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()


def list_cases(folder: Path, corpus: Path | None = None) -> Cases:
    """The casebook of the newest version, with what cannot be used of it and of the ``corpus``."""
    folders = find_folders(folder, newest=True)
    policy = load_policy(folders.version)
    books = [read_casebook(policy, folders.version / "cases")]
    books += [read_corpus(policy, corpus, folders.version)] if corpus is not None else []
    names = Names(policy.document, policy.registry, "", [])
    cases = books[0].cases
    places = {eid: names.write_provision(eid).removeprefix("#") for one in cases for eid in one.clauses}
    left_out = tuple(one for book in books for one in book.left_out)
    findings = tuple(one for book in books for one in book.broken)
    return Cases(cases, places, left_out, findings)


def recognise(name: str, data: bytes, rejected: bool) -> Recognition:
    """What was recognised of an uploaded file.

    Raises :class:`PolicyError` where the file cannot be read, is of no known kind, or took too much time or
    memory.
    """
    name = re.sub(r"[^\w.()（）《》-]", "_", Path(name).name)[-80:] or "file"
    with TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(data)
        try:
            found = import_file(path, rejected=rejected)
        except PolicyError as problem:  # its findings name the temporary folder
            raise PolicyError(
                [replace(one, place=replace(one.place, file=name)) for one in problem.findings]
            ) from None
    front, validity = found.front, found.validity
    proposals = propose_supports(found.provisions)
    facts = {
        "标题": front.title,
        "文号": front.number,
        "印发单位": "、".join(front.issuers),
        "印发日期": front.issued.isoformat() if front.issued else "",
        "施行": " 至 ".join(day.isoformat() if day else "…" for day in (validity.first, validity.last)),
        "可能的规则行": "\n".join(validity.lines),
    }
    provisions = [
        (one.label, one.heading, "、".join(one.agencies), "、".join(each.text for each in one.sums))
        for one in found.provisions
    ]
    return Recognition(
        name=name,
        facts=tuple((key, value or "没有写明") for key, value in facts.items()),
        counts=(
            len(found.provisions),
            sum(len(one.agencies) for one in found.provisions),
            sum(len(one.sums) for one in found.provisions),
            len(found.unread),
        ),
        provisions=tuple(provisions[:MOST_LISTED]),
        proposals=tuple((one.label, one.words, "、".join(one.left)) for one in proposals[:MOST_LISTED]),
        unread=tuple(
            (one.line, sentences()["unread"][one.why]["zh"], one.text) for one in found.unread[:MOST_LISTED]
        ),
        text=write_text(found, date.today()),
        confirmations=write_confirmations(found),
    )


def save_work(
    folder: Path, jurisdiction: str, name: str, lines: str, confirmations: str, *, who: str, moment: datetime
) -> str:
    """Save corrected lines as a new work of the library, and enter it in the work's journal. Returns its id.

    Raises :class:`PolicyError` with every line that cannot be read, or where such a work exists.
    """
    folders, _, registry = load_text(folder, newest=True)
    document = read_lines(lines, registry)
    try:
        day = date.fromisoformat(document.version)
    except ValueError:
        raise PolicyError([error("work-day", Place("text"), day=document.version)]) from None
    document = replace(document, work=f"/akn/{jurisdiction}/act/{day.isoformat()}/{name}")
    when = moment.isoformat(timespec="seconds")
    entry = Entry(when, who, "saved", "", "", "导入", "", ("text.xml",))
    beside = {CONFIRMATIONS: confirmations.encode(), **pack_entry(entry)}
    version = start_work(folders.root, jurisdiction, name, document, registry, beside)
    take_in(folders.root, version.parent)
    commit(version.parent, [version.parent], f"导入{document.title[:40]}", who)
    return f"{jurisdiction}/{name}"


def jurisdictions(folder: Path) -> Sequence[tuple[str, str]]:
    """The possible jurisdictions of a new work: id and name."""
    folders, _, registry = load_text(folder, newest=True)
    named = {one.id: one.name for one in registry.jurisdictions}
    return list(({folders.jurisdiction: folders.jurisdiction} | named).items())


def _documents(folder: Path, old: str, new: str) -> tuple[Document, Document]:
    folders = find_folders(folder, newest=True)
    one, other = (load_text(_folder_of(folders, name))[1] for name in (old, new))
    return one, other


def _folder_of(folders: Folders, name: str) -> Path:
    """The folder of a version. Raises :class:`PolicyError` for an unknown one."""
    known = {version.name: version for version in folders.versions}
    if name not in known:
        words = {"version": name, "known": "、".join(known)}
        raise PolicyError([error("version-unknown", Place(folders.work), **words)])
    return folders.folder_of(known[name])
