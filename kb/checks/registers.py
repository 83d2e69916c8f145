"""The registry against the text: domains and fields say what the scope paragraph says, in its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.document import Document
from kb.errors import Finding, Place, error
from kb.registry import Registry


def check_registry(document: Document, registry: Registry, folder: str) -> Iterator[Finding]:
    """Names missing in a language, a name that two agencies share, and domains the text does not bear out.

    ``folder`` is what findings call the folder of the registry.
    """
    agencies = Place(f"{folder}/agencies.xml")
    concepts = Place(f"{folder}/concepts.xml")
    texts = {provision.eid: provision.text for provision in document.provisions()}
    owner: dict[str, str] = {}
    for agency in registry.agencies:
        place = Place(agencies.file, agency.line, agency.id)
        if not agency.name or not agency.name_en:
            yield error("label-missing", place, id=agency.id)
        for name in (agency.name, *agency.short_names):
            if name in owner and owner[name] != agency.id:
                yield error("agency-name-shared", place, name=name, other=owner[name])
            owner.setdefault(name, agency.id)
    for concept in registry.concepts:
        place = Place(concepts.file, concept.line, concept.id)
        if not concept.name or not concept.name_en:
            yield error("label-missing", place, id=concept.id)
        if (concept.kind == "quantity") != (concept.unit is not None):
            yield error("concept-unit", place, id=concept.id)
    for domain in registry.domains:
        place = Place(concepts.file, domain.line, domain.id)
        if domain.provision not in texts:
            yield error("eid-dangling", place, eid=domain.provision)
            continue
        text = texts[domain.provision]
        words = [domain.name, *(f.words for f in domain.fields)]
        words += [example for f in domain.fields for example in f.examples]
        for quoted in words:
            if quoted not in text:
                yield error("words-not-in-text", place, words=quoted, text=text)
