"""A set of integers kept as sorted, disjoint runs; knows not what the integers are."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class Intervals:
    """Half-open runs `[start, end)`; runs that touch become one."""

    __slots__ = ("ends", "starts")

    def __init__(self, starts: list[int] | None = None, ends: list[int] | None = None) -> None:
        self.starts: list[int] = [] if starts is None else starts
        self.ends: list[int] = [] if ends is None else ends

    def __contains__(self, value: int) -> bool:
        at = bisect_right(self.starts, value) - 1
        return at >= 0 and value < self.ends[at]

    def add(self, start: int, end: int) -> None:
        first = bisect_left(self.ends, start)
        last = bisect_right(self.starts, end)
        if first < last:
            start = min(start, self.starts[first])
            end = max(end, self.ends[last - 1])
        self.starts[first:last] = [start]
        self.ends[first:last] = [end]

    def absent(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of `[start, end)` that are not in the set."""
        at = bisect_right(self.ends, start)
        while start < end:
            if at == len(self.starts) or self.starts[at] >= end:
                yield start, end
                return
            if self.starts[at] > start:
                yield start, self.starts[at]
            start = self.ends[at]
            at += 1
