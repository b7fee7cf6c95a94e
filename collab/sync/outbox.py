"""What one connection has yet to be sent, bounded in bytes. Pure; the room fills, a socket drains.

A reader that falls behind loses its queue and is owed one diff instead; receipts, refusals, the
server's step 1 and the close stay, since no diff says them.
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
        self._kept: deque[bytes] = deque()
        self._answer: bytes | None = None
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._base = b"\x00"
        self._behind = False
        self._close: Close | None = None

    def put(self, frame: bytes, base: bytes) -> None:
        """Queue a frame that a diff from `base`, the state before it, would make good."""
        if self._close or self._behind:
            return
        if not self._frames and self._answer is None:
            self._base = base
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._bytes > self._max_bytes and len(self._frames) > 1:
            self._drop()
            self._behind = True

    def put_answer(self, frame: bytes, state_vector: bytes) -> None:
        """Queue a step 2, of any size; a diff made later must start at what the client has too."""
        if self._close:
            return
        self._base = state_vector
        if not self._behind:
            self._answer = frame

    def put_kept(self, frame: bytes) -> bool:
        """Queue a small frame that nothing can replace. False when there are too many."""
        if self._close:
            return True
        self._kept.append(frame)
        return sum(map(len, self._kept)) <= self._max_bytes

    def close(self, close: Close) -> None:
        """Receipts are still sent, then the close; documents and awareness no more."""
        self._close = self._close or close
        self._drop()

    def take(self) -> Outgoing | None:
        """The next thing to send, `None` when there is nothing."""
        if self._kept:
            return self._kept.popleft()
        if self._close:
            return self._close
        if self._behind:
            self._behind = False
            return CatchUp(self._base)
        if self._answer is not None:
            answer, self._answer = self._answer, None
            return answer
        if self._frames:
            frame = self._frames.popleft()
            self._bytes -= len(frame)
            return frame
        return None

    def _drop(self) -> None:
        self._answer = None
        self._frames.clear()
        self._bytes = 0
