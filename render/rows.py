"""Writes the rows of jobs, off the critical path: what changed meanwhile is the next batch.

A job that ends soon after it began never comes this far, so a burst of cheap work costs no write.
"""

import asyncio
import logging
from collections.abc import Callable

from render.queue.book import Book
from render.queue.store import JobStore

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.1
"""Between two batches."""

RETRY_SECONDS = 1.0

TRIM_SECONDS = 600.0

DAY_MS = 24 * 3600 * 1000


class RowWriter:
    """Keeps at most `keep` jobs that ended, none longer than `days`."""

    def __init__(
        self, book: Book, store: JobStore, now_ms: Callable[[], int], *, keep: int, days: int
    ) -> None:
        self._book = book
        self._store = store
        self._now_ms = now_ms
        self._keep = keep
        self._days = days
        self._wake = asyncio.Event()
        self._saving = asyncio.Lock()
        self._trimmed_ms = 0
        self.saved: Callable[[], None] = lambda: None
        """Called when rows were written, so that whoever looks after their documents does."""

    def wake(self) -> None:
        """The book changed."""
        self._wake.set()

    async def flush(self) -> None:
        """Return once everything the book has for the store is on disk. Raises if it cannot be."""
        async with self._saving:
            records = self._book.take_unsaved(self._now_ms())
            if not records:
                return
            try:
                await self._store.save([record.as_row() for record in records])
            except BaseException:
                self._book.put_back(records)
                raise
            self.saved()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._until_due()
            try:
                await self.flush()
                await self._trim()
                await asyncio.sleep(GATHER_SECONDS)
            except Exception:  # whatever the driver raises; jobs go on, and are saved later
                logger.exception("jobs cannot be saved now")
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _until_due(self) -> None:
        due = self._book.next_due_ms()
        seconds = None if due is None else max(0.0, (due - self._now_ms()) / 1000)
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _trim(self) -> None:
        now = self._now_ms()
        if now - self._trimmed_ms >= TRIM_SECONDS * 1000:
            self._trimmed_ms = now
            await self._store.trim(self._keep, now - self._days * DAY_MS)
