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
    Graph,
    NodeKind,
    build_graph,
    describe_agency,
    list_citations,
    list_grants,
    list_shared_work,
)
from tests.conftest import ROOT
from tests.kb.graph.conftest import ids
from tests.published import published_agencies


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


# The docstring of the package


def test_the_example_in_the_package_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(kb.graph)
    assert (result.attempted, result.failed) == (4, 0)
