"""Names for the sentences of mutants: rulings, values, supports and clauses, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language
from kb.verify.mutate.mutant import guard_of, local
from kb.verify.sentences import sentences

Named = str | dict[str, str]
"""A word, or a word for each language."""


@dataclass(frozen=True)
class Labels:
    """Names for everything that the files of a policy refer to by an id."""

    policy: Policy

    def value(self, key: str) -> Named:
        """A value of a ruling, or a fact, concept, agency or domain, by its name."""
        table = sentences("mutate")["values"]
        return dict(table[key]) if key in table else self.named(key)

    def named(self, key: str) -> Named:
        """A fact, concept, agency or domain by its name, or the id where it has none."""
        if (known := self.fact(key)) != key:
            return known
        if (concept := self.policy.registry.concept_by_id.get(key)) is not None:
            return _both(concept.label)
        if (agency := self.policy.registry.agency_by_id.get(key)) is not None:
            return _both(agency.label)
        if (domain := self.policy.registry.domain_by_id.get(key)) is not None:
            return _both(domain.label)
        return key

    def fact(self, key: str) -> Named:
        """A fact by its name."""
        return next((_both(fact.label) for fact in self.policy.facts if fact.id == key), key)

    def choices(self, fact: str) -> list[str]:
        """The ids of the values of a choice; empty where the fact is no choice."""
        return [choice.id for one in self.policy.facts if one.id == fact for choice in one.choices]

    def choice(self, fact: str, key: str) -> Named:
        """A value of a fact by its name."""
        for one in self.policy.facts:
            if one.id == fact and (choice := one.choice(key)) is not None:
                return _both(choice.label)
        return self.value(key)

    def support(self, key: str) -> Named:
        """A support by its short name, with the number of its measure."""
        support = self.policy.support(key)
        num = self.policy.measure(support.measure).num
        return _both(lambda lang: f"{num}{self.policy.support_name(support, lang)}")

    def owner(self, element: etree._Element) -> Named:
        """The owner of an element: a support, an overlap, a measure, or a final provision."""
        match local(element):
            case "support":
                return self.support(element.get("id") or "")
            case "overlap" | "joint-limit" | "other-funds" | "budget" as name:
                return _table("names", name, words=element.get("words") or "")
            case "measure":
                return self.policy.measure(element.get("eId") or "").num
            case "part":
                return _table("names", element.get("eId") or "")
            case name:
                return _table("names", name)

    def thing(self, element: etree._Element) -> Named:
        """The content of an element: its name, with the value or the words that distinguish it
        from others.
        """
        name = local(element)
        if name != "compare" and (value := element.get("is")) is not None:
            return _joined(_table("names", name), self.value(value))
        if name in ("when", "compare"):
            return _joined(_table("names", name), self.fact(element.get("fact") or ""))
        if name in ("condition", "subject", "level", "phase", "domain"):
            return _joined(_table("names", name), self.named(element.get("ref") or ""))
        if name == "support":
            return self.support(element.get("id") or "")
        if name in ("overlap", "joint-limit", "other-funds", "budget", "measure", "part"):
            return self.owner(element)
        return _table("names", name)

    def under(self, element: etree._Element) -> Named:
        """The readings that an element itself depends on, in brackets; empty where it always holds."""
        written = element.get("under")
        if not written:
            return ""
        told = say_guard(written)
        return {lang: _table("names", "under", readings=told[lang])[lang] for lang in LANGUAGES}


def say_guard(written: str) -> dict[str, str]:
    """The options that a rule depends on, as people write them: ``G1=b``; all of them, where there are
    several.
    """
    options = [f"{reading}={option}" for reading, option in guard_of(written)]
    between = sentences("mutate")["names"]["both"]
    return {lang: between[lang].join(options) for lang in LANGUAGES}


def _both(label: Callable[[str], str]) -> dict[str, str]:
    return {lang: label(lang) for lang in LANGUAGES}


def _table(table: str, key: str, **words: str) -> dict[str, str]:
    found = sentences("mutate")[table][key]
    return {lang: found[lang].format_map(words) for lang in LANGUAGES}


def _joined(one: Named, other: Named) -> dict[str, str]:
    def told(name: Named, lang: Language) -> str:
        return name if isinstance(name, str) else name[lang]

    between = sentences("mutate")["names"]["between"]
    return {lang: between[lang].format(name=told(one, lang), value=told(other, lang)) for lang in LANGUAGES}
