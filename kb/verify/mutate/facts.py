"""Mutants of readings, facts and plain wording: other defaults, presumptions, types, choices and figures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.loading import Sources
from kb.model.fact_types import FACT_TYPES
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES
from kb.verify.mutate.labels import Labels, Named
from kb.verify.mutate.mutant import Edit, Mutant, Words, around, elements, local

READINGS, FACTS = "readings.xml", "facts.xml"


def reading_mutants(policy: Policy, sources: Sources) -> Iterator[Mutant]:
    """Mutants with another default of a reading: one for each reading and each of its other options."""
    tree = sources.trees[READINGS]
    by_id = {reading.id: reading for reading in policy.readings}
    for element in elements(tree.getroot()):
        # The readings of frequent questions are listed below the readings, and decide nothing.
        if local(element) != "reading":
            continue
        reading = by_id[element.get("id") or ""]
        for option in reading.options:
            if option.id != reading.default:
                edit = Edit(READINGS, tree.getelementpath(element), "set", "default", option.id)
                words = {"reading": reading.id, "old": reading.default, "new": option.id}
                under = ((reading.id, reading.default), (reading.id, option.id))
                at = next((basis.provision for basis in reading.bases), policy.document.parts[0].eid)
                yield Mutant("default", (edit,), at, words, under=under)


def fact_mutants(policy: Policy, sources: Sources) -> Iterator[Mutant]:
    """Every fact left out, with another type, with another presumption, and without each of its choices."""
    tree = sources.trees[FACTS]
    labels = Labels(policy)
    for element, fact in zip(elements(tree.getroot()), policy.facts, strict=True):
        path = tree.getelementpath(element)
        at = next((basis.provision for basis in fact.bases), policy.document.parts[-1].eid)
        told: Words = {"fact": {lang: fact.label(lang) for lang in LANGUAGES}, "key": fact.id}

        def make(kind: str, edit: Edit, at: str = at, told: Words = told, **words: Named) -> Mutant:
            return Mutant(kind, (edit,), at, {**told, **words})

        yield make("fact-dropped", Edit(FACTS, path, "drop"))
        types = list(FACT_TYPES)
        other = types[(types.index(fact.type) + 3) % len(types)]
        edit = Edit(FACTS, path, "set", "type", other)
        yield make("type", edit, old=labels.value(fact.type), new=labels.value(other))
        if fact.judged:
            yield make("judged-gone", Edit(FACTS, path, "unset", "judged"))
        if fact.presumed:
            old = _presumption(labels, fact.id, fact.presumed)
            yield make("presumed-gone", Edit(FACTS, path, "unset", "presumed"), old=old)
            for value in _other_presumptions(fact.type, fact.presumed, [c.id for c in fact.choices]):
                edit = Edit(FACTS, path, "set", "presumed", value)
                yield make("presumed", edit, old=old, new=_presumption(labels, fact.id, value))
        for choice in element:
            if isinstance(choice.tag, str) and local(choice) == "choice":
                edit = Edit(FACTS, tree.getelementpath(choice), "drop")
                yield make("choice-dropped", edit, old=labels.choice(fact.id, choice.get("id") or ""))


def figure_mutants(policy: Policy, sources: Sources) -> Iterator[Mutant]:
    """Every figure of the plain wording taken from another quantity."""
    marked: dict[str, list[str]] = {}
    for provision in policy.document.provisions():
        for smallest in provision.smallest():
            for mark in smallest.marks:
                marked.setdefault(mark.concept, []).append(smallest.eid)
    for lang in LANGUAGES:
        file = f"plain.{lang}.xml"
        tree = sources.trees[file]
        for element in tree.getroot().iter(etree.Element):
            if local(element) != "figure":
                continue
            here, concept = element.get("provision") or "", element.get("at") or ""
            others = [eid for eid in marked.get(concept, ()) if eid != here]
            if others:
                edit = Edit(file, tree.getelementpath(element), "set", "provision", others[0])
                part = next(eid for one in around(element) if (eid := one.get("eId")))
                words = {"old": f"{here} {concept}", "new": f"{others[0]} {concept}"}
                yield Mutant("figure", (edit,), here or part, words)


def _presumption(labels: Labels, fact: str, value: str) -> Named:
    return labels.value("@none") if value == "none" else labels.choice(fact, value)


def _other_presumptions(type: str, here: str, choices: list[str]) -> list[str]:
    """The other values that a fact of a type could be presumed to have."""
    fitting = {
        "yes-no": ["yes", "no"],
        "choice": choices,
        "date": ["none", "@case-date", "@date"],
        "name": ["none", "@claim", "@object"],
    }.get(type, [])
    return [value for value in fitting if value != here]
