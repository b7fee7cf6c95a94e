"""What one connection has yet to be sent, bounded in bytes. Pure; the room fills, a socket drains.

A reader that falls behind loses its queue and is owed one diff instead; receipts, refusals, the
server's step 1 and the close stay, since no diff says them.

Frames are held while a step 2 is on its way to a client that lacks what they build on. Yjs would
park them, and answer our own step 1 with structs that have gaps.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final, TypeAlias

from collab.sync.connection import Close


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Send a diff from `state_vector`, and all awareness states: frames before this were lost."""

    state_vector: bytes


Outgoing: TypeAlias = bytes | CatchUp | Close

_EMPTY: Final[deque[bytes]] = deque(maxlen=0)
"""In the place of queues that hold nothing, as most do: an empty one of one's own is 760 bytes."""


class Outbox:
    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kept = _EMPTY
        self._kept_bytes = 0
        self._answer: bytes | None = None
        self._frames = _EMPTY
        self._bytes = 0
        self._base = b"\x00"
        self._behind = False
        self._held = True
        self._catching_up = False
        self._close: Close | None = None

    @property
    def is_clear(self) -> bool:
        """Nothing waits or is held: a frame need not stop here."""
        return not (
            self._held or self._frames or self._kept or self._answer or self._behind or self._close
        )

    def put(self, frame: bytes, base: bytes) -> None:
        """Queue a frame that a diff from `base`, the state before it, would make good."""
        if self._close or self._behind:
            return
        if not self._frames and self._answer is None:
            self._base = base
        if self._frames is _EMPTY:
            self._frames = deque()
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._bytes > self._max_bytes and len(self._frames) > 1:
            self._drop()
            self._behind = True

    def put_answer(self, frame: bytes, state_vector: bytes) -> bool:
        """Queue a step 2 of any size, from all that the client says it has to all there is.

        True when it stands for a queue that was lost: who is here must then be told again.
        """
        if self._close:
            return False
        was_lost = self._behind or self._catching_up
        self._base, self._answer = state_vector, frame
        self._behind = self._catching_up = self._held = False
        return was_lost

    def open(self) -> None:
        """Hold frames no longer for a client that asks for no step 2."""
        self._held = self._catching_up

    def put_kept(self, frame: bytes) -> bool:
        """Queue a small frame that nothing can replace. False when there are too many."""
        if self._close:
            return True
        if self._kept is _EMPTY:
            self._kept = deque()
        self._kept.append(frame)
        self._kept_bytes += len(frame)
        return self._kept_bytes <= self._max_bytes

    def close(self, close: Close) -> None:
        """Receipts are still sent, then the close; documents and awareness no more."""
        self._close = self._close or close
        self._drop()

    def take(self) -> Outgoing | None:
        """The next thing to send, `None` when there is nothing."""
        if self._kept:
            kept = self._kept.popleft()
            self._kept_bytes -= len(kept)
            self._kept = self._kept or _EMPTY
            return kept
        if self._close:
            return self._close
        if self._held:
            return None
        if self._behind:
            self._behind = False
            self._catching_up = self._held = True
            return CatchUp(self._base)
        if self._answer is not None:
            answer, self._answer = self._answer, None
            return answer
        if self._frames:
            frame = self._frames.popleft()
            self._bytes -= len(frame)
            self._frames = self._frames or _EMPTY
            return frame
        return None

    def _drop(self) -> None:
        self._answer = None
        self._frames = _EMPTY
        self._bytes = 0
