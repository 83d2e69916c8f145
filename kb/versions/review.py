"""The review of a part: a person confirms that its rules still state what its text states.

The fingerprint of the reviewed text is recorded. Once the text changes, the check asks for another review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.loading import Folders, load_text
from kb.loading.files import parse_xml, read_bytes
from kb.loading.lock import locked
from kb.loading.transaction import write_together
from kb.model.document import Document, fingerprint
from kb.model.words.errors import Place, PolicyError, error

TO_REVIEW = "fingerprint-stale"
"""The finding of the check about a part that :func:`find_unreviewed` names. On the desk it is no fault: the
state of a part says that its review is due.
"""


def find_unreviewed(folders: Folders, document: Document) -> Iterator[str]:
    """The eIds of the parts whose rules were reviewed against another text.

    Raises :class:`PolicyError` where the rules cannot be read.
    """
    path = folders.version / "rules.xml"
    root = parse_xml(path, folders.name(path)).getroot()
    reviewed = {each.get("eId"): each.get("fingerprint") for each in root if each.get("fingerprint")}
    for part in document.parts:
        if part.eid in reviewed and reviewed[part.eid] != fingerprint(part):
            yield part.eid


def record_review(folders: Folders, eid: str, seen: str, beside: Mapping[str, bytes] | None = None) -> None:
    """Record that the rules of a part were reviewed against the text with the fingerprint ``seen``.

    ``beside`` are further files of the version, by name, that are written together with that. Raises
    :class:`PolicyError` where the part has no rules, or its text was changed since it was seen.
    """
    path = folders.version / "rules.xml"
    name = folders.name(path)
    with locked(folders.root):
        _, document, _ = load_text(folders.version)
        part = document.part(eid)
        if part is None or fingerprint(part) != seen:
            raise PolicyError([error("editing-overtaken", Place(name, 0, eid))])
        changes = {path: _stamped(read_bytes(path, name), eid, seen, name)}
        changes |= {folders.version / file: data for file, data in (beside or {}).items()}
        write_together(folders.root, changes)


def _stamped(data: bytes, eid: str, present: str, name: str) -> bytes:
    """The rules with one fingerprint replaced, and otherwise identical byte for byte."""
    block = rf'(<(?:measure|part)\b[^>]*\beId="{re.escape(eid)}"[^>]*\bfingerprint=")[^"]*(")'
    pattern = re.compile(block.encode())
    stamped, count = pattern.subn(rb"\g<1>" + present.encode() + rb"\g<2>", data)
    if count != 1:
        raise PolicyError([error("rules-missing", Place(name, 0, eid), eid=eid)])
    return stamped
