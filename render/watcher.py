"""Keeps a frozen view of a live document, node by node as they change.

Knows what of a node can matter to the renderer, not what it means. Its callback runs inside
transactions, so it only records; changes of one turn of the event loop are read together.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pycrdt import Doc, Map

from collab.documents.model import JSON, BoardView, NodeId, NodeView
from collab.documents.reader import observe_nodes, plain, read_node, root
from collab.documents.schema import NODES, RESULTS


class Watcher:
    def __init__(self, doc: "Doc[Any]") -> None:
        self._doc = doc
        self._changed: set[NodeId] = set()
        self._wake = asyncio.Event()
        self._subscription = observe_nodes(doc, self._note)
        self._nodes: dict[NodeId, NodeView] = {}

    async def load(self, chunk: int) -> None:
        """Read every node; what changes meanwhile is read again, as a change."""
        for ids in _chunks(root(self._doc, NODES), chunk):
            for id in ids:
                self._read(NodeId(id))
            await asyncio.sleep(0)

    def cancel(self) -> None:
        self._subscription.cancel()

    def view(self) -> BoardView:
        return BoardView(dict(self._nodes))

    async def changed(self) -> bool:
        """Wait for changes and take them into the view; whether any can matter to a result."""
        await self._wake.wait()
        self._wake.clear()
        changed, self._changed = self._changed, set()
        matters = [self._read(id) for id in changed]
        return any(matters)

    def _note(self, ids: frozenset[NodeId]) -> None:
        self._changed |= ids
        self._wake.set()

    def _read(self, id: NodeId) -> bool:
        nodes = root(self._doc, NODES)
        before = self._nodes.pop(id, None)
        after = read_node(id, nodes[id]) if id in nodes else None
        if after is not None:
            self._nodes[id] = after
        return _essence(before) != _essence(after)


def read_results_in_chunks(doc: "Doc[Any]", chunk: int) -> Iterator[dict[NodeId, dict[str, JSON]]]:
    """Every readable result, some at a time. The document may change between two chunks."""
    results = root(doc, RESULTS)
    for ids in _chunks(results, chunk):
        read = {NodeId(id): plain(results[id]) for id in ids if id in results}
        yield {id: value for id, value in read.items() if isinstance(value, dict)}


def _chunks(map: "Map[Any]", size: int) -> Iterator[list[str]]:
    ids = list(map.keys())
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _essence(node: NodeView | None) -> NodeView | None:
    """`node` without where it stands."""
    return node and replace(node, position=(0.0, 0.0), size=None)
