"""The answers to questions: names of nodes, grants of a domain, and overlaps of stated sums."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from kb.graph.answers import DomainGrants, Grant, Node, Overlap, OverlapKind, Reach, Stake, name_node
from kb.graph.kinds import NodeKind

MAKING = Node(NodeKind.DOMAIN, "making", "制造", "Making")
MEASURE = Node(NodeKind.MEASURE, "para_1", "(一)", "Measure 1")
SUPPORT = Node(NodeKind.SUPPORT, "para_1__sup_1", "资助", "grant")


def test_a_node_is_named_from_its_attributes_in_both_languages() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("domain:making", kind="domain", id="making", label_zh="制造", label_en="Making")
    node = name_node(graph, "domain:making")
    assert node == MAKING
    assert (node.label(), node.label("en")) == ("制造", "Making")
    with pytest.raises(KeyError):
        name_node(graph, "domain:serving")


def test_the_own_grants_of_a_domain_are_those_of_measures_of_no_other_domain() -> None:
    shared = Grant(SUPPORT, MEASURE, "para_1__s_1", "5万元", alone=False, editorial=False)
    own = replace(shared, alone=True)
    assert DomainGrants(MAKING, (shared, own)).own == (own,)
    assert not DomainGrants(MAKING, (shared,)).is_lacking
    assert DomainGrants(MAKING, ()).is_lacking


def test_an_overlap_is_of_money_where_the_text_states_a_sum_for_both() -> None:
    stake = Stake(SUPPORT, MEASURE, "para_1__s_1", "风车", is_money=True)
    other = replace(stake, is_money=False)
    both = Overlap(OverlapKind.SUBJECT, MAKING, "", stake, stake, (), ())
    assert both.is_money
    assert not replace(both, second=other).is_money


def test_an_edit_is_general_where_the_words_state_a_rule_for_all_measures() -> None:
    reach = Reach(MEASURE, (), (), ("validity",), (), (), (), (), (), ())
    assert reach.is_general
    assert not replace(reach, terms=()).is_general
