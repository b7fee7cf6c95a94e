"""Ready work of one priority, in one line a person: what goes next, without looking at the rest.

A place in a line is void once the entry's ticket has changed; void places are dropped when they
come to the front, or when they outnumber the others.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import TypeAlias

from render.queue.fairness import Turns
from render.queue.job import Account, WorkerId
from render.stores import Fingerprint

_Place: TypeAlias = tuple[int, int, Fingerprint]
"""Order among the account's work, ticket, and what is to be done."""

IsValid: TypeAlias = Callable[[Fingerprint, int], bool]

_CROWDED = 1000


class Lines:
    """`is_valid` tells whether a fingerprint still waits under that ticket."""

    def __init__(self, is_valid: IsValid) -> None:
        self.turns = Turns()
        self._is_valid = is_valid
        self._places: dict[Account, dict[WorkerId | None, list[_Place]]] = {}
        self._tidy_at = _CROWDED
        self._count = 0

    def __iter__(self) -> Iterator[Fingerprint]:
        """Every valid place, in no order."""
        for heaps in self._places.values():
            for heap in heaps.values():
                yield from (place[2] for place in heap if self._is_valid(place[2], place[1]))

    def put(
        self,
        account: Account,
        order: int,
        ticket: int,
        fingerprint: Fingerprint,
        worker: WorkerId | None,
    ) -> None:
        """`worker` is the only one that can do it, if there is such a one."""
        heap = self._places.setdefault(account, {}).setdefault(worker, [])
        heapq.heappush(heap, (order, ticket, fingerprint))
        self.turns.join(account)
        self._count += 1
        if self._count > self._tidy_at:
            self._tidy()

    def take(
        self, worker: WorkerId, accepts: Callable[[Fingerprint], bool] = lambda each: True
    ) -> Fingerprint | None:
        """What `worker` should do next; gone from its line. Nobody's first that is not accepted."""
        for account, heap in self._firsts(worker):
            if accepts(heap[0][2]):
                self.turns.serve(account)
                self._count -= 1
                return heapq.heappop(heap)[2]
        return None

    def first(self, worker: WorkerId) -> Fingerprint | None:
        """What `worker` should do next; it stays in its line."""
        return next((heap[0][2] for _, heap in self._firsts(worker)), None)

    def _firsts(self, worker: WorkerId) -> Iterator[tuple[Account, list[_Place]]]:
        """Of everybody in turn, the line with the first of theirs that `worker` can do."""
        for account in self.turns.order():
            heaps = self._places[account]
            for place in list(heaps):
                self._clean(heaps, place)
            fitting = [heaps[place] for place in (None, worker) if place in heaps]
            if fitting:
                yield account, min(fitting, key=lambda heap: heap[0])
            if not heaps:
                del self._places[account]
                self.turns.leave(account)

    def _clean(self, heaps: dict[WorkerId | None, list[_Place]], worker: WorkerId | None) -> None:
        heap = heaps[worker]
        while heap and not self._is_valid(heap[0][2], heap[0][1]):
            heapq.heappop(heap)
            self._count -= 1
        if not heap:
            del heaps[worker]

    def _tidy(self) -> None:
        """Drop every void place; the next time only when as many have come again."""
        self._count = 0
        for heaps in self._places.values():
            for worker, heap in heaps.items():
                heaps[worker] = [each for each in heap if self._is_valid(each[2], each[1])]
                heapq.heapify(heaps[worker])
                self._count += len(heaps[worker])
        self._tidy_at = 2 * self._count + _CROWDED
