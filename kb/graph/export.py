"""Export of the graph: GraphML for graph tools, node-link JSON for other programs.

Both keep the order of the policy, so that equal policies give equal bytes.
"""

from __future__ import annotations

import json
from io import BytesIO

import networkx as nx

from kb.graph.kinds import Graph

NODE = "node"
"""The name of a node's key in node-link JSON. ``id`` is the id in the policy, which alone is not unique."""


def write_graphml(graph: Graph) -> bytes:
    """The graph as GraphML in UTF-8.

    ``networkx.parse_graphml(text, force_multigraph=True, edge_key_type=str)`` gives back the same graph.
    """
    stream = BytesIO()
    # networkx.generate_graphml would write every Chinese character as a numeric reference.
    nx.write_graphml_xml(graph, stream, encoding="UTF-8")
    return stream.getvalue() + b"\n"


def write_node_link(graph: Graph) -> str:
    """The graph as node-link JSON, one node or edge per line, as text for UTF-8.

    ``networkx.node_link_graph(json.loads(text), name="node", edges="edges")`` gives back the same graph.
    """
    data = nx.node_link_data(graph, name=NODE, edges="edges")
    head = {name: value for name, value in data.items() if name not in ("nodes", "edges")}
    lists = ",\n".join(
        f'"{name}": [\n' + ",\n".join(_line(item) for item in data[name]) + "\n]"
        for name in ("nodes", "edges")
    )
    return f"{_line(head)[:-1]},\n{lists}}}\n"


def _line(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)
