"""Content of Akoma Ntoso files that this program does not interpret: it is kept and written back in its
place.

A kept attribute is stored with the path of its element: the nearest eId and the steps from there
(``art_5/heading``, ``art_5__s_1/quantity[2]``). A kept element of the metadata is stored with the part that
contains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from kb.loading.akn.history import (
    AKN,
    AMENDED,
    BASE,
    BY,
    DECIDED,
    DECISION,
    PERIOD,
    REMOVED,
    REPEALED,
    list_concepts,
)
from kb.model.document import Document, Extra, Mark, Metadata

ISSUED, IN_FORCE, VALIDITY, LAST = "印发日期", "施行日期", "有效期", "失效日期"
"""The concepts whose marked words give the lifecycle of the document."""

ENDS = (VALIDITY, LAST)
"""The concepts whose marked words end the validity."""

EDITOR = "tiaowen"
"""The id of the editor of the encoding, which the ``source`` attributes of Akoma Ntoso require."""

ORDER = (
    "identification", "publication", "classification", "lifecycle", "workflow", "analysis", "temporalData",
    "references", "notes", "proprietary", "presentation",
)  # fmt: skip
"""The parts of the metadata in the order of the schema."""

_WRITTEN = frozenset(("eId", "wId", "period", "status", "name", "refersTo", "date", "colspan", "rowspan"))
"""The attributes of a text that this program interprets, or computes when it writes the text."""

_OURS = ("identification", "lifecycle", "analysis", "temporalData", "references", "proprietary")
"""The parts of the metadata that this program interprets, or computes when it writes a text."""

_EVENTS = frozenset(f"#{name}" for name in (ISSUED, IN_FORCE, AMENDED, DECIDED, REPEALED))
_CHANGES = ("substitution", "insertion", "repeal")
_NAMED = {
    "FRBRWork": "FRBRthis FRBRuri FRBRalias FRBRdate FRBRauthor FRBRcountry FRBRsubtype FRBRnumber",
    "FRBRExpression": "FRBRthis FRBRuri FRBRdate FRBRauthor FRBRlanguage",
    "FRBRManifestation": "FRBRthis FRBRuri FRBRdate FRBRauthor FRBRformat",
}


def read_extras(act: etree._Element, changed: Mapping[str, str]) -> Iterator[Extra]:
    """The attributes of a text that are not interpreted; ``changed`` gives the kind of each change by its
    eId.
    """
    for top in _elements(act):
        if etree.QName(top).localname == "meta":
            continue
        for element in top.iter(etree.Element):
            for name, value in element.attrib.items():
                if not _is_written(str(name), str(value), element, changed):
                    yield Extra(find_place(element), str(name), str(value))


def read_metadata(act: etree._Element, document: Document) -> Iterator[Metadata]:
    """The elements of the metadata that are not interpreted."""
    meta = act.find(f"{{{AKN}}}meta")
    if meta is None:
        return
    names = set(list_names(document))
    seen: set[str] = set()
    for child in _elements(meta):
        name = etree.QName(child).localname
        if name in seen or name not in _OURS:
            yield Metadata("meta", _spell(child))
            continue
        seen.add(name)
        for one in _elements(child):
            if name == "identification":
                yield from _read_names(one)
            elif not _is_ours(name, one, names):
                yield Metadata(name, _spell(one))


def list_names(document: Document) -> tuple[str, ...]:
    """The ids of everything that the text refers to. The metadata must list them."""
    used = [mark for provision in document.provisions() for mark in provision.marks if not provision.clauses]
    headings = [part.heading_runs for part in document.clauses]
    headings += [part.heading_runs for part in document.divisions]
    used += [run for heading in headings for run in heading if isinstance(run, Mark)]
    closings = document.responsibilities
    used += [agency for closing in closings for agency in closing.agencies]
    names = [*(mark.concept for mark in used), *(closing.label for closing in closings)]
    if IN_FORCE not in names and not set(names).isdisjoint(ENDS):
        names.append(ISSUED)  # the validity of a text without a day of effect begins on it
    actor = [part for part in document.work.split("/")[5:6] if part]
    return tuple(dict.fromkeys((*names, *actor, *list_concepts(document), EDITOR, BASE, DECISION, BY)))


def write_extras(act: etree._Element, document: Document) -> None:
    """Put kept attributes back in their places. An attribute whose place no longer exists is left out."""
    if document.extras:
        places = {find_place(one): one for top in _elements(act) for one in top.iter(etree.Element)}
        for extra in document.extras:
            if (element := places.get(extra.place)) is not None:
                element.set(extra.name, extra.value)
    meta = act.find(f"{{{AKN}}}meta")
    for kept in document.metadata:
        if meta is not None:
            _put(meta, kept)


def read_fragment(xml: str) -> etree._Element | None:
    """The element in a fragment of metadata; ``None`` where it is not exactly one well-formed element."""
    try:
        holder = etree.fromstring(
            f'<meta xmlns="{AKN}">{xml}</meta>', etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except etree.XMLSyntaxError:
        return None
    found = _elements(holder)
    return found[0] if len(found) == len(holder) == 1 and not (holder.text or found[0].tail) else None


def _is_written(name: str, value: str, element: etree._Element, changed: Mapping[str, str]) -> bool:
    """Whether an attribute is interpreted or computed. All other attributes must be kept."""
    eid = element.get("eId", "")
    if name == "period":
        return value == f"#{PERIOD}" and changed.get(eid) in _CHANGES
    if name == "status":
        return value == REMOVED and bool(eid)
    if name == "wId":
        return bool(eid)
    return name in _WRITTEN


def _read_names(level: etree._Element) -> Iterator[Metadata]:
    """The names of a work that are neither interpreted nor computed."""
    name = etree.QName(level).localname
    known = _NAMED.get(name, "").split()
    for one in _elements(level):
        local = etree.QName(one).localname
        if local in known and not (local == "FRBRalias" and one.get("name") != "title"):
            known.remove(local)
        else:
            yield Metadata(f"identification/{name}", _spell(one))


def _is_ours(part: str, element: etree._Element, names: set[str]) -> bool:
    """Whether an element of the metadata is computed when the text is written."""
    if part == "lifecycle":
        return element.get("refersTo") in _EVENTS
    if part == "analysis":
        return etree.QName(element).localname == "passiveModifications"
    if part == "temporalData":
        return element.get("eId") in ("tmpg_1", PERIOD)
    if part == "references":
        return element.get("eId", "") in names
    return etree.QName(element).namespace != AKN  # the namespace of the ways of numbering


def _put(meta: etree._Element, kept: Metadata) -> None:
    """Put a kept element after the written elements of its part."""
    element = read_fragment(kept.xml)
    if element is None:
        return
    holder: etree._Element | None = meta
    if kept.part != "meta":
        holder = meta.find("/".join(f"{{{AKN}}}{step}" for step in kept.part.split("/")))
        if holder is None:
            holder = etree.Element(f"{{{AKN}}}{kept.part}", source=f"#{EDITOR}")
            _insert(meta, holder)
        holder.append(element)
        return
    _insert(meta, element)


def _insert(meta: etree._Element, element: etree._Element) -> None:
    """Put a part of the metadata in the place that the schema requires."""
    name = etree.QName(element).localname
    rank = ORDER.index(name) if name in ORDER else len(ORDER)
    later = (n for n, one in enumerate(meta) if ORDER.index(etree.QName(one).localname) > rank)
    meta.insert(next(later, len(meta)), element)


def find_place(element: etree._Element) -> str:
    """The path of an element: the nearest eId, and the steps from there."""
    steps: list[str] = []
    found: etree._Element | None = element
    while found is not None and not found.get("eId"):
        parent = found.getparent()
        name = etree.QName(found).localname
        alike = [] if parent is None else [one for one in _elements(parent) if one.tag == found.tag]
        steps.append(name if len(alike) < 2 else f"{name}[{alike.index(found) + 1}]")
        if parent is None or name == "body":
            break
        found = parent
    else:
        steps.append("" if found is None else found.get("eId", ""))
    return "/".join(reversed(steps))


def _spell(element: etree._Element) -> str:
    """An element as one line of XML, without blanks between elements."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    for one in copy.iter():
        if len(one) and one.text is not None and not one.text.strip():
            one.text = None
        if one is not copy and one.tail is not None and not one.tail.strip():
            one.tail = None
    return spell_element(copy)


def spell_element(element: etree._Element) -> str:
    """An element as one line of XML, with every blank inside it."""
    text = etree.tostring(element, encoding="unicode", with_tail=False).replace(f' xmlns="{AKN}"', "", 1)
    return text.replace("\n", "&#10;")


def _elements(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]
