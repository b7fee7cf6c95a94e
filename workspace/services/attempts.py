"""How often one may fail in a while, kept in memory. Pure: the time is an argument.

When it is full, it forgets who failed longest ago: an attacker with very many addresses is slowed
by the hashing, not by this.
"""

from collections import OrderedDict, deque

_MAX_KEYS = 10_000


class Attempts:
    def __init__(self, limit: int, window_ms: int) -> None:
        self._limit = limit
        self._window_ms = window_ms
        self._failures: OrderedDict[str, deque[int]] = OrderedDict()

    def wait_ms(self, key: str, now: int) -> int:
        """How long `key` must wait before it may try again; 0 is now."""
        failures = self._failures.get(key)
        while failures and failures[0] <= now - self._window_ms:
            failures.popleft()
        if not failures or len(failures) < self._limit:
            return 0
        return failures[0] + self._window_ms - now

    def fail(self, key: str, now: int) -> None:
        self._failures.setdefault(key, deque(maxlen=self._limit)).append(now)
        self._failures.move_to_end(key)
        if len(self._failures) > _MAX_KEYS:
            self._failures.popitem(last=False)

    def succeed(self, key: str) -> None:
        self._failures.pop(key, None)
