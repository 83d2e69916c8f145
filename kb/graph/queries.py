"""Questions to the graph: which agency does what, which measures agencies share, what pays, what is cited."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from kb.graph.answers import (
    AgencyWork,
    Cited,
    DomainGrants,
    Grant,
    InstrumentCitations,
    SharedWork,
    Task,
    name_node,
)
from kb.graph.kinds import EdgeKind, Graph, NodeKind, follow, follow_back, node_key, nodes_of


def describe_agency(graph: Graph, agency: str) -> AgencyWork:
    """The measures that an agency leads and joins, by its id. Raises ``KeyError`` for an unknown agency."""
    key = node_key(NodeKind.AGENCY, agency)
    node = name_node(graph, key)
    readings = nodes_of(graph, NodeKind.READING)
    asking = next((one for one in readings if graph.nodes[one].get("about") == "first-agency"), "")
    leading = graph.nodes[asking]["id"] if asking else ""
    doubtful = {target for target, _ in follow(graph, asking, EdgeKind.BOUND_TO)} if asking else set()
    tasks = [
        Task(
            measure=name_node(graph, measure),
            label=data.get("label", ""),
            rank=data["rank"],
            words=data["words"],
            agencies=sum(1 for _ in follow(graph, measure, EdgeKind.RESPONSIBLE)),
            reading=leading if measure in doubtful else "",
            stated=data["stated"],
        )
        for measure, data in follow_back(graph, key, EdgeKind.RESPONSIBLE)
    ]
    return AgencyWork(
        agency=node,
        leads=tuple(task for task in tasks if task.rank == 1),
        joins=tuple(task for task in tasks if task.rank > 1),
        reading=leading,
    )


def list_shared_work(graph: Graph, agency: str = "") -> tuple[SharedWork, ...]:
    """Pairs of agencies with the measures that they share, most first; with ``agency`` only its pairs.

    Pairs with equally many stand in the order of the registry.
    """
    agencies = {key: place for place, key in enumerate(nodes_of(graph, NodeKind.AGENCY))}
    wanted = node_key(NodeKind.AGENCY, agency) if agency else ""
    if wanted and wanted not in agencies:
        raise KeyError(wanted)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for measure in nodes_of(graph, NodeKind.MEASURE):
        named = sorted(
            (key for key, _ in follow(graph, measure, EdgeKind.RESPONSIBLE)), key=agencies.__getitem__
        )
        for pair in combinations(dict.fromkeys(named), 2):
            if not wanted or wanted in pair:
                shared[pair].append(measure)
    ordered = sorted(shared, key=lambda pair: (-len(shared[pair]), agencies[pair[0]], agencies[pair[1]]))
    return tuple(
        SharedWork(
            name_node(graph, first),
            name_node(graph, second),
            tuple(name_node(graph, measure) for measure in shared[first, second]),
        )
        for first, second in ordered
    )


def list_grants(graph: Graph) -> tuple[DomainGrants, ...]:
    """For each domain the supports with a stated sum. A domain without any is listed as well."""
    answers = []
    for domain in nodes_of(graph, NodeKind.DOMAIN):
        grants = [
            grant
            for measure, data in follow_back(graph, domain, EdgeKind.IN_DOMAIN)
            for grant in _grants_of(graph, measure, data["basis"] == "editorial")
        ]
        answers.append(DomainGrants(name_node(graph, domain), tuple(grants)))
    return tuple(answers)


def _grants_of(graph: Graph, measure: str, editorial: bool) -> list[Grant]:
    alone = sum(1 for _ in follow(graph, measure, EdgeKind.IN_DOMAIN)) == 1
    return [
        Grant(
            support=name_node(graph, support),
            measure=name_node(graph, measure),
            provision=graph.nodes[support]["provision"],
            quantities=graph.nodes[support].get("quantities", ""),
            alone=alone,
            editorial=editorial,
        )
        for support, _ in follow(graph, measure, EdgeKind.GIVES)
        if graph.nodes[support]["is_money"]
    ]


def list_citations(graph: Graph) -> tuple[InstrumentCitations, ...]:
    """Every cited outside instrument, with its citations and the supports that are paid under it."""
    answers = []
    for instrument in nodes_of(graph, NodeKind.INSTRUMENT):
        citations = tuple(
            Cited(name_node(graph, source), data["words"], data["effect"])
            for source, data in follow_back(graph, instrument, EdgeKind.CITES)
        )
        supports = tuple(
            name_node(graph, source) for source, _ in follow_back(graph, instrument, EdgeKind.PAID_BY)
        )
        if citations or supports:
            answers.append(InstrumentCitations(name_node(graph, instrument), citations, supports))
    return tuple(answers)
