"""A frozen view becomes a graph: specs looked up, parameters normalised, edges resolved. Pure.

Nothing is judged here. Edges from nodes that are gone are dropped, since deleting a node leaves
the edges of its readers behind, and so are edges into ports the spec does not have.
"""

from collections.abc import Mapping
from typing import cast, get_args

from collab.documents.model import BoardView, NodeId, NodeView, Source
from render.graph.model import Graph, GraphNode, Mode
from render.nodes.catalog import Catalog
from render.nodes.params import brief
from render.nodes.spec import NodeSpec


def build(view: BoardView, catalog: Catalog) -> Graph:
    return Graph({id: _node(node, catalog, view.nodes) for id, node in view.nodes.items()})


def _node(node: NodeView, catalog: Catalog, nodes: Mapping[NodeId, NodeView]) -> GraphNode:
    spec = catalog.get(node.type)
    params, bad = spec.normalise(node.params) if spec else ({}, ())
    return GraphNode(
        id=node.id,
        type=node.type,
        name=brief(node.title or (spec.title if spec else node.type)),
        mode=_mode(node.mode, spec),
        spec=spec,
        params=params,
        bad_params=bad,
        edges=_edges(node, spec, nodes),
    )


def _mode(found: str | None, spec: NodeSpec | None) -> Mode:
    if found in get_args(Mode):
        return cast(Mode, found)
    return "manual" if spec and spec.mode == "manual" else "live"


def _edges(
    node: NodeView, spec: NodeSpec | None, nodes: Mapping[NodeId, NodeView]
) -> dict[str, tuple[Source, ...]]:
    if spec is None:
        return {}
    found: dict[str, list[Source]] = {}
    for key, source in sorted(node.inputs.items()):
        port_name, _, position = key.partition(":")
        port = spec.input(port_name)
        if port is None or source.node not in nodes:
            continue
        if position and not port.many:
            continue
        found.setdefault(port_name, []).append(source)
    return {port: tuple(sources) for port, sources in found.items()}
