"""The graph of the real policy, built once for all tests of the graph."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.graph import Graph, build_graph
from kb.graph.answers import Node


@pytest.fixture(scope="session")
def graph(policy: Policy) -> Graph:
    """The graph of the real policy."""
    return build_graph(policy)


def ids(nodes: tuple[Node, ...]) -> list[str]:
    """The ids of nodes."""
    return [node.id for node in nodes]
