"""The registry against the text: domains and fields say what the scope paragraph says, in its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.errors import Finding, Place, error, warning
from kb.model import Policy


def check_registry(policy: Policy) -> Iterator[Finding]:
    """Names missing in a language, a name that two agencies share, and domains the text does not bear out."""
    agencies = Place("policy/registry/agencies.xml")
    concepts = Place("policy/registry/concepts.xml")
    owner: dict[str, str] = {}
    for agency in policy.agencies:
        place = Place(agencies.file, agency.line, agency.id)
        if not agency.name or not agency.name_en:
            yield error("label-missing", place, id=agency.id)
        for name in (agency.name, *agency.short_names):
            if name in owner and owner[name] != agency.id:
                yield error("agency-name-shared", place, name=name, other=owner[name])
            owner.setdefault(name, agency.id)
    for concept in policy.registry.concepts:
        place = Place(concepts.file, concept.line, concept.id)
        if not concept.name or not concept.name_en:
            yield error("label-missing", place, id=concept.id)
        if (concept.kind == "quantity") != (concept.unit is not None):
            yield error("concept-unit", place, id=concept.id)
    for domain in policy.domains:
        place = Place(concepts.file, domain.line, domain.id)
        if domain.provision not in policy:
            yield error("eid-dangling", place, eid=domain.provision)
            continue
        text = policy.provision(domain.provision).text
        words = [domain.name, *(f.words for f in domain.fields)]
        words += [example for f in domain.fields for example in f.examples]
        for quoted in words:
            if quoted not in text:
                yield error("words-not-in-text", place, words=quoted, text=text)
    linked = {link.domain.id for measure in policy.measures for link in measure.domains}
    for domain in policy.domains:
        if domain.id not in linked:
            yield warning("domain-unused", Place(concepts.file, domain.line, domain.id), id=domain.id)
