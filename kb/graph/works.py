"""Relations between works: exclusion, shared agencies and citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import networkx as nx

from kb.core.rules import Rules
from kb.graph.builder import build_graph
from kb.graph.kinds import Graph
from kb.model.policy import Policy

Kind = Literal["excludes", "shares", "cites"]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between works: ``excludes`` and ``cites`` lead from the first to the second, by a provision.

    ``shares`` connects all works that have measures of the same agency; ``at`` is then its id.
    """

    kind: Kind
    works: tuple[str, ...]
    at: str


def relate_works(policies: Sequence[Policy]) -> tuple[Relation, ...]:
    """The relations between versions of several works."""
    return (*_excluding(policies), *_sharing(policies), *_citing(policies))


def build_works_graph(policies: Sequence[Policy]) -> Graph:
    """The graph of several works: the graphs of all, with nodes called ``work/id``, and their relations.

    An agency is one node for all works.
    """
    whole: Graph = nx.MultiDiGraph(works=" ".join(policy.work for policy in policies))
    roots = {}
    for policy in policies:
        own = build_graph(policy)
        names = {
            node: node if data["kind"] == "agency" else f"{policy.work}/{node}"
            for node, data in own.nodes(data=True)
        }
        root = (names[node] for node, data in own.nodes(data=True) if data["kind"] == "policy")
        roots[policy.work] = next(root)
        part = nx.relabel_nodes(own, names)
        whole.add_nodes_from(part.nodes(data=True))
        whole.add_edges_from(part.edges(keys=True, data=True))
    for relation in relate_works(policies):
        if relation.kind != "shares":
            one, other = (roots[work] for work in relation.works)
            key = f"{relation.kind}:{relation.at}"
            whole.add_edge(one, other, key=key, kind=relation.kind, provision=relation.at)
    return whole


def _excluding(policies: Sequence[Policy]) -> Iterator[Relation]:
    """Pairs in which the bar of one work covers the level of the other's government, in places that belong
    together.
    """
    for one, other in permutations(policies, 2):
        bar, place = Rules(one).bar, other.jurisdiction
        level = "city" if place is None else place.level
        if bar.provision and level in bar.levels and _are_near(one, other):
            yield Relation("excludes", (one.work, other.work), bar.provision)


def _sharing(policies: Sequence[Policy]) -> Iterator[Relation]:
    works: dict[str, list[str]] = {}
    for policy in policies:
        for agency in dict.fromkeys(duty.agency.id for duty in policy.duties):
            works.setdefault(agency, []).append(policy.work)
    for agency, several in works.items():
        if len(several) > 1:
            yield Relation("shares", tuple(several), agency)


def _citing(policies: Sequence[Policy]) -> Iterator[Relation]:
    """Pairs in which one work names the title of the other, or an instrument with that title."""
    for one, other in permutations(policies, 2):
        title = other.title
        cited = [c.provision for c in one.citations if title in c.instrument.name or title in c.words]
        named = [part.eid for part in one.document.provisions() if f"《{title}》" in part.text]
        for provision in (*cited, *named)[:1]:
            yield Relation("cites", (one.work, other.work), provision)


def _are_near(one: Policy, other: Policy) -> bool:
    """Whether two places are equal, or one contains the other."""
    places = one.registry.jurisdiction_by_id
    mine, theirs = (policy.work.partition("/")[0] for policy in (one, other))
    chains = []
    for place in (mine, theirs):
        chain = [place]
        while place in places and places[place].within and places[place].within not in chain:
            place = places[place].within
            chain.append(place)
        chains.append(chain)
    return mine in chains[1] or theirs in chains[0]
