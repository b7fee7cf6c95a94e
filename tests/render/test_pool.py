"""Worker processes that die, hang or never start (WO2–WO4). Their programs are a few lines here."""

import asyncio
import itertools
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from render.errors import WorkerUnavailable
from render.queue.job import WorkerId
from render.workers import wire
from render.workers.child import Budgets, python_spawner, spawn_python
from render.workers.pool import PoolPolicy, PoolStatus, WorkerPool

PRELUDE = """
import json, os, socket, sys, time
connection = socket.socket(fileno=int(sys.argv[1]))
def say(**fields):
    body = json.dumps(fields).encode()
    connection.sendall(len(body).to_bytes(4, "big") + body)
"""
READY = PRELUDE + 'say(type="hello", device="cpu", description="test")\n'
WAITS = READY + "connection.recv(1)\n"


class Yard:
    """A pool running a program as its worker, and all that its listener was told."""

    def __init__(self, program: str, folder: Path, **patience: float) -> None:
        self.told: asyncio.Queue[tuple] = asyncio.Queue()
        self.pauses: list[float] = []
        self.program = program
        policy = PoolPolicy(**{"heartbeat_seconds": 0.01, **patience})
        self.pool = WorkerPool(
            ["cpu"], folder, self, policy=policy, spawn=self._spawn, sleep=self._pause
        )

    async def _spawn(
        self, device: str, scratch: Path, theirs: socket.socket
    ) -> asyncio.subprocess.Process:
        fd = theirs.fileno()
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", self.program, str(fd), pass_fds=(fd,),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def next(self, kind: str) -> tuple:
        async with asyncio.timeout(20):
            while True:
                found = await self.told.get()
                if found[0] == kind:
                    return found

    def worker_arrived(self, worker: WorkerId) -> None:
        self.told.put_nowait(("arrived", worker))

    def worker_lost(self, worker: WorkerId, reason: str) -> None:
        self.told.put_nowait(("lost", worker, reason))

    def worker_said(self, worker: WorkerId, message: wire.Message) -> None:
        self.told.put_nowait(("said", worker, message))

    def status_changed(self, status: PoolStatus) -> None:
        self.told.put_nowait(("status", status))

    async def __aenter__(self) -> "Yard":
        self._task = asyncio.create_task(self.pool.run())
        return self

    async def __aexit__(self, *error: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def test_worker_that_never_starts_fails_with_what_to_do_and_is_tried_again(
    tmp_path: Path,
) -> None:
    program = "print('no kernel image for this device'); raise SystemExit(3)"
    async with Yard(program, tmp_path) as yard:
        _, status = await yard.next("status")
        assert status == PoolStatus(
            "failed",
            "The renderer cannot start on “cpu”: no kernel image for this device. Set "
            "ATELIER_WORKERS to a device this machine has, such as cpu, and restart; boards can "
            "be edited meanwhile",
        )
        assert yard.pauses[:2] == [1, 2]
        yard.program = WAITS
        assert (await yard.next("status"))[1] == PoolStatus("ready")


async def test_worker_that_cannot_even_be_spawned_is_a_failure_too(tmp_path: Path) -> None:
    yard = Yard("", tmp_path)

    async def refuse(device: str, scratch: Path, theirs: socket.socket) -> None:
        raise OSError("no more processes")

    yard.pool._spawn = refuse
    async with yard:
        _, status = await yard.next("status")
        assert "no more processes" in status.reason


async def test_worker_that_is_not_ready_in_time_is_given_up(tmp_path: Path) -> None:
    program = PRELUDE + "time.sleep(600)"
    async with Yard(program, tmp_path, start_seconds=0.05) as yard:
        _, status = await yard.next("status")
        assert "it was not ready after 0.05 seconds" in status.reason


async def test_dead_worker_is_told_with_its_last_words_and_replaced(tmp_path: Path) -> None:
    program = READY + "print('out of patience'); sys.stdout.flush(); os._exit(1)"
    async with Yard(program, tmp_path) as yard:
        _, first = await yard.next("arrived")
        assert await yard.next("lost") == ("lost", first, "out of patience")
        _, second = await yard.next("arrived")
        assert first != second
        assert not yard.pauses
        with pytest.raises(WorkerUnavailable):
            yard.pool.send(first, wire.Ping())


async def test_worker_without_last_words_is_told_by_its_status(tmp_path: Path) -> None:
    async with Yard(READY + "os.kill(os.getpid(), 9)", tmp_path) as yard:
        assert (await yard.next("lost"))[2] == "it was ended by signal 9"
    async with Yard(READY + "os._exit(7)", tmp_path) as yard:
        assert (await yard.next("lost"))[2] == "it ended with status 7"


async def test_silent_worker_is_replaced(tmp_path: Path) -> None:
    program = READY + "time.sleep(600)"
    async with Yard(program, tmp_path, silent_seconds=0.05) as yard:
        assert (await yard.next("lost"))[2] == "it did not answer for 0.05 seconds"


async def test_worker_that_answers_but_gets_no_further_is_replaced(tmp_path: Path) -> None:
    program = READY + "while connection.recv(1 << 16): say(type='pong')"
    async with Yard(program, tmp_path, hung_seconds=0.05) as yard:
        _, worker = await yard.next("arrived")
        yard.pool.send(worker, wire.Execute("f", "m:f", {}, {}, {}))
        assert (await yard.next("lost"))[2] == "it got no further for 0.05 seconds"


async def test_work_sent_after_it_does_not_save_a_worker_that_hangs(tmp_path: Path) -> None:
    program = READY + "while connection.recv(1 << 16): say(type='pong')"
    async with Yard(program, tmp_path, hung_seconds=0.1) as yard:
        _, worker = await yard.next("arrived")

        async def send_more() -> None:
            for number in itertools.count():
                yard.pool.send(worker, wire.Execute(f"f{number}", "m:f", {}, {}, {}))
                await asyncio.sleep(0.01)

        sending = asyncio.create_task(send_more())
        assert (await yard.next("lost"))[2] == "it got no further for 0.1 seconds"
        with pytest.raises(WorkerUnavailable):
            await sending


async def test_worker_whose_steps_are_counted_in_its_answers_is_left_alone(tmp_path: Path) -> None:
    program = (
        READY + "for steps in range(1, 40):\n  connection.recv(1 << 16)\n  "
        "say(type='pong', steps=steps)\n  time.sleep(0.01)\n"
        "say(type='computed', fingerprint='f')\nconnection.recv(1)"
    )
    async with Yard(program, tmp_path, hung_seconds=0.5) as yard:
        _, worker = await yard.next("arrived")
        yard.pool.send(worker, wire.Execute("f", "m:f", {}, {}, {}))
        while (said := await yard.next("said")) != ("said", worker, wire.Computed("f")):
            assert said[1] == worker, "it was replaced"


async def test_worker_that_gets_further_is_left_alone(tmp_path: Path) -> None:
    said = [{"type": "progress", "fingerprint": "f", "step": 1, "steps": 2},
            {"type": "computed", "fingerprint": "f"}]  # fmt: skip
    program = (
        READY
        + f"connection.recv(1)\nfor m in {json.dumps(said)}: say(**m)\n"
        + ("while connection.recv(1 << 16): say(type='pong')")
    )
    async with Yard(program, tmp_path) as yard:
        _, worker = await yard.next("arrived")
        yard.pool.send(worker, wire.Execute("f", "m:f", {}, {}, {}))
        assert (await yard.next("said"))[2] == wire.Progress("f", 1, 2)
        assert (await yard.next("said"))[2] == wire.Computed("f")
        assert yard.pool._lives[worker]._running == set()


async def test_worker_that_speaks_another_language_is_replaced(tmp_path: Path) -> None:
    program = READY + "connection.sendall(b'GET / HTTP/1.1'); time.sleep(600)"
    async with Yard(program, tmp_path) as yard:
        await yard.next("lost")


async def test_stopping_the_pool_leaves_no_process(tmp_path: Path) -> None:
    async with Yard(READY + "time.sleep(600)", tmp_path) as yard:
        await yard.next("arrived")
        [pid] = yard.pool.pids
    assert yard.pool.pids == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_worker_does_not_inherit_the_servers_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATELIER_ADMIN_PASSWORD", "secret")
    seen: dict[str, str] = {}

    async def record(*command: str, env: dict[str, str], **options: object) -> None:
        seen.update(env)
        raise OSError("recorded")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", record)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(OSError, match="recorded"):
        await spawn_python("cpu", tmp_path, theirs)
    assert "PATH" in seen
    assert "ATELIER_ADMIN_PASSWORD" not in seen


@pytest.mark.parametrize(
    ("budgets", "options"),
    [
        (Budgets(), ["--memory-bytes", "0"]),
        (Budgets(5, Path("t"), 0), ["--memory-bytes", "5"]),
        (
            Budgets(5, Path("t"), 7),
            ["--memory-bytes", "5", "--disk-cache", "t", "--disk-bytes", "7"],
        ),
        (
            Budgets(models=(Path("m"), Path("n"))),
            ["--memory-bytes", "0", "--models", "m", "--models", "n"],
        ),
    ],
)
async def test_worker_is_told_its_budgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budgets: Budgets, options: list[str]
) -> None:
    seen: list[str] = []

    async def record(*command: str, **other: object) -> None:
        seen.extend(command)
        raise OSError("recorded")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", record)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(OSError, match="recorded"):
        await python_spawner(budgets)("cpu", tmp_path, theirs)
    assert seen[seen.index(str(tmp_path)) + 1 :] == options
