"""Order and cycles of a graph of any depth: no recursion, linear in nodes and edges. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Topology(Generic[T]):
    """`order` has every node that is on no cycle, after what it depends on (cycles aside)."""

    order: tuple[T, ...]
    cyclic: frozenset[T]


def sort(dependencies: Mapping[T, Collection[T]]) -> Topology[T]:
    """Topology of nodes given what each depends on; ties keep the order of the mapping."""
    order = _kahn(dependencies, frozenset())
    if len(order) == len(dependencies):
        return Topology(order, frozenset())
    left = {node: dependencies[node] for node in dependencies.keys() - set(order)}
    cyclic = frozenset(node for ring in _components(left) for node in ring)
    return Topology(_kahn(dependencies, cyclic), cyclic)


def _kahn(dependencies: Mapping[T, Collection[T]], ignored: frozenset[T]) -> tuple[T, ...]:
    waiting: dict[T, int] = {}
    dependants: dict[T, list[T]] = {}
    for node, needs in dependencies.items():
        if node in ignored:
            continue
        wanted = {need for need in needs if need in dependencies and need not in ignored}
        waiting[node] = len(wanted)
        for need in wanted:
            dependants.setdefault(need, []).append(node)
    order = [node for node, count in waiting.items() if count == 0]
    for node in order:  # grows while we walk it
        for dependant in dependants.get(node, ()):
            waiting[dependant] -= 1
            if waiting[dependant] == 0:
                order.append(dependant)
    return tuple(order)


def _components(dependencies: Mapping[T, Collection[T]]) -> Iterator[list[T]]:
    """Strongly connected sets that hold a cycle: Tarjan's algorithm with its stack on the heap."""
    index: dict[T, int] = {}
    low: dict[T, int] = {}
    path: list[T] = []
    on_path: set[T] = set()
    for root in dependencies:
        if root in index:
            continue
        work: list[tuple[T, Iterator[T]]] = [(root, iter(dependencies[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        while work:
            node, needs = work[-1]
            for need in needs:
                if need not in dependencies:
                    continue
                if need not in index:
                    index[need] = low[need] = len(index)
                    path.append(need)
                    on_path.add(need)
                    work.append((need, iter(dependencies[need])))
                    break
                if need in on_path:
                    low[node] = min(low[node], index[need])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    ring = path[path.index(node) :] if path[-1] != node else [node]
                    del path[-len(ring) :]
                    on_path.difference_update(ring)
                    if len(ring) > 1 or node in dependencies[node]:
                        yield ring
