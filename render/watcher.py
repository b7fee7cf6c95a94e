"""Notes which nodes of a live document changed in a way that can matter, and reads those anew.

Knows what of a node can matter to the renderer, not what it means. Its callback runs inside
transactions, so it only records; what people do to where things stand, and how they look, ends
there. `take` reads what changed since the last time in one go.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pycrdt import Doc, Map

from collab.documents.live import LiveDocument
from collab.documents.model import JSON, NodeId, NodeView
from collab.documents.reader import (
    observe_nodes,
    observe_root,
    plain,
    read_is_paused,
    read_node,
    root,
)
from collab.documents.schema import META, NODES, RESULTS

URGENT: Final = frozenset({"type", "params", "inputs", "mode", "parent"})
LAZY: Final = frozenset({"title", "position"})
"""These change no result by themselves: a title stands in messages, and where things stand in a
frame is their order. All other keys change nothing at all.
"""

LAZY_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Taken:
    """What changed since the last time, by the first person who changed each node; `None` is a
    node that is gone.
    """

    views: Mapping[str | None, Mapping[NodeId, NodeView | None]]
    is_paused: bool


class Watcher:
    def __init__(self, document: LiveDocument) -> None:
        self._document = document
        self._doc = document.doc
        self._changed: dict[NodeId, str | None] = {}
        self._framed: set[NodeId] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.wake = asyncio.Event()
        """Set when there is something to take."""
        self._subscriptions = (
            observe_nodes(self._doc, self._note),
            observe_root(self._doc, META, self.wake.set),
        )

    async def load(
        self, chunk: int, take: Callable[[Mapping[NodeId, NodeView | None]], None]
    ) -> None:
        """Read every node; what changes meanwhile is read again, as a change."""
        for ids in _chunks(root(self._doc, NODES), chunk):
            take({NodeId(id): self._read(NodeId(id)) for id in ids})
            await asyncio.sleep(0)

    def cancel(self) -> None:
        if self._timer:
            self._timer.cancel()
        for subscription in self._subscriptions:
            subscription.cancel()

    def take(self) -> Taken:
        self.wake.clear()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        changed, self._changed = self._changed, {}
        views: dict[str | None, dict[NodeId, NodeView | None]] = {}
        for id, person in changed.items():
            views.setdefault(person, {})[id] = self._read(id)
        return Taken(views, read_is_paused(self._doc))

    def _note(self, touched: Mapping[NodeId, Collection[str] | None]) -> None:
        person = next(iter(self._document.authors), None)
        is_urgent = False
        for id, keys in touched.items():
            if keys is None or not URGENT.isdisjoint(keys):
                is_urgent = True
            elif "title" not in keys and not ("position" in keys and id in self._framed):
                continue
            if self._changed.get(id) is None:
                self._changed[id] = person
        if is_urgent:
            self.wake.set()
        elif self._changed and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(LAZY_SECONDS, self.wake.set)

    def _read(self, id: NodeId) -> NodeView | None:
        nodes = root(self._doc, NODES)
        view = read_node(id, nodes[id]) if id in nodes else None
        if view is None or view.parent is None:
            self._framed.discard(id)
            return view and replace(view, position=(0.0, 0.0), size=None)
        self._framed.add(id)
        return replace(view, size=None)


def read_results_in_chunks(doc: "Doc[Any]", chunk: int) -> Iterator[dict[NodeId, dict[str, JSON]]]:
    """Every readable result, some at a time. The document may change between two chunks."""
    results = root(doc, RESULTS)
    for ids in _chunks(results, chunk):
        read = {NodeId(id): plain(results[id]) for id in ids if id in results}
        yield {id: value for id, value in read.items() if isinstance(value, dict)}


def _chunks(map: "Map[Any]", size: int) -> Iterator[list[str]]:
    ids = list(map.keys())
    return (ids[start : start + size] for start in range(0, len(ids), size))
