"""How fast one connection may send: a bucket of tokens, filled with time. Pure."""


class Pace:
    """`burst` messages at once, then `per_second`."""

    def __init__(self, per_second: float, burst: int, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = float(burst)
        self._at = now

    def delay(self, now: float) -> float:
        """Seconds to wait before reading on, after one more message at `now`."""
        filled = self._tokens + (now - self._at) * self._per_second
        self._tokens = min(filled, self._burst) - 1
        self._at = now
        return max(0.0, -self._tokens / self._per_second)
