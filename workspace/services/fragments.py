"""Part of a board as plain JSON: cut out of a document, drawn small, and put into a new document.

Pure but for `plant`, which writes. What a later client wrote into a node is kept as it is.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pycrdt import Doc, Map, Text

from collab.documents.model import JSON
from collab.documents.reader import root
from collab.documents.schema import NODES
from render.nodes.catalog import Catalog
from render.nodes.spec import NodeSpec
from render.stores import AssetId
from workspace.errors import Invalid, TooLarge

MAX_NODES: Final = 500
MAX_BYTES: Final = 256 * 1024

DRAWN: Final = 80
"""So many items are in a drawing; it is small."""

FAR: Final = 1e9
"""What lies further out is drawn as if it lay at the beginning."""

_CARD_WIDTH, _TITLE, _PORT, _ROW, _PICTURE = 248.0, 36.0, 24.0, 30.0, 155.0
"""About as the client lays a card out, for those of whose size the document says nothing."""


def cut(
    nodes: Mapping[str, JSON],
    ids: Collection[str],
    marks: Mapping[str, Mapping[str, JSON]] = MappingProxyType({}),
) -> dict[str, JSON]:
    """The nodes `ids`, with the edges and frames among them, from (0, 0) on.

    Texts that have `marks` carry them along, under `texts`.
    """
    chosen = {id: dict(node) for id in ids if isinstance(node := nodes.get(id), dict)}
    if len(chosen) < len(set(ids)):
        raise Invalid("unknown_node", "Some of these items are not on the board any more.")
    if not 1 <= len(chosen) <= MAX_NODES:
        raise Invalid("bad_nodes", f"A template has 1 to {MAX_NODES} items.")
    left = min(_place(node)[0] for node in chosen.values())
    top = min(_place(node)[1] for node in chosen.values())
    for node in chosen.values():
        x, y = _place(node)
        node["position"] = {"x": x - left, "y": y - top}
        node.pop("texts", None)
        if node.get("parent") not in chosen:
            node.pop("parent", None)
        inputs = node.get("inputs")
        node["inputs"] = {
            key: source
            for key, source in (inputs if isinstance(inputs, dict) else {}).items()
            if isinstance(source, dict) and source.get("node") in chosen
        }
    for id in chosen.keys() & marks.keys():
        chosen[id]["texts"] = dict(marks[id])
    if len(json.dumps(chosen)) > MAX_BYTES:
        raise TooLarge("too_large", f"A template has at most {MAX_BYTES // 1024} KiB of words.")
    return dict(chosen)


def assets_in(nodes: Mapping[str, JSON], catalog: Catalog) -> set[AssetId]:
    return {asset for node in nodes.values() for asset in _assets(node, catalog)}


def drawing(nodes: Mapping[str, JSON], catalog: Catalog) -> dict[str, JSON]:
    """What is seen of `nodes` from afar: boxes in their order, and edges by their places there."""
    items = sorted(
        ((id, node) for id, node in nodes.items() if isinstance(node, dict)),
        key=lambda item: (item[1].get("type") != "frame", str(item[1].get("z", "")), item[0]),
    )[:DRAWN]
    boxes = [_box(node, catalog) for _, node in items]
    index = {id: place for place, (id, _) in enumerate(items)}
    edges: list[JSON] = [
        [index[source], index[id]]
        for id, node in items
        for source in _sources(node)
        if source in index
    ]
    left = min((box["x"] for box in boxes), default=0)
    top = min((box["y"] for box in boxes), default=0)
    for box in boxes:
        box["x"] -= left
        box["y"] -= top
    return {
        "w": max((box["x"] + box["w"] for box in boxes), default=1),
        "h": max((box["y"] + box["h"] for box in boxes), default=1),
        "boxes": [*boxes],
        "edges": edges,
    }


def plant(doc: "Doc[Any]", nodes: Mapping[str, JSON], catalog: Catalog) -> None:
    """Put `nodes` into a document, in the shape clients write."""
    written = root(doc, NODES)
    for id, node in nodes.items():
        if not isinstance(node, dict):
            continue
        spec = catalog.get(str(node.get("type")))
        texts = {param.name for param in spec.params if param.control == "text"} if spec else ()
        fields: dict[str, Any] = dict(node)
        marked = fields.pop("texts", None)
        params, inputs = node.get("params"), node.get("inputs")
        fields["params"] = Map(
            {
                name: Text(value) if name in texts and isinstance(value, str) else value
                for name, value in (params if isinstance(params, dict) else {}).items()
            }
        )
        fields["inputs"] = Map(inputs if isinstance(inputs, dict) else {})
        written[id] = Map(fields)
        for name, runs in marked.items() if isinstance(marked, dict) else ():
            if isinstance(text := written[id]["params"].get(name), Text):
                _write(text, runs)


def _write(text: Text, runs: JSON) -> None:
    """The same words with their marks, which a run would otherwise take over from the last."""
    found = [run for run in runs if isinstance(run, dict)] if isinstance(runs, list) else []
    given = [run.get("attributes") for run in found]
    none = {name: None for one in given if isinstance(one, dict) for name in one}
    text.clear()
    for run, attributes in zip(found, given, strict=True):
        if isinstance(words := run.get("insert"), str):
            marks = attributes if isinstance(attributes, dict) else {}
            text.insert(len(str(text)), words, none | marks)


def _sources(node: Mapping[str, JSON]) -> Iterator[str]:
    inputs = node.get("inputs")
    for source in (inputs if isinstance(inputs, dict) else {}).values():
        if isinstance(source, dict) and isinstance(found := source.get("node"), str):
            yield found


def _assets(node: JSON, catalog: Catalog) -> Iterator[AssetId]:
    params = node.get("params") if isinstance(node, dict) else None
    spec = catalog.get(str(node.get("type"))) if isinstance(node, dict) else None
    if spec is None or not isinstance(params, dict):
        return
    for param in spec.params:
        value = params.get(param.name)
        if param.control == "asset" and isinstance(value, str) and value:
            yield AssetId(value)


def _box(node: Mapping[str, JSON], catalog: Catalog) -> dict[str, Any]:
    type, params = str(node.get("type")), node.get("params")
    spec, values = catalog.get(type), params if isinstance(params, dict) else {}
    x, y = _place(node)
    w, h = _size(node, spec)
    box: dict[str, Any] = {"type": type, "x": x, "y": y, "w": w, "h": h}
    color = node.get("color") if type == "frame" else values.get("color")
    if isinstance(color, str):
        box["color"] = color[:9]
    if asset := next(_assets(dict(node), catalog), None):
        box["asset"] = asset
    return box


def _place(node: Mapping[str, JSON]) -> tuple[float, float]:
    at = node.get("position")
    return (_number(at.get("x"), 0), _number(at.get("y"), 0)) if isinstance(at, dict) else (0, 0)


def _size(node: Mapping[str, JSON], spec: NodeSpec | None) -> tuple[float, float]:
    size = node.get("size")
    if isinstance(size, dict):
        return _number(size.get("w"), _CARD_WIDTH), _number(size.get("h"), _PICTURE)
    ports = max(len(spec.inputs), len(spec.outputs)) if spec else 1
    rows = sum(not param.advanced for param in spec.params) if spec else 0
    return _CARD_WIDTH, _TITLE + ports * _PORT + rows * _ROW + _PICTURE


def _number(value: JSON, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return otherwise
    return value if abs(value) < FAR else otherwise
