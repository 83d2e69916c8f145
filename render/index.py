"""Lookup tables for the pages. Each is computed once for a policy, in one pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from kb.core.ruleset import Same
from kb.model.amounts import Quantity
from kb.model.document import part_of
from kb.model.duties import Duty, agency_of, find_issuers
from kb.model.facts import Fact
from kb.model.guards import holds
from kb.model.policy import Act, Citation, DomainLink, Group, Measure, Overlap, Policy, Support, Term
from kb.model.registry import Agency, Concept
from kb.model.wording import Basis, Link, Reading
from render.links import is_measure

if TYPE_CHECKING:
    from kb.graph import Graph
    from kb.graph.questions import Answer

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sharing:
    """An agency that is responsible for measures together with another one, and those measures in order."""

    agency: Agency
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of supports, with its supports."""

    concept: Concept
    supports: tuple[Support, ...]


@dataclass(frozen=True)
class Lookups:
    """The links of a policy in the directions that readers follow."""

    policy: Policy

    @cached_property
    def measure(self) -> dict[str, Measure]:
        """Measures by eId."""
        return {measure.eid: measure for measure in self.policy.measures}

    @cached_property
    def graph(self) -> Graph:
        """The graph of the policy."""
        # Not every page needs it, and networkx is slow to import.
        from kb.graph import build_graph

        return build_graph(self.policy)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The answers of the graph to the questions that it has an answer to."""
        from kb.graph import Question, answer_question

        found = (answer_question(self.graph, question) for question in Question)
        return tuple(answer for answer in found if answer.lines)

    @cached_property
    def reading(self) -> dict[str, Reading]:
        """Readings by id."""
        return {reading.id: reading for reading in self.policy.readings}

    @cached_property
    def used(self) -> dict[str, str]:
        """The option of each reading that the site uses."""
        return {reading.id: reading.default for reading in self.policy.readings}

    @cached_property
    def fact(self) -> dict[str, Fact]:
        """Facts by id."""
        return {fact.id: fact for fact in self.policy.facts}

    @cached_property
    def overlaps_of(self) -> dict[str, tuple[Overlap, ...]]:
        """The rules on supports that may be for the same thing, by the id of each support they name."""
        found: dict[str, list[Overlap]] = defaultdict(list)
        for measure in self.policy.measures:
            for overlap in measure.overlaps:
                for support in overlap.supports:
                    found[support].append(overlap)
        return _frozen(found)

    @cached_property
    def duties_of(self) -> dict[str, tuple[Duty, ...]]:
        """The duties of each agency, in the order of the text."""
        found: dict[str, list[Duty]] = defaultdict(list)
        for duty in self.policy.duties:
            found[duty.agency.id].append(duty)
        return _frozen(found)

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies with duties, in the order of the registry."""
        return tuple(agency for agency in self.policy.agencies if agency.id in self.duties_of)

    @cached_property
    def mentions_of(self) -> dict[str, tuple[str, ...]]:
        """The sentences and clauses that mark the name of each agency, in the order of the text."""
        found: dict[str, list[str]] = defaultdict(list)
        for provision in self.policy.document.provisions():
            if not provision.clauses:
                for mark in provision.marks:
                    if mark.tag == "organization" and provision.eid not in found[mark.concept]:
                        found[mark.concept].append(provision.eid)
        return _frozen(found)

    @cached_property
    def shown_agencies(self) -> tuple[Agency, ...]:
        """The agencies that have a page: those with duties, and those that text, rules or wording name.

        The registry of a library also has agencies that do nothing in this work.
        """
        policy = self.policy
        named = {*self.duties_of, *self.mentions_of}
        named |= {term.agency.id for term in policy.terms if term.agency is not None}
        named |= {one.agency.id for one in policy.together.formalities if one.agency is not None}
        named |= {
            piece.ref
            for parts in policy.plain.values()
            for part in parts.values()
            for sentence in part.sentences
            for piece in sentence.parts
            if isinstance(piece, Link)
        }
        return tuple(agency for agency in policy.agencies if agency.id in named)

    @cached_property
    def issuer(self) -> Agency | None:
        """The agency that signs the text first, if a registered one does."""
        signed = find_issuers(self.policy.document, self.policy.registry)
        return agency_of(signed[0].name, self.policy.registry) if signed else None

    @cached_property
    def sharing(self) -> dict[str, tuple[Sharing, ...]]:
        """For each agency, the agencies that share measures with it; those that share most come first."""
        shared: dict[str, dict[str, list[Measure]]] = defaultdict(lambda: defaultdict(list))
        for measure in self.policy.measures:
            ids = list(dict.fromkeys(agency.id for agency in measure.agencies))
            for one in ids:
                for other in ids:
                    if other != one:
                        shared[one][other].append(measure)
        by_id = self.policy.registry.agency_by_id
        return {
            one: tuple(
                Sharing(by_id[other], tuple(measures))
                for other, measures in sorted(others.items(), key=lambda item: -len(item[1]))
            )
            for one, others in shared.items()
        }

    @cached_property
    def measures_of_domain(self) -> dict[str, tuple[tuple[Measure, DomainLink], ...]]:
        """The measures of each domain with the link to it, in the order of the text."""
        found: dict[str, list[tuple[Measure, DomainLink]]] = defaultdict(list)
        for measure in self.policy.measures:
            for link in measure.domains:
                found[link.domain.id].append((measure, link))
        return _frozen(found)

    @cached_property
    def subjects_of(self) -> dict[str, tuple[str, ...]]:
        """The subjects of each support under the readings in use, by the ids of support and concept.

        Subjects that exist only under another reading are left out, since their claims would be refused.
        """
        read = {reading.id: reading.default for reading in self.policy.readings}
        return {
            support.id: tuple(
                dict.fromkeys(one.concept.id for one in support.subjects if holds(one.under, read))
            )
            for support in self.policy.supports
        }

    @cached_property
    def _offered(self) -> tuple[Support, ...]:
        """The supports that are available under the readings in use."""
        return tuple(one for one in self.policy.supports if not one.subjects or self.subjects_of[one.id])

    @cached_property
    def supports_of_form(self) -> dict[str, tuple[Support, ...]]:
        """The supports of each form, in the order of the text."""
        found: dict[str, list[Support]] = defaultdict(list)
        for support in self._offered:
            found[support.form].append(support)
        return _frozen(found)

    @cached_property
    def supports_of_subject(self) -> dict[str, tuple[Support, ...]]:
        """The supports for each subject, in the order of the text."""
        found: dict[str, list[Support]] = defaultdict(list)
        for support in self.policy.supports:
            for key in self.subjects_of[support.id]:
                found[key].append(support)
        return _frozen(found)

    @cached_property
    def support_ids(self) -> frozenset[str]:
        """The ids of all supports."""
        return frozenset(support.id for support in self.policy.supports)

    @cached_property
    def forms(self) -> tuple[Concept, ...]:
        """The support forms that occur in some measure, in the order of the registry."""
        forms = self.policy.registry.of_kind("form")
        return tuple(form for form in forms if form.id in self.supports_of_form)

    @cached_property
    def money(self) -> tuple[Support, ...]:
        """The supports for which the text itself states a sum."""
        return tuple(support for support in self.policy.supports if support.is_money)

    @cached_property
    def subjects_of_unit(self) -> tuple[tuple[Concept, tuple[Subject, ...]], ...]:
        """The subjects of supports, by the unit that each is paid for: a project, a product."""
        under: dict[str, dict[str, None]] = defaultdict(dict)
        for support in self.policy.supports:
            for key in self.subjects_of[support.id]:
                under[support.per][key] = None
        concepts = self.policy.registry.concept_by_id
        placed: set[str] = set()
        groups: list[tuple[Concept, tuple[Subject, ...]]] = []
        for unit in self.policy.registry.of_kind("unit"):
            # A subject occurs once, under the first unit for which one of its supports is paid.
            new = [key for key in under.get(unit.id, ()) if key not in placed]
            placed.update(new)
            if new:
                groups.append(
                    (unit, tuple(Subject(concepts[key], self.supports_of_subject[key]) for key in new))
                )
        return tuple(groups)

    @cached_property
    def readings_of_measure(self) -> dict[str, tuple[Reading, ...]]:
        """The readings bound to each measure or to a provision of it, in the order of the list."""
        found: dict[str, list[Reading]] = defaultdict(list)
        for reading in self.policy.readings:
            for part in dict.fromkeys(part_of(basis.provision) for basis in reading.bases):
                found[part].append(reading)
        return _frozen(found)

    @cached_property
    def bases_of(self) -> dict[tuple[str, str], tuple[Basis, ...]]:
        """The bases of a reading, by its id and the part in which they stand."""
        found: dict[tuple[str, str], list[Basis]] = defaultdict(list)
        for reading in self.policy.readings:
            for basis in reading.bases:
                found[reading.id, part_of(basis.provision)].append(basis)
        return _frozen(found)

    @cached_property
    def general_readings(self) -> tuple[Reading, ...]:
        """The readings that do not belong to a single measure."""
        return tuple(reading for reading in self.policy.readings if self.home_of(reading) == "")

    @cached_property
    def own_readings(self) -> dict[str, tuple[Reading, ...]]:
        """The readings that belong to one measure alone, by its eId."""
        found: dict[str, list[Reading]] = defaultdict(list)
        for reading in self.policy.readings:
            found[self.home_of(reading)].append(reading)
        found.pop("", None)
        return _frozen(found)

    def home_of(self, reading: Reading) -> str:
        """The eId of the only measure that a reading is bound to; empty where there are none or several."""
        parts = {part_of(basis.provision) for basis in reading.bases}
        only = next(iter(parts)) if len(parts) == 1 else ""
        return only if is_measure(only) else ""

    @cached_property
    def user_of(self) -> dict[tuple[str, int], str]:
        """The id of the support or final provision that uses a quantity, by the quantity's provision and
        index.
        """
        users: dict[tuple[str, int], str] = {}
        for user, quantities in self._uses():
            for quantity in quantities:
                users.setdefault((quantity.provision, quantity.index), user)
        return users

    @cached_property
    def acts_of(self) -> dict[str, tuple[Act, ...]]:
        """The acts of each provision."""
        found: dict[str, list[Act]] = defaultdict(list)
        for act in self.policy.acts:
            found[act.provision].append(act)
        return _frozen(found)

    @cached_property
    def measures_of_concept(self) -> dict[str, tuple[str, ...]]:
        """The eIds of the measures that use each concept in their words, citations or supports."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for measure in self.policy.measures:
            clause = self.policy.document.part(measure.eid)
            marks = (
                [mark.concept for sentence in clause.sentences for mark in sentence.marks] if clause else []
            )
            for support in measure.supports:
                marks += [support.form, support.per, *(subject.concept.id for subject in support.subjects)]
            for concept in marks:
                found[concept][measure.eid] = None
        for citation in self.policy.citations:
            if is_measure(part_of(citation.provision)):
                found[citation.instrument.id][part_of(citation.provision)] = None
        return {concept: tuple(eids) for concept, eids in found.items()}

    @cached_property
    def terms_of_kind(self) -> dict[str, tuple[Term, ...]]:
        """The final provisions as rules, by their kinds."""
        found: dict[str, list[Term]] = defaultdict(list)
        for term in self.policy.terms:
            found[term.kind].append(term)
        return _frozen(found)

    def term(self, kind: str) -> Term | None:
        """The final provision of a kind, if the document has one."""
        return next(iter(self.terms_of_kind.get(kind, ())), None)

    @cached_property
    def neighbours(self) -> dict[str, tuple[Measure | None, Measure | None]]:
        """The measures before and after each."""
        row = (None, *self.policy.measures, None)
        return {m.eid: (row[i], row[i + 2]) for i, m in enumerate(self.policy.measures)}

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The editorial group of each measure."""
        return {eid: group for group in self.policy.groups for eid in group.measures}

    @cached_property
    def ungrouped(self) -> tuple[Measure, ...]:
        """Measures that are in no editorial group."""
        return tuple(measure for measure in self.policy.measures if measure.eid not in self.group_of)

    @cached_property
    def citations_of_instrument(self) -> dict[str, tuple[Citation, ...]]:
        """The citations of each outside instrument."""
        found: dict[str, list[Citation]] = defaultdict(list)
        for citation in self.policy.citations:
            found[citation.instrument.id].append(citation)
        return _frozen(found)

    def _uses(self) -> list[tuple[str, tuple[Quantity, ...]]]:
        uses: list[tuple[str, tuple[Quantity, ...]]] = [(s.id, s.quantities) for s in self.policy.supports]
        return uses + [(term.kind, term.quantities) for term in self.policy.terms]


def look_up(policy: Policy) -> Lookups:
    """The lookups of a policy, made once."""
    return _look_up(Same(policy))


@lru_cache(maxsize=8)
def _look_up(same: Same[Policy]) -> Lookups:
    return Lookups(same.thing)


def _frozen(found: dict[K, list[T]]) -> dict[K, tuple[T, ...]]:
    return {key: tuple(items) for key, items in found.items()}
