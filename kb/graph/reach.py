"""The effect of an edit: from words of the text to everything that depends on them."""

from __future__ import annotations

from collections.abc import Iterable

from kb.graph.answers import Node, Reach, name_node
from kb.graph.kinds import EdgeKind, Graph, NodeKind, find_text, follow, follow_back

_WITHIN = (EdgeKind.HAS_PROVISION, EdgeKind.HAS_CLAUSE)


def trace_reach(graph: Graph, eid: str) -> Reach:
    """Everything that depends on a sentence, clause, measure or section, by its eId. Raises ``KeyError``.

    A clause includes what depends on the sentence around it, and a sentence what depends on its clauses.
    """
    edited = find_text(graph, eid)
    around = _around(graph, edited)
    texts = [*reversed(around), *_within(graph, edited)]
    # Agencies and domains belong to the whole measure, whichever sentence is edited.
    measure = next((key for key in texts if graph.nodes[key]["kind"] == NodeKind.MEASURE), None)
    provisions = [key for key in texts if graph.nodes[key]["kind"] == NodeKind.PROVISION]
    agencies = [target for key in provisions for target, _ in follow(graph, key, EdgeKind.NAMES)]
    domains = [source for key in provisions for source, _ in follow_back(graph, key, EdgeKind.DEFINED_BY)]
    measures = [source for key in domains for source, _ in follow_back(graph, key, EdgeKind.IN_DOMAIN)]
    if measure:
        measures = [measure]
        agencies = [target for target, _ in follow(graph, measure, EdgeKind.RESPONSIBLE)] + agencies
        domains = [target for target, _ in follow(graph, measure, EdgeKind.IN_DOMAIN)] + domains
    return Reach(
        edited=name_node(graph, edited),
        provisions=_names(graph, provisions),
        acts=_words(graph, provisions, "acts"),
        terms=_words(graph, provisions, "term"),
        measures=_names(graph, measures),
        supports=_names(
            graph, (source for key in texts for source, _ in follow_back(graph, key, EdgeKind.RESTS_ON))
        ),
        agencies=_names(graph, agencies),
        domains=_names(graph, domains),
        instruments=_names(
            graph, (target for key in texts for target, _ in follow(graph, key, EdgeKind.CITES))
        ),
        readings=_names(
            graph, (source for key in texts for source, _ in follow_back(graph, key, EdgeKind.BOUND_TO))
        ),
    )


def _around(graph: Graph, key: str) -> list[str]:
    """The sentence and part around a text, the innermost first."""
    found: list[str] = []
    while True:
        outer = [source for kind in _WITHIN for source, _ in follow_back(graph, key, kind)]
        if not outer:
            return found
        key = outer[0]
        found.append(key)


def _within(graph: Graph, key: str) -> list[str]:
    """A text and everything within it, in order."""
    inner = [target for kind in _WITHIN for target, _ in follow(graph, key, kind)]
    return [key, *(text for target in inner for text in _within(graph, target))]


def _names(graph: Graph, keys: Iterable[str]) -> tuple[Node, ...]:
    """The nodes with some keys, each once, in the order in which they were built."""
    return tuple(name_node(graph, key) for key in dict.fromkeys(keys))


def _words(graph: Graph, keys: Iterable[str], name: str) -> tuple[str, ...]:
    words = (word for key in keys for word in graph.nodes[key].get(name, "").split())
    return tuple(dict.fromkeys(words))
