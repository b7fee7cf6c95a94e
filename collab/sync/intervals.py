"""A set of integers kept as sorted, disjoint runs; knows not what the integers are."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class Intervals:
    """Half-open runs `[start, end)`; runs that touch become one."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __contains__(self, value: int) -> bool:
        at = bisect_right(self._starts, value) - 1
        return at >= 0 and value < self._ends[at]

    def add(self, start: int, end: int) -> None:
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def absent(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of `[start, end)` that are not in the set."""
        at = bisect_right(self._ends, start)
        while start < end:
            if at == len(self._starts) or self._starts[at] >= end:
                yield start, end
                return
            if self._starts[at] > start:
                yield start, self._starts[at]
            start = self._ends[at]
            at += 1
