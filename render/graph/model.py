"""A board as a graph, and what can be said of its nodes. Frozen values, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from collab.documents.model import JSON, NodeId, Source
from render.graph.values import Value
from render.nodes.spec import BadParam, NodeSpec
from render.stores import Fingerprint

Mode: TypeAlias = Literal["live", "manual", "mute", "bypass"]


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node with its spec found, its parameters normal and its edges resolved.

    `spec` is `None` for a type this server does not know. `edges` has connected ports only.
    """

    id: NodeId
    type: str
    name: str
    mode: Mode
    spec: NodeSpec | None
    params: Mapping[str, JSON]
    bad_params: tuple[BadParam, ...]
    edges: Mapping[str, tuple[Source, ...]]


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: Mapping[NodeId, GraphNode]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a node has no result, as the `error` of one. `message` is read by designers."""

    code: str
    message: str
    params: Mapping[str, JSON] = field(default_factory=dict)
    node: NodeId | None = None

    def as_json(self) -> dict[str, JSON]:
        found: dict[str, JSON] = {"code": self.code, "message": self.message}
        if self.params:
            found["params"] = dict(self.params)
        if self.node is not None:
            found["node"] = self.node
        return found


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of one operation, named by its fingerprint."""

    fingerprint: Fingerprint
    spec: NodeSpec
    params: Mapping[str, JSON]
    inputs: Mapping[str, tuple[Value, ...]]
