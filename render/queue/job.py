"""What the queue speaks of: jobs, workers, and the state of an invocation. Values only.

A job is one person's wish for one node's result on one board; an invocation is the work, named by
its fingerprint. Jobs that wish for the same invocation share it.
"""

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Some input is not there yet."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Every input is there, on some worker or in a file."""


@dataclass(frozen=True, slots=True)
class Running:
    """`reads_memory`: some input was sent as being in the worker's memory, not as a file."""

    worker: WorkerId
    reads_memory: bool = False
    is_stopping: bool = False


@dataclass(frozen=True, slots=True)
class InMemory:
    """Computed; the outputs are in `worker`'s memory and nowhere else."""

    worker: WorkerId


@dataclass(frozen=True, slots=True)
class Keeping:
    """Written to files, which are being taken into the library; `worker` may hold them still."""

    worker: WorkerId


State: TypeAlias = Waiting | Ready | Running | InMemory | Keeping


@dataclass(slots=True)
class Entry:
    """One invocation in the queue.

    `needs` has an artifact, or `None` while it is not finished, for each invocation it reads.
    `needs_files` is set once a worker had lost an input that was in its memory.
    """

    invocation: Invocation
    state: State
    needs: dict[Fingerprint, Artifact | None]
    jobs: dict[JobId, None] = field(default_factory=dict)
    deaths: int = 0
    needs_files: bool = False
