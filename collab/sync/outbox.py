"""What one connection has yet to be sent, bounded in bytes. Pure; the room fills, a socket drains.

A single frame of any size is taken. A reader that falls behind loses its queue and is owed one diff
instead; its receipts, refusals and close stay, since no diff says them.
"""

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from collab.sync.connection import Close


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Send a diff from `state_vector`, and all awareness states: frames before this were lost."""

    state_vector: bytes


Outgoing: TypeAlias = bytes | CatchUp | Close


class Outbox:
    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._frames: deque[bytes] = deque()
        self._kept: deque[bytes] = deque()
        self._bytes = 0
        self._base = b"\x00"
        self._behind = False
        self._close: Close | None = None

    def put(self, frame: bytes, base: bytes) -> None:
        """Queue a frame that a diff from `base`, the state before it, would make good."""
        if self._close or self._behind:
            return
        if not self._frames:
            self._base = base
        self._add(frame)

    def put_answer(self, frame: bytes, state_vector: bytes) -> None:
        """Queue a step 2: from here on a diff must start at what the client said it has."""
        if self._close:
            return
        self._base = state_vector
        if not self._behind:
            self._add(frame)

    def _add(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._bytes > self._max_bytes and len(self._frames) > 1:
            self._frames.clear()
            self._bytes = 0
            self._behind = True

    def put_kept(self, frame: bytes) -> bool:
        """Queue a small frame that nothing can replace. False when there are too many."""
        if self._close:
            return True
        self._kept.append(frame)
        return sum(map(len, self._kept)) <= self._max_bytes

    def close(self, close: Close) -> None:
        """Receipts are still sent, then the close; documents and awareness no more."""
        self._close = self._close or close
        self._frames.clear()

    def take(self) -> Outgoing | None:
        """The next thing to send, `None` when there is nothing."""
        if self._close:
            return self._kept.popleft() if self._kept else self._close
        if self._behind:
            self._behind = False
            return CatchUp(self._base)
        if self._frames:
            frame = self._frames.popleft()
            self._bytes -= len(frame)
            return frame
        return self._kept.popleft() if self._kept else None
