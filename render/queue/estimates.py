"""How long an invocation will take, from how long those like it took. Pure.

Work is like other work of its type; among these, like that of about its size. The size of work is
the product of the numbers among its parameters that its time is likely to grow with.
"""

import math
from collections.abc import Mapping

from collab.documents.model import JSON
from render.graph.model import Invocation
from render.queue.job import Entry, Running

UNKNOWN_SECONDS = 0.05
"""For a type that never ran here: most are cheap, and the first one corrects it."""

_WEIGHT = 0.3
"""Of the newest measurement against all before it."""

_FACTORS = ("width", "height", "steps", "count", "frames", "seconds")


class Estimates:
    def __init__(self) -> None:
        self._seconds: dict[str, dict[int, float]] = {}
        """By type and by the binary order of magnitude of the size."""
        self._typical: dict[str, float] = {}

    def learn(self, invocation: Invocation, seconds: float) -> None:
        self.learn_type(invocation.spec.type, _magnitude(invocation.params), seconds)

    def expect(self, type: str, seconds: float) -> None:
        """What an earlier life of the server measured, of any size: until something better."""
        self._typical[type] = seconds

    def learn_type(self, type: str, magnitude: int, seconds: float) -> None:
        sizes = self._seconds.setdefault(type, {})
        before = sizes.get(magnitude, seconds)
        sizes[magnitude] = before + _WEIGHT * (seconds - before)

    def knows(self, invocation: Invocation) -> bool:
        """Whether such work was measured."""
        type = invocation.spec.type
        return type in self._seconds or type in self._typical

    def of(self, invocation: Invocation) -> float:
        """Of the nearest size that was measured, in proportion to it."""
        sizes = self._seconds.get(invocation.spec.type)
        if not sizes:
            return self._typical.get(invocation.spec.type, UNKNOWN_SECONDS)
        wanted = _magnitude(invocation.params)
        nearest = min(sizes, key=lambda size: abs(size - wanted))
        return sizes[nearest] * 2.0 ** max(-8, min(8, wanted - nearest))

    def left(self, entry: Entry, now: float) -> float:
        """How long what runs will still take: by its steps, once it has told of any; else by what
        such work takes.
        """
        if not isinstance(entry.state, Running):
            return 0.0
        lease = entry.state.lease
        if lease.progress and lease.progress[0] > 0:
            step, steps = lease.progress
            return lease.elapsed(lease.stepped_at) / step * max(0, steps - step)
        return max(0.0, self.of(entry.invocation) - lease.seconds(now))


def _magnitude(params: Mapping[str, JSON]) -> int:
    size = 1.0
    for name in _FACTORS:
        value = params.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            size *= value
    return round(math.log2(size))
