"""Keys of nodes, and following edges of one kind in both directions."""

from __future__ import annotations

import networkx as nx
import pytest

from kb.graph.kinds import EdgeKind, Graph, NodeKind, find_text, follow, follow_back, node_key, nodes_of


@pytest.fixture
def small() -> Graph:
    """Two measures, of which one gives a support that is named like its own sentence."""
    graph: Graph = nx.MultiDiGraph()
    for key, kind in (("measure:a", "measure"), ("support:s", "support"), ("measure:b", "measure")):
        graph.add_node(key, kind=kind)
    graph.add_edge("measure:a", "support:s", kind="gives", n=1)
    graph.add_edge("measure:a", "support:s", kind="cites", n=2)
    graph.add_edge("measure:b", "support:s", kind="gives", n=3)
    return graph


def test_a_key_is_the_kind_and_the_id() -> None:
    assert node_key(NodeKind.MEASURE, "para_5") == "measure:para_5"


def test_nodes_of_a_kind_come_in_the_order_of_the_graph(small: Graph) -> None:
    assert list(nodes_of(small, NodeKind.MEASURE)) == ["measure:a", "measure:b"]
    assert list(nodes_of(small, NodeKind.AGENCY)) == []


def test_only_edges_of_the_wanted_kind_are_followed(small: Graph) -> None:
    assert [(to, data["n"]) for to, data in follow(small, "measure:a", EdgeKind.GIVES)] == [("support:s", 1)]
    assert list(follow(small, "support:s", EdgeKind.GIVES)) == []
    back = [(source, data["n"]) for source, data in follow_back(small, "support:s", EdgeKind.GIVES)]
    assert back == [("measure:a", 1), ("measure:b", 3)]


def test_words_of_the_text_are_found_as_sentence_measure_or_section_and_nothing_else(small: Graph) -> None:
    small.add_node("provision:a", kind="provision")
    assert find_text(small, "a") == "provision:a"
    assert find_text(small, "b") == "measure:b"
    with pytest.raises(KeyError, match="'s'"):
        find_text(small, "s")
