"""A node of a graph, what is wrong with it, and what it has run. Values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from collab.documents.model import JSON, NodeId, Source
from render.graph.values import Value
from render.models.entry import Models
from render.nodes.spec import BadParam, NodeSpec
from render.stores import Fingerprint

Mode: TypeAlias = Literal["live", "manual", "mute", "bypass"]


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node with its spec found, its parameters normal and its edges resolved.

    `spec` is `None` for a type this server does not know. `edges` has connected ports only.
    `children` are what stands in a frame, in reading order.
    """

    id: NodeId
    type: str
    name: str
    mode: Mode
    spec: NodeSpec | None
    params: Mapping[str, JSON]
    bad_params: tuple[BadParam, ...]
    edges: Mapping[str, tuple[Source, ...]]
    children: tuple[NodeId, ...] = ()
    freed: frozenset[str] = frozenset()
    """Parameters that nobody holds to their value: clients take another on each run."""

    def needs(self) -> Iterator[NodeId]:
        """Every node it reads from, perhaps more than once."""
        for sources in self.edges.values():
            for source in sources:
                yield source.node
        yield from self.children


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
    """One run of one operation, named by its fingerprint, which covers all the rest."""

    fingerprint: Fingerprint
    spec: NodeSpec = field(compare=False)
    params: Mapping[str, JSON] = field(compare=False)
    inputs: Mapping[str, tuple[Value, ...]] = field(compare=False)
    models: Models = field(default_factory=dict, compare=False)
    """What the models that `params` name are, by parameter."""
    seed_is_free: bool = field(default=False, compare=False)
    """Whether another seed will do where this one gives no picture."""
