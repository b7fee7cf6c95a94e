"""The shell around the queue's machine: carries its commands to workers and stores.

Shared by all boards. Knows invocations and jobs, no documents. Answers what was computed before
from memory, then from the artifact store, so that a repeat is never executed.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol, assert_never

from collab.documents.model import JSON
from render.errors import WorkerUnavailable
from render.graph.model import Invocation, Problem
from render.graph.values import Computed, Inline, Uploaded, Value
from render.outcomes import asset_output
from render.queue import commands, events
from render.queue.job import JobId, Request, WorkerId
from render.queue.machine import Machine
from render.stores import Artifact, ArtifactStore, AssetId, AssetInfo, AssetLibrary, Fingerprint
from render.workers import wire
from render.workers.pool import PoolStatus

logger = logging.getLogger(__name__)

REMEMBERED_ARTIFACTS = 50_000


class JobListener(Protocol):
    """Told how a job goes, on the event loop; only records."""

    def job_started(self, job: JobId) -> None: ...

    def job_progressed(self, job: JobId, step: int, steps: int) -> None: ...

    def job_finished(self, job: JobId, artifact: Artifact) -> None: ...

    def job_failed(self, job: JobId, problem: Problem) -> None: ...


class Dispatcher:
    """A `PoolListener`. `send` reaches a worker, `count` is called with the type of each
    invocation that was executed and ended.
    """

    def __init__(
        self,
        assets: AssetLibrary,
        artifacts: ArtifactStore,
        send: Callable[[WorkerId, wire.Message], None],
        count: Callable[[str], None],
        status_changed: Callable[[PoolStatus], None],
    ) -> None:
        self._assets = assets
        self._artifacts = artifacts
        self._send = send
        self._count = count
        self.status_changed = status_changed
        self._machine = Machine()
        self._listeners: dict[JobId, JobListener] = {}
        self._remembered: OrderedDict[Fingerprint, Artifact] = OrderedDict()
        # As many as invocations are in the state `Keeping`: workers wait for their encoder, which
        # waits for nobody, so a slow disk shows as a growing queue here. Entries are small.
        self._to_keep: asyncio.Queue[wire.Stored] = asyncio.Queue()

    async def run(self) -> None:
        """Take finished work into the library, until cancelled."""
        while True:
            batch = [await self._to_keep.get()]
            while not self._to_keep.empty():
                batch.append(self._to_keep.get_nowait())
            await self._keep(batch)

    # For boards

    def wish(
        self,
        request: Request,
        invocation: Invocation,
        known: Mapping[Fingerprint, Artifact],
        listener: JobListener,
    ) -> None:
        self._listeners[request.job] = listener
        self._tell(events.Wished(request.job, invocation, known))

    def withdraw(self, job: JobId) -> None:
        self._listeners.pop(job, None)
        self._tell(events.Withdrawn(job))

    async def find(self, fingerprints: Collection[Fingerprint]) -> dict[Fingerprint, Artifact]:
        """Those of `fingerprints` that were computed before."""
        unknown = [each for each in fingerprints if each not in self._remembered]
        if unknown:
            for artifact in (await self._artifacts.find(unknown)).values():
                self._remember(artifact)
        found = {each: self._remembered.get(each) for each in fingerprints}
        return {each: artifact for each, artifact in found.items() if artifact is not None}

    # For the pool

    def worker_arrived(self, worker: WorkerId) -> None:
        self._tell(events.WorkerArrived(worker))

    def worker_lost(self, worker: WorkerId, reason: str) -> None:
        self._tell(events.WorkerLost(worker, reason))

    def worker_said(self, worker: WorkerId, message: wire.Message) -> None:
        match message:
            case wire.Computed(fingerprint):
                self._tell(events.WorkComputed(worker, Fingerprint(fingerprint)))
            case wire.Stored(fingerprint):
                self._tell(events.WorkWritten(worker, Fingerprint(fingerprint)))
                self._to_keep.put_nowait(message)
            case wire.Failed(fingerprint, code, text):
                self._tell(events.WorkFailed(worker, Fingerprint(fingerprint), Problem(code, text)))
            case wire.Cancelled(fingerprint):
                self._tell(events.WorkStopped(worker, Fingerprint(fingerprint)))
            case wire.Missing(fingerprint):
                self._tell(events.InputsMissing(worker, Fingerprint(fingerprint)))
            case wire.Progress(fingerprint, step, steps):
                for job in self._machine.jobs_of(Fingerprint(fingerprint)):
                    self._listeners[job].job_progressed(job, step, steps)
            case _:
                logger.warning("worker %s said what is not its to say: %s", worker, message)

    # The machine's

    def _tell(self, event: events.Event) -> None:
        for command in self._machine.handle(event):
            self._do(command)

    def _do(self, command: commands.Command) -> None:
        match command:
            case commands.Dispatch(worker, invocation, inputs):
                self._say(worker, self._execute(invocation, inputs))
            case commands.StopWork(worker, fingerprint):
                self._say(worker, wire.Stop(fingerprint))
            case commands.Started(jobs):
                for job in jobs:
                    self._listeners[job].job_started(job)
            case commands.Finished(invocation, jobs, artifact):
                self._count(invocation.spec.type)
                for job in jobs:
                    self._listeners.pop(job).job_finished(job, artifact)
            case commands.GaveUp(invocation, jobs, problem):
                self._count(invocation.spec.type)
                for job in jobs:
                    self._listeners.pop(job).job_failed(job, problem)
            case _:
                assert_never(command)

    def _say(self, worker: WorkerId, message: wire.Message) -> None:
        try:
            self._send(worker, message)
        except WorkerUnavailable as error:
            logger.info("%s; its work is queued again as soon as it is collected", error)

    def _execute(
        self, invocation: Invocation, inputs: Mapping[Fingerprint, Artifact | None]
    ) -> wire.Execute:
        return wire.Execute(
            fingerprint=invocation.fingerprint,
            operation=invocation.spec.operation or "",
            params=invocation.params,
            inputs={
                port: [self._given(value, inputs) for value in values]
                for port, values in invocation.inputs.items()
            },
            outputs={port.name: port.type for port in invocation.spec.outputs},
        )

    def _given(
        self, value: Value, inputs: Mapping[Fingerprint, Artifact | None]
    ) -> dict[str, JSON]:
        match value:
            case Inline(_, content):
                return {"value": content}
            case Uploaded(asset):
                return self._file(f"asset:{asset}", asset, upload=True)
            case Computed(fingerprint, port):
                key = f"{fingerprint}:{port}"
                artifact = inputs[fingerprint]
                match artifact.outputs.get(port) if artifact else None:
                    case {"asset": str(kept)}:
                        return self._file(key, AssetId(kept), upload=False)
                    case {"value": content}:
                        return {"value": content}
                    case _:
                        return {"key": key, "path": None, "upload": False}

    def _file(self, key: str, asset: AssetId, upload: bool) -> dict[str, JSON]:
        return {"key": key, "path": str(self._assets.path(asset)), "upload": upload}

    # Keeping

    async def _keep(self, batch: Sequence[wire.Stored]) -> None:
        """Together, since a sync and a transaction cost the same for one and for a hundred."""
        try:
            artifacts = await self._kept(batch)
        except Exception as error:  # a full disk, a locked database: the node says so
            if len(batch) > 1:  # one bad file is no reason against the others
                for stored in batch:
                    await self._keep([stored])
                return
            [stored] = batch
            logger.exception("the result of %s cannot be kept", stored.fingerprint)
            problem = Problem("failed", f"The result could not be stored: {error}")
            self._tell(events.WorkFailed(None, Fingerprint(stored.fingerprint), problem))
            return
        for artifact in artifacts:
            self._remember(artifact)
            self._tell(events.WorkKept(artifact))

    async def _kept(self, batch: Sequence[wire.Stored]) -> list[Artifact]:
        artifacts: list[Artifact] = []
        files: list[tuple[Path, AssetInfo]] = []
        for stored in batch:
            outputs: dict[str, JSON] = {p: {"value": value} for p, value in stored.values.items()}
            for port, file in stored.files.items():
                info = _info(file)
                files.append((self._assets.scratch / str(file["file"]), info))
                outputs[port] = asset_output(info)
            artifacts.append(Artifact(Fingerprint(stored.fingerprint), outputs, stored.duration_ms))
        if files:
            await self._assets.adopt_many(files)
        await self._artifacts.save_many(artifacts)
        return artifacts

    def _remember(self, artifact: Artifact) -> None:
        self._remembered[artifact.fingerprint] = artifact
        self._remembered.move_to_end(artifact.fingerprint)
        while len(self._remembered) > REMEMBERED_ARTIFACTS:
            self._remembered.popitem(last=False)


def _info(file: Mapping[str, JSON]) -> AssetInfo:
    return AssetInfo(
        id=AssetId(str(file["asset"])),
        mime=str(file["mime"]),
        width=_whole(file["width"]),
        height=_whole(file["height"]),
        size_bytes=_whole(file["size_bytes"]),
    )


def _whole(value: JSON) -> int:
    return value if isinstance(value, int) else 0
