"""Makes the checkpoints that are due, one after the other, with a bounded share of the machine.

From what the store holds, never from a live Doc: what it makes is thus what a restart would load.
Knows nothing of rooms, which only wish.
"""

import asyncio
import contextlib
import logging

from collab.documents.model import DocumentId
from collab.documents.store import DocumentStore
from collab.errors import DocumentError
from collab.sync.limits import Limits
from collab.sync.loading import NotCondensed, Rehearsal
from collab.sync.metrics import SyncMetrics

log = logging.getLogger(__name__)


class Checkpointer:
    """Its queue is bounded by the number of documents: one that waits is not queued again."""

    def __init__(
        self,
        store: DocumentStore,
        rehearsal: Rehearsal | None,
        limits: Limits,
        metrics: SyncMetrics,
    ) -> None:
        self._store = store
        self._rehearsal = rehearsal
        self._limits = limits
        self._metrics = metrics
        self._wished: dict[DocumentId, None] = {}
        self._has_news = asyncio.Event()
        self._is_ending = asyncio.Event()

    def wish(self, id: DocumentId) -> None:
        """A checkpoint of this document is worth its cost. Without a rehearsal none is made."""
        if self._rehearsal is not None:
            self._wished[id] = None
            self._has_news.set()

    def finish(self) -> None:
        """Let `run` end once nothing is due, without rest until then."""
        self._is_ending.set()
        self._has_news.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._wished or not self._is_ending.is_set():
            if self._wished:
                started = loop.time()
                await self._make_next()
                await self._rest(loop.time() - started)
            else:
                await self._has_news.wait()
                self._has_news.clear()

    async def _rest(self, spent: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(spent / self._limits.checkpoint_share - spent):
                await self._is_ending.wait()

    async def _make_next(self) -> None:
        id = next(iter(self._wished))
        del self._wished[id]
        started = asyncio.get_running_loop().time()
        try:
            await self._make(id)
        except (DocumentError, NotCondensed) as error:
            log.error("Document %s has no new checkpoint: %s", id, error)
            self._metrics.checkpointed("failed", 0)
        except Exception:  # a bug of ours may end checkpoints of one document, not of all
            log.exception("Document %s has no new checkpoint.", id)
            self._metrics.checkpointed("failed", 0)
        else:
            self._metrics.checkpointed("made", asyncio.get_running_loop().time() - started)

    async def _make(self, id: DocumentId) -> None:
        stored = await self._store.load(id)
        if stored.rows and self._rehearsal is not None:
            await self._store.checkpoint(id, await self._rehearsal.condense(stored))
