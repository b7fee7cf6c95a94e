"""Goes on with what an earlier life of the server left, on boards and without one.

Jobs that nothing goes on with end here. Knows no workers and no rows.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from collab.documents.model import JSON, DocumentId
from collab.errors import DocumentError
from render.dispatcher import Dispatcher
from render.errors import BadGraph
from render.graph.model import Problem
from render.holds import OpenDocument
from render.private import PrivateRun
from render.queue.book import Record
from render.unfinished import Unfinished

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""So many documents are opened side by side."""


class Resumption:
    """`render` has an open board rendered as it is now, `hold` keeps those with work loaded, and
    `private_run` makes a run of a graph for a person, or raises `BadGraph`.
    """

    def __init__(
        self,
        unfinished: Unfinished,
        dispatcher: Dispatcher,
        open_document: OpenDocument,
        render: Callable[[DocumentId], Awaitable[object]],
        hold: Callable[[], None],
        private_run: Callable[[Mapping[str, JSON], str | None, str | None], Awaitable[PrivateRun]],
        now_ms: Callable[[], int],
    ) -> None:
        self._unfinished = unfinished
        self._dispatcher = dispatcher
        self._open_document = open_document
        self._render = render
        self._hold = hold
        self._private_run = private_run
        self._now_ms = now_ms
        self._room = asyncio.Semaphore(AT_ONCE)

    async def resume(self, board: DocumentId) -> None:
        """Go on with what is left on `board`; what it wants no more has ended."""
        try:
            async with self._room, self._open_document(board):
                await self._render(board)
                await self._end_unclaimed(self._unfinished.take(board))
                self._hold()
        except DocumentError as error:
            logger.warning("board %s cannot go on with its jobs: %s", board, error)
            problem = Problem("failed", "The board could not be opened; open it and run it again")
            jobs = [record.job for record in self._unfinished.take(board)]
            self._dispatcher.book.failed(jobs, problem, self._now_ms())

    async def resume_private(self) -> None:
        """Go on with the graphs that belong to no board."""
        book = self._dispatcher.book
        for record in self._unfinished.private:
            match record.graph:
                case {"graph": dict(graph), "output": str() | None as output}:
                    try:
                        run = await self._private_run(graph, output, record.request.person)
                    except BadGraph as error:
                        problem = Problem(error.code, str(error))
                        book.failed([record.job], problem, self._now_ms())
                    else:
                        await run.start(record.job, record.request.person)
                case _:
                    book.cancelled(record.job, self._now_ms())
        await self._end_unclaimed(self._unfinished.doubles)

    async def _end_unclaimed(self, records: Sequence[Record]) -> None:
        """Done, if the kill came between the result and the word of it; else not wanted."""
        known = await self._dispatcher.find([record.fingerprint for record in records])
        for record in records:
            if artifact := known.get(record.fingerprint):
                self._dispatcher.book.done([record.job], artifact, self._now_ms())
            else:
                self._dispatcher.book.cancelled(record.job, self._now_ms())
