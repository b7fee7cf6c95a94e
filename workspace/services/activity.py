"""Notes when the documents of boards change, so that the list shows the last changed first.

It watches open documents and writes now and then; a server that dies forgets a few seconds of
order, nothing else. What the renderer writes does not count: results are not a person's work.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog

from collab.documents.live import LiveDocument
from collab.documents.model import DocumentId
from collab.documents.reader import RootSubscription, observe_root
from collab.documents.schema import NODES
from workspace.persistence.boards import SqlBoards

FLUSH_SECONDS = 5.0

log = structlog.get_logger("atelier.activity")


class Activity:
    """A `DocumentObserver`, and a context that notes what is left at its end."""

    def __init__(self, boards: SqlBoards, now: Callable[[], int]) -> None:
        self._boards = boards
        self._now = now
        self._changed: dict[DocumentId, int] = {}
        self._watched: dict[DocumentId, RootSubscription] = {}
        self._tasks = asyncio.TaskGroup()
        self._flushing: asyncio.Task[None] | None = None

    def opened(self, document: LiveDocument) -> None:
        def note() -> None:
            self._changed[document.id] = self._now()

        self._watched[document.id] = observe_root(document.doc, NODES, note)

    def closed(self, document: LiveDocument) -> None:
        if (watched := self._watched.pop(document.id, None)) is not None:
            watched.cancel()

    async def flush(self) -> None:
        changed, self._changed = self._changed, {}
        await self._boards.touch(changed)

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._flushing = self._tasks.create_task(self._flush_now_and_then())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
        await self._tasks.__aexit__(kind, error, trace)
        await self._try_to_flush()

    async def _flush_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self._try_to_flush()

    async def _try_to_flush(self) -> None:
        """A database that is away for a moment costs only some order."""
        try:
            await self.flush()
        except Exception as error:  # whatever the driver raises; it must not end the server
            log.warning("order of boards not saved", reason=str(error))
