"""A node's view becomes a node of the graph: spec looked up, parameters normalised, edges resolved.

Nothing is judged here. Edges from nodes that are gone are dropped, since deleting a node leaves
the edges of its readers behind, and so are edges into ports the spec does not have. Pure.
"""

from collections.abc import Container, Iterable, Mapping
from typing import cast, get_args

from collab.documents.model import NodeId, NodeView, Source
from render.graph.model import GraphNode, Mode
from render.nodes.catalog import Catalog
from render.nodes.params import brief
from render.nodes.spec import NodeSpec

FRAME = "frame"
_MODES = frozenset(get_args(Mode))


def build(
    node: NodeView, catalog: Catalog, nodes: Container[NodeId], children: Iterable[NodeView] = ()
) -> GraphNode:
    """`nodes` are those that are there; `children` those that stand in this one."""
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
        children=_in_reading_order(node.id, children) if node.type == FRAME else (),
        freed=frozenset(name for name in params if node.params.get(f"{name}.free") in (True, "up")),
    )


def _mode(found: str | None, spec: NodeSpec | None) -> Mode:
    if found in _MODES:
        return cast(Mode, found)
    return "manual" if spec and spec.mode == "manual" else "live"


def _edges(
    node: NodeView, spec: NodeSpec | None, nodes: Container[NodeId]
) -> Mapping[str, tuple[Source, ...]]:
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


def _in_reading_order(frame: NodeId, children: Iterable[NodeView]) -> tuple[NodeId, ...]:
    """What reads the frame is not part of it, or a contact sheet could not lie beside its pictures
    without feeding into itself.
    """
    inside = [
        child
        for child in children
        if child.id != frame and all(source.node != frame for source in child.inputs.values())
    ]
    inside.sort(key=lambda child: (child.position[1], child.position[0], child.id))
    return tuple(child.id for child in inside)
