"""Elements of a text that this program does not interpret: they are cut out before the text is read, and put
back when it is written.

A kept element is stored with the path of the element that holds it and its position there. A sentence, label,
heading or line of agencies that has such elements among its words is stored whole, and is written as it was
for as long as its words are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.loading.akn.history import AKN
from kb.loading.akn.keeping import find_place, read_fragment, spell_element
from kb.loading.akn.levels import ANNEX, DIVISIONS, TABLE
from kb.loading.files import local_name
from kb.model.document import SECTIONS, Document, Kept

_CONTAINERS = frozenset((*SECTIONS.values(), ANNEX, TABLE))
"""The names of the containers that are read."""

_INLINES = frozenset(("句", "分句", "责任", "注"))
"""The names of the inline elements that are read."""

_NAMED = {"hcontainer": _CONTAINERS, "inline": _INLINES}
"""The elements of which only those with certain names are read."""

_MARKS = frozenset(("quantity", "date", "term", "organization", "role"))
"""The elements among words that are read."""

_LINES = frozenset(("num", "heading", "inline"))
"""The elements that hold words."""

_ASIDE = frozenset(
    (
        "authorialNote",
        "noteRef",
        "img",
        "eol",
        "marker",
        "placeholder",
        "popup",
        "remark",
        "recordedTime",
        "del",
    )
)
"""The elements among words whose own words do not belong to the sentence."""

_FLAT: dict[str, frozenset[str]] = {
    name: frozenset(inner.split())
    for name, inner in {
        "act": "meta preface preamble body",
        "preface": "p",
        "preamble": "p",
        "body": "paragraph hcontainer",
        "paragraph": "num heading content",
        "hcontainer": "content",
        "content": "p",
        "p": "inline",
    }.items()
}
"""The elements that each element of a flat list of measures may contain."""

_PROVISIONS = frozenset((*DIVISIONS, "article", "paragraph", "hcontainer"))
_ITEMS = frozenset(("num", "content", "intro", "alinea", "point", "hcontainer"))
_OF_LEVELS: dict[str, frozenset[str]] = _FLAT | {
    "body": _PROVISIONS,
    **{name: _PROVISIONS | {"num", "heading", "intro"} for name in DIVISIONS},
    **{name: _ITEMS | {"heading", "wrapUp"} for name in ("article", "paragraph")},
    **dict.fromkeys(("alinea", "point"), _ITEMS),
    "hcontainer": _PROVISIONS | _ITEMS | {"heading"},
    **{name: frozenset(("p", "table")) for name in ("content", "intro")},
    "wrapUp": frozenset(("p",)),
    "table": frozenset(("tr",)),
    "tr": frozenset(("td", "th")),
    **{name: frozenset(("p",)) for name in ("td", "th")},
}
"""The elements that each element of a text of several levels may contain."""


def cut_elements(act: etree._Element, *, has_levels: bool) -> tuple[Kept, ...]:
    """Cut the elements that are not interpreted out of an act, and return them in the order of the text."""
    found = list(_cut(act, _OF_LEVELS if has_levels else _FLAT))
    return tuple(Kept(_path(holder), xml, at) for holder, xml, at in found)


def write_elements(act: etree._Element, document: Document) -> None:
    """Put the kept elements back. An element whose holder is gone is left out."""
    holders = {_path(one): one for one in act.iter(etree.Element)} if document.kept else {}
    for kept in document.kept:
        holder, element = holders.get(kept.place), read_fragment(kept.xml)
        if holder is None or element is None:
            continue
        if kept.at is None:
            _restore(holder, element)
        else:
            _insert(holder, element, min(kept.at, len(holder)))


def describe_kept(kept: Kept) -> tuple[str, str]:
    """The name of a kept element, and its words that are not read; empty where all of them are."""
    element = read_fragment(kept.xml)
    if element is None:
        return "", ""
    if kept.at is not None:
        return local_name(element), _words(element)
    strange = list(_strange(element))
    return local_name(strange[0]) if strange else "", "".join(
        _words(one) for one in strange if local_name(one) in _ASIDE
    )


def _cut(
    element: etree._Element, holds: dict[str, frozenset[str]]
) -> Iterator[tuple[etree._Element, str, int | None]]:
    name = local_name(element)
    if name in _LINES:
        if len(element) and (strange := list(_strange(element))):
            yield element, spell_element(element), None
            _strip(element, strange)
        return
    inner = holds.get(name)
    if inner is None:
        return
    children = [child for child in element if isinstance(child.tag, str)]
    for at, child in enumerate(children):
        if _is_read(child, inner):
            yield from _cut(child, holds)
        else:
            yield element, spell_element(child), at
            _drop(child)


def _is_read(element: etree._Element, inner: frozenset[str]) -> bool:
    name = local_name(element)
    if element.tag != f"{{{AKN}}}{name}" or name not in inner:
        return False
    named = _NAMED.get(name)
    return named is None or element.get("name") in named


def _strange(element: etree._Element) -> Iterator[etree._Element]:
    """The elements among words that are not interpreted."""
    is_label = local_name(element) == "num"
    for one in element.iterdescendants(etree.Element):
        name = local_name(one)
        is_known = name in _MARKS or (name == "inline" and one.get("name") in _INLINES)
        if is_label or not is_known or one.tag != f"{{{AKN}}}{name}":
            yield one


def _strip(element: etree._Element, strange: list[etree._Element]) -> None:
    """Take elements out of a line of words; their words stay where they belong to the sentence."""
    for one in strange:
        one.tag = "aside" if local_name(one) in _ASIDE else "around"
    etree.strip_elements(element, "aside", with_tail=False)
    etree.strip_tags(element, "around")


def _drop(element: etree._Element) -> None:
    """Take an element out; text after it stays, so that it is reported."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if tail.strip() and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail.strip():
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _insert(holder: etree._Element, element: etree._Element, at: int) -> None:
    """Put an element at its position, on a line of its own where its neighbours have one."""
    blank = holder.text if len(holder) and not (holder.text or "").strip() else None
    element.tail = holder[at - 1].tail if at else blank
    if at:
        holder[at - 1].tail = blank
    holder.insert(at, element)


def _restore(written: etree._Element, kept: etree._Element) -> None:
    """Write a line of words as it was kept, with the present ids, where its words are the same."""
    bare = read_fragment(spell_element(kept))
    if bare is None:
        return
    _strip(bare, list(_strange(bare)))
    if _content(bare) != _content(written):
        return
    strange = set(_strange(kept))
    read = (one for one in kept.iter(etree.Element) if one not in strange)
    for one, now in zip(read, list(written.iter(etree.Element)), strict=True):
        one.attrib.clear()
        one.attrib.update(now.attrib)
    kept.tail = written.tail
    parent = written.getparent()
    if parent is not None:
        parent.replace(written, kept)


def _content(element: etree._Element) -> list[tuple[object, str, str, str | None]]:
    lines = [(one.tag, one.text or "", one.tail or "", one.get("refersTo")) for one in element.iter()]
    return [(*lines[0][:2], "", lines[0][3]), *lines[1:]]


def _path(element: etree._Element) -> str:
    return "act" if local_name(element) == "act" else find_place(element)


def _words(element: etree._Element) -> str:
    return "".join("".join(map(str, element.itertext())).split())
