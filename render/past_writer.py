"""Writes past results, off the critical path: what settled meanwhile is the next batch."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from render.past_runs import PastRun, PastRuns
from render.recollection import Recollection

logger = logging.getLogger(__name__)

GATHER_SECONDS: Final = 1.0
"""Between two batches."""

MOST_WAITING: Final = 10_000
"""While the store does not answer; the oldest are forgotten first."""


class PastWriter:
    def __init__(self, store: PastRuns, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._open: list[Recollection] = []
        self._waiting: list[PastRun] = []
        self._wake = asyncio.Event()
        self._saving = asyncio.Lock()

    def opened(self, recollection: Recollection) -> None:
        self._open.append(recollection)

    def closed(self, recollection: Recollection) -> None:
        """What it still has is written with the next batch."""
        if recollection in self._open:
            self._open.remove(recollection)
            self._waiting += recollection.take(self._now_ms(), is_over=True)
            self._wake.set()

    def wake(self) -> None:
        """A result was shown."""
        self._wake.set()

    async def flush(self) -> None:
        """Write what is due. Raises when the store cannot be asked; nothing is lost then."""
        async with self._saving:
            now = self._now_ms()
            for recollection in self._open:
                self._waiting += recollection.take(now)
            batch, self._waiting = self._waiting[-MOST_WAITING:], []
            if not batch:
                return
            try:
                await self._store.remember(batch)
            except BaseException:
                self._waiting = batch + self._waiting
                raise

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self.flush()
            except Exception:  # whatever the driver raises; boards go on, and this is tried again
                logger.exception("past results cannot be saved now")
                self._wake.set()
            if any(each.is_waiting for each in self._open):
                self._wake.set()
