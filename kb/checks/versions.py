"""The versions of a work compared: their days, the base of an amendment, repeals and agencies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from kb.loading.akn.history import REPEALED
from kb.loading.akn.reading import read_akn
from kb.loading.files import parse_xml
from kb.loading.folders import Folders, name_works
from kb.loading.versions import read_versions
from kb.model.document import Document, find_repealed
from kb.model.duties import find_duties
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error, warning


def check_versions(folders: Folders, document: Document, registry: Registry) -> Iterator[Finding]:
    """Findings about a version beside the other versions of its work, and beside the works that repeal it."""
    path = folders.version / "text.xml"
    name = folders.name(path)
    yield from _check_days(folders, name)
    tree = parse_xml(path, name)
    yield from _check_base(folders, document, tree, name)
    yield from _check_repeal(folders, document, tree, name)
    yield from _check_stated_repeals(folders, document, name)
    yield from _check_agencies(folders, document, registry, name)


def _check_days(folders: Folders, name: str) -> Iterator[Finding]:
    """Two versions that begin on one day, so that it is undefined which one answers."""
    chosen = folders.chosen
    for other in folders.versions:
        if other.name < chosen.name and other.first == chosen.first:
            yield error("versions-same-day", Place(name, 1), day=chosen.first, other=other.name)


def _check_base(
    folders: Folders, document: Document, tree: etree._ElementTree, name: str
) -> Iterator[Finding]:
    """An amendment of a missing version, and origins that no provision of its base has."""
    amendment = document.amendment
    if amendment is None:
        if document.origins:
            eid, origin = document.origins[0]
            yield error("origin-without-amendment", Place(name, _line(tree, eid), eid), origin=origin)
        return
    base = folders.version.with_name(amendment.base) / "text.xml"
    known = [version.name for version in folders.versions if version.first < folders.chosen.first]
    if amendment.base not in known:
        place = Place(name, _line(tree, "base"), "")
        yield error("version-without-base", place, base=amendment.base, known="、".join(known) or "—")
        return
    try:
        before = read_akn(parse_xml(base, folders.name(base), comments=True), folders.name(base))
    except PolicyError:
        return  # its own check reports the problem
    eids = set(_eids(before)) | {origin for _, origin in before.origins}
    for eid, origin in document.origins:
        if origin not in eids:
            place = Place(name, _line(tree, eid), eid)
            yield error("origin-dangling", place, origin=origin, base=amendment.base)


def _check_repeal(
    folders: Folders, document: Document, tree: etree._ElementTree, name: str
) -> Iterator[Finding]:
    """Works that repeal one another in a circle."""
    if document.repeal is None or not document.repeal.by:
        return
    works = _find_repeals(folders.root)
    seen, work = [document.work], document.repeal.by
    while work in works and work not in seen:
        seen.append(work)
        work = works[work]
    if work == document.work:
        line = next((e.sourceline or 0 for e in tree.iter() if e.get("refersTo") == f"#{REPEALED}"), 0)
        yield error("repeal-cycle", Place(name, line), works=" → ".join([*seen, work]))


def _check_stated_repeals(folders: Folders, document: Document, name: str) -> Iterator[Finding]:
    """Works that the text repeals by their titles and that the library has in force beyond that day."""
    first = folders.chosen.first
    for provision in document.provisions():
        if provision.clauses:
            continue
        titles = find_repealed(provision.text)
        for work, version in _last_versions(folders.root).items() if titles else ():
            other = _read(version)
            if other is None or other.work == document.work or other.title not in titles:
                continue
            last = read_versions(work)[-1].last
            if last is None or last >= first:
                place = Place(name, provision.line, provision.eid)
                by, title = document.work, document.title
                words = {"other": other.title, "work": name_works([work])[0], "day": first}
                yield warning("repeal-unrecorded", place, by=by, title=title, **words)


def _last_versions(root: Path) -> dict[Path, Path]:
    """The text of the last version of each work, by the folder of the work."""
    return {path.parent.parent: path for path in sorted(root.glob("*/*/*/text.xml"))}


def _read(path: Path) -> Document | None:
    """A text; ``None`` where it cannot be read, which its own check reports."""
    try:
        return read_akn(parse_xml(path, path.name, comments=True), path.name)
    except PolicyError:
        return None


def _find_repeals(root: Path) -> dict[str, str]:
    """Each work that is repealed, with the work that repeals it, by their FRBR URIs."""
    found = {}
    for path in sorted(root.glob("*/*/*/text.xml")):
        document = _read(path)
        if document is not None and document.repeal is not None and document.repeal.by:
            found[document.work] = document.repeal.by
    return found


def _check_agencies(folders: Folders, document: Document, registry: Registry, name: str) -> Iterator[Finding]:
    """Named agencies that ended before the version began without a successor."""
    first, last = folders.chosen.first, folders.chosen.last
    told: set[str] = set()
    for clause, duties in find_duties(document, registry).items():
        for duty in duties:
            agency = duty.agency
            if agency.until is None or agency.id in told or not duty.is_stated:
                continue
            told.add(agency.id)
            place = Place(name, duty.line, clause)
            words = {"name": agency.name, "until": agency.until, "first": first}
            if agency.until < first:
                follower = registry.agency_by_id.get(agency.successor)
                yield error("agency-ended", place, successor=follower.name if follower else "—", **words)
            elif not agency.successor and (last is None or last > agency.until):
                yield warning("agency-without-successor", place, **words)


def _eids(document: Document) -> Iterator[str]:
    yield from (part.eid for part in document.parts)
    yield from (provision.eid for provision in document.provisions())
    yield from (closing.eid for closing in document.responsibilities)


def _line(tree: etree._ElementTree, eid: str) -> int:
    return next((e.sourceline or 0 for e in tree.iter(etree.Element) if e.get("eId") == eid), 1)
