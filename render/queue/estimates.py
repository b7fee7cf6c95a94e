"""How long an invocation will take, from how long those like it took. Pure.

Work is like other work of its type; among these, like that of about its size. The size of work is
the product of the numbers among its parameters that its time is likely to grow with.
"""

import math
from collections.abc import Mapping

from collab.documents.model import JSON
from render.graph.model import Invocation

UNKNOWN_SECONDS = 0.05
"""For a type that never ran here: most are cheap, and the first one corrects it."""

_WEIGHT = 0.3
"""Of the newest measurement against all before it."""

_FACTORS = ("width", "height", "steps", "count", "frames", "seconds")


class Estimates:
    def __init__(self) -> None:
        self._seconds: dict[str, dict[int, float]] = {}
        """By type and by the binary order of magnitude of the size."""

    def learn(self, invocation: Invocation, seconds: float) -> None:
        self.learn_type(invocation.spec.type, _magnitude(invocation.params), seconds)

    def learn_type(self, type: str, magnitude: int, seconds: float) -> None:
        sizes = self._seconds.setdefault(type, {})
        before = sizes.get(magnitude, seconds)
        sizes[magnitude] = before + _WEIGHT * (seconds - before)

    def of(self, invocation: Invocation) -> float:
        """Of the nearest size that was measured, in proportion to it."""
        sizes = self._seconds.get(invocation.spec.type)
        if not sizes:
            return UNKNOWN_SECONDS
        wanted = _magnitude(invocation.params)
        nearest = min(sizes, key=lambda size: abs(size - wanted))
        return sizes[nearest] * 2.0 ** max(-8, min(8, wanted - nearest))


def _magnitude(params: Mapping[str, JSON]) -> int:
    size = 1.0
    for name in _FACTORS:
        value = params.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            size *= value
    return round(math.log2(size))
