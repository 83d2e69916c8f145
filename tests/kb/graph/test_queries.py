"""Common questions, answered by hand from the published page."""

from __future__ import annotations

import doctest
from collections import Counter
from itertools import combinations

import networkx as nx
import pytest

import kb.graph
from kb import Policy
from kb.graph import (
    EdgeKind,
    Graph,
    NodeKind,
    build_graph,
    describe_agency,
    find_grounds,
    find_overlaps,
    list_citations,
    list_grants,
    list_shared_work,
    overlaps,
    trace_reach,
)
from kb.graph.answers import Node, OverlapKind
from tests.conftest import ROOT
from tests.published import published_agencies


@pytest.fixture(scope="module")
def graph(policy: Policy) -> Graph:
    return build_graph(policy)


def ids(nodes: tuple[Node, ...]) -> list[str]:
    return [node.id for node in nodes]


def full_name(words: str) -> str:
    """The full name for a short form on the page, as far as counting needs it: without the prefix 市."""
    return words if words.startswith(("市委", "市场")) else words.removeprefix("市")


# What an agency does


def test_the_commission_is_named_first_eighteen_times_and_further_on_once(graph: Graph) -> None:
    lists = {
        number: [full_name(name) for name in names] for number, (_, names) in published_agencies().items()
    }
    first = [number for number, names in lists.items() if names[0] == "发展改革委"]
    further = [number for number, names in lists.items() if "发展改革委" in names[1:]]
    assert (len(first), further) == (18, [13])
    work = describe_agency(graph, "fgw")
    assert ids(tuple(task.measure for task in work.leads)) == [f"para_{number}" for number in first]
    assert ids(tuple(task.measure for task in work.joins)) == ["para_13"]


def test_every_agency_is_named_first_and_further_on_as_often_as_the_page_says(graph: Graph) -> None:
    first = Counter(full_name(names[0]) for _, names in published_agencies().values())
    further = Counter(full_name(name) for _, names in published_agencies().values() for name in names[1:])
    counted = {
        data["short_name"]: (len(work.leads), len(work.joins))
        for key, data in graph.nodes(data=True)
        if data["kind"] == NodeKind.AGENCY
        for work in [describe_agency(graph, data["id"])]
    }
    assert counted == {name: (first[name], further[name]) for name in {*first, *further}}
    assert len(counted) == 18


def test_that_being_named_first_means_leading_is_left_to_its_reading(graph: Graph) -> None:
    work = describe_agency(graph, "fgw")
    assert work.reading == "G21"
    by_measure = {task.measure.id: task for task in work.leads}
    assert by_measure["para_5"].reading == "G21"
    # (三) and (十六) name a single agency, so their order has no meaning.
    assert [id for id, task in by_measure.items() if not task.reading] == ["para_3", "para_16"]
    assert [task.agencies for id, task in by_measure.items() if not task.reading] == [1, 1]


def test_a_task_keeps_the_published_label_and_words(graph: Graph) -> None:
    work = describe_agency(graph, "sthjj")
    assert [(t.measure.id, t.label, t.rank, t.words) for t in work.leads] == [
        ("para_6", "责任部门", 1, "市生态环境局"),
        ("para_7", "责任部门", 1, "市生态环境局"),
        ("para_13", "责任单位", 1, "市生态环境局"),
    ]
    assert len(work.joins) == 9


def test_an_unknown_agency_is_an_error(graph: Graph) -> None:
    with pytest.raises(KeyError):
        describe_agency(graph, "nobody")
    with pytest.raises(KeyError):
        list_shared_work(graph, "nobody")


# Who shares work


def test_agencies_that_share_most_come_first(graph: Graph) -> None:
    pairs: Counter[frozenset[str]] = Counter()
    for _, names in published_agencies().values():
        pairs.update(frozenset(pair) for pair in combinations(sorted(map(full_name, names)), 2))
    shared = list_shared_work(graph)
    assert len(shared) == len(pairs)
    assert [len(pair.measures) for pair in shared] == sorted(pairs.values(), reverse=True)
    assert (shared[0].first.id, shared[0].second.id) == ("fgw", "sthjj")
    assert ids(shared[0].measures) == [f"para_{n}" for n in (9, 11, 13, 15, 17, 18, 21, 22, 24)]
    assert pairs[frozenset(("发展改革委", "生态环境局"))] == 9


def test_the_partners_of_one_agency_can_be_asked_for(graph: Graph) -> None:
    # 规划和自然资源局 stands in (十七) and (十八) only.
    shared = list_shared_work(graph, "gzj")
    partners = {
        pair.first.id if pair.second.id == "gzj" else pair.second.id: ids(pair.measures) for pair in shared
    }
    both = ["para_17", "para_18"]
    assert partners == {
        "fgw": both,
        "gxj": both,
        "sthjj": both,
        "yjj": ["para_17"],
        "zjj": ["para_17"],
        "cgj": ["para_17"],
    }


# Money


def test_every_domain_has_a_grant_and_two_have_none_of_their_own(graph: Graph) -> None:
    answers = {answer.domain.id: answer for answer in list_grants(graph)}
    assert [id for id, answer in answers.items() if answer.is_lacking] == []
    assert {id: [grant.support.id for grant in answer.own] for id, answer in answers.items()} == {
        "safety-emergency": [],
        "energy-saving": ["para_5__sup_1"],
        "environment": [],
        "resource-recycling": ["para_9__sup_1", "para_10__sup_2"],
        "carbon-service": ["para_12__sup_2"],
    }


def test_the_grants_of_a_domain_carry_the_published_quantities_and_their_sentence(graph: Graph) -> None:
    answers = {answer.domain.id: answer for answer in list_grants(graph)}
    grants = {grant.support.id: grant for grant in answers["carbon-service"].grants}
    assert list(grants) == [
        "para_12__sup_2",
        "para_16__sup_1",
        "para_16__sup_2",
        "para_20__sup_1",
        "para_20__sup_2",
    ]
    assert grants["para_20__sup_1"].quantities == "100万、50万、30万、10万元"
    assert grants["para_20__sup_1"].provision == "para_20__s_1"
    assert not grants["para_20__sup_1"].alone


def test_a_domain_whose_measures_state_no_sum_is_lacking(policy: Policy) -> None:
    graph = nx.MultiDiGraph(build_graph(policy))
    for _, data in graph.nodes(data=True):
        if data["kind"] == "support" and data["measure"] not in ("para_5", "para_12"):
            data["is_money"] = False
    lacking = [answer.domain.id for answer in list_grants(graph) if answer.is_lacking]
    assert lacking == ["safety-emergency", "environment", "resource-recycling"]


# Outside instruments


def test_instruments_are_listed_with_where_they_are_cited_and_what_they_do(graph: Graph) -> None:
    answers = {answer.instrument.id: answer for answer in list_citations(graph)}
    cited = {id: [(c.provision.id, c.effect) for c in answer.citations] for id, answer in answers.items()}
    assert cited["first-set-policy"] == [("para_1__s_2", "pays")]
    assert cited["higher-rules"] == [("final__s_6", "prevails")]
    assert cited["implementation-plan"] == [("preamble__s_1", "founds")]
    assert ids(answers["first-set-policy"].supports) == ["para_1__sup_3"]
    assert answers["implementation-plan"].supports == ()
    # 按相关政策 stands in (一), (四) and (十四); 有关政策 twice in (十九); 相关规定 in (二十).
    paying = [id for id, found in cited.items() if found[0][1] == "pays"]
    assert [cited[id][0][0] for id in paying] == [
        "para_1__s_2",
        "para_4__s_1",
        "para_14__s_2__c_4",
        "para_19__s_1",
        "para_19__s_2",
        "para_20__s_2",
    ]


# Overlaps


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


# What depends on a provision


def test_editing_a_sentence_touches_what_rests_on_it(graph: Graph) -> None:
    reach = trace_reach(graph, "para_5__s_3")
    assert ids(reach.supports) == ["para_5__sup_1"]
    assert ids(reach.measures) == ["para_5"]
    assert ids(reach.agencies) == ["fgw", "gxj"]
    assert ids(reach.domains) == ["energy-saving"]
    assert {"M5d", "G21"} <= set(ids(reach.readings))
    assert "M5c" not in ids(reach.readings)
    assert reach.acts == ("encourages",)
    assert not reach.is_general


def test_editing_a_clause_touches_what_is_bound_to_the_sentence_around_it(graph: Graph) -> None:
    reach = trace_reach(graph, "para_14__s_2__c_3")
    assert ids(reach.supports) == ["para_14__sup_4"]
    assert ids(reach.provisions) == ["para_14__s_2", "para_14__s_2__c_3"]
    assert "M14b" in ids(reach.readings)
    assert ids(reach.instruments) == []


def test_editing_a_sentence_touches_what_rests_on_its_clauses(graph: Graph) -> None:
    reach = trace_reach(graph, "para_14__s_2")
    assert ids(reach.supports) == [f"para_14__sup_{n}" for n in (2, 3, 4, 5)]
    assert ids(reach.instruments) == ["laboratory-policy"]


def test_editing_a_measure_touches_everything_of_it(graph: Graph, policy: Policy) -> None:
    reach = trace_reach(graph, "para_16")
    assert ids(reach.supports) == [support.id for support in policy.measure("para_16").supports]
    assert "G22" in ids(reach.readings)


def test_editing_a_final_provision_is_said_to_touch_every_measure(graph: Graph) -> None:
    reach = trace_reach(graph, "final__s_2")
    assert reach.is_general
    assert reach.terms == ("non-cumulation",)
    assert ids(reach.instruments) == ["city-preferences"]
    assert {"G1", "G5"} <= set(ids(reach.readings))
    assert ids(trace_reach(graph, "final__s_1").agencies) == ["fgw"]


def test_editing_a_clause_of_the_scope_touches_its_domain_and_the_measures_in_it(graph: Graph) -> None:
    reach = trace_reach(graph, "scope__s_1__c_4")
    assert ids(reach.domains) == ["resource-recycling"]
    assert ids(reach.measures)[:3] == ["para_8", "para_9", "para_10"]


def test_an_unknown_place_is_an_error(graph: Graph) -> None:
    with pytest.raises(KeyError):
        trace_reach(graph, "para_25")


# The docstring of the package


def test_the_example_in_the_package_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(kb.graph)
    assert (result.attempted, result.failed) == (4, 0)
