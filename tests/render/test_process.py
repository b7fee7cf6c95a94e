"""Real worker processes over their socket: in good order, and in trouble (WO1, WO4, WO9–WO12)."""

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PIL import Image

from render.workers import wire
from render.workers.child import NICE, spawn_python
from render.workers.process import choose_device
from tests.render.nursery import spawn_forked
from tests.render.test_pool import Yard

WORKER = [sys.executable, "-m", "render.workers.process", "--device", "cpu"]
WAIT = "render.nodes.ops.debug:Wait"
SOLID = "render.nodes.ops.generate:solid"
OWN = "tests.render.operations"
IMAGE = {"image": "image"}
SMALL = {"width": 2, "height": 1, "color": "#010203"}


class Worker:
    """A process and our end of its socket."""

    def __init__(self, scratch: Path, *options: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.settimeout(30)
        with theirs:
            self.process = subprocess.Popen(
                [*WORKER, "--fd", str(theirs.fileno()), "--scratch", str(scratch), *options],
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.getcwd()},
            )
        self._stream = self._ours.makefile("rb")
        assert isinstance(self.hear(), wire.Hello)

    def tell(self, *messages: wire.Message) -> None:
        self._ours.sendall(b"".join(wire.encode(message) for message in messages))

    def hear(self) -> wire.Message | None:
        prefix = self._stream.read(wire.PREFIX_BYTES)
        return wire.decode(self._stream.read(wire.body_length(prefix))) if prefix else None

    def until(self, kind: type) -> tuple[wire.Message, list[wire.Message]]:
        """The next message of that kind, and all that came before it."""
        before: list[wire.Message] = []
        while not isinstance(message := self.hear(), kind):
            assert message is not None, "it ended"
            before.append(message)
        return message, before

    def hang_up(self) -> int:
        self._stream.close()
        self._ours.close()
        return self.process.wait(20)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def worker(scratch: Path) -> Iterator[Worker]:
    """Whoever begins long work with it ends that too."""
    worker = Worker(scratch)
    yield worker
    worker.hang_up()


def execute(name: str, operation: str, params: dict | None = None, **more: object) -> wire.Execute:
    return wire.Execute(name, operation, params or {}, {}, IMAGE, **more)


def test_worker_answers_pings_amid_work_and_goes_when_the_server_does(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    worker.process.send_signal(signal.SIGINT)  # as Ctrl-C in a terminal does
    worker.tell(wire.Ping())
    assert worker.hear() == wire.Pong(0, ())
    worker.tell(execute("f", WAIT, {"seconds": 600}))
    worker.until(wire.Progress)
    worker.tell(wire.Ping())
    pong, _ = worker.until(wire.Pong)
    assert pong.steps > 0
    assert pong.running == ("f",)
    assert worker.hang_up() == 0


def test_waiting_shows_how_far_it_is_and_how_it_looks(worker: Worker) -> None:
    worker.tell(execute("f", WAIT, {"seconds": 600}, token=4))
    progress, _ = worker.until(wire.Progress)
    assert (progress.steps, progress.token) == (12_000, 4)
    preview, _ = worker.until(wire.Preview)
    assert preview.token == 4
    assert Image.open(io.BytesIO(preview.webp)).size == (32, 32)
    worker.tell(wire.Stop("f"))
    worker.until(wire.Cancelled)


def test_stop_ends_work_within_a_step_and_the_worker_goes_on(worker: Worker) -> None:
    worker.tell(execute("f", WAIT, {"seconds": 3600}, token=4))
    worker.until(wire.Progress)
    worker.tell(wire.Stop("f"), execute("g", SOLID, SMALL))
    cancelled, _ = worker.until(wire.Cancelled)
    assert cancelled == wire.Cancelled("f", 4)
    worker.until(wire.Stored)


def test_short_work_is_done_while_long_work_goes_on(worker: Worker, scratch: Path) -> None:
    worker.tell(execute("long", WAIT, {"seconds": 600}), execute("later", SOLID, SMALL))
    worker.until(wire.Progress)
    worker.tell(execute("short", SOLID, SMALL, between=True))
    stored, _ = worker.until(wire.Stored)
    assert stored.fingerprint == "short"
    assert (scratch / stored.files["image"]["file"]).exists()
    _, before = worker.until(wire.Progress)
    assert wire.Computed("later") not in before
    worker.tell(wire.Stop("long"))
    worker.until(wire.Cancelled)
    worker.until(wire.Stored)


def test_worker_that_ran_out_of_memory_says_so_and_works_on(worker: Worker) -> None:
    worker.tell(execute("f", f"{OWN}:out_of_memory", token=2), execute("g", SOLID, SMALL))
    failed, _ = worker.until(wire.Failed)
    assert (failed.fingerprint, failed.code, failed.token) == ("f", "out_of_memory", 2)
    worker.until(wire.Stored)


def test_verdict_on_a_picture_comes_with_it(worker: Worker) -> None:
    worker.tell(execute("f", f"{OWN}:colorless", expected={"image": {"size": [4, 5]}}))
    stored, _ = worker.until(wire.Stored)
    assert stored.checks == {"image": ["wrong_size", "flat"]}


def test_killed_in_the_middle_of_a_step_it_leaves_no_half_result(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    worker.tell(execute("f", f"{OWN}:Dies"))
    assert worker.hear() is None
    assert worker.hang_up() == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("operation", "patience", "reason"),
    [
        ("hang", {"hung_seconds": 1.5, "silent_seconds": 20}, "it got no further for 1.5 seconds"),
        ("hold", {"hung_seconds": 60, "silent_seconds": 4}, "it did not answer for 4 seconds"),
        ("Dies", {}, "it was ended by signal 9"),
    ],
)
async def test_worker_that_hangs_is_told_from_one_that_is_dead_and_both_are_replaced(
    tmp_path: Path, operation: str, patience: dict, reason: str
) -> None:
    yard = Yard("", tmp_path, **patience)
    is_forked = operation != "Dies"
    yard.pool._spawn = spawn_forked if is_forked else spawn_python
    async with asyncio.timeout(60), yard:
        _, first = await yard.next("arrived")
        own = os.getpriority(os.PRIO_PROCESS, 0)
        nice = own if is_forked else own + NICE
        assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in yard.pool.pids] == [nice]
        yard.pool.send(first, execute("f", f"{OWN}:{operation}"))
        assert await yard.next("lost") == ("lost", first, reason)
        _, second = await yard.next("arrived")
        yard.pool.send(second, execute("g", SOLID, SMALL))
        while (said := (await yard.next("said"))[2]) != wire.Computed("g"):
            assert isinstance(said, wire.Pong)


def test_what_was_remembered_outlives_the_worker(tmp_path: Path) -> None:
    scratch, kept = tmp_path / "scratch", tmp_path / "kept"
    scratch.mkdir()
    assets = set()
    for _ in range(2):
        worker = Worker(scratch, "--disk-cache", str(kept), "--disk-bytes", "1000000")
        worker.tell(execute("f", f"{OWN}:remembers"))
        stored, _ = worker.until(wire.Stored)
        assets.add(stored.files["image"]["asset"])
        while not list(kept.glob("*.tensors")):  # written aside, after the answer perhaps
            time.sleep(0.01)
        worker.hang_up()
    assert len(assets) == 1


def test_auto_is_the_cpu_where_torch_sees_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")


def test_device_that_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(SystemExit, match="GPUs on this machine"):
        choose_device("cuda:31")
