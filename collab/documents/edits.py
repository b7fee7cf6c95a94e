"""The writers of a document: each is called inside one transaction (`LiveDocument.edit`).

They validate nothing of what a node means, and never fail half-way on JSON values.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pycrdt import Doc, Map, Text

from collab.documents.model import JSON, NO_JSON, NodeId, Source
from collab.documents.reader import root
from collab.documents.schema import META, NODES, RESULTS, ROOTS, SCHEMA_VERSION


def seed(doc: "Doc[Any]", epoch: str) -> None:
    """Make an empty `doc` a document of this schema. Once, by the server: a second seed merges."""
    for name in ROOTS:
        root(doc, name)
    meta = root(doc, META)
    meta["schema"] = SCHEMA_VERSION
    meta["epoch"] = epoch


def seed_update(epoch: str, fill: "Callable[[Doc[Any]], None] | None" = None) -> bytes:
    """The first update of a new document, with what `fill` adds to it."""
    doc: Doc[Any] = Doc()
    with doc.transaction():
        seed(doc, epoch)
        if fill is not None:
            fill(doc)
    return doc.get_update()


def add_node(
    doc: "Doc[Any]",
    id: str,
    type: str,
    *,
    params: Mapping[str, JSON] = NO_JSON,
    position: tuple[float, float] = (0.0, 0.0),
    size: tuple[float, float] | None = None,
    inputs: Mapping[str, Source] | None = None,
    title: str | None = None,
    z: str | None = None,
    parent: str | None = None,
    text_params: Collection[str] = (),
) -> None:
    """Add a node in the shape clients write; `text_params` become shared texts."""
    fields: dict[str, Any] = {
        "type": type,
        "position": {"x": position[0], "y": position[1]},
        "params": Map({name: _param(name, params[name], text_params) for name in params}),
        "inputs": Map(
            {port: {"node": at.node, "port": at.port} for port, at in (inputs or {}).items()}
        ),
    }
    optional: dict[str, Any] = {
        "size": None if size is None else {"w": size[0], "h": size[1]},
        "title": title,
        "z": z,
        "parent": parent,
    }
    fields |= {name: value for name, value in optional.items() if value is not None}
    root(doc, NODES)[id] = Map(fields)


def set_paused(doc: "Doc[Any]", is_paused: bool) -> None:
    """Whether live nodes wait to be run, for everybody."""
    meta = root(doc, META)
    if meta.get("paused", False) is not is_paused:
        meta["paused"] = is_paused


def write_results(doc: "Doc[Any]", results: Mapping[NodeId, dict[str, JSON] | None]) -> None:
    """Replace each result whole; `None` removes. A node that is gone gets none."""
    nodes, stored = root(doc, NODES), root(doc, RESULTS)
    for id, result in results.items():
        if result is not None and id in nodes:
            stored[id] = result
        elif result is None and id in stored:
            del stored[id]


def _param(name: str, value: JSON, text_params: Collection[str]) -> Any:
    return Text(value) if name in text_params and isinstance(value, str) else value
