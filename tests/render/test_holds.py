"""Documents with work stay loaded, and previews stay few (QU21, AW1)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from collab.documents.live import LiveDocument
from collab.documents.model import DocumentId
from collab.errors import DocumentUnavailable
from render.holds import Holds
from render.previews import KEPT, Previews
from render.queue.job import JobId
from tests.render.twins import MemoryDocument

A, B = DocumentId("a"), DocumentId("b")


class Hub:
    def __init__(self) -> None:
        self.open: list[DocumentId] = []

    @asynccontextmanager
    async def document(self, id: DocumentId) -> AsyncIterator[LiveDocument]:
        if id == "broken":
            raise DocumentUnavailable("No.")
        self.open.append(id)
        try:
            yield MemoryDocument(id)
        finally:
            self.open.remove(id)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_documents_are_held_as_long_as_they_are_asked_for_and_once_each() -> None:
    hub = Hub()
    async with asyncio.TaskGroup() as tasks:
        holds = Holds(hub.document, tasks)
        holds.keep({A, B})
        await settle()
        holds.keep({A, B})
        await settle()
        assert sorted(hub.open) == [A, B]
        holds.keep({B})
        await settle()
        assert hub.open == [B]
        holds.keep({A})
        holds.keep({A, B})
        await settle()
        assert sorted(hub.open) == [A, B]
        holds.keep([])
    assert hub.open == []


async def test_document_that_cannot_be_held_is_tried_again_when_asked_for_again() -> None:
    hub = Hub()
    async with asyncio.TaskGroup() as tasks:
        holds = Holds(hub.document, tasks)
        holds.keep([DocumentId("broken"), A])
        await settle()
        assert hub.open == [A]
        holds.keep([])


def test_only_the_last_preview_of_a_job_is_kept_and_of_so_many_jobs_only() -> None:
    previews = Previews()
    job = JobId("j")
    assert previews.number(job) is None
    previews.put(job, b"first")
    first = previews.number(job)
    previews.put(job, b"second")
    assert first is not None
    assert previews.find(job, first) == b"second", "who asks late gets the newer one"
    assert previews.find(job, (previews.number(job) or 0) + 1) is None
    for n in range(KEPT):
        previews.put(JobId(str(n)), b"other")
    assert previews.find(job, first) is None
    previews.drop(JobId("0"))
    assert previews.number(JobId("0")) is None
