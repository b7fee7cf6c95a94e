"""The jobs of one board, each a wish for what a node should show now: one a node, or one for each
element where it gives a list.

Knows which of them are fresh, and lets the board wait until those have ended.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from collab.documents.model import NodeId
from render.queue.job import JobId
from render.stores import Fingerprint


@dataclass(slots=True)
class Wish:
    """`progress` is the step reached and how many there are, once one was reported."""

    job: JobId
    node: NodeId
    fingerprint: Fingerprint
    is_running: bool = False
    progress: tuple[int, int] | None = None


class Wishes:
    def __init__(self, new_job: Callable[[NodeId, Fingerprint], JobId]) -> None:
        self._new_job = new_job
        self._by_node: dict[NodeId, dict[Fingerprint, Wish]] = {}
        self._by_job: dict[JobId, Wish] = {}
        self._fresh: set[JobId] = set()
        self.moved = asyncio.Event()
        """Set whenever a wish ends."""

    def __iter__(self) -> Iterator[Wish]:
        return iter(list(self._by_job.values()))

    def __getitem__(self, job: JobId) -> Wish:
        return self._by_job[job]

    def by_node(self) -> Iterator[tuple[NodeId, list[Wish]]]:
        return ((node, list(wishes.values())) for node, wishes in self._by_node.items())

    def of(self, node: NodeId) -> Collection[Wish]:
        return list(self._by_node.get(node, {}).values())

    def is_for(self, node: NodeId, fingerprint: Fingerprint) -> bool:
        return fingerprint in self._by_node.get(node, {})

    def add(self, node: NodeId, fingerprint: Fingerprint) -> Wish:
        wish = Wish(self._new_job(node, fingerprint), node, fingerprint)
        self._by_node.setdefault(node, {})[fingerprint] = self._by_job[wish.job] = wish
        self._fresh.add(wish.job)
        return wish

    def end(self, job: JobId) -> Wish:
        wish = self._by_job.pop(job)
        of_node = self._by_node[wish.node]
        del of_node[wish.fingerprint]
        if not of_node:
            del self._by_node[wish.node]
        self._fresh.discard(job)
        self.moved.set()
        return wish

    @property
    def any_fresh(self) -> bool:
        """Whether something wished for since `settle` is still under way."""
        return bool(self._fresh)

    def settle(self) -> None:
        """What is wished for by now is no longer fresh."""
        self._fresh.clear()
