"""What models there are now: a snapshot by name, made again on demand, told to who listens.

The one object of this package that lives as long as the server. Scans in a thread, then reads
what has no hash yet in another, an entry at a time; each step gives a new snapshot.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Final, Protocol, Self

from render.models.entry import ModelEntry, Models

Changed = Callable[[Models], None]
Progress = Callable[[int], None]

NO_MODELS: Final[Models] = MappingProxyType({})


class Scanner(Protocol):
    """Both run in a thread. `hashed` raises `OSError` when a file goes away under it."""

    def scan(self) -> list[ModelEntry]: ...
    def hashed(self, entry: ModelEntry, progress: Progress) -> ModelEntry: ...


class ModelRegistry:
    """Entered, it scans; `models` is empty until the first scan is over."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._models: Models = NO_MODELS
        self._listeners: list[Changed] = []
        self._wanted = asyncio.Event()
        self._scanned = asyncio.Condition()
        self._asked = 0
        self._done = 0
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._read: dict[str, int] = {}

    @property
    def models(self) -> Models:
        return self._models

    async def listed(self) -> Models:
        """`models`, as soon as the first scan is over."""
        async with self._scanned:
            await self._scanned.wait_for(lambda: self._done > 0 or self._task is None)
        return self._models

    def read_bytes(self, name: str) -> int:
        """How much of an entry in the state `reading` has been read."""
        return self._read.get(name, 0)

    def listen(self, changed: Changed) -> None:
        """`changed` is called in the event loop with each snapshot that differs from the last."""
        self._listeners.append(changed)

    async def rescan(self) -> Models:
        """The snapshot of a scan that began after this call. Hashes may still be missing."""
        self._asked += 1
        mine = self._asked
        self._wanted.set()
        async with self._scanned:
            await self._scanned.wait_for(lambda: self._done >= mine or self._task is None)
        return self._models

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._live(), name="models")
        self._asked += 1
        self._wanted.set()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        task, self._task = self._task, None
        self._stopping = True
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with self._scanned:
            self._scanned.notify_all()

    async def _live(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            asked = self._asked
            entries = await asyncio.to_thread(self._scanner.scan)
            self._tell({entry.name: entry for entry in entries})
            async with self._scanned:
                self._done = asked
                self._scanned.notify_all()
            await self._read_missing()

    async def _read_missing(self) -> None:
        """Until somebody asks for another scan: what was read is remembered."""
        for entry in [each for each in self._models.values() if each.state == "reading"]:
            if self._wanted.is_set():
                return
            try:
                progress = partial(self._note, entry.name)
                done = await asyncio.to_thread(self._scanner.hashed, entry, progress)
            except OSError as error:
                reason = error.strerror or str(error)
                done = replace(entry, problem=f"It cannot be read: {reason}. Look at its files.")
            self._read.pop(entry.name, None)
            self._tell({**self._models, entry.name: done})

    def _note(self, name: str, read: int) -> None:
        """Called in the thread. Nobody waits for a thread that reads gigabytes at the end."""
        if self._stopping:
            raise InterruptedError("the server stops")
        self._read[name] = read

    def _tell(self, models: dict[str, ModelEntry]) -> None:
        if models == self._models:
            return
        self._models = MappingProxyType(models)
        for changed in self._listeners:
            changed(self._models)
