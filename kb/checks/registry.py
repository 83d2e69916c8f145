"""The registry compared with the text: domains and fields are those of the scope paragraph, in its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model.document import Document
from kb.model.registry import Agency, Registry
from kb.model.words.errors import Finding, Place, error


def check_registry(document: Document, registry: Registry, folder: str) -> Iterator[Finding]:
    """Names missing in a language, names that two agencies share, and domains without support in the text.

    ``folder`` is the name of the folder of the registry in findings.
    """
    agencies = Place(f"{folder}/agencies.xml")
    texts = {provision.eid: provision.text for provision in document.provisions()}
    owner: dict[str, list[Agency]] = {}
    for agency in registry.agencies:
        place = Place(agencies.file, agency.line, agency.id)
        if not agency.name or not agency.name_en:
            yield error("label-missing", place, id=agency.id)
        for name in (agency.name, *agency.short_names):
            others = [one for one in owner.get(name, ()) if one.id != agency.id and _meet(one, agency)]
            if others:
                yield error("agency-name-shared", place, name=name, other=others[0].id)
            owner.setdefault(name, []).append(agency)
        if agency.successor and agency.successor not in registry.agency_by_id:
            known = "、".join(one.id for one in registry.agencies)
            yield error("agency-successor-unknown", place, id=agency.successor, known=known)
    for concept in registry.concepts:
        place = Place(concept.file, concept.line, concept.id)
        if not concept.name or not concept.name_en:
            yield error("label-missing", place, id=concept.id)
        if (concept.kind == "quantity") != (concept.unit is not None):
            yield error("concept-unit", place, id=concept.id)
    for domain in registry.domains:
        place = Place(domain.file, domain.line, domain.id)
        if domain.provision not in texts:
            yield error("eid-dangling", place, eid=domain.provision)
            continue
        text = texts[domain.provision]
        words = [domain.name, *(f.words for f in domain.fields)]
        words += [example for f in domain.fields for example in f.examples]
        for quoted in words:
            if quoted not in text:
                yield error("words-not-in-text", place, words=quoted, text=text)


def _meet(one: Agency, other: Agency) -> bool:
    """Whether both agencies exist on some day."""
    starts = [day for day in (one.since, other.since) if day is not None]
    ends = [day for day in (one.until, other.until) if day is not None]
    return not (starts and ends) or max(starts) <= min(ends)
