"""The order of a graph that changes: every node has a rank above the ranks of what it needs. Pure.

One edge against the order moves only the nodes between its ends (Pearce and Kelly, 2006); several
at once, or a circle, are sorted anew, which is linear. Nodes on a circle have no order: their rank
is below all others, and they are `cyclic`.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

from render.graph import topology

T = TypeVar("T")

CYCLIC = -1


class Order(Generic[T]):
    def __init__(self) -> None:
        self.rank: dict[T, int] = {}
        self.cyclic: frozenset[T] = frozenset()
        self._needs: dict[T, frozenset[T]] = {}
        self._readers: dict[T, dict[T, None]] = {}
        self._next = 0
        self._added: set[tuple[T, T]] = set()
        self._is_looser = False

    def readers(self, node: T) -> Iterable[T]:
        return self._readers.get(node, ())

    def put(self, node: T, needs: Iterable[T]) -> None:
        """Add `node`, or change what it needs; what it needs may be put later."""
        before, after = self._needs.get(node, frozenset()), frozenset(needs)
        if node not in self.rank:
            self.rank[node], self._next = self._next, self._next + 1
        self._needs[node] = after
        for need in before - after:
            self._cut(need, node)
        for need in after - before:
            self._readers.setdefault(need, {})[node] = None
            self._added.add((need, node))

    def remove(self, node: T) -> None:
        """Those that need it are to be put again without it."""
        for need in self._needs.pop(node, ()):
            self._cut(need, node)
        self.rank.pop(node, None)

    def settle(self) -> frozenset[T]:
        """Have ranks in order again; every node that came onto a circle or left one."""
        added, self._added = self._added, set()
        is_looser, self._is_looser = self._is_looser, False
        before = self.cyclic
        if before:
            if added or is_looser:
                self._sort()
        else:
            against = [(u, v) for u, v in added if self.rank[u] >= self.rank[v]]
            if len(against) > 1 or (against and not self._move(*against[0])):
                self._sort()
        return before ^ self.cyclic

    def _cut(self, need: T, node: T) -> None:
        self._readers[need].pop(node, None)
        if not self._readers[need]:
            del self._readers[need]
        self._added.discard((need, node))
        self._is_looser = True

    def _sort(self) -> None:
        found = topology.sort(self._needs)
        self.cyclic = found.cyclic
        self.rank = {node: rank for rank, node in enumerate(found.order)}
        self.rank.update(dict.fromkeys(found.cyclic, CYCLIC))
        self._next = len(found.order)

    def _move(self, need: T, node: T) -> bool:
        """Bring `need` and what it depends on before `node` and its readers, using the ranks that
        they have now; false if they form a circle.
        """
        low, high = self.rank[node], self.rank[need]
        after, before = [node], [need]
        seen = {node, need}
        if node == need:
            return False
        for each in after:  # grows while we walk it
            for reader in self.readers(each):
                if reader == need:
                    return False
                if self.rank[reader] < high and reader not in seen:
                    seen.add(reader)
                    after.append(reader)
        for each in before:
            for other in self._needs[each]:
                if self.rank[other] > low and other not in seen:
                    seen.add(other)
                    before.append(other)
        moved = sorted(before, key=self.rank.__getitem__) + sorted(after, key=self.rank.__getitem__)
        for each, rank in zip(moved, sorted(self.rank[each] for each in moved), strict=True):
            self.rank[each] = rank
        return True
