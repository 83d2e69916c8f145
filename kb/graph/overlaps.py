"""Supports that may be for the same thing. They are found by what they share, never by similar words."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from kb.graph.answers import Bar, Ground, Overlap, OverlapKind, Stake, name_node
from kb.graph.kinds import Data, EdgeKind, Graph, NodeKind, find_text, follow, follow_back, node_key, nodes_of

NON_CUMULATION = "non-cumulation"
"""The kind of final provision that bars double support."""


def find_grounds(graph: Graph) -> tuple[Ground, ...]:
    """Everything that at least two supports share: subjects, then bases, then readings about a bar.

    Each edge to one of them is read once. The cost is linear in the number of these edges.
    """
    return (
        *_shared(graph, NodeKind.SUBJECT, EdgeKind.CONCERNS, OverlapKind.SUBJECT),
        *_shared(graph, NodeKind.BASE, EdgeKind.MEASURED_ON, OverlapKind.BASE),
        *_disputed(graph),
    )


def find_overlaps(graph: Graph, support: str = "") -> tuple[Overlap, ...]:
    """Every pair of supports with a common ground, or only those of one support, given by its id.

    Raises ``KeyError`` for an unknown support.
    """
    if support and node_key(NodeKind.SUPPORT, support) not in graph:
        raise KeyError(support)
    bars = find_bars(graph)
    readings: dict[str, tuple[str, ...]] = {}

    def bound(provision: str) -> tuple[str, ...]:
        if provision not in readings:
            readings[provision] = _readings_of(graph, find_text(graph, provision))
        return readings[provision]

    return tuple(
        Overlap(
            kind=ground.kind,
            shared=ground.shared,
            per=ground.per,
            first=first,
            second=second,
            readings=tuple(id for id in bound(first.provision) if id in bound(second.provision)),
            bars=bars,
        )
        for ground in find_grounds(graph)
        for first, second in combinations(ground.stakes, 2)
        if not support or support in (first.support.id, second.support.id)
    )


def find_bars(graph: Graph) -> tuple[Bar, ...]:
    """The provisions against double support, with the readings bound to them."""
    return tuple(
        Bar(data["id"], data.get("term_words", ""), _readings_of(graph, key))
        for key, data in graph.nodes(data=True)
        if data.get("term") == NON_CUMULATION
    )


def _shared(graph: Graph, shared: NodeKind, edge: EdgeKind, kind: OverlapKind) -> list[Ground]:
    grounds: list[Ground] = []
    for key in nodes_of(graph, shared):
        # Supports share a base only if they are paid per the same kind of thing; a subject needs no more.
        stakes: dict[str, dict[str, Stake]] = defaultdict(dict)
        for support, data in follow_back(graph, key, edge):
            stakes[data.get("per", "")].setdefault(support, _stake(graph, support, data))
        grounds += [
            Ground(kind, name_node(graph, key), per, tuple(found.values()))
            for per, found in stakes.items()
            if len(found) > 1
        ]
    return grounds


def _disputed(graph: Graph) -> list[Ground]:
    """The readings that are bound both to a bar and to the rules of several supports."""
    grounds: list[Ground] = []
    for bar in find_bars(graph):
        for reading in bar.readings:
            key = node_key(NodeKind.READING, reading)
            stakes = {
                support: _stake(graph, support, {"provision": graph.nodes[text]["id"], **bond})
                for text, bond in follow(graph, key, EdgeKind.BOUND_TO)
                for support, rest in follow_back(graph, text, EdgeKind.RESTS_ON)
                if "rule" in rest["takes"].split()
            }
            if len(stakes) > 1:
                grounds.append(Ground(OverlapKind.READING, name_node(graph, key), "", tuple(stakes.values())))
    return grounds


def _stake(graph: Graph, support: str, link: Data) -> Stake:
    data = graph.nodes[support]
    measure = next(source for source, _ in follow_back(graph, support, EdgeKind.GIVES))
    return Stake(
        support=name_node(graph, support),
        measure=name_node(graph, measure),
        provision=link["provision"],
        words=link.get("words", ""),
        is_money=data["is_money"],
    )


def _readings_of(graph: Graph, key: str) -> tuple[str, ...]:
    ids = (graph.nodes[source]["id"] for source, _ in follow_back(graph, key, EdgeKind.BOUND_TO))
    return tuple(dict.fromkeys(ids))
