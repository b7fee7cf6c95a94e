"""The renderer as the rest of the server sees it: told of live documents, it keeps their results.

An async context manager: inside, workers run; on leaving, everything it started has ended. The
server does not wait for the first worker: work queues until one is there.
"""

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

from prometheus_client import CollectorRegistry, Counter

from collab.documents.live import DocumentObserver, LiveDocument
from collab.documents.model import JSON, DocumentId
from render.board import Board, Clocks
from render.dispatcher import Dispatcher
from render.nodes.catalog import Catalog
from render.queue.job import JobId
from render.stores import ArtifactStore, AssetLibrary
from render.workers.child import Spawn, spawn_python
from render.workers.devices import parse_devices
from render.workers.pool import PoolPolicy, PoolStatus, WorkerPool

logger = logging.getLogger(__name__)

RenderStatus = PoolStatus

AWARENESS_SECONDS = 0.2
"""Between two changes of a room's awareness for the sake of progress."""

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
    ) -> None:
        self._catalog = catalog
        self._assets = assets
        self._clocks = clocks
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
        )
        self._pool = WorkerPool(
            parse_devices(workers), assets.scratch, self._dispatcher, policy=policy, spawn=spawn
        )
        self._boards: dict[DocumentId, _OpenBoard] = {}
        self._numbers = itertools.count()
        self._life = secrets.token_urlsafe(6)
        self._tasks = asyncio.TaskGroup()
        self._own: list[asyncio.Task[None]] = []
        self._is_broken = False

    async def __aenter__(self) -> "RenderService":
        await self._tasks.__aenter__()
        self._own = [
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
        for open_board in list(self._boards.values()):
            self.closed(open_board.document)
        for task in self._own:
            task.cancel()
        await self._tasks.__aexit__(type, error, traceback)

    def status(self) -> RenderStatus:
        return BROKEN if self._is_broken else self._pool.status

    @property
    def worker_pids(self) -> list[int]:
        """Processes of the workers that are ready."""
        return self._pool.pids

    def opened(self, document: LiveDocument) -> None:
        self._boards[document.id] = opened = _OpenBoard(document, self)
        opened.start(self._tasks)

    def closed(self, document: LiveDocument) -> None:
        opened = self._boards.pop(document.id, None)
        if opened:
            opened.stop()

    def assets_changed(self, board: DocumentId) -> None:
        """An upload finished: nodes that miss an asset are looked at again."""
        opened = self._boards.get(board)
        if opened:
            opened.board.assets_changed()

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


class _OpenBoard:
    """A board and what belongs to its being open: its task and its awareness."""

    def __init__(self, document: LiveDocument, service: RenderService) -> None:
        self.document = document
        self._service = service
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.board = Board(
            document,
            service._catalog,
            service._assets,
            service._dispatcher,
            service._clocks,
            lambda node, fingerprint: service._new_job(),
            self._progressed,
        )

    def start(self, tasks: asyncio.TaskGroup) -> None:
        self._task = tasks.create_task(self._run(), name=f"board {self.document.id}")
        self.announce()

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._task:
            self._task.cancel()

    def announce(self) -> None:
        """Tell the room how rendering goes."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        status = self._service.status()
        progress: dict[str, JSON] = {
            node: {"step": step, "steps": steps}
            for node, (step, steps) in self.board.progress().items()
        }
        self.document.set_awareness(
            {"renderer": {"state": status.state, "reason": status.reason}, "render": progress}
        )

    def _progressed(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(AWARENESS_SECONDS, self.announce)

    async def _run(self) -> None:
        """One board's bug is not another's: it is logged, and this board rests until reopened."""
        try:
            await self.board.live()
        except* Exception:
            logger.exception("board %s is no longer rendered", self.document.id)
