"""The findings about the stored version, each with the page of the desk on which it is mended.

A review that is due is no problem here: :func:`~kb.desk.work.list_parts` says which parts await one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lxml import etree

from kb.checks import check
from kb.checks.cache import digest_policy
from kb.desk.work import PAGES, Opened, list_parts, title_of
from kb.loading import Folders, find_folders, load_policy, load_text
from kb.loading.files import parse_bytes, read_bytes
from kb.loading.folders import find_works
from kb.loading.rulelines import REGISTRY
from kb.loading.versions import read_versions
from kb.model.document import Document, part_of
from kb.model.policy import Version
from kb.model.words.errors import Finding, PolicyError
from kb.verify.casebook.folder import FOLDER, SUFFIX, read_casebook
from kb.versions.carrying import page_of
from kb.versions.part import WHOLE
from kb.versions.review import TO_REVIEW
from kb.versions.sheets import FILES, draft_page, say_in_lines

_ON_GENERAL = ("measure-ungrouped",)
"""The findings about a part that are mended on the page of no part, where it is not named yet."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in the words of rule lines, and the page on which it is mended: the eId of a part, or a key
    of the other pages.

    ``about`` is the title of the part that the finding is about, where that is not the part of the page.
    """

    finding: Finding
    page: str
    about: str = ""

    @property
    def is_to_reread(self) -> bool:
        """Whether it is plain wording that a reviewer reads again, as what it cites has changed."""
        return self.finding.code == PLAIN_BEHIND

    @property
    def sentence(self) -> str:
        """The beginning of the plain sentence that is to be read again."""
        return dict(self.finding.words)["sentence"]


PLAIN_BEHIND = "plain-behind"
"""The finding about plain wording that stayed while what it cites has changed. Its review ends it."""


def find_problems(folder: Path) -> tuple[Problem, ...]:
    """All findings about the newest version as stored, or about the version in ``folder``. They are
    remembered until a file changes.

    Raises :class:`PolicyError` where a file cannot be read.
    """
    folders, document, _ = load_text(folder, newest=True)
    return tuple(locate(folders, document, _check(folders.version, digest_policy(folders, ""))))


def find_unread_cases(folder: Path) -> int:
    """How many stored cases of the newest version its rules cannot state; none while the rules cannot be
    read, which is a problem of its own. The number is remembered until a file changes.
    """
    folders = find_folders(folder, newest=True)
    cases = folders.version / FOLDER
    stated = tuple((one.name, one.stat().st_mtime_ns) for one in sorted(cases.glob(f"*{SUFFIX}")))
    return _count_unread(folders.version, (digest_policy(folders, ""), stated))


@lru_cache(maxsize=64)
def _count_unread(version: Path, _key: object) -> int:
    try:
        return len(read_casebook(load_policy(version), version / FOLDER).left_out)
    except PolicyError:
        return 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is left to do in a version that this desk does not open: another of the work, or of another work.

    ``is_own`` is true for the same work. ``problems`` counts the findings; it is ``None`` where the version
    cannot be read. ``waiting`` are the titles of the parts that await a review.
    """

    work: str
    title: str
    version: Version
    is_own: bool
    problems: int | None
    waiting: tuple[str, ...] = ()


def find_elsewhere(folder: Path) -> Iterator[Elsewhere]:
    """The other versions of the library in which something is left to do, those of the same work first."""
    here = find_folders(folder, newest=True)
    own = here.version.parent
    for work in sorted(find_works(here.root), key=lambda one: one != own):
        name = work.relative_to(here.root).as_posix()
        for version in reversed(read_versions(work)):
            path = work / version.name
            if path == here.version:
                continue
            try:
                title = load_text(path)[1].title
                waiting = tuple(one.title for one in list_parts(path) if one.is_to_review)
                problems = len(find_problems(path))
            except PolicyError:
                yield Elsewhere(name, name, version, work == own, None)
                continue
            if problems or waiting:
                yield Elsewhere(name, title, version, work == own, problems, waiting)


@lru_cache(maxsize=64)
def _check(version: Path, _digest: str) -> tuple[Finding, ...]:
    """The findings about a version. Its digest makes a changed version another key of the cache."""
    return tuple(one for one in check(version) if one.code != TO_REVIEW)


def locate(
    folders: Folders,
    document: Document,
    findings: Iterable[Finding],
    changes: Mapping[str, bytes] | None = None,
) -> Iterator[Problem]:
    """Each finding with its page. ``changes`` are contents of files of the version in place of the stored."""
    roots: dict[str, etree._Element | None] = {}
    for one in findings:
        name = Path(one.place.file).name
        if name not in roots:
            roots[name] = _read(folders, name, (changes or {}).get(name))
        page, part = _page(folders, document, one, roots[name]), part_of(one.place.eid)
        is_other = part != page and document.part(part) is not None
        said = say_in_lines(one, folders.schema)
        yield Problem(said, page, title_of(document, part) if is_other else "")


def place_on(opened: Opened, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of an opened page, those in rules with the line of the page that states them."""
    mine = [one for one in problems if one.page == opened.eid]
    if opened.sheet is None or not mine:
        return tuple(_at_line(one, one.finding.place.file, 0) for one in mine)
    sheet, page = opened.sheet, f"{opened.eid}.rules.txt"
    about = (sheet.folders, sheet.document, sheet.registry, sheet.eid)
    try:
        where = draft_page(*about, {}, opened.lines.rules, page, 1).where
    except PolicyError as problem:
        return tuple(Problem(one, opened.eid) for one in problem.findings)
    placed = []
    for one in mine:
        place = one.finding.place
        line = where.get((place.file, place.line), 0)
        placed.append(_at_line(one, page if line else place.file, line))
    return tuple(placed)


def _at_line(problem: Problem, file: str, line: int) -> Problem:
    place = replace(problem.finding.place, file=file, line=line)
    return replace(problem, finding=replace(problem.finding, place=place))


def _read(folders: Folders, name: str, data: bytes | None) -> etree._Element | None:
    """The root of a file of rule lines of the version; ``None`` for any other file, and for a broken one."""
    if name not in FILES:
        return None
    try:
        return parse_bytes(read_bytes(folders.version / name, name) if data is None else data, name).getroot()
    except (PolicyError, etree.XMLSyntaxError):
        return None


def _page(folders: Folders, document: Document, finding: Finding, root: etree._Element | None) -> str:
    place = finding.place
    general = next(name for name, eid in PAGES.items() if not eid)
    if place.file.startswith(folders.name(folders.registry)):
        return REGISTRY
    if root is None:
        part = part_of(place.eid)
        return part if document.part(part) is not None else WHOLE
    if not place.line and finding.code not in _ON_GENERAL and document.part(part_of(place.eid)) is not None:
        return part_of(place.eid)  # the part has no line there yet
    lines = (one for one in root.iter(etree.Element) if one.sourceline == place.line)
    element = next(lines, None)
    part = "" if element is None or element is root else page_of(element)
    if part and document.part(part) is not None:
        return part
    return part_of(place.eid) if element is root and document.part(part_of(place.eid)) else general
