"""A board as frozen, plain values: what the renderer and the REST API read.

Deliberately knows nothing of pycrdt, of node specs, or of what a parameter means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NewType, TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

DocumentId = NewType("DocumentId", str)
"""Names a document; a board and its document share one id."""

NodeId = NewType("NodeId", str)

NO_JSON: Mapping[str, JSON] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """The output port at the start of an edge."""

    node: NodeId
    port: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """One node at one moment.

    `params` holds plain JSON: `Y.Text` as a string, whole floats as integers.
    `inputs` is keyed as in the document, so a port that takes many has `port:KEY` keys.
    `position` is in canvas units, `size` too (`None` when never set).
    """

    id: NodeId
    type: str
    params: Mapping[str, JSON] = field(default_factory=lambda: NO_JSON)
    inputs: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    mode: str | None = None
    parent: NodeId | None = None
    title: str | None = None
    position: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BoardView:
    """Every node of a board, by id."""

    nodes: Mapping[NodeId, NodeView]
