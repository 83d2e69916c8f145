"""The effect of an edit: everything that depends on words of the text."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.graph import (
    Graph,
    trace_reach,
)
from tests.kb.graph.conftest import ids


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
