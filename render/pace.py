"""How long a board waits before it looks at what changed meanwhile. Knows no board."""

import asyncio
from collections.abc import Callable

PACE_SECONDS = 0.1
"""What was just wished for gets this long before newer changes may withdraw it. A slider in motion
would otherwise take each picture back right before it is done, and show none until it rests.
"""

MAX_PACE_SECONDS = 1.0
"""It gets more while changes go on coming and nothing ends in time, but no more than this."""

REST_SECONDS = 0.01
"""Between two looks at the document while changes rain. After a pause the first is seen at once."""


class Pace:
    """`is_busy` tells whether something wished for last is not yet shown, `moved` when to ask."""

    def __init__(self, is_busy: Callable[[], bool], moved: asyncio.Event) -> None:
        self._is_busy = is_busy
        self._moved = moved
        self._begun = 0.0
        self._usual = 0.0

    async def wait(self) -> None:
        """Let what was wished for last end and be shown first, if that is soon."""
        now = asyncio.get_running_loop().time
        has_waited = False
        try:
            async with asyncio.timeout_at(self._begun + self._patience()):
                while self._is_busy():
                    has_waited = True
                    self._moved.clear()
                    await self._moved.wait()
            self._usual = now() - self._begun if has_waited else 0.0
        except TimeoutError:
            self._usual = self._patience()
        await asyncio.sleep(self._begun + REST_SECONDS - now())
        self._begun = now()

    def _patience(self) -> float:
        """Twice what the last took: work of a slow machine gets its time while a slider moves."""
        return max(min(2 * self._usual, MAX_PACE_SECONDS), PACE_SECONDS)
