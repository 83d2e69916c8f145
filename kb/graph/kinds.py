"""The kinds of nodes and edges of the graph, and functions that follow edges."""

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
"""The attributes of a node or edge: text, whole numbers and truth values. Text is never empty."""


class NodeKind(StrEnum):
    """The kind of a node. The key of a node is its kind and id, ``measure:para_5``."""

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
    """The kind of an edge; ``docs/graph.md`` lists the attributes of each."""

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
"""The kinds of nodes that hold words of the text. Rules cite them by eId."""


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
    """The targets of a node's edges of one kind, with the attributes of each edge."""
    for _, target, data in graph.out_edges(key, data=True):
        if data["kind"] == kind:
            yield target, data


def follow_back(graph: Graph, key: str, kind: EdgeKind) -> Iterator[tuple[str, Data]]:
    """The sources of the edges of one kind into a node, with the attributes of each edge."""
    for source, _, data in graph.in_edges(key, data=True):
        if data["kind"] == kind:
            yield source, data
