"""Work that waits in a worker. The listener's thread puts it in, the working thread takes it out.

What is marked `between` goes first; a long operation takes it between its steps, and with it what
`joins` it.
"""

import threading
from collections import deque

from render.workers import wire

MAX_WAITING = 64
"""The server keeps a worker a piece or two ahead; so much more is its mistake."""


class Inbox:
    def __init__(self, limit: int = MAX_WAITING) -> None:
        self._limit = limit
        self._between: deque[wire.Execute] = deque()
        self._joining: deque[wire.Execute] = deque()
        self._waiting: deque[wire.Execute] = deque()
        self._moved = threading.Condition()

    def put(self, work: wire.Execute) -> bool:
        """Whether there was room. Never waits: who listens must go on answering pings."""
        with self._moved:
            lines = (self._between, self._joining, self._waiting)
            if sum(map(len, lines)) >= self._limit:
                return False
            lines[0 if work.between else 1 if work.joins else 2].append(work)
            self._moved.notify()
            return True

    def take(self) -> wire.Execute:
        """The next work, as soon as there is some."""
        with self._moved:
            self._moved.wait_for(lambda: self._between or self._joining or self._waiting)
            return (self._between or self._joining or self._waiting).popleft()

    def take_between(self) -> wire.Execute | None:
        with self._moved:
            return self._between.popleft() if self._between else None

    def take_joining(self) -> wire.Execute | None:
        with self._moved:
            return self._joining.popleft() if self._joining else None
