"""What was used last, bounded in bytes: least recently used go first. Used from several threads.

A worker keeps pictures and texts so, and pins what is still being encoded: it can be nowhere else
yet. The artifact store keeps what it told last.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class ByteBoundedCache(Generic[T]):
    """Values by key. One larger than the whole bound is kept while pinned, and not after."""

    def __init__(self, limit_bytes: int, size_of: Callable[[T], int]) -> None:
        self._limit_bytes = limit_bytes
        self._size_of = size_of
        self._values: OrderedDict[str, T] = OrderedDict()
        self._pinned: set[str] = set()
        self._size_bytes = 0
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        return self._size_bytes

    def get(self, key: str) -> T | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: str, value: T, pinned: bool = False) -> None:
        with self._lock:
            self._drop(key)
            self._values[key] = value
            self._size_bytes += self._size_of(value)
            if pinned:
                self._pinned.add(key)
            self._trim()

    def unpin(self, key: str) -> None:
        with self._lock:
            self._pinned.discard(key)
            self._trim()

    def drop(self, key: str) -> None:
        """Forget it, pinned or not."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget all that is not pinned."""
        with self._lock:
            for key in [key for key in self._values if key not in self._pinned]:
                self._drop(key)

    def _trim(self) -> None:
        while self._size_bytes > self._limit_bytes:
            oldest = next((key for key in self._values if key not in self._pinned), None)
            if oldest is None:
                return
            self._drop(oldest)

    def _drop(self, key: str) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self._size_bytes -= self._size_of(value)
