"""Keeps one worker process per device alive: starts, watches, replaces. Knows nothing of the work.

A worker that keeps dying before it is ready makes the pool `failed`, with a sentence that says
what to do; it goes on trying, ever more slowly, and the work waits. Its processes end with it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from render.errors import WorkerUnavailable
from render.queue.job import WorkerId
from render.workers import wire
from render.workers.child import Child, Spawn, spawn_python, started

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PoolPolicy:
    """Patience, in seconds."""

    start_seconds: float = 120
    heartbeat_seconds: float = 5
    silent_seconds: float = 20
    hung_seconds: float = 120
    longest_pause_seconds: float = 30
    quick_failures: int = 3


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """`reason` is empty unless `failed`, and then one sentence that says what to do."""

    state: Literal["starting", "ready", "failed"]
    reason: str = ""


class PoolListener(Protocol):
    """Told of what happens, on the event loop; quick, and never raises."""

    def worker_arrived(self, worker: WorkerId) -> None: ...

    def worker_lost(self, worker: WorkerId, reason: str) -> None: ...

    def worker_said(self, worker: WorkerId, message: wire.Message) -> None: ...

    def status_changed(self, status: PoolStatus) -> None: ...


class WorkerPool:
    def __init__(
        self,
        devices: Sequence[str],
        scratch: Path,
        listener: PoolListener,
        *,
        policy: PoolPolicy = PoolPolicy(),
        spawn: Spawn = spawn_python,
        sleep: Callable[[float], "asyncio.Future[None]"] | None = None,
    ) -> None:
        self._devices = devices
        self._scratch = scratch
        self._listener = listener
        self._policy = policy
        self._spawn = spawn
        self._sleep = sleep or asyncio.sleep
        self._lives: dict[WorkerId, _Life] = {}
        self._reasons: dict[str, str] = {}
        self._status = PoolStatus("starting")

    @property
    def status(self) -> PoolStatus:
        return self._status

    @property
    def pids(self) -> list[int]:
        """Processes of the workers that are ready."""
        return [life.child.pid for life in self._lives.values()]

    def send(self, worker: WorkerId, message: wire.Message) -> None:
        """Raises `WorkerUnavailable` when it is gone, which the listener is then told too."""
        life = self._lives.get(worker)
        if life is None:
            raise WorkerUnavailable(f"worker {worker} is gone")
        life.send(message)

    def replace(self, worker: WorkerId, reason: str) -> None:
        """End its process, whatever it does, and start another."""
        life = self._lives.get(worker)
        if life is not None:
            life.end(reason)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for slot, device in enumerate(self._devices):
                tasks.create_task(
                    self._keep_alive(f"{device}/{slot}", device), name=f"worker {device}"
                )

    async def _keep_alive(self, slot: str, device: str) -> None:
        life = failures = 0
        while True:
            life += 1
            was_ready, reason = await self._live(WorkerId(f"{slot}#{life}"), slot, device)
            failures = 0 if was_ready else failures + 1
            logger.warning("worker for %s ended: %s", device, reason)
            if failures >= self._policy.quick_failures:
                self._reasons[slot] = (
                    f"The renderer cannot start on “{device}”: {reason}. Set ATELIER_WORKERS to a "
                    "device this machine has, such as cpu, and restart; boards can be edited "
                    "meanwhile"
                )
            self._announce()
            if failures:
                pause = min(2.0 ** (failures - 1), self._policy.longest_pause_seconds)
                await self._sleep(pause)

    async def _live(self, worker: WorkerId, slot: str, device: str) -> tuple[bool, str]:
        """One process from start to end; whether it ever was ready, and why it ended."""
        try:
            async with started(self._spawn, device, self._scratch) as child:
                life = _Life(worker, child, self._policy, self._listener)
                was_ready = await life.greet()
                if was_ready:
                    self._reasons.pop(slot, None)
                    self._lives[worker] = life
                    self._announce()
                    try:
                        await life.serve()
                    finally:
                        del self._lives[worker]
                        self._announce()
        except OSError as error:
            return False, f"its process cannot be started: {error}"
        reason = life.verdict or child.reason()
        if was_ready:
            self._listener.worker_lost(worker, reason)
        return was_ready, reason

    def _announce(self) -> None:
        if self._lives:
            status = PoolStatus("ready")
        elif self._reasons:
            status = PoolStatus("failed", next(iter(self._reasons.values())))
        else:
            status = PoolStatus("starting")
        if status != self._status:
            self._status = status
            self._listener.status_changed(status)


class _Life:
    """A ready worker: passes its messages on, and kills it when it hangs."""

    def __init__(
        self, worker: WorkerId, child: Child, policy: PoolPolicy, listener: PoolListener
    ) -> None:
        self.child = child
        self.verdict = ""
        self._worker = worker
        self._policy = policy
        self._listener = listener
        self._heard_at = self._stepped_at = asyncio.get_running_loop().time()
        self._steps = 0
        self._running: set[str] = set()

    def send(self, message: wire.Message) -> None:
        if isinstance(message, wire.Execute):
            if not self._running:  # else what hangs would be forgiven for what is sent after it
                self._stepped_at = asyncio.get_running_loop().time()
            self._running.add(message.fingerprint)
        self.child.send(message)

    def end(self, reason: str) -> None:
        self.verdict = reason
        self.child.kill()

    async def greet(self) -> bool:
        """Whether it said hello in time."""
        try:
            async with asyncio.timeout(self._policy.start_seconds):
                while message := await self.child.read():
                    if isinstance(message, wire.Hello):
                        logger.info("worker %s is ready: %s", self._worker, message.description)
                        return True
        except TimeoutError:
            self.verdict = f"it was not ready after {self._policy.start_seconds:g} seconds"
        return False

    async def serve(self) -> None:
        """Until it ends."""
        self._listener.worker_arrived(self._worker)
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(self._watch(), name=f"watch of {self._worker}")
            while message := await self.child.read():
                self._note(message)
                if not isinstance(message, wire.Hello):
                    self._listener.worker_said(self._worker, message)
            watching.cancel()

    def _note(self, message: wire.Message) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        match message:
            case wire.Progress():
                self._stepped_at = self._heard_at
            case wire.Pong(steps) if steps != self._steps:
                self._steps = steps
                self._stepped_at = self._heard_at
            case (
                wire.Computed(fingerprint)
                | wire.Failed(fingerprint)
                | wire.Cancelled(fingerprint)
                | wire.Missing(fingerprint)
            ):
                self._running.discard(fingerprint)
                self._stepped_at = self._heard_at

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while not self.verdict:
            await asyncio.sleep(self._policy.heartbeat_seconds)
            now = loop.time()
            if now - self._heard_at > self._policy.silent_seconds:
                self.verdict = f"it did not answer for {self._policy.silent_seconds:g} seconds"
            elif self._running and now - self._stepped_at > self._policy.hung_seconds:
                self.verdict = f"it got no further for {self._policy.hung_seconds:g} seconds"
            else:
                try:
                    self.child.send(wire.Ping())
                except WorkerUnavailable:
                    return
        self.child.kill()
