"""Relations between works: exclusion within places that belong together, shared agencies, and citations."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.graph.works import Relation, build_works_graph, relate_works
from kb.model.registry import Jurisdiction

CITY = Jurisdiction("cn-999999", "玩具城", "Toytown")
MILLS = Jurisdiction("cn-999901", "磨坊区", "Mill District", "district", "cn-999999")
FAR = Jurisdiction("cn-888888", "远城", "Fartown")


def work(toy: Policy, place: Jurisdiction, name: str, title: str = "另一措施") -> Policy:
    """The toy policy as another work of a place."""
    registry = replace(toy.registry, jurisdictions=(CITY, MILLS, FAR))
    folder = f"policy/{place.id}/{name}/2030-01-01"
    return replace(toy, folder=folder, registry=registry, document=replace(toy.document, title=title))


def test_works_that_name_the_same_agencies_share_them(toy: Policy) -> None:
    one, other = work(toy, FAR, "a"), work(toy, FAR, "b")
    shared = [relation for relation in relate_works((one, other)) if relation.kind == "shares"]
    both = ("cn-888888/a", "cn-888888/b")
    assert shared == [Relation("shares", both, agency) for agency in ("fengche", "shuimo", "gecun")]
    assert [r for r in relate_works((one,)) if r.kind == "shares"] == []


def test_a_bar_covers_works_of_its_levels_in_places_that_belong_together(toy: Policy) -> None:
    terms = tuple(
        replace(term, levels=("district",)) if term.kind == "non-cumulation" else term for term in toy.terms
    )
    city = replace(work(toy, CITY, "a"), terms=terms)
    district, far = work(toy, MILLS, "b"), work(toy, FAR, "c")
    excluded = [r for r in relate_works((city, district, far)) if r.kind == "excludes" and "a" in r.works[0]]
    assert excluded == [Relation("excludes", ("cn-999999/a", "cn-999901/b"), "final__s_2")]


def test_a_work_cites_another_whose_title_it_names(toy: Policy) -> None:
    # The notice of the toy policy names its own title, 《玩具城促进风车产业的若干措施》.
    one = work(toy, FAR, "a", "甲措施")
    other = work(toy, FAR, "b", "玩具城促进风车产业的若干措施")
    cited = [relation for relation in relate_works((one, other)) if relation.kind == "cites"]
    assert cited == [Relation("cites", ("cn-888888/a", "cn-888888/b"), "preface__s_1")]


def test_in_the_graph_of_several_works_an_agency_is_one_node_and_everything_else_is_of_its_work(
    toy: Policy,
) -> None:
    graph = build_works_graph((work(toy, FAR, "a"), work(toy, FAR, "b")))
    assert "agency:fengche" in graph
    assert {"cn-888888/a/measure:para_1", "cn-888888/b/measure:para_1"} <= set(graph)
    assert "measure:para_1" not in graph
    leads = [source for source, _ in graph.in_edges("agency:fengche") if source.endswith("measure:para_1")]
    assert sorted(leads) == ["cn-888888/a/measure:para_1", "cn-888888/b/measure:para_1"]
