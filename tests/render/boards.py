"""Small ways to write a board down and to look at its verdicts."""

from collections.abc import Mapping

from collab.documents.model import JSON, BoardView, NodeId, NodeView, Source
from render.graph.incremental import evaluate
from render.graph.verdicts import Knowledge, Verdict
from render.nodes.catalog import Catalog, builtin_catalog
from render.nodes.spec import NodeSpec, PortSpec

CATALOG = builtin_catalog(debug=True)

WITH_CAPTIONS = Catalog([
    *CATALOG,
    NodeSpec(
        type="acme.caption", title="Caption", category="text", description="Words of a worker's.",
        inputs=(PortSpec("text", "Text", "text", required=False),),
        outputs=(PortSpec("text", "Text", "text"),), operation="acme:caption",
    ),
])  # fmt: skip
"""With a type whose text is known only once it has run."""


def node(
    id: str,
    type: str,
    params: Mapping[str, JSON] | None = None,
    *,
    mode: str | None = None,
    parent: str | None = None,
    title: str | None = None,
    position: tuple[float, float] = (0.0, 0.0),
    inputs: Mapping[str, str] | None = None,
    **ports: str,
) -> NodeView:
    """A node; an input is written `"node"` or `"node.port"`."""
    sources = {port: _source(text) for port, text in {**(inputs or {}), **ports}.items()}
    return NodeView(
        NodeId(id), type, dict(params or {}), sources, mode=mode, title=title, position=position,
        parent=None if parent is None else NodeId(parent),
    )  # fmt: skip


def judge(
    *nodes: NodeView, knowledge: Knowledge | None = None, catalog: Catalog = CATALOG
) -> dict[str, Verdict]:
    view = BoardView({each.id: each for each in nodes})
    verdicts = evaluate(view, catalog, knowledge or Knowledge())
    return {str(id): verdict for id, verdict in verdicts.items()}


def _source(text: str) -> Source:
    id, _, port = text.partition(".")
    return Source(NodeId(id), port or "image")
