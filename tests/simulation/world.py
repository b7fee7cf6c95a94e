"""A small world to run a real hub in: clock, network and disk are played, and all from one seed.

Time passes only when nobody has anything to do, so an hour of it costs nothing. Nothing here knows
what is checked; it offers the checks a `truth`: the document that is on disk at this moment.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from pycrdt import Doc

from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry, Stored
from collab.errors import DocumentUnavailable

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer when there is nothing to run."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        if not self._ready:  # type: ignore[attr-defined]
            if not self._scheduled:  # type: ignore[attr-defined]
                raise RuntimeError("everybody waits for somebody else")
            self._now = max(self._now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def play(story: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad the world is; times in seconds."""

    commit_most: float = 0.02
    latency_most: float = 0.2
    stall_most: float = 45
    """How long a client may stop reading; past 30 seconds the server gives up on it."""


class SimulatedDisk(MemoryDocumentStore):
    """What survives. While `is_full` commits fail; `truth` is what they amount to."""

    def __init__(self, random: Random, weather: Weather) -> None:
        super().__init__()
        self.truth: Doc[Any] = Doc()
        self.is_full = False
        self._random = random
        self._weather = weather
        self._mounted: Mount | None = None

    def mount(self) -> "Mount":
        """The disk for one life of a server."""
        self._mounted = Mount(self, self._random, self._weather)
        return self._mounted

    async def append(self, entries: Sequence[Entry]) -> None:
        await super().append(entries)
        for entry in entries:
            self.truth.apply_update(entry.update)

    async def probe(self) -> None:
        if self.is_full:
            raise DocumentUnavailable("No space is left.")

    async def crash(self) -> None:
        """The server is gone without a word. What it was committing is there or not."""
        if self._mounted is not None:
            self._mounted.is_gone = True
            for entries in self._mounted.under_way:
                if not self.is_full and self._random.random() < 0.5:
                    await self.append(entries)
        self.suspect_to = len(self.entries)


class Mount:
    """A `DocumentStore` whose commits take a while. Nothing is written once its server is gone."""

    trouble = None

    def __init__(self, disk: SimulatedDisk, random: Random, weather: Weather) -> None:
        self.is_gone = False
        self.under_way: list[tuple[Entry, ...]] = []
        self._disk = disk
        self._random = random
        self._weather = weather

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        await self._take_time()
        return await self._disk.load(document, before)

    async def append(self, entries: Sequence[Entry]) -> None:
        wanted = tuple(entries)
        self.under_way.append(wanted)
        try:
            await self.probe()
            await self._disk.append(wanted)
        finally:
            self.under_way.remove(wanted)

    async def checkpoint(self, document: DocumentId, checkpoint: Checkpoint) -> None:
        await self.probe()
        await self._disk.checkpoint(document, checkpoint)

    async def quarantine(self, document: DocumentId, seqs: Sequence[int], reason: str) -> None:
        await self.probe()
        await self._disk.quarantine(document, seqs, reason)

    async def probe(self) -> None:
        await self._take_time()
        await self._disk.probe()

    async def _take_time(self) -> None:
        await asyncio.sleep(self._random.uniform(0, self._weather.commit_most))
        if self.is_gone:
            raise DocumentUnavailable("This server is no more.")
