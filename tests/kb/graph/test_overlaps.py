"""Supports that may be for the same thing, found by what they share."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest

from kb.graph import (
    EdgeKind,
    Graph,
    NodeKind,
    find_grounds,
    find_overlaps,
    overlaps,
)
from kb.graph.answers import OverlapKind


def lone_supports(number: int, per: str = "project") -> Graph:
    """Supports of one measure, each with a subject of its own and all with the same base, for
    each ``per``.
    """
    graph: Graph = nx.MultiDiGraph()

    def add(kind: NodeKind, id: str, **data: object) -> str:
        key = f"{kind}:{id}"
        graph.add_node(key, kind=kind.value, id=id, label_zh=id, label_en=id, **data)
        return key

    measure, base = add(NodeKind.MEASURE, "para_1"), add(NodeKind.BASE, "cost")
    add(NodeKind.PROVISION, "para_1__s_1")
    for at in range(number):
        support = add(NodeKind.SUPPORT, f"sup_{at}", is_money=True, provision="para_1__s_1")
        subject = add(NodeKind.SUBJECT, f"subject_{at}")
        graph.add_edge(measure, support, kind="gives")
        graph.add_edge(support, subject, kind="concerns", provision="para_1__s_1", words="x")
        graph.add_edge(support, base, kind="measured-on", provision="para_1__s_1", per=per.format(at))
    return graph


def test_one_project_of_measures_5_9_10_and_16_overlaps_in_base_pair_by_pair(graph: Graph) -> None:
    found = [o for o in find_overlaps(graph) if o.kind is OverlapKind.BASE]
    pairs = [(o.first.support.id, o.second.support.id) for o in found]
    supports = ["para_5__sup_1", "para_9__sup_1", "para_10__sup_2", "para_16__sup_1", "para_16__sup_2"]
    assert pairs == list(combinations(supports, 2))
    assert {(o.shared.id, o.per, o.is_money) for o in found} == {
        ("verified-total-investment", "project", True)
    }
    assert [o.first.provision for o in found][:4] == ["para_5__s_4"] * 4


def test_an_overlap_carries_the_bar_on_being_supported_twice_and_how_it_can_be_read(graph: Graph) -> None:
    overlap = find_overlaps(graph, "para_10__sup_2")[0]
    assert [(bar.provision, bar.words) for bar in overlap.bars] == [("final__s_2", "不得重复享受")]
    assert {"G1", "G2", "G3", "G4"} <= set(overlap.bars[0].readings)
    pair = next(o for o in find_overlaps(graph, "para_9__sup_1") if o.second.support.id == "para_10__sup_2")
    assert "M9c" in pair.readings


def test_supports_that_share_a_subject_overlap_with_both_their_words(graph: Graph) -> None:
    found = [o for o in find_overlaps(graph) if o.shared.id == "park"]
    pairs = [(o.first.support.id, o.second.support.id) for o in found]
    supports = ["para_3__sup_1", "para_17__sup_1", "para_18__sup_1", "para_18__sup_2"]
    assert pairs == list(combinations(supports, 2))
    assert (found[0].first.words, found[0].second.words) == ("各类园区", "产业集群园区")
    assert [o.first.measure == o.second.measure for o in found] == [False] * 5 + [True]
    assert not any(o.is_money for o in found)


def test_an_ambiguity_about_the_bar_that_names_two_supports_makes_them_overlap(graph: Graph) -> None:
    found = [o for o in find_overlaps(graph) if o.kind is OverlapKind.READING]
    assert [(o.shared.id, o.first.support.id, o.second.support.id) for o in found] == [
        ("G23", "para_10__sup_1", "para_10__sup_2"),
        ("X2", "para_12__sup_2", "para_20__sup_1"),
    ]


def test_the_overlaps_of_one_support_are_those_of_all_that_name_it(graph: Graph) -> None:
    everything = find_overlaps(graph)
    for support in ("para_12__sup_2", "para_16__sup_1", "para_24__sup_2"):
        mine = tuple(o for o in everything if support in (o.first.support.id, o.second.support.id))
        assert find_overlaps(graph, support) == mine
    assert find_overlaps(graph, "para_24__sup_2") == ()
    with pytest.raises(KeyError):
        find_overlaps(graph, "para_24__sup_9")


def test_one_base_reckoned_per_different_things_is_no_overlap() -> None:
    assert find_overlaps(lone_supports(3, "thing-{}")) == ()
    assert len(find_overlaps(lone_supports(3))) == 3


def test_looking_for_overlaps_where_there_are_none_costs_no_more_for_each_support(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = 0
    walk = overlaps.follow_back

    def counted(graph: Graph, key: str, kind: EdgeKind) -> object:
        nonlocal steps
        for item in walk(graph, key, kind):
            steps += 1
            yield item

    monkeypatch.setattr(overlaps, "follow_back", counted)
    taken = []
    for number in (100, 200, 400):
        steps = 0
        assert find_grounds(lone_supports(number, "thing-{}")) == ()
        taken.append(steps)
    assert taken[1] - taken[0] == (taken[2] - taken[1]) / 2
