"""What the nodes and edges of the graph are, and how to walk from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]
else:
    Graph = nx.MultiDiGraph

Data = dict[str, Any]
"""The attributes of a node or edge: text, whole numbers and truth values, never empty text."""


class NodeKind(StrEnum):
    """What a node stands for. A node's key is its kind and id, ``measure:para_5``."""

    POLICY = "policy"
    SECTION = "section"
    MEASURE = "measure"
    PROVISION = "provision"
    AGENCY = "agency"
    DOMAIN = "domain"
    FIELD = "field"
    SUPPORT = "support"
    FORM = "form"
    SUBJECT = "subject"
    BASE = "base"
    INSTRUMENT = "instrument"
    READING = "reading"


class EdgeKind(StrEnum):
    """What an edge says of its ends; see ``docs/graph.md`` for the attributes of each."""

    HAS_PART = "has-part"
    HAS_PROVISION = "has-provision"
    HAS_CLAUSE = "has-clause"
    RESPONSIBLE = "responsible"
    NAMES = "names"
    IN_DOMAIN = "in-domain"
    DEFINED_BY = "defined-by"
    HAS_FIELD = "has-field"
    GIVES = "gives"
    IN_FORM = "in-form"
    CONCERNS = "concerns"
    MEASURED_ON = "measured-on"
    RESTS_ON = "rests-on"
    PAID_BY = "paid-by"
    MEETS = "meets"
    CITES = "cites"
    BOUND_TO = "bound-to"


TEXTS = (NodeKind.PROVISION, NodeKind.MEASURE, NodeKind.SECTION)
"""The kinds of node that hold words of the text; rules cite any of them by its eId."""


def node_key(kind: NodeKind, id: str) -> str:
    """The key of a node: ``measure:para_5``."""
    return f"{kind}:{id}"


def find_text(graph: Graph, eid: str) -> str:
    """The key of the sentence, clause, measure or section with an eId. Raises ``KeyError``."""
    for kind in TEXTS:
        if (key := node_key(kind, eid)) in graph:
            return key
    raise KeyError(eid)


def nodes_of(graph: Graph, kind: NodeKind) -> Iterator[str]:
    """The keys of the nodes of one kind, in the order of the policy."""
    return (key for key, data in graph.nodes(data=True) if data["kind"] == kind)


def follow(graph: Graph, key: str, kind: EdgeKind) -> Iterator[tuple[str, Data]]:
    """Where the edges of one kind lead from a node, with the attributes of each edge."""
    for _, target, data in graph.out_edges(key, data=True):
        if data["kind"] == kind:
            yield target, data


def follow_back(graph: Graph, key: str, kind: EdgeKind) -> Iterator[tuple[str, Data]]:
    """Where the edges of one kind into a node come from, with the attributes of each edge."""
    for source, _, data in graph.in_edges(key, data=True):
        if data["kind"] == kind:
            yield source, data
