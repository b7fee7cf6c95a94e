"""Keeps a frozen view of a live document, node by node as they change.

Knows what of a node can matter to the renderer, not what it means. Its callback runs inside
transactions, so it only records; changes of one turn of the event loop are read together.
"""

import asyncio
from dataclasses import replace
from typing import Any

from pycrdt import Doc

from collab.documents.model import BoardView, NodeId, NodeView
from collab.documents.reader import observe_nodes, read_board, read_node, root
from collab.documents.schema import NODES


class Watcher:
    def __init__(self, doc: "Doc[Any]") -> None:
        self._doc = doc
        self._changed: set[NodeId] = set()
        self._wake = asyncio.Event()
        self._subscription = observe_nodes(doc, self._note)
        self._nodes: dict[NodeId, NodeView] = dict(read_board(doc).nodes)

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


def _essence(node: NodeView | None) -> NodeView | None:
    """`node` without where it stands."""
    return node and replace(node, position=(0.0, 0.0), size=None)
