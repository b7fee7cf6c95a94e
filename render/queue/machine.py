"""The queue: a pure state machine. Events in, commands out; every transition is in this file.

    Waiting ⇄ Ready → Running → InMemory → Keeping → gone, with `Finished`
    Running → Ready            its worker died, or had lost an input, or was stopped in vain
    InMemory → Ready           its worker died before the outputs were written
    Running, InMemory, Keeping → gone, with `GaveUp`
    Waiting, Ready → gone      the last wish was withdrawn

Knows no time, no worker protocol and no boards: a job is only an id here.
"""

from typing import assert_never

from render.graph.model import Invocation, Problem
from render.graph.values import Computed
from render.queue.commands import Command, Dispatch, Finished, GaveUp, Started, StopWork
from render.queue.events import (
    Event,
    InputsMissing,
    Wished,
    Withdrawn,
    WorkComputed,
    WorkerArrived,
    WorkerLost,
    WorkFailed,
    WorkKept,
    WorkStopped,
    WorkWritten,
)
from render.queue.job import Entry, InMemory, JobId, Keeping, Ready, Running, Waiting, WorkerId
from render.stores import Artifact, Fingerprint

MAX_DEATHS = 2
"""So many workers may die of one invocation before it is quarantined."""

QUARANTINED = Problem(
    "quarantined",
    f"The renderer crashed {MAX_DEATHS} times on this; change a setting to try again",
)

LOST_INPUT = Problem("failed", "A picture this depends on is gone; change a setting before it")


class Machine:
    def __init__(self) -> None:
        self._entries: dict[Fingerprint, Entry] = {}
        self._jobs: dict[JobId, Fingerprint] = {}
        self._readers: dict[Fingerprint, dict[Fingerprint, None]] = {}
        self._ready: dict[Fingerprint, None] = {}
        self._idle: dict[WorkerId, None] = {}
        self._workers: dict[WorkerId, None] = {}

    def handle(self, event: Event) -> list[Command]:
        """Everything that follows from `event`, in order."""
        out: list[Command] = []
        match event:
            case Wished():
                self._wish(event, out)
            case Withdrawn(job):
                self._withdraw(job, out)
            case WorkerArrived(worker):
                self._workers[worker] = self._idle[worker] = None
            case WorkerLost(worker):
                self._lose(worker, out)
            case WorkComputed(worker, fingerprint):
                if self._free(worker, fingerprint):
                    self._entries[fingerprint].state = InMemory(worker)
                    self._refresh_readers(fingerprint)
            case WorkWritten(worker, fingerprint):
                entry = self._entries.get(fingerprint)
                if entry and isinstance(entry.state, InMemory) and entry.state.worker == worker:
                    entry.state = Keeping(worker)
            case WorkKept(artifact):
                self._finish(artifact, out)
            case WorkFailed(worker, fingerprint, problem):
                self._fail(worker, fingerprint, problem, out)
            case WorkStopped(worker, fingerprint):
                if self._free(worker, fingerprint):
                    self._again(self._entries[fingerprint])
            case InputsMissing(worker, fingerprint):
                if self._free(worker, fingerprint):
                    self._miss(self._entries[fingerprint], out)
            case _:
                assert_never(event)
        self._dispatch(out)
        return out

    def jobs_of(self, fingerprint: Fingerprint) -> tuple[JobId, ...]:
        entry = self._entries.get(fingerprint)
        return tuple(entry.jobs) if entry else ()

    # Jobs

    def _wish(self, event: Wished, out: list[Command]) -> None:
        if event.job in self._jobs:
            self._withdraw(event.job, out)
        invocation = event.invocation
        entry = self._entries.get(invocation.fingerprint)
        if entry is None:
            entry = self._add(invocation)
        for need, artifact in event.known.items():
            if need in entry.needs:
                entry.needs[need] = artifact
        entry.jobs[event.job] = None
        self._jobs[event.job] = invocation.fingerprint
        self._refresh(entry)
        if isinstance(entry.state, Running | InMemory | Keeping):
            out.append(Started((event.job,)))

    def _withdraw(self, job: JobId, out: list[Command]) -> None:
        fingerprint = self._jobs.pop(job, None)
        if fingerprint is None:
            return
        entry = self._entries[fingerprint]
        del entry.jobs[job]
        if entry.jobs:
            return
        match entry.state:
            case Waiting() | Ready():
                self._remove(entry)
            case Running(worker, reads_memory, is_stopping=False):
                entry.state = Running(worker, reads_memory, is_stopping=True)
                out.append(StopWork(worker, fingerprint))
            case _:
                pass  # nearly done: kept as an artifact, should anybody come back to it

    # Workers

    def _lose(self, worker: WorkerId, out: list[Command]) -> None:
        self._workers.pop(worker, None)
        self._idle.pop(worker, None)
        lost = [
            entry
            for entry in self._entries.values()
            if isinstance(entry.state, Running | InMemory) and entry.state.worker == worker
        ]
        running = [entry for entry in lost if isinstance(entry.state, Running)]
        for entry in running or lost:  # who was running is the suspect, else who was encoding
            entry.deaths += 1
        for entry in reversed(lost):  # each goes in front, so the oldest last
            if entry.deaths >= MAX_DEATHS:
                self._give_up(entry, QUARANTINED, out)
            else:
                self._again(entry)
        for entry in lost:
            self._refresh_readers(entry.invocation.fingerprint)

    def _free(self, worker: WorkerId, fingerprint: Fingerprint) -> bool:
        """Whether `worker` holds `fingerprint`, which frees it; else it speaks too late."""
        entry = self._entries.get(fingerprint)
        if entry is None or not isinstance(entry.state, Running) or entry.state.worker != worker:
            return False
        self._idle[worker] = None
        return True

    def _dispatch(self, out: list[Command]) -> None:
        for worker in list(self._idle):
            for fingerprint in self._ready:
                entry = self._entries[fingerprint]
                if self._can_run(entry, worker):
                    del self._ready[fingerprint], self._idle[worker]
                    entry.state = Running(worker, reads_memory=None in entry.needs.values())
                    out.append(Dispatch(worker, entry.invocation, dict(entry.needs)))
                    out.append(Started(tuple(entry.jobs)))
                    break

    def _can_run(self, entry: Entry, worker: WorkerId) -> bool:
        return all(
            artifact is not None or self._holder(need) == worker
            for need, artifact in entry.needs.items()
        )

    def _miss(self, entry: Entry, out: list[Command]) -> None:
        if isinstance(entry.state, Running) and not entry.state.reads_memory:
            self._give_up(entry, LOST_INPUT, out)  # it had them as files: asking again is no use
            return
        entry.needs_files = True
        self._again(entry)

    # Ends

    def _finish(self, artifact: Artifact, out: list[Command]) -> None:
        entry = self._entries.get(artifact.fingerprint)
        if entry is None or not isinstance(entry.state, Keeping):
            return
        jobs = self._remove(entry)
        out.append(Finished(entry.invocation, jobs, artifact))
        for reader in self._readers.get(artifact.fingerprint, ()):
            self._entries[reader].needs[artifact.fingerprint] = artifact
        self._refresh_readers(artifact.fingerprint)

    def _fail(
        self,
        worker: WorkerId | None,
        fingerprint: Fingerprint,
        problem: Problem,
        out: list[Command],
    ) -> None:
        entry = self._entries.get(fingerprint)
        if entry is None:
            return
        match entry.state:
            case Running(holder) if holder == worker:
                self._idle[holder] = None
            case InMemory(holder) if holder == worker:
                pass
            case Keeping() if worker is None:
                pass
            case _:
                return  # from a worker that was given up
        self._give_up(entry, problem, out)
        self._refresh_readers(fingerprint)

    def _give_up(self, entry: Entry, problem: Problem, out: list[Command]) -> None:
        out.append(GaveUp(entry.invocation, self._remove(entry), problem))

    # Entries

    def _add(self, invocation: Invocation) -> Entry:
        needs: dict[Fingerprint, Artifact | None] = {
            value.fingerprint: None
            for values in invocation.inputs.values()
            for value in values
            if isinstance(value, Computed)
        }
        entry = Entry(invocation, Waiting(), needs)
        self._entries[invocation.fingerprint] = entry
        for need in needs:
            self._readers.setdefault(need, {})[invocation.fingerprint] = None
        return entry

    def _remove(self, entry: Entry) -> tuple[JobId, ...]:
        fingerprint = entry.invocation.fingerprint
        del self._entries[fingerprint]
        self._ready.pop(fingerprint, None)
        for need in entry.needs:
            readers = self._readers[need]
            del readers[fingerprint]
            if not readers:
                del self._readers[need]
        for job in entry.jobs:
            del self._jobs[job]
        return tuple(entry.jobs)

    def _again(self, entry: Entry) -> None:
        """Back into the queue, in front: it was here before those that wait."""
        if not entry.jobs:
            self._remove(entry)
            return
        entry.state = Waiting()
        self._refresh(entry)
        fingerprint = entry.invocation.fingerprint
        if fingerprint in self._ready:
            self._ready = {fingerprint: None, **self._ready}

    def _refresh_readers(self, fingerprint: Fingerprint) -> None:
        for reader in list(self._readers.get(fingerprint, ())):
            self._refresh(self._entries[reader])

    def _refresh(self, entry: Entry) -> None:
        """Move between `Waiting` and `Ready`, as its inputs are there or not."""
        if not isinstance(entry.state, Waiting | Ready):
            return
        fingerprint = entry.invocation.fingerprint
        if all(
            artifact is not None or (not entry.needs_files and self._holder(need) is not None)
            for need, artifact in entry.needs.items()
        ):
            entry.state = Ready()
            self._ready.setdefault(fingerprint, None)
        else:
            entry.state = Waiting()
            self._ready.pop(fingerprint, None)

    def _holder(self, fingerprint: Fingerprint) -> WorkerId | None:
        """The living worker that has the outputs of `fingerprint` in its memory."""
        entry = self._entries.get(fingerprint)
        if entry is None or not isinstance(entry.state, InMemory | Keeping):
            return None
        return entry.state.worker if entry.state.worker in self._workers else None
