"""The renderer as the rest of the server sees it: told of live documents, it keeps their results.

An async context manager: inside, workers run; on leaving, everything it started has ended. The
server does not wait for the first worker: work queues until one is there.
"""

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from types import TracebackType
from typing import Any

from prometheus_client import CollectorRegistry, Counter

from collab.documents.live import DocumentObserver, LiveDocument
from collab.documents.model import JSON, DocumentId, NodeId
from collab.errors import DocumentUnavailable
from render.board import Board, Clocks
from render.dispatcher import Dispatcher
from render.holds import Holds, OpenDocument
from render.models.entry import Models
from render.nodes.catalog import Catalog
from render.open_board import OpenBoard
from render.past_runs import MemoryPastRuns, PastRuns
from render.past_writer import PastWriter
from render.previews import Previews
from render.private import PrivateRun, private_run
from render.queue.book import Book, record_of
from render.queue.forecast import Forecast
from render.queue.job import JobId
from render.queue.memory_store import MemoryJobStore
from render.queue.store import JobStore
from render.resumption import Resumption
from render.rows import RowWriter
from render.stores import (
    ArtifactStore,
    AssetId,
    AssetLibrary,
    Fingerprint,
    ModelList,
    NoModels,
)
from render.unfinished import Unfinished
from render.workers.child import Spawn, spawn_python
from render.workers.devices import parse_devices
from render.workers.pool import PoolPolicy, PoolStatus, WorkerPool

logger = logging.getLogger(__name__)

RenderStatus = PoolStatus

RUN_SECONDS = 30.0
"""For a board to say which jobs a request makes: reading the whole of a large one takes seconds."""

MEASURED_JOBS = 1_000
"""From so many that were done last, a new life of the server knows what work takes."""

KEPT_JOBS = 10_000
KEPT_DAYS = 30

BROKEN = PoolStatus(
    "failed", "The renderer broke; restart the server, and report what its log says"
)

SYSTEM_CLOCKS = Clocks(monotonic=time.monotonic, wall=time.time)


class RenderService(DocumentObserver):
    """Raises `ValueError` when `workers` names no devices."""

    def __init__(
        self,
        catalog: Catalog,
        assets: AssetLibrary,
        artifacts: ArtifactStore,
        *,
        workers: str = "auto",
        registry: CollectorRegistry | None = None,
        clocks: Clocks = SYSTEM_CLOCKS,
        policy: PoolPolicy = PoolPolicy(),  # noqa: B008 - frozen
        spawn: Spawn = spawn_python,
        jobs: JobStore | None = None,
        past: PastRuns | None = None,
        kept_jobs: int = KEPT_JOBS,
        kept_days: int = KEPT_DAYS,
        models: ModelList | None = None,
    ) -> None:
        self._catalog = catalog
        self._assets = assets
        self._clocks = clocks
        self._models = models or NoModels()
        self._models.listen(self._models_changed)
        self._invocations = Counter(
            "atelier_invocations",
            "Invocations that a worker executed and that ended.",
            ["type"],
            registry=registry,
        )
        for spec in catalog:
            if spec.operation:
                self._invocations.labels(spec.type)
        self._dispatcher = Dispatcher(
            assets,
            artifacts,
            send=lambda worker, message: self._pool.send(worker, message),
            count=lambda type: self._invocations.labels(type).inc(),
            status_changed=lambda status: self._announce(),
            replace=lambda worker, reason: self._pool.replace(worker, reason),
            monotonic=clocks.monotonic,
            wall=clocks.wall,
            changed=lambda: self._writer.wake(),
        )
        self._pool = WorkerPool(
            parse_devices(workers), assets.scratch, self._dispatcher, policy=policy, spawn=spawn
        )
        self._jobs = jobs or MemoryJobStore()
        self._writer = RowWriter(
            self._dispatcher.book, self._jobs, self._now_ms, keep=kept_jobs, days=kept_days
        )
        self._writer.saved = self._hold
        self._past = PastWriter(past or MemoryPastRuns(), self._now_ms)
        self._unfinished = Unfinished([])
        self._holds: Holds | None = None
        self._open_document: OpenDocument | None = None
        self._boards: dict[DocumentId, OpenBoard] = {}
        self._numbers = itertools.count()
        self._life = secrets.token_urlsafe(6)
        self._tasks = asyncio.TaskGroup()
        self._own: list[asyncio.Task[None]] = []
        self._visits: dict[DocumentId, asyncio.Task[None]] = {}
        self._is_broken = False
        self._is_stopping = False

    async def __aenter__(self) -> "RenderService":
        records = [record_of(row) for row in await self._jobs.unfinished()]
        for record in records:
            self._dispatcher.book.restore(record)
        self._unfinished = Unfinished(records)
        self._dispatcher.begin_tokens(await self._jobs.last_token() + 1)
        self._dispatcher.expect(await self._jobs.typical_ms(MEASURED_JOBS))
        await self._tasks.__aenter__()
        self._own = [
            self._tasks.create_task(self._writer.run(), name="job rows"),
            self._tasks.create_task(self._past.run(), name="past results"),
            self._tasks.create_task(self._survive(self._pool.run()), name="worker pool"),
            self._tasks.create_task(self._survive(self._dispatcher.run()), name="dispatcher"),
        ]
        return self

    async def __aexit__(
        self,
        type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop_ending_jobs()
        for open_board in list(self._boards.values()):
            self.closed(open_board.document)
        if self._holds:
            self._holds.keep([])
        for task in self._own:
            task.cancel()
        await self._tasks.__aexit__(type, error, traceback)
        try:
            await self._writer.flush()
            await self._past.flush()
        except Exception:  # the next start derives what is wanted from the documents
            logger.exception("the last state of jobs is not saved")

    @asynccontextmanager
    async def serving(self, open_document: OpenDocument) -> AsyncIterator[None]:
        """Inside, documents can be opened: those that an earlier life left work in are. From its
        end on, documents close because the server stops, which ends no job.
        """
        self._open_document = open_document
        self._holds = Holds(open_document, self._tasks)
        resumption = Resumption(
            self._unfinished, self._dispatcher, open_document, self._look, self._hold,
            self._private_run, self._now_ms,
        )  # fmt: skip
        resuming = [
            self._tasks.create_task(self._resume(resumption, board), name=f"resume {board}")
            for board in self._unfinished.boards()
        ]
        await resumption.resume_private()
        self._writer.wake()
        try:
            yield
        finally:
            self._stop_ending_jobs()
            for task in [*resuming, *self._visits.values()]:
                task.cancel()

    def status(self) -> RenderStatus:
        return BROKEN if self._is_broken else self._pool.status

    @property
    def worker_pids(self) -> list[int]:
        """Processes of the workers that are ready."""
        return self._pool.pids

    def opened(self, document: LiveDocument) -> None:
        id = document.id
        opened = OpenBoard(
            document, partial(self._make_board, document), self.status, partial(self._previews, id)
        )
        self._boards[id] = opened
        self._past.opened(opened.board.recollection)
        opened.start(self._tasks)

    def closed(self, document: LiveDocument) -> None:
        opened = self._boards.pop(document.id, None)
        if opened:
            opened.stop()
            self._past.closed(opened.board.recollection)

    def assets_changed(self, board: DocumentId) -> None:
        """An upload finished: nodes that miss an asset are looked at again, on a board that nobody
        has open too.
        """
        opened = self._boards.get(board)
        if opened:
            opened.board.assets_changed()
        elif self._open_document and not self._is_stopping and board not in self._visits:
            visit = self._tasks.create_task(self._visit(board), name=f"visit of {board}")
            self._visits[board] = visit

    # Jobs

    @property
    def book(self) -> Book:
        """Every job that is under way, and those that ended last."""
        return self._dispatcher.book

    @property
    def previews(self) -> Previews:
        return self._dispatcher.previews

    def forecast(self) -> Forecast:
        return self._dispatcher.forecast()

    async def run(
        self, board: DocumentId, nodes: Sequence[NodeId] | None, person: str, upstream: bool
    ) -> list[JobId]:
        """Have `person` run `nodes`, or all. What was asked for is on disk when this returns.

        Raises `DocumentError` when the document cannot be opened.
        """
        if self._open_document is None:
            raise DocumentUnavailable("The server is starting.")
        try:
            async with asyncio.timeout(RUN_SECONDS), self._open_document(board):
                jobs = await self._boards[board].board.run(nodes, person, upstream)
                self.book.ask(jobs)
                await self._writer.flush()
        except TimeoutError as error:
            raise DocumentUnavailable(f"Document {board} is not rendered now.") from error
        return jobs

    async def recipe(self, board: DocumentId, asset: AssetId) -> Mapping[str, JSON] | None:
        """What the picture was made of that a node of `board` shows now, as `render.provenance`
        has it. Raises `DocumentError` when the document cannot be opened.
        """
        if self._open_document is None:
            raise DocumentUnavailable("The server is starting.")
        try:
            async with asyncio.timeout(RUN_SECONDS), self._open_document(board):
                return await self._boards[board].board.recipe(asset)
        except TimeoutError as error:
            raise DocumentUnavailable(f"Document {board} is not rendered now.") from error

    async def run_private(
        self, graph: Mapping[str, JSON], output: str | None, person: str
    ) -> JobId:
        """Run a graph without a board; the job of its output. Raises `BadGraph`."""
        run = await self._private_run(graph, output, person)
        job = self._new_job()
        await run.start(job, person)
        self.book.ask([job], {"graph": dict(graph), "output": output})
        await self._writer.flush()
        return job

    async def flush_past(self) -> None:
        """Return once the store has every past result that settled. Raises as it does."""
        await self._past.flush()

    async def flush_jobs(self) -> None:
        """Return once the store has what the book says. Raises when it cannot be asked."""
        await self._writer.flush()

    def cancel(self, job: JobId) -> bool:
        """A person calls it off; whether it was under way."""
        return self._dispatcher.cancel(job)

    def board_deleted(self, board: DocumentId) -> None:
        """Nobody will see what was wished for on it."""
        for record in list(self.book.live):
            if record.request.board == board:
                self.cancel(record.job)

    def move(self, job: JobId, before: JobId | None) -> None:
        self._dispatcher.move(job, before)

    async def outputs(self, fingerprint: Fingerprint) -> Mapping[str, JSON] | None:
        """What was computed under this name, in the form of a result's outputs."""
        artifact = (await self._dispatcher.find([fingerprint])).get(fingerprint)
        return artifact.outputs if artifact else None

    def _stop_ending_jobs(self) -> None:
        """From now on documents close because the server stops: their jobs go on later."""
        self._is_stopping = True
        for opened in self._boards.values():
            opened.board.resumes = True

    def _hold(self) -> None:
        """Documents with work that is worth a row stay loaded."""
        if self._holds and not self._is_stopping:
            self._holds.keep(
                {record.request.board for record in self.book.live
                 if record.has_row and record.request.board is not None}
            )  # fmt: skip

    async def _resume(self, resumption: Resumption, board: DocumentId) -> None:
        await resumption.resume(board)
        self._writer.wake()

    async def _look(self, board: DocumentId) -> None:
        """Return once an open board has the wishes that it should have now."""
        await self._boards[board].board.run([], "")

    async def _visit(self, board: DocumentId) -> None:
        """Render what changed on a board that is not open. It stays loaded while it has jobs."""
        assert self._open_document is not None  # noqa: S101 - whoever calls looked
        try:
            async with asyncio.timeout(RUN_SECONDS), self._open_document(board):
                await self._look(board)
        except Exception as error:  # who opens it finds out the same, and has a word for it
            logger.warning("board %s is not looked at: %s", board, error)
        finally:
            self._visits.pop(board, None)

    async def _private_run(
        self, graph: Mapping[str, JSON], output: str | None, person: str | None
    ) -> PrivateRun:
        return await private_run(
            graph, output, person, self._catalog, self._dispatcher, self._assets, self._models
        )

    def _make_board(self, document: LiveDocument, progressed: Callable[[], None]) -> Board:
        def new_job(node: NodeId, fingerprint: Fingerprint) -> JobId:
            return self._unfinished.claim(document.id, node, fingerprint) or self._new_job()

        return Board(
            document,
            self._catalog,
            self._assets,
            self._dispatcher,
            self._clocks,
            new_job,
            progressed,
            models=self._models,
            released=self._unfinished.released(document.id),
            remembers=self._past.wake,
        )

    def _models_changed(self, models: Models) -> None:
        for opened in self._boards.values():
            opened.board.models_changed(models)

    def _previews(self, board: DocumentId) -> dict[NodeId, str]:
        found: dict[NodeId, str] = {}
        for record in self.book.live:
            request = record.request
            if request.board == board and request.node is not None:
                number = self.previews.number(record.job)
                if number is not None:
                    found[request.node] = f"/api/jobs/{record.job}/preview/{number}"
        return found

    def _now_ms(self) -> int:
        return round(self._clocks.wall() * 1000)

    async def _survive(self, part: Coroutine[Any, Any, None]) -> None:
        """A bug of ours may end rendering, but not the server: people go on editing."""
        try:
            await part
        except Exception:
            logger.exception("the renderer broke")
            self._is_broken = True
            self._announce()

    def _announce(self) -> None:
        for opened in self._boards.values():
            opened.announce()

    def _new_job(self) -> JobId:
        return JobId(f"{self._life}-{next(self._numbers)}")
