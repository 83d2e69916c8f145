"""The pages of the versions of a work: a list of them, and the changes of each against the one before.

Only a work with more than one version has these pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.model.document import Document, join_label
from kb.model.policy import Version
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import VERSIONS_LIST, Links, measure_page, version_page
from render.pages.page import Page, make_page

if TYPE_CHECKING:
    from kb.versions.comparison import Row


@dataclass(frozen=True, slots=True)
class Shown:
    """A version on its page, with its changes against the one before; the first version has none."""

    version: Version
    document: Document
    before: Version | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A measure of an earlier version: its eId and heading there, and its present place, if any."""

    eid: str
    headline: str
    version: Version
    to: str


def list_version_pages(lookups: Lookups, lang: Language, history: Sequence[Document]) -> Iterator[Page]:
    """The list of the versions, and a page for each; ``history`` are their texts in order."""
    versions = lookups.policy.versions
    if len(versions) < 2 or len(history) != len(versions):
        return
    # Most works have one version, and all that a comparison needs is slow to import.
    from kb.versions.comparison import compare_documents

    yield make_page(lookups, Links(lang, VERSIONS_LIST), "versions.html")
    for number, (version, document) in enumerate(zip(versions, history, strict=True)):
        before = versions[number - 1] if number else None
        rows = compare_documents(history[number - 1], document) if number else ()
        told = tuple(row for row in rows if row.kind != "same" or row.is_renumbered)
        shown = Shown(version, document, before, told)
        yield make_page(lookups, Links(lang, version_page(version.name)), "version.html", shown=shown)
    for moved in find_moved(lookups, history):
        yield make_page(lookups, Links(lang, measure_page(moved.eid)), "moved.html", moved=moved)


def find_moved(lookups: Lookups, history: Sequence[Document]) -> Iterator[Moved]:
    """The measures of other versions that have no page now, so that old links to them can be redirected."""
    from kb.versions.alignment import pair_parts

    policy = lookups.policy
    told = {measure.eid for measure in policy.measures}
    for version, document in reversed(list(zip(policy.versions, history, strict=True))):
        if version.first >= policy.version.first:
            continue
        now = {was: is_now for is_now, was in pair_parts(document, policy.document).items()}
        for clause in document.standing:
            if clause.eid not in told:
                told.add(clause.eid)
                yield Moved(
                    clause.eid, join_label(clause.num, clause.heading), version, now.get(clause.eid, "")
                )
