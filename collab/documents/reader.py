"""Doc → plain, frozen values; tolerant, because any peer of any version wrote what is read.

Never raises on an odd shape: what cannot be understood is left out. Knows nothing of node specs.
"""

import math
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from pycrdt import Array, Doc, Map, Text

from collab.documents.model import JSON, BoardView, NodeId, NodeView, Source
from collab.documents.schema import META, NODES, RESULTS

UNDER_WAY = frozenset({"queued", "running"})

MAX_DEPTH = 64
"""Deeper values read as `None`, so that no document can exhaust the stack."""


def root(doc: "Doc[Any]", name: str) -> "Map[Any]":
    """The root map `name`. Not inside an observer: a first look at a root is a write to yrs."""
    found: Map[Any] = doc.get(name, type=Map)
    return found


def read_board(doc: "Doc[Any]") -> BoardView:
    with doc.transaction():
        nodes = root(doc, NODES)
        views = (read_node(NodeId(id), nodes[id]) for id in _keys(nodes))
        return BoardView(MappingProxyType({view.id: view for view in views if view is not None}))


def read_node(id: NodeId, node: "Map[Any] | object") -> NodeView | None:
    """The node as a view, or `None` when it is not one: no map, or without a `type`."""
    if not isinstance(node, Map):
        return None
    with node.doc.transaction():
        type = plain(node.get("type"))
        if not isinstance(type, str):
            return None
        return NodeView(
            id=id,
            type=type,
            params=MappingProxyType(_mapping(node.get("params"))),
            inputs=MappingProxyType(_inputs(node.get("inputs"))),
            mode=_text(node.get("mode")),
            parent=_node_id(node.get("parent")),
            title=_text(node.get("title")),
            position=_pair(node.get("position"), "x", "y") or (0.0, 0.0),
            size=_size(node.get("size")),
        )


def read_results(doc: "Doc[Any]") -> dict[NodeId, dict[str, JSON]]:
    values = _mapping(root(doc, RESULTS))
    return {NodeId(id): value for id, value in values.items() if isinstance(value, dict)}


def has_work(doc: "Doc[Any]") -> bool:
    """Whether a result waits for its turn, or is being made."""
    results = root(doc, RESULTS)
    found = (results[id] for id in _keys(results))
    return any(isinstance(one, dict) and one.get("status") in UNDER_WAY for one in found)


def read_epoch(doc: "Doc[Any]") -> str | None:
    """Which history this document is; `None` for one that no server seeded."""
    return _text(root(doc, META).get("epoch"))


def document_json(doc: "Doc[Any]") -> dict[str, JSON]:
    """The whole document as JSON: texts as strings, whole floats as integers."""
    with doc.transaction():
        return {name: plain(root(doc, name)) for name in (META, NODES, RESULTS)}


def read_marks(doc: "Doc[Any]", ids: Collection[str]) -> dict[str, dict[str, JSON]]:
    """The texts of nodes that have marks, by node and parameter, as runs with attributes."""
    with doc.transaction():
        nodes = root(doc, NODES)
        found = {id: _marked(nodes[id]) for id in ids if id in nodes}
    return {id: texts for id, texts in found.items() if texts}


def _marked(node: object) -> dict[str, JSON]:
    params = node.get("params") if isinstance(node, Map) else None
    if not isinstance(params, Map):
        return {}
    values = {name: params[name] for name in _keys(params)}
    return {name: runs for name, text in values.items() if (runs := _runs(text))}


def _runs(text: object) -> list[JSON]:
    runs = text.diff() if isinstance(text, Text) else []
    if not any(attributes for _, attributes in runs):
        return []
    return [
        {"insert": words, **({"attributes": plain(attributes)} if attributes else {})}
        for words, attributes in runs
        if isinstance(words, str)
    ]


def read_is_paused(doc: "Doc[Any]") -> bool:
    """Whether nothing is to be rendered here that nobody asked for."""
    return root(doc, META).get("paused") is True


class RootSubscription:
    """Keeps a callback told of changes, until cancelled. Not to be cancelled in one."""

    def __init__(self, root: "Map[Any]", callback: Callable[[list[Any]], None]) -> None:
        self._root = root
        self._subscription = root.observe_deep(callback)

    def cancel(self) -> None:
        self._root.unobserve(self._subscription)


def observe_nodes(
    doc: "Doc[Any]", callback: Callable[[Mapping[NodeId, Collection[str] | None]], None]
) -> RootSubscription:
    """Tell `callback` which keys of which nodes each transaction touched, `None` for a node that
    was added or deleted.

    It is called inside the transaction, so it may only record: pycrdt raises on a write there.
    """
    return RootSubscription(root(doc, NODES), lambda events: callback(_touched(events)))


def observe_root(doc: "Doc[Any]", name: str, callback: Callable[[], None]) -> RootSubscription:
    """Tell `callback` of each transaction that changed something under that root, not what.

    Under the same rule as `observe_nodes`.
    """
    return RootSubscription(root(doc, name), lambda events: callback())


def plain(value: object, depth: int = 0) -> JSON:
    """`value` as JSON: whole floats as integers, what JSON cannot hold as `None`."""
    if depth > MAX_DEPTH:
        return None
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return _number(value)
        case Text():
            return str(value)
        case Map():
            return {key: plain(value[key], depth + 1) for key in _keys(value)}
        case dict():
            return {str(key): plain(item, depth + 1) for key, item in value.items()}
        case list() | tuple() | Array():
            return [plain(item, depth + 1) for item in value]
        case _:
            return None


def _touched(events: list[Any]) -> dict[NodeId, set[str] | None]:
    """A path starts at the node's id; the events of the root itself name ids as keys.

    A client may have put a text or a list in the place of a node: their events have no keys.
    """
    touched: dict[NodeId, set[str] | None] = {}
    for event in events:
        path = event.path
        if not path:
            touched.update(dict.fromkeys(event.keys))
            continue
        keys = touched.setdefault(path[0], set())
        if keys is None:
            continue
        if len(path) > 1:
            keys.add(path[1])
        else:
            keys.update(getattr(event, "keys", ()))
    return touched


def _keys(map: "Map[Any]") -> list[str]:
    return list(map.keys())


def _number(value: float) -> JSON:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _mapping(value: object) -> dict[str, JSON]:
    read = plain(value)
    return read if isinstance(read, dict) else {}


def _text(value: object) -> str | None:
    read = plain(value)
    return read if isinstance(read, str) else None


def _node_id(value: object) -> NodeId | None:
    read = _text(value)
    return None if read is None else NodeId(read)


def _inputs(value: object) -> Mapping[str, Source]:
    sources = {port: _source(entry) for port, entry in _mapping(value).items()}
    return {port: source for port, source in sources.items() if source is not None}


def _source(entry: JSON) -> Source | None:
    match entry:
        case {"node": str(node), "port": str(port)}:
            return Source(NodeId(node), port)
        case _:
            return None


def _pair(value: object, first: str, second: str) -> tuple[float, float] | None:
    read = _mapping(value)
    pair = _finite(read.get(first)), _finite(read.get(second))
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def _size(value: object) -> tuple[float, float] | None:
    pair = _pair(value, "w", "h")
    return pair if pair is not None and min(pair) > 0 else None


def _finite(value: JSON) -> float | None:
    """A number as a float; an integer too large for one is no position."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
