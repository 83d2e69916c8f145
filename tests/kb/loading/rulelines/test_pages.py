"""Pages of rule lines contain every file completely, and read back as what they were written from."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kb.loading import load_text
from kb.loading.canonical import write_canonical
from kb.loading.rulelines import GENERAL, REGISTRY, read_page, replace_page, write_page
from kb.loading.rulelines.pages import SHARED
from kb.model.words.errors import PolicyError
from kb.versions.sheets import FILES, REGISTERS
from tests.conftest import DISTRICT, REAL, TOY


def parsed(folder: Path, names: tuple[str, ...]) -> dict[str, etree._ElementTree]:
    return {name: etree.parse(folder / name) for name in names if (folder / name).exists()}


class Book:
    """The files of a version, and the pages written from them."""

    def __init__(self, folder: Path) -> None:
        self.folders, self.document, self.registry = load_text(folder)
        self.trees = parsed(self.folders.version, FILES)
        self.registers = parsed(self.folders.registry, REGISTERS)
        self.shared = {SHARED: self.registers["facts.xml"]} if "facts.xml" in self.registers else {}
        self.eids = [GENERAL, *(part.eid for part in self.document.parts)]
        self.pages = {eid: self.write(eid) for eid in self.eids}

    def trees_of(self, eid: str) -> dict[str, etree._ElementTree]:
        return self.registers if eid == REGISTRY else self.trees | self.shared

    def write(self, eid: str, trees: dict[str, etree._ElementTree] | None = None) -> str:
        trees = trees or self.trees_of(eid)
        return write_page(trees, self.document, self.registry, self.folders.schema, eid)

    def read(self, eid: str, lines: str) -> dict[str, etree._ElementTree]:
        trees = self.trees_of(eid)
        page = read_page(lines, trees, self.document, self.registry, self.folders.schema, eid)
        return replace_page(trees, self.document, page)


BOOKS = {"real": Book(REAL), "toy": Book(TOY), "district": Book(DISTRICT)}


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> Book:
    return BOOKS[request.param]


def bytes_of(trees: dict[str, etree._ElementTree]) -> dict[str, bytes]:
    return {name: write_canonical(tree) for name, tree in trees.items() if name != SHARED}


def test_every_page_gives_back_the_files_byte_for_byte(book: Book) -> None:
    for eid in book.eids:
        assert bytes_of(book.read(eid, book.pages[eid])) == bytes_of(book.trees), eid


def test_the_registry_gives_back_its_files_byte_for_byte(book: Book) -> None:
    assert bytes_of(book.read(REGISTRY, book.write(REGISTRY))) == bytes_of(book.registers)


def test_the_pages_together_hold_every_element_of_every_file(book: Book) -> None:
    emptied = dict(book.trees)
    for eid in book.eids:
        page = read_page("", emptied | book.shared, book.document, book.registry, book.folders.schema, eid)
        emptied = replace_page(emptied, book.document, page)
    assert {name: len(tree.getroot()) for name, tree in emptied.items()} == dict.fromkeys(book.trees, 0)


def test_all_pages_written_anew_into_empty_files_are_the_files(book: Book) -> None:
    """The order of elements from several pages follows the pages, so they are compared as a set."""
    trees = dict(book.trees)
    for eid in book.eids:
        page = read_page("", trees | book.shared, book.document, book.registry, book.folders.schema, eid)
        trees = replace_page(trees, book.document, page)
    for eid in sorted(book.eids, key=lambda eid: -book.eids.index(eid)):
        # Rules name facts of other pages, so the names come from the whole files.
        page = read_page(
            book.pages[eid], book.trees | book.shared, book.document, book.registry, book.folders.schema, eid
        )
        trees = replace_page(trees, book.document, page)

    def elements(tree: etree._ElementTree) -> list[bytes]:
        stored = etree.fromstring(write_canonical(tree), etree.XMLParser(remove_blank_text=True))
        return sorted(etree.tostring(each, method="c14n") for each in stored)

    for name in book.trees:
        assert elements(trees[name]) == elements(book.trees[name]), name
        if name.startswith("plain"):
            parts = [each.get("eId") for each in trees[name].getroot() if each.get("eId")]
            assert parts == [each.get("eId") for each in book.trees[name].getroot() if each.get("eId")]


def test_no_line_of_measure_5_shows_an_element_or_an_id_of_xml() -> None:
    rules = BOOKS["real"].pages["para_5"].split("\n\n")[0]
    assert "<" not in rules
    assert "para_5" not in rules
    assert "        按比例 经核定总投资 [30%|资助比例]：「经核定总投资」" in rules.split("\n")
    assert "        上限 [1000万元|最高限额]" in rules.split("\n")
    assert "    对象 其他基础设施：第四句「上述基础设施」〔读法M5a取b〕" in rules.split("\n")


def test_children_may_come_in_any_order_where_the_schema_fixes_it() -> None:
    book = BOOKS["real"]
    lines = book.pages["para_11"].split("\n")
    cites = [n for n, line in enumerate(lines) if line.startswith("  行文 ")]
    first = lines.pop(cites[0])
    end = lines.index("")
    moved = "\n".join([*lines[:end], first, *lines[end:]])
    again = book.read("para_11", moved)
    acts = [each.get("words") for each in again["rules.xml"].getroot().iter("{*}act")]
    was = [each.get("words") for each in book.trees["rules.xml"].getroot().iter("{*}act")]
    assert sorted(map(str, acts)) == sorted(map(str, was))
    measure = next(e for e in again["rules.xml"].getroot().iter("{*}measure") if e.get("eId") == "para_11")
    tags = [etree.QName(each).localname for each in measure]
    assert tags == sorted(tags, key=["domain", "act", "support", "cites", "overlap"].index)


def _damage(lines: list[str], rng: Random) -> list[str]:
    """The lines with one of them deleted, doubled, moved or indented differently, or with one character
    replaced.
    """
    n = rng.randrange(len(lines))
    line = lines[n]
    match rng.randrange(6):
        case 0:
            return lines[:n] + lines[n + 1 :]
        case 1:
            return lines[: n + 1] + lines[n:]
        case 2:
            rest = lines[:n] + lines[n + 1 :]
            to = rng.randrange(len(rest) + 1)
            return [*rest[:to], line, *rest[to:]]
        case 3:
            return [*lines[:n], "  " + line if rng.random() < 0.5 else line[2:], *lines[n + 1 :]]
        case 4 if line:
            at = rng.randrange(len(line))
            return [
                *lines[:n],
                line[:at] + rng.choice("：；「」[]〔〕{}|\\、 #一") + line[at + 1 :],
                *lines[n + 1 :],
            ]
    at = rng.randrange(len(line) + 1)
    return [*lines[:n], line[:at], line[at:], *lines[n + 1 :]]


@settings(max_examples=60)
@given(st.sampled_from(sorted(BOOKS)), st.randoms(use_true_random=False))
def test_damaged_lines_are_refused_by_line_or_mean_what_they_are_written_as_again(
    name: str, rng: Random
) -> None:
    book = BOOKS[name]
    eid = rng.choice(book.eids)
    lines = book.pages[eid].split("\n")
    for _ in range(rng.randrange(1, 3)):
        lines = _damage(lines, rng)
    try:
        trees = book.read(eid, "\n".join(lines))
    except PolicyError as problem:
        for finding in problem.findings:
            assert 1 <= finding.place.line <= len(lines), finding
            assert all((finding.message("zh"), finding.remedy("en")))
        return
    written = book.write(eid, trees)
    page = read_page(written, trees, book.document, book.registry, book.folders.schema, eid)
    assert bytes_of(replace_page(trees, book.document, page)) == bytes_of(trees)
