"""The policy as a graph of typed nodes and edges, with questions to the graph and its export.

>>> from kb import load_policy
>>> from kb.graph import build_graph, describe_agency
>>> work = describe_agency(build_graph(load_policy("policy")), "gzj")
>>> [task.measure.label() for task in work.joins]
['(十七)打造安全节能环保产业基地', '(十八)推动园区绿色低碳循环改造']

``import kb`` does not import this package, since it needs networkx, which is slow to import.
"""

from kb.graph.builder import build_graph
from kb.graph.export import write_graphml, write_node_link
from kb.graph.kinds import EdgeKind, Graph, NodeKind, node_key
from kb.graph.overlaps import find_grounds, find_overlaps
from kb.graph.queries import describe_agency, list_citations, list_grants, list_shared_work
from kb.graph.questions import Question, answer_question
from kb.graph.reach import trace_reach

__all__ = [
    "EdgeKind",
    "Graph",
    "NodeKind",
    "Question",
    "answer_question",
    "build_graph",
    "describe_agency",
    "find_grounds",
    "find_overlaps",
    "list_citations",
    "list_grants",
    "list_shared_work",
    "node_key",
    "trace_reach",
    "write_graphml",
    "write_node_link",
]
