"""The graph in other programs' formats, read back by networkx's own readers."""

from __future__ import annotations

import json
import re

import networkx as nx
import pytest
from lxml import etree

from kb import Policy
from kb.graph import Graph, build_graph, write_graphml, write_node_link


@pytest.fixture(scope="module", params=["policy", "toy"])
def graph(request: pytest.FixtureRequest) -> Graph:
    policy: Policy = request.getfixturevalue(request.param)
    return build_graph(policy)


def read_graphml(data: bytes) -> Graph:
    return nx.parse_graphml(data.decode(), force_multigraph=True, edge_key_type=str)


def test_graphml_reads_back_with_the_same_nodes_edges_and_attributes(graph: Graph) -> None:
    again = read_graphml(write_graphml(graph))
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    assert {name: again.graph[name] for name in graph.graph} == graph.graph
    types = {type(value) for _, data in again.nodes(data=True) for value in data.values()}
    assert types == {str, int, bool}


def test_node_link_json_reads_back_as_the_same_graph(graph: Graph) -> None:
    again = nx.node_link_graph(json.loads(write_node_link(graph)), name="node", edges="edges")
    assert nx.utils.graphs_equal(again, graph)
    assert list(again.nodes) == list(graph.nodes)


def test_a_changed_attribute_does_not_read_back_as_the_same(graph: Graph) -> None:
    data, text = write_graphml(graph), write_node_link(graph)
    assert b">responsible<" in data
    changed = read_graphml(data.replace(b">responsible<", b">joins<", 1))
    assert list(changed.edges(data=True)) != list(graph.edges(data=True))
    again = nx.node_link_graph(
        json.loads(text.replace("responsible", "joins", 1)), name="node", edges="edges"
    )
    assert not nx.utils.graphs_equal(again, graph)


def test_exports_of_equal_policies_are_equal_byte_by_byte(policy: Policy) -> None:
    first, second = build_graph(policy), build_graph(policy)
    assert write_graphml(first) == write_graphml(second)
    assert write_node_link(first) == write_node_link(second)


def test_what_is_read_back_exports_as_it_was(graph: Graph) -> None:
    text = write_node_link(graph)
    again = nx.node_link_graph(json.loads(text), name="node", edges="edges")
    assert write_node_link(again) == text


def test_text_with_the_marks_of_markup_survives(graph: Graph) -> None:
    odd = nx.MultiDiGraph(title="“<&>”")
    odd.add_node("measure:para_1", kind="measure", id="para_1", text='甲<乙>&"丙"\n丁 ]]> 𠮷')
    again = read_graphml(write_graphml(odd))
    assert again.nodes["measure:para_1"] == odd.nodes["measure:para_1"]
    assert json.loads(write_node_link(odd))["nodes"][0]["text"] == odd.nodes["measure:para_1"]["text"]


def test_graphml_is_utf8_with_ids_that_its_schema_allows(graph: Graph) -> None:
    data = write_graphml(graph)
    assert re.match(rb"<\?xml version=.1\.0. encoding=.UTF-8.\?>", data)
    assert "责任单位".encode() in data
    root = etree.fromstring(data)
    found = [element.get("id") for element in root.iter("{*}node", "{*}edge")]
    assert len(found) == len(set(found)) == len(graph.nodes) + len(graph.edges)
    assert all(re.fullmatch(r"[\w.:-]+", id or "") for id in found)


def test_node_link_json_has_one_line_a_node_or_edge_in_readable_chinese(graph: Graph) -> None:
    lines = write_node_link(graph).splitlines()
    assert len(lines) == 1 + 1 + len(graph.nodes) + 1 + 1 + len(graph.edges) + 1
    assert not any("\\u" in line for line in lines)
