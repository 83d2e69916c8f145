"""Pages of rule lines: the content of a version's files about one part, written, read and put back.

A page that is put back replaces the page's earlier content. Files without a change stay identical byte for
byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kb.loading.amounts import read_levels
from kb.loading.rulelines.names import Names, facts_of
from kb.loading.rulelines.reading import Line, Reader
from kb.loading.rulelines.shapes import ENGLISH, split_word
from kb.loading.rulelines.vocabulary import FINGERPRINT, NAMESPACES, UNREVIEWED, File, read_vocabulary
from kb.loading.rulelines.writing import write_lines
from kb.model.document import Document, part_of
from kb.model.registry import Registry
from kb.model.words.errors import LANGUAGES, Place, PolicyError, error

GENERAL = ""
"""The page of everything that belongs to no part: groups and situations, common facts, frequent questions."""

REGISTRY = "registry"
"""The page of the registered agencies, domains and concepts, which every version shares."""

SHARED = "registry/facts.xml"
"""The name of the file of the facts that works share. A page of a version names them and contains none."""

Trees = Mapping[str, etree._ElementTree]
"""The trees of the files of a version, by file name."""

_HEADS = {
    "规则": ("rules", "measure"),
    "读法": ("readings", "reading"),
    "事实": ("facts", "fact"),
    "共用事实": ("facts", "common"),
    "常见问题": ("readings", "answer"),
    "分组": ("rules", "groups"),
    "情形": ("rules", "situations"),
    "地方": ("agencies", "jurisdiction"),
    "单位": ("agencies", "agency"),
    "领域": ("concepts", "domain"),
    "概念": ("concepts", "concept"),
    "不是数": ("concepts", "no-number"),
}
"""The words that begin a block at the left edge, each with its file and element."""

_ORDER = {"facts.xml": 0, "rules.xml": 1}
"""The files whose blocks are read first, since the blocks of other files refer to them."""

_PLAIN = "通俗说明"
_TITLE = "题目"


Spot = tuple[str, tuple[str, str, str], tuple[int, ...]]
"""The place of an element: its file, the key of its block, and its path in the block by positions."""


@dataclass(frozen=True)
class Page:
    """The content of a page: the elements of each file, by file name, in order.

    ``lines`` are the numbers of the lines from which they were read.
    """

    eid: str
    elements: Mapping[str, tuple[etree._Element, ...]]
    lines: Mapping[Spot, int]


def write_page(trees: Trees, document: Document, registry: Registry, schemas: Path, eid: str) -> str:
    """The page of a part, or the general page, in canonical lines.

    ``trees`` are the trees of the files to which the page is put back and, under :data:`SHARED`, the facts
    that works share.
    """
    names = _names(trees, document, registry, eid)
    vocabulary = read_vocabulary(schemas)
    lines: list[str] = []
    for file, element in _elements_of(trees, document, eid):
        kind = _kind(file)
        if lines:
            lines.append("")
        lines += write_lines(element, vocabulary[kind], names, is_english=file == "plain.en.xml")
    return "\n".join(lines) + "\n"


def read_page(
    text: str,
    trees: Trees,
    document: Document,
    registry: Registry,
    schemas: Path,
    eid: str,
    file: str = "",
    first_line: int = 1,
) -> Page:
    """The page that lines state. Raises :class:`PolicyError` with every line that cannot be read."""
    names = _names(trees, document, registry, eid)
    vocabulary = read_vocabulary(schemas)
    reader = Reader(names, file, tuple(name for name in trees if name != SHARED))
    blocks = list(_blocks(reader.take_lines(text, first_line), reader))
    found: dict[str, list[etree._Element]] = {name: [] for name in trees}
    seen: dict[tuple[str, tuple[str, str, str]], int] = {}
    # Any line may name what the page registers or declares, even in a later line.
    trial = Reader(names, file, tuple(reader.files))
    for block in blocks:
        if block.tag in ("concept", "agency"):
            names.register(trial.read_block(block.lines, vocabulary[_kind(block.file)], block.tag))
    for block in sorted(blocks, key=lambda one: _ORDER.get(one.file, len(_ORDER))):
        element = reader.read_block(block.lines, vocabulary[_kind(block.file)], block.tag)
        if block.file == "facts.xml":
            names.facts = [one for one in names.facts if one.get("id") != element.get("id")] + [element]
        if block.tag in ("measure", "part"):
            attributes = {"eId": eid}
            if block.file == "rules.xml":
                attributes[FINGERPRINT] = UNREVIEWED
            attributes |= dict(element.attrib)
            element.attrib.clear()
            element.attrib.update(attributes)
        first = seen.setdefault((block.file, _key(element)), block.lines[0].number)
        if first != block.lines[0].number:
            what, place = block.lines[0].text, Place(file, block.lines[0].number)
            reader.findings.append(error("rule-line-twice", place, what=what, first=first))
        found[block.file].append(element)
        if block.file == "rules.xml":  # its tiers decide which figure plain wording means
            reader.check_quotes()
            names.levels = {**names.levels, **read_levels(etree.ElementTree(element))}
    reader.check_quotes()
    if reader.findings:
        raise PolicyError(sorted(reader.findings, key=lambda one: one.place.line))
    lines = {
        spot: reader.lines[element]
        for name, elements in found.items()
        for block in elements
        for spot, element in _spots(name, block)
        if element in reader.lines
    }
    return Page(eid, {name: tuple(elements) for name, elements in found.items()}, lines)


def find_lines(page: Page, file: str, root: etree._Element) -> dict[int, int]:
    """A mapping from lines of a stored file to the lines of the page that state the same elements."""
    keys = {key for name, key, _ in page.lines if name == file}
    return {
        element.sourceline or 0: page.lines[spot]
        for block in root.iterchildren(etree.Element)
        if _key(block) in keys
        for spot, element in _spots(file, block)
        if spot in page.lines
    }


def _spots(file: str, block: etree._Element) -> Iterator[tuple[Spot, etree._Element]]:
    """A block and every element in it, each with its place."""

    def walk(element: etree._Element, way: tuple[int, ...]) -> Iterator[tuple[Spot, etree._Element]]:
        yield (file, key, way), element
        for n, child in enumerate(element.iterchildren(etree.Element)):
            yield from walk(child, (*way, n))

    key = _key(block)
    return walk(block, ())


def replace_page(trees: Trees, document: Document, page: Page) -> dict[str, etree._ElementTree]:
    """The trees after a page has replaced its earlier content.

    The given trees are not changed; a tree whose content stays the same is the given one.
    """
    held = list(_elements_of(trees, document, page.eid))
    changed = dict(trees)
    for name, tree in trees.items():
        before = [element for file, element in held if file == name]
        after = page.elements.get(name, ())
        if name == SHARED or _are_same(before, after):
            continue
        changed[name] = deepcopy(tree)
        copied = [one for _, one in _elements_of({name: changed[name]}, document, page.eid)]
        _replace(changed[name].getroot(), copied, [deepcopy(one) for one in after], document)
    return changed


# ---- what a page holds


def _elements_of(trees: Trees, document: Document, eid: str) -> Iterator[tuple[str, etree._Element]]:
    """The elements of a page, each with the name of its file, in the order of the page."""
    for name, tree in trees.items():
        if name == SHARED:
            continue
        for element in tree.getroot().iterchildren(etree.Element):
            if eid == REGISTRY or _part_of(element, document) == eid:
                yield name, element


def _part_of(element: etree._Element, document: Document) -> str:
    """The part to whose page an element belongs: the part it is about, or where it first occurs."""
    if (eid := element.get("eId")) is not None:
        return eid
    tag = etree.QName(element).localname
    if tag in ("reading", "fact", "common"):
        place = element.find(f"{{{etree.QName(element).namespace}}}at")
        part = "" if place is None else part_of(place.get("provision", ""))
        return part if document.part(part) is not None else GENERAL
    return GENERAL


def _replace(
    root: etree._Element, before: list[etree._Element], after: list[etree._Element], document: Document
) -> None:
    """Put elements in the places of others, in order; surplus elements follow the last of them."""
    keys = {_key(element): element for element in before}
    wanted = {_key(element) for element in after}
    anchor: etree._Element | None = None
    for element in after:
        old = keys.get(_key(element))
        if old is not None and _is_same(old, element):
            element = old  # the file keeps the order of its attributes and its layout
        elif old is not None:
            root.replace(old, element)
        elif anchor is not None:
            anchor.addnext(element)
        else:
            _insert(root, element, before, document)
        anchor = element
    for key, element in keys.items():
        if key not in wanted:
            root.remove(element)


def _insert(
    root: etree._Element, element: etree._Element, before: list[etree._Element], document: Document
) -> None:
    """Insert an element that replaces no other: parts in the order of the text, other elements last.

    Where the page already held elements of its kind, the new one comes before them, as it does on the page.
    """
    order = {part.eid: n for n, part in enumerate(document.parts)}
    same = [one for one in root if isinstance(one.tag, str) and one.tag == element.tag]
    later = [one for one in before if one in same]
    if (eid := element.get("eId")) in order:
        later = [one for one in same if order.get(one.get("eId", ""), -1) > order[eid]]
    if later:
        later[0].addprevious(element)
    elif same:
        same[-1].addnext(element)
    else:
        root.append(element)


def _are_same(before: Sequence[etree._Element], after: Sequence[etree._Element]) -> bool:
    """Whether a page states the elements that it already held, in any order."""
    held = {_key(element): element for element in before}
    return len(after) == len(held) and all(
        (old := held.get(_key(element))) is not None and _is_same(old, element) for element in after
    )


def _is_same(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements have the same content, apart from layout and the order of attributes."""
    return (
        one.tag == other.tag
        and dict(one.attrib) == dict(other.attrib)
        and _said(one.text) == _said(other.text)
        and len(one) == len(other)
        and all(_is_same(a, b) and _said(a.tail) == _said(b.tail) for a, b in zip(one, other, strict=True))
    )


def _said(text: str | None) -> str:
    return text if text and text.strip() else ""


def _key(element: etree._Element) -> tuple[str, str, str]:
    """The key of an element of a page. Two facts about different things may share an id."""
    key = (
        element.get("id")
        or element.get("ref")
        or element.get("eId")
        or element.get("question")
        or element.get("words")
        or ""
    )
    return etree.QName(element).localname, key, element.get("of", "")


# ---- blocks of lines


@dataclass(frozen=True)
class _Block:
    file: str
    tag: str
    lines: list[Line]


def _blocks(lines: list[Line], reader: Reader) -> Iterator[_Block]:
    """The blocks, each of which begins with a line at the left edge."""
    heads = [word for word, (file, _) in _HEADS.items() if f"{file}.xml" in reader.files]
    plain = [_PLAIN, f"{_PLAIN}{ENGLISH}"] if "plain.zh.xml" in reader.files else []
    known = "、".join((*heads, *plain))
    block: list[Line] = []
    head: tuple[str, str] | None = None
    for line in lines:
        if line.depth:
            if head is not None:
                block.append(line)
            continue
        if head is not None:
            yield _Block(*head, block)
        head, block = _head_of(line, reader), [line]
        if head is None:
            word = split_word(line.text)[0] or line.text[:12]
            finding = error("rule-line-block", Place(reader.file, line.number), word=word, known=known)
            reader.findings.append(finding)
    if head is not None:
        yield _Block(*head, block)


def _head_of(line: Line, reader: Reader) -> tuple[str, str] | None:
    word, english, _ = split_word(line.text)
    if word == _PLAIN and "plain.zh.xml" in reader.files:
        return f"plain.{LANGUAGES[english]}.xml", "part"
    if word == _TITLE and "plain.zh.xml" in reader.files and not reader.names.eid:
        return f"plain.{LANGUAGES[english]}.xml", "title"
    file, tag = _HEADS.get(word, ("", ""))
    if f"{file}.xml" not in reader.files:
        return None
    if tag == "measure" and all(clause.eid != reader.names.eid for clause in reader.names.document.clauses):
        tag = "part"
    return f"{file}.xml", tag


def _kind(file: str) -> File:
    kinds: dict[str, File] = {f"{kind}.xml": kind for kind in NAMESPACES}
    return kinds.get(file, "plain")


def _names(trees: Trees, document: Document, registry: Registry, eid: str) -> Names:
    facts = facts_of(tree.getroot() for tree in trees.values())
    levels = read_levels(trees["rules.xml"]) if "rules.xml" in trees else {}
    return Names(document, registry, eid, facts, levels)
