"""Notes when the documents of boards change, so that the list shows the last changed first.

It watches open documents and writes now and then; a server that dies forgets a few seconds of
order, nothing else. What the renderer writes does not count: results are not a person's work.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from collab.documents.live import LiveDocument
from collab.documents.model import DocumentId, NodeId
from collab.documents.reader import observe_nodes
from workspace.persistence.boards import SqlBoards

FLUSH_SECONDS = 5.0

log = structlog.get_logger("atelier.activity")


class Activity:
    """A `DocumentObserver`."""

    def __init__(self, boards: SqlBoards, now: Callable[[], int]) -> None:
        self._boards = boards
        self._now = now
        self._changed: dict[DocumentId, int] = {}
        self._watched: dict[DocumentId, Any] = {}

    def opened(self, document: LiveDocument) -> None:
        def note(nodes: frozenset[NodeId]) -> None:
            self._changed[document.id] = self._now()

        self._watched[document.id] = observe_nodes(document.doc, note)

    def closed(self, document: LiveDocument) -> None:
        if (watched := self._watched.pop(document.id, None)) is not None:
            watched.cancel()

    async def flush(self) -> None:
        changed, self._changed = self._changed, {}
        await self._boards.touch(changed)

    async def run(self) -> None:
        """Until cancelled. A database that is away for a moment costs only some order."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except OSError as error:
                log.warning("board order not saved", reason=str(error))
