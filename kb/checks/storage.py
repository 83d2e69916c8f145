"""The stored files: metadata that agree with the words of the text, and canonical form."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.loading import write_akn
from kb.loading.akn.elements import describe_kept
from kb.loading.akn.history import AKN
from kb.loading.canonical import is_canonical
from kb.loading.files import parse_bytes, parse_xml
from kb.loading.folders import Folders
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, error, note, warning


def check_storage(folders: Folders, policy: Policy) -> Iterator[Finding]:
    """Metadata that differ from the text, and files that are not in canonical form."""
    path = folders.version / "text.xml"
    name = folders.name(path)
    stored = parse_xml(path, name, comments=True).getroot()
    canonical = parse_bytes(write_akn(policy.document, policy.registry), name).getroot()
    if policy.document.version != folders.version.name:
        words = {"version": policy.document.version, "folder": folders.version.name}
        yield error("version-differs", Place(name, 1), **words)
    meta, expected = (root.find(f"{{{AKN}}}act/{{{AKN}}}meta") for root in (stored, canonical))
    if meta is not None and expected is not None:
        differing = _first_difference(meta, expected)
        if differing is not None:
            element, here, wanted = differing
            place = Place(name, element.sourceline or 0)
            label = etree.QName(element).localname
            yield error("metadata-differs", place, element=label, here=here, expected=wanted)
            return
    lines = {one.get("eId", ""): one.sourceline or 0 for one in stored.iter(etree.Element)}
    for extra in policy.document.extras:
        eid = extra.place.partition("/")[0]
        words = {"where": extra.place, "attribute": extra.name, "value": extra.value[:20]}
        yield note("attribute-unexpected", Place(name, lines.get(eid, 0), eid), **words)
    for kept in policy.document.kept:
        eid = kept.place.partition("/")[0]
        place = Place(name, lines.get(eid, 0), eid if eid in lines else "")
        tag, unread = describe_kept(kept)
        if unread:
            yield warning("element-words-kept", place, where=kept.place, element=tag, words=unread[:20])
        else:
            yield note("element-kept", place, where=kept.place, element=tag)
    for each in folders.files:
        if not is_canonical(each, folders, policy.document, policy.registry):
            yield warning("file-not-canonical", Place(folders.name(each), 1))


def _first_difference(here: etree._Element, there: etree._Element) -> tuple[etree._Element, str, str] | None:
    """The first differing element, with its content and the expected content."""
    if here.tag != there.tag:
        return here, etree.QName(here).localname, etree.QName(there).localname
    for key in dict.fromkeys((*here.keys(), *there.keys())):
        if here.get(key) != there.get(key):
            return here, f"{key}={here.get(key, '')}", f"{key}={there.get(key, '')}"
    for mine, other in zip(here, there, strict=False):
        if (found := _first_difference(mine, other)) is not None:
            return found
    if len(here) != len(there):
        return here, _names(here), _names(there)
    return None


def _names(element: etree._Element) -> str:
    return " ".join(child.get("eId") or etree.QName(child).localname for child in element)
