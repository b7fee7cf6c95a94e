"""Checkpoints take their share of the machine and no more, on a clock that is played."""

import asyncio
from collections.abc import Awaitable, Callable

from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry, Stored
from collab.sync.checkpointer import Checkpointer
from collab.sync.limits import Limits
from collab.sync.loading import NotCondensed
from collab.sync.metrics import NoMetrics
from tests.collab.peers import SEED
from tests.collab.twins import InlineRehearsal
from tests.simulation.world import play

ONE, TWO = DocumentId("one"), DocumentId("two")
SHARE = Limits(checkpoint_share=0.25)


class SlowRehearsal(InlineRehearsal):
    """Takes a second each time; the times at which it began are noted."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.trouble: Exception | None = None

    async def condense(self, stored: Stored) -> Checkpoint:
        self.began.append(asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        if self.trouble is not None:
            raise self.trouble
        return await super().condense(stored)


class Stage:
    def __init__(self) -> None:
        self.store = MemoryDocumentStore()
        self.rehearsal = SlowRehearsal()
        self.checkpointer = Checkpointer(self.store, self.rehearsal, SHARE, NoMetrics())

    async def open(self) -> "asyncio.Task[None]":
        for id in (ONE, TWO):
            await self.store.append([Entry(id, None, SEED)])
        return asyncio.create_task(self.checkpointer.run())

    async def has(self, id: DocumentId) -> bool:
        return (await self.store.load(id)).checkpoint is not None


def on_stage(story: Callable[[Stage, "asyncio.Task[None]"], Awaitable[None]]) -> None:
    async def act() -> None:
        stage = Stage()
        running = await stage.open()
        await story(stage, running)
        stage.checkpointer.finish()
        await running

    play(act())


def test_one_after_the_other_with_a_rest_between() -> None:
    """SY20"""

    async def story(stage: Stage, running: "asyncio.Task[None]") -> None:
        for id in (ONE, TWO, ONE):  # who waits is not queued twice
            stage.checkpointer.wish(id)
        await asyncio.sleep(60)
        assert stage.rehearsal.began == [0, 4]
        assert await stage.has(ONE)
        assert await stage.has(TWO)

    on_stage(story)


def test_at_the_end_what_is_due_is_made_without_rest() -> None:
    """SY16, SY20"""

    async def story(stage: Stage, running: "asyncio.Task[None]") -> None:
        stage.checkpointer.wish(ONE)
        stage.checkpointer.wish(TWO)
        await asyncio.sleep(2)
        stage.checkpointer.finish()
        await running
        assert asyncio.get_running_loop().time() == 3
        assert await stage.has(TWO)

    on_stage(story)


def test_what_cannot_be_condensed_stops_no_other() -> None:
    """SY20"""

    async def story(stage: Stage, running: "asyncio.Task[None]") -> None:
        for trouble in (NotCondensed("it hangs"), LookupError("a bug"), None):
            stage.rehearsal.trouble = trouble
            stage.checkpointer.wish(ONE)
            await asyncio.sleep(10)
            assert await stage.has(ONE) is (trouble is None)

    on_stage(story)


def test_a_document_without_anything_new_gets_no_second_checkpoint() -> None:
    async def story(stage: Stage, running: "asyncio.Task[None]") -> None:
        for _ in range(2):
            stage.checkpointer.wish(ONE)
            await asyncio.sleep(10)
        assert len(stage.rehearsal.began) == 1

    on_stage(story)
