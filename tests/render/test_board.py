"""A board and the dispatcher, with the test as the worker: what is asked of it (QU, RE)."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from collab.documents.model import NodeId
from collab.errors import DocumentUnavailable
from render import board as board_module
from render import pace
from render import writeback as writeback_module
from render.board import Board, Clocks
from render.dispatcher import Dispatcher
from render.queue.job import JobId, WorkerId
from render.workers import wire
from tests.render.boards import CATALOG
from tests.render.models.lists import TURBO, MemoryModels
from tests.render.twins import MemoryArtifacts, MemoryAssets, MemoryDocument

WORKER = WorkerId("test")


class Bench:
    """One open board whose worker is played by the test."""

    def __init__(self, folder: Path) -> None:
        self.models = MemoryModels()
        self.assets = MemoryAssets(folder)
        self.artifacts = MemoryArtifacts(self.assets)
        self.document = MemoryDocument()
        self.sent: asyncio.Queue[wire.Message] = asyncio.Queue()
        self.counted: list[str] = []
        self.dispatcher = Dispatcher(
            self.assets, self.artifacts,
            send=lambda worker, message: self.sent.put_nowait(message),
            count=self.counted.append, status_changed=lambda status: None,
        )  # fmt: skip
        numbers = iter(range(1000))
        self.board = Board(
            self.document, CATALOG, self.assets, self.dispatcher,
            Clocks(time.monotonic, time.time),
            lambda *wish: JobId(str(next(numbers))), lambda: None, models=self.models,
        )  # fmt: skip
        self.models.listen(self.board.models_changed)
        self.dispatcher.worker_arrived(WORKER)

    async def __aenter__(self) -> "Bench":
        self._tasks = [
            asyncio.create_task(self.board.live()), asyncio.create_task(self.dispatcher.run()),
        ]  # fmt: skip
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def next(self) -> wire.Message:
        async with asyncio.timeout(20):
            return await self.sent.get()

    async def work(self) -> wire.Execute:
        message = await self.next()
        assert isinstance(message, wire.Execute), message
        return message

    def finish(self, work: wire.Execute, content: bytes = b"picture") -> None:
        self.say(wire.Computed(work.fingerprint))
        name = f"{work.fingerprint}.png"
        (self.assets.scratch / name).write_bytes(content)
        file = {
            "file": name, "asset": content.hex().ljust(64, "0"), "mime": "image/png",
            "width": 1, "height": 1, "size_bytes": len(content),
        }  # fmt: skip
        self.say(wire.Stored(work.fingerprint, {"image": file}, {}, 5))

    def say(self, message: wire.Message) -> None:
        self.dispatcher.worker_said(WORKER, message)

    async def until(self, node: str, status: str) -> dict:
        results = lambda: self.document.results  # noqa: E731
        await self.document.until(lambda: results().get(node, {}).get("status") == status)
        return results()[node]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with Bench(tmp_path) as bench:
        yield bench


async def test_slider_in_motion_shows_pictures_and_its_last_value_wins(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "PACE_SECONDS", 600)
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    first = await bench.work()
    for width in (2, 3, 4):
        bench.document.set_param("s", "width", width)
    bench.finish(first)
    assert (await bench.until("s", "done"))["fingerprint"] == first.fingerprint
    last = await bench.work()
    assert last.params["width"] == 4
    bench.finish(last)
    await bench.document.until(
        lambda: bench.document.results["s"]["fingerprint"] == last.fingerprint
    )


async def test_work_that_takes_long_is_taken_back_by_a_change(bench: Bench) -> None:
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    first = await bench.work()
    bench.document.set_param("s", "width", 2)
    assert await bench.next() == wire.Stop(first.fingerprint)
    bench.say(wire.Cancelled(first.fingerprint))
    assert (await bench.work()).params["width"] == 2
    assert bench.counted == []


async def test_result_that_came_too_late_is_an_artifact_and_not_written(bench: Bench) -> None:
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    first = await bench.work()
    bench.document.set_param("s", "width", 2)
    await bench.next()
    bench.finish(first)
    second = await bench.work()
    bench.finish(second)
    assert (await bench.until("s", "done"))["fingerprint"] == second.fingerprint
    assert {first.fingerprint, second.fingerprint} == set(bench.artifacts.saved)
    assert len(bench.document.edits) == 1
    bench.document.set_param("s", "width", 1)
    await bench.document.until(
        lambda: bench.document.results["s"]["fingerprint"] == first.fingerprint
    )
    assert bench.sent.empty()


async def test_reader_is_sent_the_file_of_what_the_worker_lost(bench: Bench) -> None:
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    bench.document.add("i", "image.invert", image="s")
    solid = await bench.work()
    bench.finish(solid)
    invert = await bench.work()
    assert invert.inputs["image"][0]["path"] is None
    await bench.until("s", "done")
    bench.say(wire.Missing(invert.fingerprint, []))
    again = await bench.work()
    asset = bench.document.results["s"]["outputs"]["image"]["asset"]
    assert again.inputs["image"][0]["path"] == str(bench.assets.path(asset))


async def test_result_that_cannot_be_kept_is_an_error_on_its_node(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*anything: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(bench.assets, "adopt", refuse)
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    bench.finish(await bench.work())
    error = (await bench.until("s", "error"))["error"]
    assert error["message"] == "The result could not be stored: No space left on device"
    assert bench.counted == ["image.solid"]


@pytest.mark.parametrize("error", [DocumentUnavailable("disk full"), RuntimeError("locked")])
async def test_results_wait_for_a_document_that_cannot_be_written_now(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(writeback_module, "RETRY_SECONDS", 0)
    edit, refusals = bench.document.edit, [error]

    async def refuse_once(*arguments: object) -> None:
        if refusals:
            raise refusals.pop()
        await edit(*arguments)

    monkeypatch.setattr(bench.document, "edit", refuse_once)
    bench.document.add("i", "image.invert")
    await bench.until("i", "invalid")


async def test_board_goes_on_when_a_store_could_not_be_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "RETRY_SECONDS", 0)
    find, refusals = bench.artifacts.find, [OSError("locked")]

    async def refuse_once(fingerprints: object) -> object:
        if refusals:
            raise refusals.pop()
        return await find(fingerprints)

    monkeypatch.setattr(bench.artifacts, "find", refuse_once)
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    bench.finish(await bench.work())
    await bench.until("s", "done")


async def test_bypass_waits_for_what_it_passes(bench: Bench) -> None:
    bench.document.add("s", "image.solid", {"width": 1, "height": 1})
    bench.document.add("i", "image.invert", image="s")
    bench.document.set("i", "mode", "bypass")
    bench.document.add("n", "note", {"text": "a"})
    bench.finish(await bench.work())
    passed = await bench.until("i", "done")
    assert passed["outputs"] == bench.document.results["s"]["outputs"]


async def test_message_a_worker_may_not_send_is_passed_over(bench: Bench) -> None:
    bench.say(wire.Ping())
    bench.say(wire.Computed("unknown"))
    bench.document.add("i", "image.invert")
    await bench.until("i", "invalid")


async def test_model_that_arrives_lets_its_node_go_on_and_goes_to_the_worker_as_files(
    bench: Bench,
) -> None:
    bench.document.add("load", "diffusion.load", {"model": "turbo"})
    bench.document.add("words", "diffusion.encode", {"text": "a fox"}, model="load.model")
    bench.document.add("empty", "diffusion.empty_latent")
    bench.document.add(
        "s", "diffusion.sample", model="load.model", positive="words.conditioning",
        latent="empty.latent",
    )  # fmt: skip
    bench.document.set("s", "mode", "live")
    async with bench:
        await bench.document.until(lambda: "load" in bench.document.results)
        assert bench.document.results[NodeId("load")]["error"]["code"] == "model_missing"
        bench.models.become(TURBO)
        sent = await bench.next()
        await bench.document.until(lambda: "load" not in bench.document.results)
    assert isinstance(sent, wire.Execute)
    made = {each["operation"].partition(":")[2]: each for each in sent.made}
    assert made.keys() == {"load", "encode", "empty_latent"}
    assert made["load"]["params"]["model"]["path"] == TURBO.path
    assert sent.inputs["model"] == [{"made": made["load"]["name"], "port": "model"}]
    assert wire.decode(wire.encode(sent)[wire.PREFIX_BYTES :]) == sent
