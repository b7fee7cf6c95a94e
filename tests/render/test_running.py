"""Letting nodes run, pausing, lists, and whose work it is: a board with the test as the worker
(RE31–RE38).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from collab.documents.model import NodeId
from collab.documents.reader import root
from collab.documents.schema import META
from render.board import Board, Clocks
from render.dispatcher import Dispatcher
from render.pace import PACE_SECONDS
from render.queue.job import JobId, Request
from render.stores import Fingerprint
from render.workers import wire
from tests.render.boards import CATALOG
from tests.render.test_board import WORKER, Bench


class RunBench(Bench):
    """Also remembers who wished for what, and can open its board again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._listen()

    def _listen(self) -> None:
        self.requests: list[Request] = []
        wish = self.dispatcher.wish

        def note(request: Request, *arguments: Any) -> None:
            self.requests.append(request)
            wish(request, *arguments)

        self.dispatcher.wish = note

    async def restart(
        self, released: Mapping[NodeId, Collection[Fingerprint]] | None = None
    ) -> None:
        """Only the document, the assets and the artifacts are left."""
        await self.__aexit__()
        self.sent = asyncio.Queue()
        self.dispatcher = Dispatcher(
            self.assets, self.artifacts,
            send=lambda worker, message: self.sent.put_nowait(message),
            count=self.counted.append, status_changed=lambda status: None,
        )  # fmt: skip
        self.board = Board(
            self.document, CATALOG, self.assets, self.dispatcher,
            Clocks(time.monotonic, time.time),
            lambda *wish: JobId(f"{wish}"), lambda: None, released=released,
        )  # fmt: skip
        self._listen()
        self.dispatcher.worker_arrived(WORKER)
        await self.__aenter__()

    def add(
        self, id: str, type: str, params: dict | None = None, mode: str | None = None, **inputs: str
    ) -> None:
        with self.document.doc.transaction():
            self.document.add(id, type, params, **inputs)
            if mode:
                self.document.set(id, "mode", mode)

    def pause(self, is_paused: bool) -> None:
        with self.document.doc.transaction():
            root(self.document.doc, META)["paused"] = is_paused


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[RunBench]:
    async with RunBench(tmp_path) as bench:
        yield bench


async def jobs_named(bench: RunBench, *nodes: str, upstream: bool = False) -> list[str]:
    return await bench.board.run([NodeId(each) for each in nodes], "ada", upstream)


async def test_run_lets_a_waiting_node_go_on_and_names_its_job(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1}, mode="manual")
    bench.add("i", "image.invert", image="s")
    await bench.until("s", "stale")
    jobs = await jobs_named(bench, "s")
    work = await bench.work()
    assert [request.job for request in bench.requests if request.node == "s"] == jobs
    bench.finish(work)
    bench.finish(await bench.work())
    await bench.until("i", "done")
    assert await jobs_named(bench, "s", "i") == []


async def test_run_to_here_lets_everything_above_go_on(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1}, mode="manual")
    bench.add("i", "image.invert", image="s", mode="manual")
    bench.add("j", "image.blur", image="i", mode="manual")
    await bench.until("j", "blocked")
    assert await jobs_named(bench, "i") == []
    assert len(await jobs_named(bench, "i", upstream=True)) == 2
    bench.finish(await bench.work())
    bench.finish(await bench.work())
    await bench.until("i", "done")
    await bench.until("j", "stale")
    assert bench.sent.empty()


async def test_run_all_runs_every_waiting_node_as_batch(bench: RunBench) -> None:
    for id in ("s", "t"):
        bench.add(id, "image.solid", {"width": ord(id), "height": 1}, mode="manual")
    await bench.until("t", "stale")
    jobs = await bench.board.run(None, "ada")
    assert len(jobs) == 2
    assert {(r.person, r.priority) for r in bench.requests} == {("ada", "batch")}


async def test_run_counts_the_edit_that_came_right_before_it(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1}, mode="manual")
    await bench.until("s", "stale")
    bench.document.set_param("s", "width", 2)
    await jobs_named(bench, "s")
    assert (await bench.work()).params["width"] == 2


async def test_run_names_live_work_that_is_under_way_already(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    await bench.work()
    assert await jobs_named(bench, "s") == [bench.requests[0].job]
    assert len(bench.requests) == 1


async def test_failed_node_is_tried_again_when_it_is_run(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    work = await bench.work()
    bench.say(wire.Failed(work.fingerprint, "failed", "It broke"))
    await bench.until("s", "error")
    assert len(await jobs_named(bench, "s")) == 1
    bench.finish(await bench.work())
    await bench.until("s", "done")


async def test_waiting_node_goes_on_by_itself_if_it_had_been_let_run_before_a_restart(
    bench: RunBench,
) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1}, mode="manual")
    await bench.until("s", "stale")
    await jobs_named(bench, "s")
    work = await bench.work()
    await bench.restart({NodeId("s"): [work.fingerprint]})
    assert (await bench.work()).fingerprint == work.fingerprint


async def test_paused_board_starts_nothing_and_goes_on_afterwards(bench: RunBench) -> None:
    bench.add("w", "image.noise", {"width": 1, "height": 1})
    running = await bench.work()
    bench.pause(True)
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    await bench.until("s", "stale")
    bench.finish(running)  # what runs may end
    await bench.until("w", "done")
    assert bench.sent.empty()
    assert len(await jobs_named(bench, "s")) == 1
    bench.finish(await bench.work())
    await bench.until("s", "done")
    bench.document.set_param("s", "width", 2)
    await bench.until("s", "stale")
    bench.pause(False)
    assert (await bench.work()).params["width"] == 2


async def test_list_is_done_when_each_of_its_elements_is(bench: RunBench) -> None:
    bench.add("q", "list.seeds", {"count": 2})
    bench.add("n", "image.noise", {"width": 1, "height": 1}, seed="q.seeds")
    first = await bench.work()
    bench.finish(first, b"one")
    second = await bench.work()
    await bench.document.until(lambda: bench.board.progress() == {"n": (1, 2)})
    bench.finish(second, b"two")
    done = await bench.until("n", "done")
    assets = [output["asset"] for output in done["outputs"]["image"]]
    assert assets == [content.hex().ljust(64, "0") for content in (b"one", b"two")]
    assert bench.document.results["q"]["outputs"] == {"seeds": [{"value": 0}, {"value": 1}]}

    bench.document.set_param("q", "count", 3)
    added = await bench.work()
    assert added.inputs["seed"] == [{"value": 2}]
    bench.finish(added, b"three")
    await bench.document.until(lambda: len(bench.document.results["n"]["outputs"]["image"]) == 3)
    assert bench.sent.empty()


async def test_element_that_fails_says_which_it_is_and_ends_the_others(bench: RunBench) -> None:
    bench.add("q", "list.seeds", {"count": 3})
    bench.add("n", "image.noise", {"width": 1, "height": 1}, seed="q.seeds")
    bench.finish(await bench.work())
    work = await bench.work()
    bench.say(wire.Failed(work.fingerprint, "failed", "It broke"))
    error = (await bench.until("n", "error"))["error"]
    assert error["message"] == "2 of 3: It broke"


async def test_latched_list_feeds_its_readers_after_a_restart(bench: RunBench) -> None:
    bench.add("q", "list.seeds", {"count": 2})
    bench.add("n", "image.noise", {"width": 1, "height": 1}, seed="q.seeds")
    for content in (b"one", b"two"):
        bench.finish(await bench.work(), content)
    await bench.until("n", "done")
    bench.document.set("n", "mode", "manual")
    bench.document.set_param("n", "width", 2)
    await bench.until("n", "stale")
    bench.artifacts.saved.clear()  # its result on the board is all there is of it
    await bench.restart()
    bench.add("c", "image.contact", images="n.image")
    sheet = await bench.work()
    assert [given["path"] for given in sheet.inputs["images"]] == [
        str(bench.assets.path(content.hex().ljust(64, "0"))) for content in (b"one", b"two")
    ]


async def test_work_is_of_whoever_changed_the_board(bench: RunBench) -> None:
    bench.document.authors = ("ben", "ada")
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    bench.document.authors = ()
    bench.add("i", "image.invert", image="s")
    bench.finish(await bench.work())
    await bench.work()
    assert [(each.node, each.person) for each in bench.requests] == [("s", "ben"), ("i", "ben")]
    assert {each.priority for each in bench.requests} == {"interactive"}


async def test_elements_of_a_long_list_are_batch_work(bench: RunBench) -> None:
    bench.add("q", "list.seeds", {"count": 5})
    bench.add("n", "image.noise", {"width": 1, "height": 1}, seed="q.seeds")
    await bench.work()
    assert [each.priority for each in bench.requests] == ["batch"] * 5


async def test_work_that_did_not_end_in_time_is_given_twice_the_time(bench: RunBench) -> None:
    """QU10: or a slider in motion would show nothing on a slow machine."""
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    waits: list[float] = []
    # From one stop to the next: it is when something is stopped that what comes next is wished for.
    begun = time.monotonic()
    for width in range(2, 5):
        work = await bench.work()
        bench.document.set_param("s", "width", width)
        assert await bench.next() == wire.Stop(work.fingerprint)
        waits.append(time.monotonic() - begun)
        begun += waits[-1]
        bench.say(wire.Cancelled(work.fingerprint))
    assert waits[1] > PACE_SECONDS * 1.5
    assert waits[2] > PACE_SECONDS * 3


async def test_work_that_was_called_off_rests_until_it_is_run(bench: RunBench) -> None:
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    work = await bench.work()
    assert bench.dispatcher.cancel(bench.requests[0].job)
    assert await bench.next() == wire.Stop(work.fingerprint)
    bench.say(wire.Cancelled(work.fingerprint))
    result = await bench.until("s", "cancelled")
    assert (result["wanted"], result["error"]) == (work.fingerprint, None)
    await bench.restart()
    bench.add("n", "image.noise", {"width": 1, "height": 1})
    assert (await bench.work()).operation.endswith("noise")
    assert bench.document.results["s"] == result
    assert len(await jobs_named(bench, "s")) == 1


async def test_jobs_of_a_board_that_goes_on_later_have_not_ended(
    bench: RunBench,
) -> None:
    ended: list[str] = []
    bench.dispatcher.suspend = lambda job: ended.append(f"suspended {job}")
    bench.dispatcher.withdraw = lambda job: ended.append(f"withdrawn {job}")
    bench.add("s", "image.solid", {"width": 1, "height": 1})
    await bench.work()
    bench.board.resumes = True
    await bench.__aexit__()
    assert ended == [f"suspended {bench.requests[0].job}"]
