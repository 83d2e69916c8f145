"""The publication: a published version holds exactly the published words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.loading.files import decode_utf8, read_bytes
from kb.loading.folders import Folders
from kb.loading.published_text import departs, read_published
from kb.loading.versions import PUBLISHED
from kb.model.document import Document
from kb.model.words.errors import Finding, Place, PolicyError, error, warning


def check_publication(folders: Folders, document: Document) -> Iterator[Finding]:
    """The first difference between the stored text and its publication, or that the publication is of another
    text.
    """
    path = folders.version / PUBLISHED
    try:
        published = read_published(folders)
        if published is None and path.is_file():
            other = decode_utf8(read_bytes(path), folders.name(path)).rstrip("\n")
            if departs(document, other) is not None:
                yield warning("published-elsewhere", Place(folders.name(path)))
    except PolicyError as problem:
        yield from problem.findings
        return
    if published is None:
        return
    found = departs(document, published)
    if found is not None:
        part = document.part(found.eid)
        place = Place(folders.name(folders.version / "text.xml"), part.line if part else 0, found.eid)
        yield error("published-differs", place, published=found.published, here=found.here)
