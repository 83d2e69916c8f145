"""The queries of a policy: one for each support, over the claims of its kind."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.screen.supports import Queries, queries_of


@pytest.fixture(scope="module")
def queries(toy: Policy) -> Queries:
    """The queries of the toy policy under its usual readings, on the day of each case."""
    return queries_of(toy, {}, None)


def test_every_support_has_a_query_over_its_kind(toy: Policy, queries: Queries) -> None:
    kinds = ("project", "standard-document", "certificate", "carrier", "event", "enterprise", "site")
    assert queries.kinds == kinds
    found = [query.support.id for kind in queries.kinds for query in queries.of(kind)]
    assert sorted(found) == sorted(support.id for support in toy.supports)
    assert [query.support.id for query in queries.of("carrier")] == ["para_4__sup_1", "para_6__sup_1"]


def test_a_query_reads_only_the_facts_that_it_needs(queries: Queries) -> None:
    assert queries.inputs("project") == {
        "investment": "money",
        "is:windmill-project": "yes-no",
        "object": "name",
    }
    assert queries.inputs("site") == {"is:windmill": "yes-no"}
    assert queries.grant_inputs(("site",)) == {}
    assert set(queries.grant_inputs(("project",))) == {"level", "object", "support"}


def test_queries_are_made_once_for_each_readings_and_day(toy: Policy, queries: Queries) -> None:
    day = date(2030, 6, 1)
    assert queries_of(toy, {}, None) is queries
    assert queries.of("site") is queries.of("site")
    other = queries_of(toy, {"G1": "b", "M1a": "a"}, day)
    assert other is queries_of(toy, {"M1a": "a", "G1": "b"}, day)
    assert (other is queries, other.day, other.rules.readings["G1"]) == (False, day, "b")
