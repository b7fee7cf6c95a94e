"""The shell around the queue's machine: carries its commands to workers and stores.

Shared by all boards. Knows invocations and jobs, no documents. Answers what was computed before
from the artifact store, so that a repeat is never executed.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Collection, Mapping
from typing import Protocol, assert_never

from collab.documents.model import JSON, DocumentId
from render.ancestry import record_of
from render.errors import WorkerUnavailable
from render.execution import execute
from render.graph.model import Invocation, Problem
from render.keeping import Keeping
from render.outcomes import CANCELLED
from render.previews import Previews
from render.queue import commands, events
from render.queue.book import Book, Record
from render.queue.forecast import Forecast, forecast
from render.queue.job import JobId, Request, WorkerId
from render.queue.machine import TRANSIENT, Machine
from render.stores import (
    Artifact,
    ArtifactStore,
    AssetLibrary,
    Delivery,
    Fingerprint,
)
from render.workers import wire
from render.workers.pool import PoolStatus

logger = logging.getLogger(__name__)

FORECAST_SECONDS = 0.2
"""A forecast is good for so long, if nothing happens that changes it."""


class JobListener(Protocol):
    """Told how a job goes, on the event loop; only records."""

    def job_started(self, job: JobId) -> None: ...

    def job_progressed(self, job: JobId, step: int, steps: int) -> None: ...

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        """Readers of its board may read the artifact's pictures already."""
        ...

    def job_failed(self, job: JobId, problem: Problem) -> None: ...

    def job_cancelled(self, job: JobId) -> None:
        """Somebody called it off."""
        ...


class Dispatcher:
    """A `PoolListener` and a `KeepListener`. `send` reaches a worker, `replace` ends one; `count`
    is called with the type of each invocation that was executed and ended, `changed` whenever the
    book did.
    """

    def __init__(
        self,
        assets: AssetLibrary,
        artifacts: ArtifactStore,
        send: Callable[[WorkerId, wire.Message], None],
        count: Callable[[str], None],
        status_changed: Callable[[PoolStatus], None],
        *,
        replace: Callable[[WorkerId, str], None] = lambda worker, reason: None,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        book: Book | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._assets = assets
        self._artifacts = artifacts
        self._send = send
        self._count = count
        self.status_changed = status_changed
        self._replace = replace
        self._monotonic = monotonic
        self._wall = wall
        self.book = book or Book()
        self.previews = Previews()
        self._changed = changed
        self._machine = Machine()
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = math.inf
        self._forecast: tuple[int, float, Forecast] | None = None
        self._listeners: dict[JobId, JobListener] = {}
        self._keeping = Keeping(assets, artifacts, self, self._boards_of)
        self._wholes: dict[Fingerprint, list[JobId]] = {}

    async def run(self) -> None:
        """Take finished work into the library, until cancelled."""
        try:
            await self._keeping.run()
        finally:
            self._cancel_alarm()

    def begin_tokens(self, first: int) -> None:
        """Leases go on from `first`: those of an earlier life are void."""
        self._machine.next_token = first

    def expect(self, typical_ms: Mapping[str, int]) -> None:
        """What work of each type took in an earlier life."""
        for type, duration_ms in typical_ms.items():
            self._machine.estimates.expect(type, duration_ms / 1000)

    # For boards

    def wish(
        self,
        request: Request,
        invocation: Invocation,
        known: Mapping[Fingerprint, Artifact],
        listener: JobListener,
        *,
        is_part: bool = False,
    ) -> None:
        """`is_part`: of another job, so that it is no job of its own to people."""
        self._listeners[request.job] = listener
        if is_part:
            self._tell(events.Wished(request, invocation, known))
            return
        record = self._begin(request, invocation.spec.type, invocation.fingerprint)
        self._tell(events.Wished(record.request, invocation, known, record.attempts))

    def withdraw(self, job: JobId) -> None:
        """Nobody wants it any more."""
        self._forget(job)
        self.book.cancelled(job, self._now_ms())
        self._tell(events.Withdrawn(job))

    def suspend(self, job: JobId) -> None:
        """The server stops: the job has not ended, and goes on when it starts again."""
        self._forget(job)
        self.book.drop(job)
        self._tell(events.Withdrawn(job))

    def answer(self, request: Request, type: str, artifact: Artifact) -> None:
        """It was computed before: the job ends as it begins."""
        self._begin(request, type, artifact.fingerprint)
        self.book.done([request.job], artifact, self._now_ms())
        self._changed()

    def begin_whole(
        self, request: Request, type: str, fingerprint: Fingerprint, listener: JobListener
    ) -> None:
        """A job that no worker does: `listener` puts it together from its parts."""
        self._listeners[request.job] = listener
        self._begin(request, type, fingerprint)

    def progress_whole(self, job: JobId, step: int, steps: int) -> None:
        """So many of its parts are done."""
        self.book.started([job], self._now_ms())
        self.book.progressed(job, step, steps)
        self._changed()

    def finish_whole(self, job: JobId, artifact: Artifact) -> None:
        """Keep what was put together; then the job ends."""
        self._wholes.setdefault(artifact.fingerprint, []).append(job)
        self._keeping.put(Delivery(artifact))

    def fail(self, job: JobId, problem: Problem) -> None:
        """It cannot be, whatever the queue says."""
        self._forget(job)
        self.book.failed([job], problem, self._now_ms())
        self._tell(events.Withdrawn(job))

    def cancel(self, job: JobId) -> bool:
        """A person stops a job of theirs; whether it was under way."""
        listener = self._forget(job)
        record = self.book.find(job)
        if record is None or record.ended_ms is not None:
            return False
        self.book.cancelled(job, self._now_ms(), CANCELLED)
        self._tell(events.Withdrawn(job))
        if listener:
            listener.job_cancelled(job)
        return True

    def move(self, job: JobId, before: JobId | None) -> None:
        self._tell(events.Moved(job, before))

    def forecast(self) -> Forecast:
        """Positions, and ends by the wall clock in milliseconds."""
        now, version = self._monotonic(), self._machine.version
        last = self._forecast
        if last and last[0] == version and now - last[1] < FORECAST_SECONDS:
            return last[2]
        found = forecast(self._machine, now)
        wall = self._wall() - now
        ends = {job: round((end + wall) * 1000) for job, end in found.ends.items()}
        self._forecast = (version, now, Forecast(found.positions, ends))
        return self._forecast[2]

    async def find(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, Artifact]:
        """Those of `fingerprints` that were computed before."""
        return await self._artifacts.find(fingerprints)

    async def record_of(self, fingerprint: Fingerprint) -> dict[str, JSON] | None:
        """Of what that was made, with all that came before; `None` where it is not kept."""
        return await record_of(fingerprint, self._artifacts)

    # For the pool

    def worker_arrived(self, worker: WorkerId) -> None:
        self._tell(events.WorkerArrived(worker))

    def worker_lost(self, worker: WorkerId, reason: str) -> None:
        self._tell(events.WorkerLost(worker, reason))

    def worker_said(self, worker: WorkerId, message: wire.Message) -> None:
        match message:
            case wire.Pong():
                self._tell(events.WorkerHeard(worker))
            case wire.Computed(fingerprint, token):
                self._tell(events.WorkComputed(worker, Fingerprint(fingerprint), token or None))
            case wire.Stored(fingerprint):
                invocation = self._machine.invocation_of(Fingerprint(fingerprint))
                self._tell(events.WorkWritten(worker, Fingerprint(fingerprint)))
                self._keeping.put(self._keeping.delivery(message, invocation))
            case wire.Failed(fingerprint, code, text, _, transient):
                problem = Problem(TRANSIENT if transient else code, text)
                self._tell(events.WorkFailed(worker, Fingerprint(fingerprint), problem))
            case wire.Cancelled(fingerprint):
                self._tell(events.WorkStopped(worker, Fingerprint(fingerprint)))
            case wire.Missing(fingerprint):
                self._tell(events.InputsMissing(worker, Fingerprint(fingerprint)))
            case wire.Progress(fingerprint, step, steps):
                self._tell(events.WorkStepped(worker, Fingerprint(fingerprint), step, steps))
                for job in self._machine.jobs_of(Fingerprint(fingerprint)):
                    self.book.progressed(job, step, steps)
                    self._listeners[job].job_progressed(job, step, steps)
            case wire.Seats(fingerprint, count):
                self._tell(events.WorkSeated(worker, Fingerprint(fingerprint), count))
            case wire.Preview(fingerprint=fingerprint, webp=webp):
                for job in self._machine.jobs_of(Fingerprint(fingerprint)):
                    self.previews.put(job, webp)
            case _:
                logger.warning("worker %s said what is not its to say: %s", worker, message)

    # The machine's

    def _tell(self, event: events.Event) -> None:
        for command in self._machine.handle(event, self._monotonic()):
            self._do(command)
        self._set_alarm()
        self._changed()

    def _do(self, command: commands.Command) -> None:
        match command:
            case commands.Dispatch(worker, invocation, inputs, token, attempt, jobs):
                self.book.dispatched(jobs, attempt, token)
                between, joins = command.between, command.joins
                work = execute(
                    invocation, inputs, token, self._assets, between=between, joins=joins
                )
                self._say(worker, work)
            case commands.StopWork(worker, fingerprint):
                self._say(worker, wire.Stop(fingerprint))
            case commands.Replace(worker, reason):
                self._replace(worker, reason)
            case commands.Started(jobs):
                self.book.started(jobs, self._now_ms())
                for job in jobs:
                    self._listeners[job].job_started(job)
            case commands.Finished(invocation, jobs, artifact):
                self._count(invocation.spec.type)
                self.book.done(jobs, artifact, self._now_ms())
                for job in jobs:
                    if listener := self._forget(job):
                        listener.job_finished(job, artifact)
            case commands.GaveUp(invocation, jobs, problem):
                self._count(invocation.spec.type)
                self.book.failed(jobs, problem, self._now_ms())
                for job in jobs:
                    if listener := self._forget(job):
                        listener.job_failed(job, problem)
            case _:
                assert_never(command)

    def _begin(self, request: Request, type: str, fingerprint: Fingerprint) -> Record:
        return self.book.begin(request, type, fingerprint, self._now_ms())

    def _forget(self, job: JobId) -> JobListener | None:
        self.previews.drop(job)
        return self._listeners.pop(job, None)

    def _say(self, worker: WorkerId, message: wire.Message) -> None:
        try:
            self._send(worker, message)
        except WorkerUnavailable as error:
            logger.info("%s; its work is queued again as soon as it is collected", error)

    def _set_alarm(self) -> None:
        """One timer, for the earliest of what the machine waits for."""
        due = self._machine.next_due()
        if due is None or due >= self._alarm_at:
            return
        self._cancel_alarm()
        self._alarm_at = due
        delay = max(0.0, due - self._monotonic())
        self._alarm = asyncio.get_running_loop().call_later(delay, self._ring)

    def _ring(self) -> None:
        self._alarm, self._alarm_at = None, math.inf
        self._tell(events.TimePassed())

    def _cancel_alarm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm, self._alarm_at = None, math.inf

    def _now_ms(self) -> int:
        return round(self._wall() * 1000)

    # What is kept

    def kept(self, artifact: Artifact) -> None:
        for job in self._wholes.pop(artifact.fingerprint, ()):
            self._forget(job)
            self.book.done([job], artifact, self._now_ms())
        self._tell(events.WorkKept(artifact))

    def not_kept(self, fingerprint: Fingerprint, problem: Problem) -> None:
        for job in self._wholes.pop(fingerprint, ()):
            self.fail(job, problem)
        self._tell(events.WorkFailed(None, fingerprint, problem))

    def _boards_of(self, fingerprint: Fingerprint) -> set[DocumentId]:
        """Where somebody waits for it."""
        records = (self.book.find(job) for job in self._machine.jobs_of(fingerprint))
        boards = (record.request.board for record in records if record)
        return {board for board in boards if board is not None}
