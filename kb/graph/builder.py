"""Building the graph of a policy, in one pass over its content."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product

import networkx as nx

from kb.graph.kinds import EdgeKind, Graph, NodeKind, node_key
from kb.graph.labels import (
    label_clause,
    label_measure,
    label_plain,
    label_provision,
    label_section,
    label_support,
)
from kb.model.amounts import Agreed, ByReference, Scaled, Share
from kb.model.document import Clause, Provision, Section
from kb.model.guards import holds
from kb.model.policy import Measure, Overlap, Policy, Support
from kb.model.registry import ConceptKind
from kb.model.wording import Reading
from kb.model.words.errors import LANGUAGES

_CONCEPTS: dict[ConceptKind, NodeKind] = {
    "form": NodeKind.FORM,
    "subject": NodeKind.SUBJECT,
    "base": NodeKind.BASE,
    "instrument": NodeKind.INSTRUMENT,
}
"""The kinds of registered concept that are nodes."""


def build_graph(policy: Policy) -> Graph:
    """The graph of a policy: nodes and edges in the order of the text, frozen.

    The cost is linear in the length of the policy. Equal policies give equal graphs, including the keys of
    edges.
    """
    builder = _Builder(policy)
    builder.build()
    nx.freeze(builder.graph)
    return builder.graph


class _Builder:
    """A graph being built."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.graph: Graph = nx.MultiDiGraph(
            title=policy.title, work=policy.document.work, version=policy.document.version
        )
        self.root = ""
        self.defaults = {reading.id: reading.default for reading in policy.readings}
        self.texts: dict[str, str] = {}  # eId → key of the node that holds those words
        self.edges: Counter[str] = Counter()

    def build(self) -> None:
        """Add everything. The targets of edges are added before their sources."""
        policy = self.policy
        # The last step of the work's URI, since ids of GraphML may not contain a slash.
        name = policy.document.work.rpartition("/")[2]
        self.root = self._add_node(NodeKind.POLICY, name, policy.title, policy.title)
        for agency in policy.agencies:
            key = self._add_node(NodeKind.AGENCY, agency.id, agency.name, agency.name_en)
            self.graph.nodes[key].update(short_name=agency.short_name, agency_kind=agency.kind)
        for concept in policy.registry.concepts:
            if concept.kind in _CONCEPTS:
                self._add_node(_CONCEPTS[concept.kind], concept.id, concept.name, concept.name_en)
        self._add_texts()
        self._add_domains()
        for measure in policy.measures:
            self._add_links(measure)
        for measure in policy.measures:
            for overlap in measure.overlaps:
                self._add_meetings(overlap)
        for citation in policy.citations:
            instrument = self._concept(NodeKind.INSTRUMENT, citation.instrument.id)
            source = self.texts[citation.provision]
            self._add_edge(EdgeKind.CITES, source, instrument, words=citation.words, effect=citation.effect)
        for reading in policy.readings:
            self._add_reading(reading)

    def _add_texts(self) -> None:
        policy = self.policy
        acts: dict[str, list[str]] = defaultdict(list)
        for act in policy.acts:
            if act.kind not in acts[act.provision]:
                acts[act.provision].append(act.kind)
        measures = {measure.eid: measure for measure in policy.measures}
        for part in policy.document.parts:
            if part.eid in policy.document.removed:
                continue
            if isinstance(part, Clause):
                zh, en = (label_measure(policy, measures[part.eid], lang) for lang in LANGUAGES)
                key = self._add_node(NodeKind.MEASURE, part.eid, zh, en, number=part.number, num=part.num)
                if part.responsibility:
                    self.texts[part.responsibility.eid] = key
            else:
                zh, en = (label_section(part, lang) for lang in LANGUAGES)
                key = self._add_node(NodeKind.SECTION, part.eid, zh, en)
            self.texts[part.eid] = key
            self._add_edge(EdgeKind.HAS_PART, self.root, key)
            self._add_sentences(part, key, acts)
        for term in policy.terms:
            node = self.graph.nodes[self.texts[term.provision]]
            node["term"] = term.kind
            if term.words:
                node["term_words"] = term.words

    def _add_sentences(self, part: Section | Clause, key: str, acts: dict[str, list[str]]) -> None:
        owner = part.num if isinstance(part, Clause) else label_section(part, "zh")
        owner_en = label_clause(part) if isinstance(part, Clause) else label_section(part, "en")

        def add(provision: Provision) -> str:
            zh = label_provision(owner, provision, "zh")
            en = label_provision(owner_en, provision, "en")
            data = {"text": provision.text, "part": part.eid, "acts": " ".join(acts.get(provision.eid, ()))}
            node = self._add_node(NodeKind.PROVISION, provision.eid, zh, en, **data)
            self.texts[provision.eid] = node
            return node

        for sentence in part.sentences:
            node = add(sentence)
            self._add_edge(EdgeKind.HAS_PROVISION, key, node)
            for clause in sentence.clauses:
                self._add_edge(EdgeKind.HAS_CLAUSE, node, add(clause))
            for smallest in sentence.smallest():
                for mark in smallest.marks:
                    if mark.tag == "organization":
                        agency = node_key(NodeKind.AGENCY, mark.concept)
                        self._add_edge(EdgeKind.NAMES, self.texts[smallest.eid], agency, words=mark.text)

    def _add_domains(self) -> None:
        for domain in self.policy.domains:
            key = self._add_node(NodeKind.DOMAIN, domain.id, domain.name, domain.name_en)
            if (
                domain.provision in self.texts
            ):  # the registry may contain domains that this text does not define
                self._add_edge(EdgeKind.DEFINED_BY, key, self.texts[domain.provision])
            for field in domain.fields:
                node = self._add_node(
                    NodeKind.FIELD, field.id, field.words, field.label_en, examples="、".join(field.examples)
                )
                self._add_edge(EdgeKind.HAS_FIELD, key, node)

    def _add_links(self, measure: Measure) -> None:
        key = self.texts[measure.eid]
        for duty in measure.duties:
            agency = node_key(NodeKind.AGENCY, duty.agency.id)
            self._add_edge(
                EdgeKind.RESPONSIBLE,
                key,
                agency,
                rank=duty.rank,
                label=duty.label,
                words=duty.words,
                provision=duty.provision,
                statement=duty.statement,
                stated=duty.source,
            )
        for link in measure.domains:
            domain = node_key(NodeKind.DOMAIN, link.domain.id)
            basis = "editorial" if link.basis.is_editorial else "text"
            data = {"basis": basis, "provision": link.basis.provision, "words": link.basis.words}
            self._add_edge(EdgeKind.IN_DOMAIN, key, domain, **data)
        for support in measure.supports:
            self._add_support(key, support)

    def _add_support(self, measure: str, support: Support) -> None:
        zh, en = (label_support(self.policy, support, lang) for lang in LANGUAGES)
        key = self._add_node(
            NodeKind.SUPPORT,
            support.id,
            zh,
            en,
            form=support.form,
            is_money=support.is_money,
            measure=support.measure,
            provision=support.provision,
            per=support.per,
            selection=support.selection,
            quantities="、".join(quantity.text for quantity in support.quantities),
        )
        self._add_edge(EdgeKind.GIVES, measure, key)
        self._add_edge(EdgeKind.IN_FORM, key, self._concept(NodeKind.FORM, support.form))
        used = {one.concept.id for one in support.subjects if holds(one.under, self.defaults)}
        for subject in support.subjects:
            target = self._concept(NodeKind.SUBJECT, subject.concept.id)
            data = {"provision": subject.provision, "words": subject.words}
            self._add_edge(EdgeKind.CONCERNS, key, target, **data, used=subject.concept.id in used)
        for part in support.amount.own():
            if isinstance(part, Share | Agreed):
                base = self._concept(NodeKind.BASE, part.base)
                self._add_edge(
                    EdgeKind.MEASURED_ON,
                    key,
                    base,
                    per=support.per,
                    provision=support.provision,
                    words=part.words,
                )
            elif isinstance(part, ByReference):
                instrument = self._concept(NodeKind.INSTRUMENT, part.instrument)
                self._add_edge(EdgeKind.PAID_BY, key, instrument, words=part.words)
        for provision, takes in _grounds_of(support):
            self._add_edge(EdgeKind.RESTS_ON, key, self.texts[provision], takes=takes)

    def _add_meetings(self, overlap: Overlap) -> None:
        """Add the pairs of supports that a rule on overlap is about, under the default readings.

        An edge leads from the topped-up support to the one that tops it up, and from the preferred support to
        the other one.
        """
        rulings = overlap.then.under(self.defaults)
        higher = tuple(support for support in overlap.supports if support not in overlap.lower)
        pairs: Iterable[tuple[str, str]] = combinations(overlap.supports, 2)
        if len(overlap.supports) == 1:
            pairs = [(overlap.supports[0], overlap.supports[0])]
        elif overlap.lower:
            pairs = product(overlap.lower, higher)
        elif overlap.where:
            pairs = ((overlap.where, support) for support in overlap.supports if support != overlap.where)
        data = {
            "then": rulings.value,
            "same": overlap.same,
            "provision": overlap.provision,
            "words": overlap.words,
            "readings": " ".join(dict.fromkeys(key for one in rulings.rulings for key, _ in one.under)),
        }
        for one, other in pairs:
            ends = (node_key(NodeKind.SUPPORT, support) for support in (one, other))
            self._add_edge(EdgeKind.MEETS, *ends, **data)

    def _add_reading(self, reading: Reading) -> None:
        zh, en = (label_plain(self.policy, reading.question.get(lang), lang) for lang in LANGUAGES)
        about = {} if reading.about is None else {"about": reading.about}
        money = reading.changes_money
        key = self._add_node(
            NodeKind.READING, reading.id, zh, en, default=reading.default, changes_money=money, **about
        )
        for basis in reading.bases:
            self._add_edge(EdgeKind.BOUND_TO, key, self.texts[basis.provision], words=basis.words)

    def _concept(self, kind: NodeKind, id: str) -> str:
        """The node of a concept. A form that is in no registry gets one as well."""
        key = node_key(kind, id)
        return key if key in self.graph else self._add_node(kind, id, id, id)

    def _add_node(self, kind: NodeKind, id: str, zh: str, en: str, **data: str | int | bool) -> str:
        key = node_key(kind, id)
        kept = {name: value for name, value in data.items() if value != ""}
        self.graph.add_node(key, kind=kind.value, id=id, label_zh=zh or id, label_en=en or id, **kept)
        return key

    def _add_edge(self, kind: EdgeKind, source: str, target: str, **data: str | int) -> None:
        """Add an edge. Its key consists of its kind, its ends and, where there are several such edges, a
        number.
        """
        key = f"{kind}.{source.partition(':')[2]}.{target.partition(':')[2]}"
        self.edges[key] += 1
        if self.edges[key] > 1:
            key = f"{key}.{self.edges[key]}"
        kept = {name: value for name, value in data.items() if value != ""}
        self.graph.add_edge(source, target, key=key, kind=kind.value, **kept)


def _grounds_of(support: Support) -> Iterator[tuple[str, str]]:
    """The provisions that a support uses, each once, with what it takes from them.

    It takes its rule, subjects, conditions, quantities and standard from provisions.
    """
    takes: dict[str, list[str]] = defaultdict(list)
    takes[support.provision].append("rule")
    sources = (
        ("subject", (subject.provision for subject in support.subjects)),
        ("condition", (condition.provision for condition in support.conditions)),
        ("quantity", (quantity.provision for quantity in support.quantities)),
        ("standard", (part.provision for part in support.amount.own() if isinstance(part, Scaled))),
    )
    for what, provisions in sources:
        for provision in provisions:
            if what not in takes[provision]:
                takes[provision].append(what)
    return ((provision, " ".join(what)) for provision, what in takes.items())
