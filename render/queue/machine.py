"""The queue: a pure state machine. Events in, commands out, by the table in `transitions.py`.

The `Backlog` knows what is wished for and in which lines it waits, the `Crew` who works at what.

Knows no clock (`now` is given, in seconds), no worker protocol and no boards: of a job only who
wishes for it and how much it hurries.
"""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, assert_never

from render.graph.model import Invocation, Problem
from render.queue.backlog import INTERACTIVE, Backlog, line_of
from render.queue.commands import (
    Command,
    Dispatch,
    Finished,
    GaveUp,
    Replace,
    Started,
    StopWork,
)
from render.queue.crew import Crew, lease_of
from render.queue.estimates import Estimates
from render.queue.events import (
    Event,
    InputsMissing,
    Moved,
    TimePassed,
    Wished,
    Withdrawn,
    WorkComputed,
    WorkerArrived,
    WorkerHeard,
    WorkerLost,
    WorkFailed,
    WorkKept,
    WorkSeated,
    WorkStepped,
    WorkStopped,
    WorkWritten,
)
from render.queue.fairness import Turns
from render.queue.guests import may_go_between
from render.queue.job import (
    Entry,
    InMemory,
    JobId,
    Keeping,
    Lease,
    Pausing,
    Ready,
    Running,
    Waiting,
    WorkerId,
    account_of,
)
from render.queue.transitions import move
from render.stores import Artifact, Fingerprint

QUARANTINED = Problem(
    "quarantined", "The renderer crashed twice on this; change a setting to try again"
)
LOST_INPUT = Problem("failed", "A picture this depends on is gone; change a setting before it")

TRANSIENT: Final = "transient"
OUT_OF_MEMORY: Final = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds. `retry_seconds` are the pauses after each failure that may pass."""

    heartbeat_seconds: float = 5
    lease_seconds: float = 20
    hung_seconds: float = 120
    retry_seconds: tuple[float, ...] = (1, 2, 4)
    deaths: int = 2


class Machine:
    def __init__(self, patience: Patience | None = None) -> None:
        self.estimates = Estimates()
        self.version = 0
        """Grows with every event that may change who is where in the queue."""
        self._patience = patience or Patience()
        self.next_token = 1
        """Beyond every lease that was given before, by an earlier life of the server too."""
        self._now = 0.0
        self._checked_at = 0.0
        self._pauses: list[tuple[float, Fingerprint]] = []
        self._crew = Crew()
        self._backlog = Backlog(self._crew)

    def handle(self, event: Event, now: float) -> list[Command]:
        """Everything that follows from `event`, in order."""
        out: list[Command] = []
        self._advance(now)
        self.version += not isinstance(event, WorkerHeard | TimePassed)
        match event:
            case Wished():
                self._wish(event, out)
            case Withdrawn(job):
                self._withdraw(job, out)
            case Moved(job, before):
                self._backlog.rearrange(job, before)
            case TimePassed():
                self._pass_time(out)
            case WorkerArrived(worker):
                self._crew.arrive(worker)
            case WorkerHeard(worker):
                for each in self._crew.work_of(worker):
                    lease_of(each).heard_at = self._now
            case WorkerLost(worker):
                self._lose(worker, out)
            case WorkStepped(worker, fingerprint, step, steps):
                if entry := self._crew.find(worker, fingerprint):
                    lease_of(entry).progress = (step, steps)
                    for each in self._crew.work_of(worker):
                        lease_of(each).heard_at = lease_of(each).stepped_at = self._now
            case WorkSeated(worker, fingerprint, seats):
                if self._crew.find(worker, fingerprint):
                    self._crew.seat(worker, seats)
            case WorkComputed(worker, fingerprint, token):
                if entry := self._free(worker, fingerprint, token):
                    self.estimates.learn(entry.invocation, lease_of(entry).seconds(self._now))
                    self._crew.hold(worker, fingerprint)
                    move(entry, InMemory(worker))
                    self._backlog.refresh_readers(fingerprint)
            case WorkWritten(worker, fingerprint):
                entry = self._backlog.entries.get(fingerprint)
                if entry and entry.state == InMemory(worker):
                    move(entry, Keeping(worker))
                    self._replace_if_done(worker, out)
            case WorkKept(artifact):
                self._finish(artifact, out)
            case WorkFailed(worker, fingerprint, problem):
                self._fail(worker, fingerprint, problem, out)
            case WorkStopped(worker, fingerprint):
                if entry := self._free(worker, fingerprint):
                    self._again(entry)
            case InputsMissing(worker, fingerprint):
                self._miss(worker, fingerprint, out)
            case _:
                assert_never(event)
        self._dispatch(out)
        return out

    def jobs_of(self, fingerprint: Fingerprint) -> tuple[JobId, ...]:
        entry = self._backlog.entries.get(fingerprint)
        return tuple(entry.jobs) if entry else ()

    def invocation_of(self, fingerprint: Fingerprint) -> Invocation | None:
        entry = self._backlog.entries.get(fingerprint)
        return entry.invocation if entry else None

    def next_due(self) -> float | None:
        """When to be told that time passed, if nothing else happens before."""
        dues = [self._pauses[0][0]] if self._pauses else []
        if self._crew.running:
            dues.append(self._checked_at + self._patience.heartbeat_seconds)
        return min(dues, default=None)

    # What it looks like, for the forecast

    @property
    def entries(self) -> Collection[Entry]:
        return self._backlog.entries.values()

    @property
    def turns(self) -> Sequence[Turns]:
        """Of each line, the first line first."""
        return [line.turns for line in self._backlog.lines]

    @property
    def workers(self) -> Mapping[WorkerId, Sequence[Entry]]:
        """What each is doing, guests aside; not those that get nothing more."""
        return self._crew.hosts()

    # Jobs

    def _wish(self, event: Wished, out: list[Command]) -> None:
        if event.request.job in self._backlog:
            self._withdraw(event.request.job, out)
        entry = self._backlog.wish(event.request, event.invocation, event.known)
        if event.attempts and not entry.was_started:
            entry.attempts = event.attempts
            out.append(Started(tuple(entry.jobs)))
        elif entry.was_started:
            out.append(Started((event.request.job,)))
        self._backlog.refresh(entry)

    def _withdraw(self, job: JobId, out: list[Command]) -> None:
        entry = self._backlog.withdraw(job)
        if entry is None:
            return
        match entry.state:
            case Waiting() | Ready() | Pausing() if not entry.jobs:
                self._backlog.remove(entry)
            case Ready():
                self._backlog.refresh(entry)  # it may hurry less now
            case Running(lease, is_stopping=False) as state if not entry.jobs:
                entry.state = replace(state, is_stopping=True)
                out.append(StopWork(lease.worker, entry.invocation.fingerprint))
            case _:
                pass  # nearly done: kept as an artifact, should anybody come back to it

    # Time

    def _advance(self, now: float) -> None:
        """Clocks go forward only. A silence of ours, as in a suspended machine, is nobody's."""
        gap = now - self._now
        if gap > self._patience.lease_seconds / 2:
            for entry in self._crew.running:
                lease = lease_of(entry)
                lease.heard_at += gap
                lease.stepped_at += gap
        self._now = max(self._now, now)

    def _pass_time(self, out: list[Command]) -> None:
        self._checked_at = self._now
        while self._pauses and self._pauses[0][0] <= self._now:
            until, fingerprint = heapq.heappop(self._pauses)
            entry = self._backlog.entries.get(fingerprint)
            if entry and entry.state == Pausing(until):
                self._backlog.refresh(move(entry, Waiting()))
        for entry in self._crew.running:
            if not isinstance(entry.state, Running):
                continue  # it went with the other one of its worker
            lease = entry.state.lease
            if self._now - lease.heard_at > self._patience.lease_seconds:
                reason = f"it did not answer for {self._patience.lease_seconds:g} seconds"
            elif self._now - lease.stepped_at > self._patience.hung_seconds:
                reason = f"it got no further for {self._patience.hung_seconds:g} seconds"
            else:
                continue
            self._lose(lease.worker, out)
            out.append(Replace(lease.worker, reason))

    # Workers

    def _lose(self, worker: WorkerId, out: list[Command]) -> None:
        if worker not in self._crew:
            return  # it was given up already
        self._crew.reckon(worker, self._now)
        running, held = self._crew.lose(worker)
        entries = [self._backlog.entries[each] for each in held]
        lost = [entry for entry in entries if isinstance(entry.state, InMemory)]
        for entry in running:
            self._settle(entry)
        if len(running) > 1:  # nobody can tell whose fault it was
            for entry in running:
                entry.runs_alone = True
        else:
            for entry in running or lost:  # who ran is the suspect, else who was encoded
                entry.deaths += 1
        lost += running
        for entry in lost:
            if entry.deaths >= self._patience.deaths:
                self._give_up(entry, QUARANTINED, out)
            else:
                self._again(entry)
        for entry in [*entries, *lost]:
            self._backlog.refresh_readers(entry.invocation.fingerprint)

    def _retire(self, worker: WorkerId, reason: str, out: list[Command]) -> None:
        """Give it nothing more; replace it as soon as it has written what it holds."""
        self._crew.retire(worker, reason)
        for held in self._crew.held(worker):
            self._backlog.refresh_readers(held)
        self._replace_if_done(worker, out)

    def _replace_if_done(self, worker: WorkerId, out: list[Command]) -> None:
        held = (self._backlog.entries[each].state for each in self._crew.held(worker))
        reason = self._crew.retiring(worker)
        if reason is not None and not any(isinstance(each, InMemory) for each in held):
            out.append(Replace(worker, reason))
            self._lose(worker, out)

    def _free(
        self, worker: WorkerId, fingerprint: Fingerprint, token: int | None = None
    ) -> Entry | None:
        """The work that `worker` is done with; `None` when its lease is void."""
        entry = self._crew.find(worker, fingerprint)
        if entry is None or token not in (None, lease_of(entry).token):
            return None
        self._crew.reckon(worker, self._now, entry)
        self._settle(entry)
        self._crew.end(worker, entry, self._now)
        return entry

    def _settle(self, entry: Entry) -> None:
        """Charge what it took, in equal parts to whoever wished for it at its start or its end."""
        lease = lease_of(entry)
        accounts = {*lease.charged, *(account_of(request) for request in entry.jobs.values())}
        share = lease.seconds(self._now) / len(accounts)
        for account in accounts:
            self._backlog.lines[lease.line].turns.charge(
                account, share - lease.charged.get(account, 0.0)
            )

    def _dispatch(self, out: list[Command]) -> None:
        for worker in self._crew.idle():
            for number, line in enumerate(self._backlog.lines):
                fingerprint = line.take(worker)
                if fingerprint is not None:
                    self._start(self._backlog.entries[fingerprint], worker, number, out)
                    break
        for worker, hosts in list(self._crew.with_room()):
            may = partial(self._may_go_between, hosts)
            guest = self._backlog.lines[INTERACTIVE].take(worker, may)
            if guest is not None:
                self._start(self._backlog.entries[guest], worker, INTERACTIVE, out, between=True)
        for worker, batch in list(self._crew.with_seats()):
            while self._crew.has_seat(worker) and self._join(worker, batch, out):
                pass

    def _may_go_between(self, hosts: Sequence[Entry], guest: Fingerprint) -> bool:
        return may_go_between(hosts, self._backlog.entries[guest], self.estimates, self._now)

    def _join(self, worker: WorkerId, batch: str, out: list[Command]) -> bool:
        """Start what is next, if it is of that batch. If it is not, nothing joins until the worker
        has come to it: else work that goes on joining would keep everybody else waiting for ever.
        """
        for number, line in enumerate(self._backlog.lines):
            first = line.first(worker)
            if first is None:
                continue
            entry = self._backlog.entries[first]
            if entry.batch != batch or entry.runs_alone:
                return False
            line.take(worker)
            self._start(entry, worker, number, out, joins=True)
            return True
        return False

    def _start(
        self,
        entry: Entry,
        worker: WorkerId,
        line: int,
        out: list[Command],
        *,
        between: bool = False,
        joins: bool = False,
    ) -> None:
        accounts = {account_of(request) for request in entry.jobs.values()}
        ahead = self.estimates.of(entry.invocation) / len(accounts)
        line = line or line_of(entry)
        for account in accounts:
            self._backlog.lines[line].turns.charge(account, ahead)
        charged = dict.fromkeys(accounts, ahead)
        lease = Lease(self.next_token, worker, self._now, self._now, self._now, line, charged)
        self.next_token += 1
        entry.attempts += 1
        move(entry, Running(lease, reads_memory=None in entry.needs.values()))
        self._crew.begin(worker, entry, self._now, between=between)
        jobs, needs = tuple(entry.jobs), dict(entry.needs)
        invocation, attempt = entry.invocation, entry.attempts
        out.append(Dispatch(worker, invocation, needs, lease.token, attempt, jobs, between, joins))
        out.append(Started(jobs))

    # Ends

    def _finish(self, artifact: Artifact, out: list[Command]) -> None:
        entry = self._backlog.entries.get(artifact.fingerprint)
        if entry is None or not isinstance(entry.state, Keeping):
            return
        jobs = self._backlog.remove(entry)
        out.append(Finished(entry.invocation, jobs, artifact))
        self._backlog.provide(artifact)

    def _fail(
        self,
        worker: WorkerId | None,
        fingerprint: Fingerprint,
        problem: Problem,
        out: list[Command],
    ) -> None:
        entry = self._backlog.entries.get(fingerprint)
        if entry is None:
            return
        if worker is None:
            if not isinstance(entry.state, Keeping):
                return
        elif self._crew.find(worker, fingerprint):
            is_shared = len(self._crew.work_of(worker)) > 1
            self._free(worker, fingerprint)
            if self._tries_again(entry, worker, problem, is_shared, out):
                return
        elif entry.state != InMemory(worker):
            return  # from a worker that was given up
        code = "failed" if problem.code == TRANSIENT else problem.code
        self._give_up(entry, replace(problem, code=code), out)
        self._backlog.refresh_readers(fingerprint)
        if worker is not None:
            self._replace_if_done(worker, out)

    def _tries_again(
        self,
        entry: Entry,
        worker: WorkerId,
        problem: Problem,
        is_shared: bool,
        out: list[Command],
    ) -> bool:
        if problem.code == TRANSIENT and entry.failures < len(self._patience.retry_seconds):
            self._pause(entry)
            return True
        if problem.code == OUT_OF_MEMORY and is_shared and not entry.runs_alone:
            entry.runs_alone = True
            self._again(entry)
            return True
        if problem.code == OUT_OF_MEMORY:
            self._retire(worker, "its memory was exhausted", out)
            if not entry.ran_out_of_memory:
                entry.ran_out_of_memory = True
                self._again(entry)
                return True
        return False

    def _miss(self, worker: WorkerId, fingerprint: Fingerprint, out: list[Command]) -> None:
        entry = self._crew.find(worker, fingerprint)
        if entry is None or not isinstance(entry.state, Running):
            return
        had_files = not entry.state.reads_memory
        self._free(worker, fingerprint)
        if had_files:  # asking again is no use
            self._give_up(entry, LOST_INPUT, out)
            return
        entry.needs_files = True
        self._again(entry)

    def _give_up(self, entry: Entry, problem: Problem, out: list[Command]) -> None:
        out.append(GaveUp(entry.invocation, self._backlog.remove(entry), problem))

    # Back again

    def _again(self, entry: Entry) -> None:
        """Back into the queue, in front of everything: it was started before."""
        if entry.jobs:
            self._backlog.refresh(move(entry, Waiting()))
        else:
            self._backlog.remove(entry)

    def _pause(self, entry: Entry) -> None:
        if not entry.jobs:
            self._backlog.remove(entry)
            return
        until = self._now + self._patience.retry_seconds[entry.failures]
        entry.failures += 1
        move(entry, Pausing(until))
        heapq.heappush(self._pauses, (until, entry.invocation.fingerprint))
