"""The canonical form of a policy's files: one layout for each content, so that every difference is a change.

Our own XML has two spaces for each level, one element on a line, unchanged words and its comments. The text
has the form that :mod:`kb.loading.akn.writing` writes.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from kb.loading.akn.writing import write_akn
from kb.loading.files import parse_xml, read_bytes
from kb.loading.folders import Folders
from kb.model.document import Document
from kb.model.registry import Registry

_MIXED = frozenset(("p", "summary", "question", "text"))
"""Elements whose white space is part of a sentence."""


def canonical_bytes(path: Path, folders: Folders, document: Document, registry: Registry) -> bytes:
    """The canonical bytes of a file of a policy; ``document`` is its text.

    Raises :class:`PolicyError` where the file cannot be parsed.
    """
    if path.name == "text.xml":
        return write_akn(document, registry)
    return write_canonical(parse_xml(path, folders.name(path), comments=True))


def is_canonical(path: Path, folders: Folders, document: Document, registry: Registry) -> bool:
    """Whether a file of a policy is in canonical form. Raises :class:`PolicyError` where it is no XML."""
    return read_bytes(path, folders.name(path)) == canonical_bytes(path, folders, document, registry)


def write_canonical(tree: etree._ElementTree) -> bytes:
    """The canonical bytes of one of our files. ``tree`` keeps its comments and is not changed."""
    root = etree.fromstring(etree.tostring(tree, encoding="UTF-8"))  # in ASCII, comments lose their words
    _lay_out(root, 0)
    before = "".join(f"<!--{node.text}-->\n" for node in root.itersiblings(etree.Comment, preceding=True))
    body = etree.tostring(root, encoding="unicode", with_tail=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{body}\n'.encode()


def _lay_out(element: etree._Element, level: int) -> None:
    if len(element) == 0 or _is_mixed(element):
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        _lay_out(child, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level


def _is_mixed(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or etree.QName(element).localname in _MIXED:
        return True
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))
