"""Keeps documents loaded while the renderer has work for them, whoever looks at them or not."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from collab.documents.live import LiveDocument
from collab.documents.model import DocumentId
from collab.errors import DocumentError

logger = logging.getLogger(__name__)

OpenDocument: TypeAlias = Callable[[DocumentId], AbstractAsyncContextManager[LiveDocument]]


class Holds:
    """Its tasks are those of `tasks`."""

    def __init__(self, open_document: OpenDocument, tasks: asyncio.TaskGroup) -> None:
        self._open_document = open_document
        self._tasks = tasks
        self._held: dict[DocumentId, asyncio.Event] = {}

    def keep(self, documents: Collection[DocumentId]) -> None:
        """Hold these from now on, and no others."""
        for id in [id for id in self._held if id not in documents]:
            self._held.pop(id).set()
        for id in documents:
            if id not in self._held:
                self._held[id] = over = asyncio.Event()
                self._tasks.create_task(self._hold(id, over), name=f"hold of {id}")

    async def _hold(self, id: DocumentId, over: asyncio.Event) -> None:
        try:
            async with self._open_document(id):
                await over.wait()
        except DocumentError as error:
            logger.warning("document %s cannot be held: %s", id, error)
        finally:
            if self._held.get(id) is over:
                del self._held[id]
