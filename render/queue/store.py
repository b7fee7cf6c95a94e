"""Where jobs are kept across restarts, as an interface; knows nothing of SQL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from collab.documents.model import JSON, DocumentId, NodeId
from render.queue.job import JobId, Priority
from render.stores import Fingerprint

JobStatus: TypeAlias = Literal["queued", "running", "done", "error", "cancelled"]


@dataclass(frozen=True, slots=True)
class QualityNote:
    """What the checks say of the output at `port`: `verdict` for programs, `message` to read. Of a
    list, `elements` are those it is said of, counted from 0.
    """

    port: str
    verdict: str
    message: str
    elements: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it is kept. Times are Unix milliseconds; `error` is its code and its message."""

    id: JobId
    board: DocumentId | None
    node: NodeId | None
    title: str
    type: str
    fingerprint: Fingerprint
    person: str | None
    priority: Priority
    status: JobStatus
    attempts: int
    lease_token: int
    created_ms: int
    started_ms: int | None = None
    ended_ms: int | None = None
    duration_ms: int | None = None
    error: tuple[str, str] | None = None
    graph: Mapping[str, JSON] | None = None
    quality: tuple[QualityNote, ...] = ()


class JobStore(Protocol):
    """Every method is one transaction."""

    async def save(self, rows: Collection[JobRow]) -> None:
        """Each in place of what was kept of it, except that what has ended stays as it ended."""
        ...

    async def unfinished(self) -> list[JobRow]:
        """Every job that has not ended, the oldest first."""
        ...

    async def last_token(self) -> int:
        """The highest lease token of all."""
        ...

    async def find(self, job: JobId) -> JobRow | None: ...

    async def typical_ms(self, newest: int) -> Mapping[str, int]:
        """What work of each type took, the median of those among the `newest` done jobs."""
        ...

    async def trim(self, keep: int, ended_before_ms: int) -> None:
        """Forget what ended before then, and all but the `keep` jobs that ended last."""
        ...
