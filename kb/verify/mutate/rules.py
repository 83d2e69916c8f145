"""Mutants of the rules: each element dropped, redirected, reordered, or placed under another reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from kb.loading import Sources
from kb.loading.requirements import RULES
from kb.model.policy import Policy
from kb.model.requirements import BOUNDS
from kb.verify.mutate.labels import Labels, Named, say_guard
from kb.verify.mutate.mutant import Edit, Mutant, Words, around, guard_of, local, next_like

FILE = "rules.xml"

_DROPPED = frozenset(
    {
        "subject",
        "condition",
        "when",
        "compare",
        "earlier",
        "any",
        "all",
        "share",
        "agreed",
        "cap",
        "level",
        "fixed",
        "product",
        "times",
        "case",
        "instalments",
        "scaled",
    }
)
"""Parts of a support that may be removed, without rulings, which are recognised by ``is``."""

_TERMS = frozenset(
    {
        "issue",
        "interpretation",
        "non-cumulation",
        "district-measures",
        "validity",
        "special-deadline",
        "transition",
        "higher-law",
    }
)
_JOINT = frozenset({"joint-limit", "other-funds", "budget"})
"""Rules about several supports that affect sums."""

_Ruling = tuple[str, str]
"""The element that a ruling belongs to, and its name."""

_OWNERS = frozenset({"support", "overlap", "measure", "part"}) | _TERMS | _JOINT


def rules_mutants(policy: Policy, sources: Sources) -> Iterator[Mutant]:
    """Every change of the rules, in the order of the file."""
    tree = sources.trees[FILE]
    kit = _Kit(policy, tree, _values(tree))
    for block in tree.getroot():
        if isinstance(block.tag, str) and local(block) in ("measure", "part"):
            for element in block.iter(etree.Element):
                yield from kit.of(element)


def _values(tree: etree._ElementTree) -> dict[_Ruling, tuple[str, ...]]:
    """Every value that a ruling of a name has somewhere in the file, by the subject of the
    ruling, in order.
    """
    found: dict[_Ruling, dict[str, None]] = defaultdict(dict)
    for element in tree.getroot().iter(etree.Element):
        if (value := element.get("is")) is not None:
            found[_ruling(element)][value] = None
    return {name: tuple(values) for name, values in found.items()}


def _ruling(element: etree._Element) -> _Ruling:
    parent = element.getparent()
    return ("" if parent is None else local(parent), local(element))


@dataclass(frozen=True)
class _Kit:
    """The inputs for the mutants of an element: the policy, the tree, and the values of rulings."""

    policy: Policy
    tree: etree._ElementTree
    values: dict[_Ruling, tuple[str, ...]]

    @property
    def labels(self) -> Labels:
        return Labels(self.policy)

    def of(self, element: etree._Element) -> Iterator[Mutant]:
        """The mutants of one element, without those of its children."""
        name = local(element)
        if name == "compare":
            yield from self._of_compare(element)
        elif element.get("is") is not None:
            yield from self._of_ruling(element)
        elif name in _DROPPED:
            yield self._drop(element)
        for attribute in ("under", "needed"):
            if element.get(attribute):
                yield from self._of_guard(element, attribute)
        match name:
            case "share" | "agreed" | "cap" | "count" | "phases" | "tier" | "fixed" | "product":
                yield from self._of_quantity(element)
            case "times":
                yield from self._of_times(element)
            case "level" | "phase" | "case":
                yield from self._swap(element)
            case "when":
                yield from self._of_when(element)
            case "condition":
                yield from self._elsewhere(element, "ref", self._other_terms(element))
            case "subject":
                yield from self._elsewhere(element, "ref", self._other_subjects(element))
            case "borrowed":
                yield self._drop(element)
                yield from self._of_borrowed(element)
            case "selection":
                yield from self._of_selection(element)
            case "support":
                yield self._drop(element)
                yield from self._elsewhere(element, "per", self._other_units(element))
            case "overlap":
                yield from self._of_overlap(element)
            case "domain":
                yield self._drop(element)
                yield from self._elsewhere(element, "ref", self._other_domains(element))
            case _ if name in _JOINT:
                yield from self._of_joint(element)
            case _ if name in _TERMS:
                yield from self._of_term(element)
        if element.get("subject"):
            yield self._make(element, "subject-unsaid", Edit(FILE, self._path(element), "unset", "subject"))

    def _of_ruling(self, element: etree._Element) -> Iterator[Mutant]:
        yield self._drop(element)
        for other in self.values[_ruling(element)]:
            if other != element.get("is"):
                edit = Edit(FILE, self._path(element), "set", "is", other)
                yield self._make(element, "ruling", edit, new=self.labels.value(other))

    def _of_compare(self, element: etree._Element) -> Iterator[Mutant]:
        """A comparison dropped, with another bound, or with a number of another concept."""
        yield self._drop(element)
        for bound in BOUNDS:
            if bound != element.get("is"):
                edit = Edit(FILE, self._path(element), "set", "is", bound)
                yield self._make(element, "ruling", edit, new=self.labels.value(bound))
        yield from self._of_quantity(element)

    def _of_times(self, element: etree._Element) -> Iterator[Mutant]:
        """A factor of a product with one attribute removed, such as its bound, or with another number in its
        place.
        """
        for attribute in ("most", "over", "step", "plus", "less", "per"):
            if element.get(attribute):
                edit = Edit(FILE, self._path(element), "unset", attribute)
                yield self._make(element, f"times-{attribute}", edit)
        bases = [concept.id for concept in self.policy.registry.of_kind("base")]
        yield from self._elsewhere(element, "of", [key for key in bases if key != element.get("of")][:1])

    def _of_guard(self, element: etree._Element, attribute: str) -> Iterator[Mutant]:
        """A guard that names another option of a reading, or all options of it."""
        written, path = element.get(attribute) or "", self._path(element)
        for reading, option in guard_of(written):
            for other in self._options(reading):
                if other != option:
                    value = written.replace(f"{reading}:{option}", f"{reading}:{other}")
                    edit = Edit(FILE, path, "set", attribute, value)
                    kind = "guard" if attribute == "under" else "needed"
                    yield self._make(
                        element, kind, edit, under=value, old=say_guard(written), new=say_guard(value)
                    )
        kind = "guard-gone" if attribute == "under" else "needed-gone"
        yield self._make(element, kind, Edit(FILE, path, "unset", attribute), old=say_guard(written))

    def _of_quantity(self, element: etree._Element) -> Iterator[Mutant]:
        """A quantity of another concept, or a share of another base."""
        concepts = [concept.id for concept in self.policy.registry.of_kind("quantity")]
        if element.get("at"):
            here = self._quantities_near(element)
            others = [key for key in concepts if key in here and key != element.get("at")]
            yield from self._elsewhere(element, "at", others)
        if element.get("of"):
            bases = [concept.id for concept in self.policy.registry.of_kind("base")]
            yield from self._elsewhere(element, "of", [key for key in bases if key != element.get("of")])
        if element.get("by"):
            choices = [f.id for f in self.policy.facts if f.type == "choice" and f.id != element.get("by")]
            yield from self._elsewhere(element, "by", choices[:1])

    def _of_when(self, element: etree._Element) -> Iterator[Mutant]:
        """A condition on a choice with one value removed, or with one further value of the fact."""
        values, path = (element.get("in") or "").split(), self._path(element)
        fact = element.get("fact") or ""
        choices = self.labels.choices(fact) or ["yes", "no"]
        for value in choices:
            told = self.labels.choice(fact, value)
            if value not in values:
                more = " ".join(choice for choice in choices if choice in (*values, value))
                yield self._make(element, "value-more", Edit(FILE, path, "set", "in", more), new=told)
            elif len(values) > 1:
                less = " ".join(one for one in values if one != value)
                yield self._make(element, "value-less", Edit(FILE, path, "set", "in", less), new=told)

    def _of_borrowed(self, element: etree._Element) -> Iterator[Mutant]:
        concept = element.get("at")
        for provision in self.policy.document.provisions():
            marks = [mark.concept for mark in provision.marks]
            if provision.eid != element.get("provision") and marks.count(concept or "") == 1:
                edit = Edit(FILE, self._path(element), "set", "provision", provision.eid)
                yield self._make(element, "borrowed-elsewhere", edit, new=provision.eid)

    def _of_selection(self, element: etree._Element) -> Iterator[Mutant]:
        kinds = [concept.id for concept in self.policy.registry.of_kind("selection")]
        here = kinds.index(element.get("kind") or "")
        yield from self._elsewhere(element, "kind", [kinds[(here + 1) % len(kinds)]])

    def _of_overlap(self, element: etree._Element) -> Iterator[Mutant]:
        path = self._path(element)
        yield self._drop(element)
        supports = (element.get("supports") or "").split()
        for key in supports if len(supports) > 2 else ():
            less = " ".join(other for other in supports if other != key)
            edit = Edit(FILE, path, "set", "supports", less)
            yield self._make(element, "overlap-less", edit, new=self.labels.support(key))
        if element.get("where"):
            yield self._make(element, "overlap-anywhere", Edit(FILE, path, "unset", "where"))
        same = {one.get("same") or "" for one in self.tree.getroot().iter(f"{RULES}overlap")}
        yield from self._elsewhere(element, "same", sorted(same - {element.get("same") or ""}))

    def _of_joint(self, element: etree._Element) -> Iterator[Mutant]:
        """A rule about several supports removed, for all levels or none, or with another number."""
        yield self._drop(element)
        name, path = local(element), self._path(element)
        if element.get("levels"):
            yield self._make(element, f"{name}-levels", Edit(FILE, path, "unset", "levels"))
        if here := element.get("at"):
            provision = self.policy.provision(element.get("provision") or "")
            marks = {mark.concept for smallest in provision.smallest() for mark in smallest.marks}
            concepts = [one.id for one in self.policy.registry.of_kind("quantity")]
            yield from self._elsewhere(element, "at", [key for key in concepts if key in marks - {here}])

    def _of_term(self, element: etree._Element) -> Iterator[Mutant]:
        yield self._drop(element)
        concepts = self.policy.registry.of_kind("quantity")
        unit = {concept.id: concept.unit for concept in concepts}
        for attribute in ("on", "from", "for", "to"):
            if here := element.get(attribute):
                others = [key for key in unit if key != here and unit[key] == unit[here]]
                yield from self._elsewhere(element, attribute, others)
        if here := element.get("agency"):
            others = [agency.id for agency in self.policy.agencies if agency.id != here]
            yield from self._elsewhere(element, "agency", others[:1])

    def _elsewhere(self, element: etree._Element, attribute: str, others: Iterable[str]) -> Iterator[Mutant]:
        """An attribute that refers to another id."""
        old = element.get(attribute) or ""
        for other in others:
            edit = Edit(FILE, self._path(element), "set", attribute, other)
            kind, new = f"{local(element)}-{attribute}", self.labels.named(other)
            yield self._make(element, kind, edit, old=self.labels.named(old), new=new)

    def _swap(self, element: etree._Element) -> Iterator[Mutant]:
        beside = next_like(element)
        if beside is not None:
            edit = Edit(FILE, self._path(element), "swap")
            yield self._make(element, "swapped", edit, new=self.labels.thing(beside))

    def _drop(self, element: etree._Element) -> Mutant:
        kind = (
            "dropped" if local(element) not in ("overlap", "support", *_TERMS, *_JOINT) else "dropped-whole"
        )
        return self._make(element, kind, Edit(FILE, self._path(element), "drop"))

    def _make(
        self, element: etree._Element, kind: str, edit: Edit, *, under: str = "", **told: Named
    ) -> Mutant:
        owner = next(one for one in around(element) if local(one) in _OWNERS)
        words: Words = {
            "owner": self.labels.owner(owner),
            "thing": self.labels.thing(element),
            "under": self.labels.under(element),
            **told,
        }
        written = " ".join(one.get(key) or "" for one in around(element) for key in ("under", "needed"))
        support = (owner.get("id") or "") if local(owner) == "support" else ""
        return Mutant(kind, (edit,), self._at(element), words, support, guard_of(f"{written} {under}"))

    def _at(self, element: etree._Element) -> str:
        """The clause that an element concerns: the nearest one it names, or that of its measure."""
        for one in around(element):
            if eid := one.get("provision") or one.get("eId"):
                return eid
        raise ValueError(element.tag)

    def _path(self, element: etree._Element) -> str:
        return self.tree.getelementpath(element)

    def _options(self, reading: str) -> list[str]:
        return [option.id for one in self.policy.readings if one.id == reading for option in one.options]

    def _quantities_near(self, element: etree._Element) -> set[str]:
        support = next(one for one in around(element) if local(one) == "support")
        provision = self.policy.provision(support.get("provision") or "")
        return {mark.concept for smallest in provision.smallest() for mark in smallest.marks}

    def _other_terms(self, element: etree._Element) -> list[str]:
        """Another open term that some support for the same kind of claim requires."""
        here, asked = self._support_of(element), set()
        for support in self.policy.supports:
            if support.per == (here.get("per") if here is not None else ""):
                asked |= {condition.concept.id for condition in support.conditions}
        return sorted(asked - {element.get("ref") or ""})[:1]

    def _other_subjects(self, element: etree._Element) -> list[str]:
        """Another subject of the same kind of claim."""
        here = self._support_of(element)
        found = {
            subject.concept.id
            for support in self.policy.supports
            if here is not None and support.per == here.get("per")
            for subject in support.subjects
        }
        own = {one.get("ref") for one in element.getparent().iterfind(f"{RULES}subject")}  # type: ignore[union-attr]
        return sorted(found - own)[:1]

    def _other_units(self, element: etree._Element) -> list[str]:
        units = sorted({support.per for support in self.policy.supports})
        here = units.index(element.get("per") or "")
        return [units[(here + 1) % len(units)]] if len(units) > 1 else []

    def _other_domains(self, element: etree._Element) -> list[str]:
        own = {one.get("ref") for one in element.getparent().iterfind(f"{RULES}domain")}  # type: ignore[union-attr]
        return [domain.id for domain in self.policy.domains if domain.id not in own][:1]

    def _support_of(self, element: etree._Element) -> etree._Element | None:
        return next((one for one in around(element) if local(one) == "support"), None)
