"""The graph against the published page: counts made by hand, names and orders read by regex."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest

from kb import Policy
from kb.graph import EdgeKind, Graph, NodeKind, build_graph, node_key
from kb.graph.kinds import TEXTS, follow, follow_back, nodes_of
from tests.imported import imported_by
from tests.published import published_agencies


def edges(graph: Graph, kind: EdgeKind) -> list[tuple[str, str, dict[str, object]]]:
    return [(source, target, data) for source, target, data in graph.edges(data=True) if data["kind"] == kind]


def test_the_graph_has_the_nodes_counted_by_hand(graph: Graph) -> None:
    counts = Counter(data["kind"] for _, data in graph.nodes(data=True))
    # Sentences: 5 of the notice, 1 of the preamble, 1 of the scope, 54 of the measures, 6 final ones;
    # clauses: 5 domains in the scope sentence, 4 in the second sentence of (十四).
    assert counts["policy"] == 1
    assert counts["section"] == 4
    assert counts["measure"] == 24
    assert counts["provision"] == 5 + 1 + 1 + 54 + 6 + 5 + 4
    assert counts["agency"] == 18
    assert counts["domain"] == 5
    assert counts["field"] == 3 + 5 + 3 + 3 + 3
    assert counts["support"] == 49
    assert counts["base"] == 1


def test_every_measure_names_its_agencies_in_the_published_order_label_and_words(graph: Graph) -> None:
    published = published_agencies()
    assert sum(len(names) for _, names in published.values()) == 71
    assert len(edges(graph, EdgeKind.RESPONSIBLE)) == 71
    for number, (label, names) in published.items():
        measure = node_key(NodeKind.MEASURE, f"para_{number}")
        duties = [data for _, data in follow(graph, measure, EdgeKind.RESPONSIBLE)]
        assert [data["words"] for data in duties] == list(names)
        assert [data["rank"] for data in duties] == list(range(1, len(names) + 1))
        assert {data["label"] for data in duties} == {label}


ENDS: dict[EdgeKind, tuple[frozenset[NodeKind], frozenset[NodeKind]]] = {
    kind: (frozenset(sources), frozenset(targets))
    for kind, sources, targets in (
        (EdgeKind.HAS_PART, {NodeKind.POLICY}, {NodeKind.SECTION, NodeKind.MEASURE}),
        (EdgeKind.HAS_PROVISION, {NodeKind.SECTION, NodeKind.MEASURE}, {NodeKind.PROVISION}),
        (EdgeKind.HAS_CLAUSE, {NodeKind.PROVISION}, {NodeKind.PROVISION}),
        (EdgeKind.RESPONSIBLE, {NodeKind.MEASURE}, {NodeKind.AGENCY}),
        (EdgeKind.NAMES, {NodeKind.PROVISION}, {NodeKind.AGENCY}),
        (EdgeKind.IN_DOMAIN, {NodeKind.MEASURE}, {NodeKind.DOMAIN}),
        (EdgeKind.DEFINED_BY, {NodeKind.DOMAIN}, {NodeKind.PROVISION}),
        (EdgeKind.HAS_FIELD, {NodeKind.DOMAIN}, {NodeKind.FIELD}),
        (EdgeKind.GIVES, {NodeKind.MEASURE}, {NodeKind.SUPPORT}),
        (EdgeKind.IN_FORM, {NodeKind.SUPPORT}, {NodeKind.FORM}),
        (EdgeKind.CONCERNS, {NodeKind.SUPPORT}, {NodeKind.SUBJECT}),
        (EdgeKind.MEASURED_ON, {NodeKind.SUPPORT}, {NodeKind.BASE}),
        (EdgeKind.RESTS_ON, {NodeKind.SUPPORT}, TEXTS),
        (EdgeKind.PAID_BY, {NodeKind.SUPPORT}, {NodeKind.INSTRUMENT}),
        (EdgeKind.MEETS, {NodeKind.SUPPORT}, {NodeKind.SUPPORT}),
        (EdgeKind.CITES, TEXTS, {NodeKind.INSTRUMENT}),
        (EdgeKind.BOUND_TO, {NodeKind.READING}, TEXTS),
    )
}
"""The kinds of node that each kind of edge may lead from and to."""


def test_every_edge_joins_the_kinds_of_node_it_may(graph: Graph) -> None:
    kinds = {key: NodeKind(data["kind"]) for key, data in graph.nodes(data=True)}
    for source, target, data in graph.edges(data=True):
        sources, targets = ENDS[EdgeKind(data["kind"])]
        assert kinds[source] in sources, (source, data)
        assert kinds[target] in targets, (target, data)


@pytest.mark.parametrize(
    "kind",
    [EdgeKind.RESPONSIBLE, EdgeKind.IN_DOMAIN, EdgeKind.GIVES, EdgeKind.IN_FORM, EdgeKind.CONCERNS],
)
def test_edges_of_one_kind_form_a_bipartite_graph(graph: Graph, kind: EdgeKind) -> None:
    ends = [(source, target) for source, target, _ in edges(graph, kind)]
    assert ends
    assert not {source for source, _ in ends} & {target for _, target in ends}


def test_every_measure_has_an_agency_named_first_and_a_domain(graph: Graph) -> None:
    for measure in nodes_of(graph, NodeKind.MEASURE):
        assert next(data["rank"] for _, data in follow(graph, measure, EdgeKind.RESPONSIBLE)) == 1
        assert any(True for _ in follow(graph, measure, EdgeKind.IN_DOMAIN)), measure


def test_a_domain_link_quotes_words_of_the_measure_or_says_it_is_editorial(
    graph: Graph, policy: Policy
) -> None:
    links = edges(graph, EdgeKind.IN_DOMAIN)
    for source, _, data in links:
        if data["basis"] == "editorial":
            assert "words" not in data
        else:
            assert str(data["words"]) in policy.measure(graph.nodes[source]["id"]).text
    editorial = [(source, target) for source, target, data in links if data["basis"] == "editorial"]
    assert editorial == [("measure:para_18", "domain:energy-saving")]


def test_a_support_rests_on_every_provision_it_takes_something_from(graph: Graph) -> None:
    # (五): the sum stands in the fourth sentence, what it is for in the first three.
    rests = {
        graph.nodes[target]["id"]: data["takes"]
        for target, data in follow(graph, node_key(NodeKind.SUPPORT, "para_5__sup_1"), EdgeKind.RESTS_ON)
    }
    assert rests["para_5__s_4"].split()[0] == "rule"
    assert "quantity" in rests["para_5__s_4"].split()
    assert {"para_5__s_1", "para_5__s_2", "para_5__s_3"} < set(rests)
    assert rests["para_5__s_3"].split() == ["subject", "condition"]


def test_five_supports_are_reckoned_on_the_verified_total_investment_of_a_project(graph: Graph) -> None:
    base = node_key(NodeKind.BASE, "verified-total-investment")
    found = {graph.nodes[s]["id"]: data["per"] for s, data in follow_back(graph, base, EdgeKind.MEASURED_ON)}
    assert found == dict.fromkeys(
        ["para_5__sup_1", "para_9__sup_1", "para_10__sup_2", "para_16__sup_1", "para_16__sup_2"], "project"
    )


def test_agencies_named_inside_sentences_are_told_apart_from_responsible_ones(graph: Graph) -> None:
    named = {
        (graph.nodes[source]["id"], graph.nodes[target]["id"])
        for source, target, _ in edges(graph, EdgeKind.NAMES)
    }
    assert named == {
        ("preface__s_4", "fgw"),
        ("para_8__s_2", "gq"),
        ("final__s_1", "fgw"),
        ("final__s_3", "gq"),
    }


def test_each_domain_is_defined_by_its_clause_of_the_scope_sentence(graph: Graph) -> None:
    defined = {
        graph.nodes[source]["id"]: graph.nodes[target]["id"]
        for source, target, _ in edges(graph, EdgeKind.DEFINED_BY)
    }
    assert defined == {
        "safety-emergency": "scope__s_1__c_1",
        "energy-saving": "scope__s_1__c_2",
        "environment": "scope__s_1__c_3",
        "resource-recycling": "scope__s_1__c_4",
        "carbon-service": "scope__s_1__c_5",
    }


def test_labels_are_in_both_languages_and_attributes_are_never_empty(graph: Graph) -> None:
    for key, data in graph.nodes(data=True):
        assert data["label_zh"], key
        assert data["label_en"], key
        assert key == node_key(NodeKind(data["kind"]), data["id"])
        assert all(value != "" and type(value) in (str, int, bool) for value in data.values()), key
    clause = graph.nodes[node_key(NodeKind.PROVISION, "para_14__s_2__c_1")]
    assert (clause["label_zh"], clause["label_en"]) == (
        "(十四)第2句第1分句",
        "Measure 14, sentence 2, clause 1",
    )
    assert clause["text"] == "支持落地深圳建设国家工程研究中心,予以最高3000万元支持;"


def test_edge_keys_are_unique_in_the_whole_graph(graph: Graph) -> None:
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys))


def test_equal_policies_give_equal_graphs_and_nobody_can_change_one(graph: Graph, policy: Policy) -> None:
    again = build_graph(policy)
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    with pytest.raises(nx.NetworkXError, match=r"[Ff]rozen"):
        graph.add_node("measure:para_25")


def test_the_toy_policy_has_a_graph_too(toy: Policy) -> None:
    graph = build_graph(toy)
    assert len(list(nodes_of(graph, NodeKind.MEASURE))) == len(toy.measures)
    assert len(edges(graph, EdgeKind.RESPONSIBLE)) == len(toy.duties)


@pytest.mark.parametrize("module", ["kb", "render.pages.screening"])
def test_what_needs_no_graph_does_not_import_networkx(module: str) -> None:
    assert imported_by(f"import {module}", ("networkx", "kb.graph")) == []
