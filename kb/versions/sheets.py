"""A page of rule lines as a sheet to edit: opened, tried without writing, and saved completely.

Saving takes the lock of the policy, reads the files again and puts the page back. Where somebody else has
changed this page meanwhile, nothing is written. Changes of other pages stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from lxml import etree

from kb.loading import Folders, find_folders, load_text
from kb.loading.canonical import write_canonical
from kb.loading.copies import changed_copy
from kb.loading.files import parse_bytes, parse_file, read_bytes
from kb.loading.folders import CONCEPTS_FILE, NAMES
from kb.loading.lock import locked
from kb.loading.new_version import find_early, start_version
from kb.loading.rulelines.pages import (
    GENERAL,
    REGISTRY,
    SHARED,
    find_lines,
    read_page,
    replace_page,
    write_page,
)
from kb.loading.rulelines.vocabulary import read_vocabulary
from kb.loading.transaction import write_together
from kb.model.document import Document, is_deleted
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.versions.carrying import carry_cases, follow_attributes, page_of
from kb.versions.findings import new_findings
from kb.versions.refuge import Refuge
from kb.versions.supports import SUPPORT, find_support_moves

FILES = ("rules.xml", "readings.xml", "facts.xml", "plain.zh.xml", "plain.en.xml", CONCEPTS_FILE)
"""The files of a version that rule lines write, in the order of a page; its own concepts may be missing."""

REGISTERS = ("agencies.xml", CONCEPTS_FILE, "facts.xml")
"""The files of the registry, which have a page of their own."""

_NO_CONCEPTS = b'<concepts xmlns="urn:tiaowen:concepts:1"/>'

Check = Callable[[Path], Iterable[Finding]]
"""A function that finds everything wrong with the policy whose version is in a folder."""


Beside = Callable[[Mapping[str, tuple[bytes, bytes]]], Mapping[str, bytes]]
"""A function that makes further files of the version from the contents before and after a save of each file
that it changes, by name.
"""


def nothing_beside(_: Mapping[str, tuple[bytes, bytes]]) -> Mapping[str, bytes]:
    """No further files."""
    return {}


@dataclass(frozen=True)
class Draft:
    """The effect of lines on the files.

    ``changes`` are the bytes of each file that they change, by name. ``where`` gives, for a line of such a
    file, the line of the page that states it. ``supports`` are the ids of supports that the lines change or
    remove, each with its id now; the other pages follow them already, and cases have yet to.
    """

    changes: Mapping[str, bytes]
    where: Mapping[tuple[str, int], int]
    supports: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One page on the desk: its place, the text it refers to, and its lines as they were opened."""

    folders: Folders
    document: Document
    registry: Registry
    eid: str
    lines: str

    @property
    def name(self) -> str:
        """The name of the lines in findings."""
        return f"{self.eid or 'general'}.rules.txt"

    @property
    def _place(self) -> Place:
        return Place(self.folders.name(self.folders.version), 0, self.eid)

    @property
    def amends(self) -> bool:
        """Whether changed lines start a new version: the version is published, and the page belongs to it."""
        return self.folders.chosen.is_published and self.eid != REGISTRY

    def read(self, lines: str, first_line: int = 1) -> Draft:
        """The effect of lines on the files. Raises :class:`PolicyError` with every faulty line."""
        return self._read(_trees(self.folders, self.eid), lines, first_line)

    def find_new(self, draft: Draft, check: Check) -> tuple[Finding, ...]:
        """The findings that a change causes in the policy, at the lines of the page."""
        before = tuple(check(self.folders.version))
        changed = {_path(self.folders, self.eid, name): data for name, data in draft.changes.items()}
        with changed_copy(self.folders, changed) as version:
            found = new_findings(before, check(version))
        return tuple(self._placed(one, draft) for one in found)

    def save(self, lines: str, beside: Beside = nothing_beside) -> tuple[str, ...]:
        """Write the changes of these lines, and return the names of the files.

        ``beside`` makes further files of the version, which are written together with them. Raises
        :class:`PolicyError` where a line cannot be read, a file cannot be written, or this page was changed
        by somebody else after it was opened.
        """
        with locked(self.folders.root):
            changes = self._read_unchanged(lines)
            names = [name for name in reversed(_files(self.eid)) if name in changes]
            paths = {_path(self.folders, self.eid, name): data for name, data in changes.items()}
            paths |= {
                self.folders.version / name: data for name, data in self._beside(changes, beside).items()
            }
            write_together(self.folders.root, paths)
        return tuple(names)

    def start(self, lines: str, day: date, beside: Beside = nothing_beside) -> Path:
        """The folder of a new version that takes effect on ``day`` and has these lines, with the text as it
        is.

        Raises :class:`PolicyError` where a line cannot be read, a file cannot be written, this page was
        changed by somebody else after it was opened, or the day is too early.
        """
        if found := find_early(self.folders.versions[-1].first, day):
            raise PolicyError(found)
        with locked(self.folders.root):
            if find_folders(self.folders.version).versions != self.folders.versions:
                raise PolicyError([error("editing-overtaken", self._place)])
            changes = self._read_unchanged(lines)
            files = {**changes, **self._beside(changes, beside)}
            return start_version(self.folders, self.document, self.registry, day, files)

    def _beside(self, changes: Mapping[str, bytes], beside: Beside) -> Mapping[str, bytes]:
        return beside(with_stored(self.folders, self.eid, changes))

    def _read_unchanged(self, lines: str) -> Mapping[str, bytes]:
        """The changes of these lines. Raises :class:`PolicyError` where somebody has changed the page."""
        trees = _trees(self.folders, self.eid)
        now = write_page(trees, self.document, self.registry, self.folders.schema, self.eid)
        if now != self.lines:
            raise PolicyError([error("editing-overtaken", self._place)])
        draft = self._read(trees, lines, 1)
        return {**draft.changes, **carry_cases(self.folders.version, {}, draft.supports)}

    def keep(self, lines: str) -> Path | None:
        """Store unwritten lines in a file beside the versions; ``None`` where that is impossible."""
        refuge = Refuge(self.folders.version.parent, f"{self.eid or 'general'}-rules")
        refuge.keep(lines)
        return refuge.file

    def _placed(self, finding: Finding, draft: Draft) -> Finding:
        """A finding in a file, placed at the line of the page that states it, if there is one."""
        line = draft.where.get((finding.place.file, finding.place.line))
        finding = say_in_lines(finding, self.folders.schema)
        if line is None:
            return finding
        return replace(finding, place=replace(finding.place, file=self.name, line=line))

    def _read(self, trees: dict[str, etree._ElementTree], lines: str, first_line: int) -> Draft:
        return _draft(
            self.folders, self.document, self.registry, self.eid, trees, lines, self.name, first_line
        )


def open_sheet(folder: Path, eid: str = GENERAL) -> Sheet:
    """The page of a part of the newest version of a policy, or its general page.

    Raises :class:`PolicyError` where the files cannot be read.
    """
    folders, document, registry = load_text(folder, newest=True)
    lines = write_page(_trees(folders, eid), document, registry, folders.schema, eid)
    return Sheet(folders, document, registry, eid, lines)


def read_lines_of(
    folders: Folders, document: Document, registry: Registry, eid: str, changes: Mapping[str, bytes]
) -> str:
    """The page of a part for changed files of the version, with ``document`` as its text."""
    contents = tuple(_contents(folders, eid, changes))
    return _write_page(contents, document, registry, folders.schema, eid)


@lru_cache(maxsize=16)
def _write_page(
    contents: tuple[tuple[str, str, bytes], ...],
    document: Document,
    registry: Registry,
    schemas: Path,
    eid: str,
) -> str:
    """The page of a part for files with these contents. While somebody types, most of them stay the same."""
    return write_page(_parse(contents), document, registry, schemas, eid)


def draft_page(
    folders: Folders,
    document: Document,
    registry: Registry,
    eid: str,
    changes: Mapping[str, bytes],
    lines: str,
    file: str,
    first_line: int,
) -> Draft:
    """The effect of the lines of a page on changed files of the version, with ``document`` as its text.

    ``file`` is the name of the lines in findings. Raises :class:`PolicyError` with every faulty line.
    """
    trees = _trees(folders, eid, changes)
    return _draft(folders, document, registry, eid, trees, lines, file, first_line)


def say_in_lines(finding: Finding, schemas: Path) -> Finding:
    """A finding of a schema, in the words of rule lines; any other finding unchanged."""
    words = dict(finding.words)
    kind = Path(finding.place.file).name.split(".")[0]
    vocabulary = read_vocabulary(schemas)
    if finding.code == "schema-id-twice" and kind in vocabulary:
        return error("rules-twice", finding.place, id=words["id"])
    if finding.code not in ("schema-element", "schema-incomplete", "schema-value") or kind not in vocabulary:
        return finding
    named = vocabulary[kind].by_tag
    if finding.code == "schema-value":
        word = named.get(str(words["where"]))
        if word is None:
            return finding
        return error("rules-value", finding.place, line=word.word, value=words["value"])
    tags = [tag for tag in re.findall(r"[a-z-]+", str(words["expected"])) if tag in named]
    if not tags:
        return finding
    fit = "、".join(named[tag].word for tag in tags)
    here = named.get(str(words["element"]))
    if finding.code == "schema-element" and len(tags) > 1 and here is not None:
        return error("rules-misplaced", finding.place, line=here.word, fit=fit)
    return error("rules-lack", finding.place, missing=fit)


def _draft(
    folders: Folders,
    document: Document,
    registry: Registry,
    eid: str,
    trees: dict[str, etree._ElementTree],
    lines: str,
    sheet: str,
    first_line: int,
) -> Draft:
    page = read_page(lines, trees, document, registry, folders.schema, eid, sheet, first_line)
    changes, where = {}, {}
    pages = replace_page(trees, document, page)
    supports = _follow_supports(trees, pages, eid)
    for name, tree in pages.items():
        if name == SHARED:
            continue
        root = trees[name].getroot()
        if tree is not trees[name]:
            data = write_canonical(tree)
            root = etree.fromstring(data)
            if data != write_canonical(trees[name]):
                changes[name] = data
        file = folders.name(_path(folders, eid, name))
        for stored, line in find_lines(page, name, root).items():
            where[file, stored] = line
    return Draft(changes, where, supports)


def _follow_supports(
    trees: Mapping[str, etree._ElementTree], pages: dict[str, etree._ElementTree], eid: str
) -> dict[str, str]:
    """The ids of supports that a typed page changes or removes. The other ``pages`` are replaced by copies
    that name them by their new ids; those of the typed page are as the person wrote them.
    """
    old, new = trees.get("rules.xml"), pages.get("rules.xml")
    if old is None or new is None or old is new:
        return {}
    moves = find_support_moves(old.getroot(), new.getroot())
    known = {one.get("id", "") for one in new.iter(SUPPORT)}
    # A support that is gone is still named as it was, unless another one has its number now.
    told = {key: now for key, now in moves.items() if not is_deleted(now) or key in known}
    if told:
        for name, tree in pages.items():
            copied = deepcopy(tree) if tree is trees[name] else tree
            root = copied.getroot()
            others = (one for one in root.iter(etree.Element) if one is not root and page_of(one) != eid)
            follow_attributes(others, told)
            pages[name] = copied
    return moves


def with_stored(
    folders: Folders, eid: str, changes: Mapping[str, bytes]
) -> Mapping[str, tuple[bytes, bytes]]:
    """The stored and the new content of each file of the version that changes, or of the registry for its
    page; concepts that no file has are an empty file of them.
    """
    paths = {name: _path(folders, eid, name) for name in changes}
    none = write_canonical(parse_bytes(_NO_CONCEPTS, CONCEPTS_FILE))
    return {
        name: (read_bytes(path, folders.name(path)) if path.exists() else none, changes[name])
        for name, path in paths.items()
    }


def _files(eid: str) -> tuple[str, ...]:
    return REGISTERS if eid == REGISTRY else FILES


def _trees(
    folders: Folders, eid: str, changes: Mapping[str, bytes] | None = None
) -> dict[str, etree._ElementTree]:
    """The trees of the files from which a page is written, and of the facts that works share.

    ``changes`` hold the new contents of some files of the version, by name.
    """
    return _parse(_contents(folders, eid, changes or {}))


def _contents(folders: Folders, eid: str, changes: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """The name, the name in findings and the content of each of these files."""
    paths = {name: _path(folders, eid, name) for name in _files(eid)}
    if eid != REGISTRY:
        paths[SHARED] = folders.common_facts
    needed = {"agencies.xml", *NAMES}
    for name, path in paths.items():
        file = folders.name(path)
        if name in changes:
            yield name, file, changes[name]
        elif name in needed or path.exists():
            yield name, file, read_bytes(path, file)
        elif name == CONCEPTS_FILE:  # a work has none before its first own concept
            yield name, file, _NO_CONCEPTS


def _parse(contents: Iterable[tuple[str, str, bytes]]) -> dict[str, etree._ElementTree]:
    return {name: parse_file(data, file) for name, file, data in contents}


def _path(folders: Folders, eid: str, name: str) -> Path:
    return (folders.registry if eid == REGISTRY else folders.version) / name
