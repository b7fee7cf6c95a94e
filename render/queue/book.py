"""What is known of each job, as people see it: pure, with the time given as Unix milliseconds.

The machine knows work; this knows jobs: what became of each, when, and which of it is worth a row
that outlives the server. A job has a row once somebody asked for it, it is older than `QUIET_MS`,
or it failed or was called off; cheap live work comes and goes without one. A job ends once.
"""

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON
from render.graph.model import Problem
from render.queue.job import JobId, Request
from render.queue.quality import quality
from render.queue.store import JobRow, JobStatus, QualityNote
from render.stores import Artifact, Fingerprint

QUIET_MS: Final = 250

RECENT: Final = 2000
"""So many jobs that ended can be asked for without a row."""


@dataclass(slots=True)
class Record:
    """One job. `is_asked`: somebody asked for just this, so it is theirs to see to the end.

    `graph` is the private graph of a job without a board, from which it can begin again.
    `quality` has what the checks of its outputs say.
    """

    request: Request
    type: str
    fingerprint: Fingerprint
    created_ms: int
    is_asked: bool = False
    has_row: bool = False
    status: JobStatus = "queued"
    attempts: int = 0
    lease_token: int = 0
    progress: tuple[int, int] | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    duration_ms: int | None = None
    error: Problem | None = None
    graph: Mapping[str, JSON] | None = None
    quality: tuple[QualityNote, ...] = ()

    @property
    def job(self) -> JobId:
        return self.request.job

    def as_row(self) -> JobRow:
        request = self.request
        return JobRow(
            id=request.job,
            board=request.board,
            node=request.node,
            title=request.title,
            type=self.type,
            fingerprint=self.fingerprint,
            person=request.person,
            priority=request.priority,
            status=self.status,
            attempts=self.attempts,
            lease_token=self.lease_token,
            created_ms=self.created_ms,
            started_ms=self.started_ms,
            ended_ms=self.ended_ms,
            duration_ms=self.duration_ms,
            error=(self.error.code, self.error.message) if self.error else None,
            graph=self.graph,
            quality=self.quality,
        )


def record_of(row: JobRow) -> Record:
    """A job as an earlier life of the server left it."""
    return Record(
        request=Request(row.id, row.board, row.node, row.title, row.person, row.priority),
        type=row.type,
        fingerprint=row.fingerprint,
        created_ms=row.created_ms,
        is_asked=True,
        has_row=True,
        status=row.status,
        attempts=row.attempts,
        lease_token=row.lease_token,
        started_ms=row.started_ms,
        ended_ms=row.ended_ms,
        duration_ms=row.duration_ms,
        error=Problem(*row.error) if row.error else None,
        graph=row.graph,
        quality=row.quality,
    )


class Book:
    def __init__(self) -> None:
        self._live: dict[JobId, Record] = {}
        self._ended: OrderedDict[JobId, Record] = OrderedDict()
        self._young: deque[Record] = deque()
        self._unsaved: dict[JobId, Record] = {}

    @property
    def live(self) -> Collection[Record]:
        return self._live.values()

    def find(self, job: JobId) -> Record | None:
        return self._live.get(job) or self._ended.get(job)

    def begin(self, request: Request, type: str, fingerprint: Fingerprint, now_ms: int) -> Record:
        """A job that an earlier life of the server began goes on as it was asked for then."""
        record = self._live.get(request.job)
        if record is None:
            record = Record(request, type, fingerprint, now_ms)
            self._live[request.job] = record
            self._young.append(record)
        return record

    def restore(self, record: Record) -> None:
        """A job of an earlier life that has not ended."""
        self._live[record.job] = record

    def ask(self, jobs: Iterable[JobId], graph: Mapping[str, JSON] | None = None) -> None:
        """Somebody asked for `jobs`."""
        for job in jobs:
            if record := self.find(job):
                record.is_asked, record.graph = True, graph
                self._unsaved[job] = record

    def dispatched(self, jobs: Iterable[JobId], attempt: int, token: int) -> None:
        for record in self._of(jobs):
            record.attempts, record.lease_token = attempt, token
            self._touch(record)

    def started(self, jobs: Iterable[JobId], now_ms: int) -> None:
        """Only ever forwards: work that starts again is running all the while. Who joins work that
        runs has been started too, for a later life of the server as well.
        """
        for record in self._of(jobs):
            if record.status == "queued":
                record.status, record.started_ms = "running", now_ms
                record.attempts = max(1, record.attempts)
                self._touch(record)

    def progressed(self, job: JobId, step: int, steps: int) -> None:
        if record := self._live.get(job):
            record.progress = (step, steps)

    def done(self, jobs: Iterable[JobId], artifact: Artifact, now_ms: int) -> None:
        for record in self._of(jobs):
            record.duration_ms, record.quality = artifact.duration_ms, quality(artifact)
            self._end(record, "done", now_ms)

    def failed(self, jobs: Iterable[JobId], problem: Problem, now_ms: int) -> None:
        for record in self._of(jobs):
            record.error = problem
            self._end(record, "error", now_ms)

    def cancelled(self, job: JobId, now_ms: int, problem: Problem | None = None) -> None:
        for record in self._of([job]):
            record.error = problem
            self._end(record, "cancelled", now_ms)

    def drop(self, job: JobId) -> None:
        """Out of mind, without an end: a later life of the server finds its row."""
        self._live.pop(job, None)

    def take_unsaved(self, now_ms: int) -> list[Record]:
        """Every job whose row is to be written, anew or for the first time."""
        while self._young and now_ms - self._young[0].created_ms >= QUIET_MS:
            record = self._young.popleft()
            if record.ended_ms is None and not record.has_row:
                self._unsaved[record.job] = record
        taken, self._unsaved = list(self._unsaved.values()), {}
        for record in taken:
            record.has_row = True
        return taken

    def next_due_ms(self) -> int | None:
        """When a job will be old enough for a row."""
        return self._young[0].created_ms + QUIET_MS if self._young else None

    def put_back(self, records: Iterable[Record]) -> None:
        """They could not be saved."""
        for record in records:
            self._unsaved.setdefault(record.job, record)

    def _of(self, jobs: Iterable[JobId]) -> list[Record]:
        return [record for job in jobs if (record := self._live.get(job))]

    def _touch(self, record: Record) -> None:
        if record.has_row or record.is_asked:
            self._unsaved[record.job] = record

    def _end(self, record: Record, status: JobStatus, now_ms: int) -> None:
        del self._live[record.job]
        record.status, record.ended_ms = status, now_ms
        if record.duration_ms is None and record.started_ms is not None:
            record.duration_ms = max(0, now_ms - record.started_ms)
        self._ended[record.job] = record
        if len(self._ended) > RECENT:
            self._ended.popitem(last=False)
        if record.error or now_ms - record.created_ms >= QUIET_MS:
            self._unsaved[record.job] = record
        self._touch(record)
