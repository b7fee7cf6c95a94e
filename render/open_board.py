"""A board and what belongs to its being open: its task, and what its room is told of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from collab.documents.live import LiveDocument
from collab.documents.model import JSON, NodeId
from render.board import Board

logger = logging.getLogger(__name__)

AWARENESS_SECONDS = 0.2
"""Between two changes of a room's awareness for the sake of progress."""


class Status(Protocol):
    @property
    def state(self) -> str: ...

    @property
    def reason(self) -> str: ...


class OpenBoard:
    """`preview` tells the address of a node's last preview."""

    def __init__(
        self,
        document: LiveDocument,
        make_board: Callable[[Callable[[], None]], Board],
        status: Callable[[], Status],
        previews: Callable[[], Mapping[NodeId, str]],
    ) -> None:
        self.document = document
        self.board = make_board(self._progressed)
        self._status = status
        self._previews = previews
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

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
        status, running = self._status(), self.board.progress()
        previews = self._previews() if running else {}
        progress: dict[str, JSON] = {}
        for node, (step, steps) in running.items():
            told: dict[str, JSON] = {"step": step, "steps": steps}
            if node in previews:
                told["preview"] = previews[node]
            progress[node] = told
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
