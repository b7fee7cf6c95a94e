"""What the queue speaks of: jobs, workers, and the state of an invocation. Values only.

A job is one person's wish for one node's result on one board; an invocation is the work, named by
its fingerprint. Jobs that wish for the same invocation share it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeAlias

from collab.documents.model import DocumentId, NodeId
from render.graph.model import Invocation
from render.stores import Artifact, Fingerprint

JobId = NewType("JobId", str)

WorkerId = NewType("WorkerId", str)
"""Names one life of a worker process. A restarted one has another, which fences off the dead."""


Priority: TypeAlias = Literal["interactive", "batch"]


@dataclass(frozen=True, slots=True)
class Request:
    """Who wishes for what, as people read it. Work without a board has neither board nor node.

    `person` is the account whose wish it is; `None` when nobody's edit asked for it.
    """

    job: JobId
    board: DocumentId | None
    node: NodeId | None
    title: str
    person: str | None
    priority: Priority


Account: TypeAlias = str
"""Who device time is charged to: a person, or the board whose work nobody's edit asked for."""


def account_of(request: Request) -> Account:
    return request.person or f"board:{request.board or ''}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Some input is not there yet."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Every input is there: in files, or else in the memory of one worker."""


@dataclass(frozen=True, slots=True)
class Pausing:
    """Failed in a way that may pass; tried again at `until`."""

    until: float


@dataclass(slots=True)
class Lease:
    """A worker's claim on an invocation. `token` grows with every lease: an older one is void.

    `charged` is what each account paid ahead, by estimate; the rest is settled at the end.
    `elsewhere_seconds` went to guests, between its steps; `shared_seconds` to those that took their
    steps together with it.
    """

    token: int
    worker: WorkerId
    since: float
    heard_at: float
    stepped_at: float
    line: int
    charged: Mapping[Account, float]
    progress: tuple[int, int] | None = None
    elsewhere_seconds: float = 0.0
    shared_seconds: float = 0.0

    def elapsed(self, now: float) -> float:
        """How long it has been under way, as people count it."""
        return max(0.0, now - self.since - self.elsewhere_seconds)

    def seconds(self, now: float) -> float:
        """How long it has had the device, or a part of it."""
        return max(0.0, self.elapsed(now) - self.shared_seconds)


@dataclass(frozen=True, slots=True)
class Running:
    """`reads_memory`: some input was sent as being in the worker's memory, not as a file."""

    lease: Lease
    reads_memory: bool = False
    is_stopping: bool = False

    @property
    def worker(self) -> WorkerId:
        return self.lease.worker


@dataclass(frozen=True, slots=True)
class InMemory:
    """Computed; the outputs are in `worker`'s memory and nowhere else."""

    worker: WorkerId


@dataclass(frozen=True, slots=True)
class Keeping:
    """Written to files, which are being taken into the library; `worker` may hold them still."""

    worker: WorkerId


State: TypeAlias = Waiting | Ready | Pausing | Running | InMemory | Keeping


@dataclass(slots=True)
class Entry:
    """One invocation in the queue.

    `needs` has an artifact, or `None` while it is not finished, for each invocation it reads.
    `orders` is its place among the waiting work of each account. `ticket` changes whenever its
    place in the lines does, which makes the older places void. `needs_files` is set once a worker
    had lost an input that was in its memory, `runs_alone` once it went wrong beside other work.
    Work of one `batch` may take its steps together.
    """

    invocation: Invocation
    state: State
    needs: dict[Fingerprint, Artifact | None]
    batch: str | None = None
    jobs: dict[JobId, Request] = field(default_factory=dict)
    orders: dict[Account, int] = field(default_factory=dict)
    ticket: int = 0
    attempts: int = 0
    deaths: int = 0
    failures: int = 0
    ran_out_of_memory: bool = False
    needs_files: bool = False
    runs_alone: bool = False

    @property
    def was_started(self) -> bool:
        return self.attempts > 0
