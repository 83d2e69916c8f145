"""Invisible characters and look-alikes, which make two texts differ that read alike."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.loading.files import parse_xml
from kb.loading.folders import Folders
from kb.model.document import Document
from kb.model.words.errors import Finding, Place, PolicyError, error, warning
from kb.model.words.names import mark_unseen, unseen_in

_AROUND = 6


def check_characters(document: Document, folders: Folders) -> Iterator[Finding]:
    """Invisible characters as errors and look-alikes as warnings, in the text and then in the other files.

    Each character is reported once for every sentence, heading, element or attribute that holds it.
    """
    file = folders.name(folders.version / "text.xml")
    yield from _told(document.title, Place(file))
    for part in document.parts:
        for sentence in part.sentences:
            for provision in sentence.smallest():
                yield from _told(provision.text, Place(file, provision.line, provision.eid))
    for clause in document.clauses:
        place = Place(file, clause.line, clause.eid)
        yield from _told(clause.num + clause.heading, place)
        if clause.responsibility is not None:
            yield from _told(clause.responsibility.text, place)
    for path in folders.files:
        if path.name != "text.xml":
            name = folders.name(path)
            try:
                root = parse_xml(path, name).getroot()
            except PolicyError as problem:
                yield from problem.findings
                continue
            if not any(unseen_in(etree.tostring(root, encoding="unicode"))):
                continue  # one search of the whole file instead of one for each element and attribute
            for element in root.iter():
                for words in (*element.values(), element.text, element.tail):
                    if words:
                        yield from _told(str(words), Place(name, element.sourceline or 0, _owner(element)))


def _told(text: str, place: Place) -> Iterator[Finding]:
    for found, hidden in unseen_in(text):
        around = mark_unseen(text[max(0, found.start() - _AROUND) : found.end() + _AROUND].strip())
        words = {"character": f"U+{ord(found[0]):04X}", "around": around}
        if hidden:
            yield error("character-unseen", place, **words)
        else:
            yield warning("character-alike", place, **words)


def _owner(element: etree._Element) -> str:
    """The nearest eId or id around an element."""
    found: etree._Element | None = element
    while found is not None:
        if eid := found.get("eId") or found.get("id"):
            return eid
        found = found.getparent()
    return ""
