"""What the queue is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from render.graph.model import Invocation, Problem
from render.queue.job import JobId, Request, WorkerId
from render.stores import Artifact, Fingerprint


@dataclass(frozen=True, slots=True)
class Wished:
    """A job begins. `known` has those of the inputs that were finished before; `attempts` is how
    often an earlier life of the server had started it.
    """

    request: Request
    invocation: Invocation
    known: Mapping[Fingerprint, Artifact] = field(default_factory=dict)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`job` wants nothing any more."""

    job: JobId


@dataclass(frozen=True, slots=True)
class Moved:
    """`job` is to be done right before `before`, or after all else its person waits for."""

    job: JobId
    before: JobId | None


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened, which may be what matters."""


@dataclass(frozen=True, slots=True)
class WorkerArrived:
    worker: WorkerId


@dataclass(frozen=True, slots=True)
class WorkerHeard:
    """A heartbeat, or anything else the worker said."""

    worker: WorkerId


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """Crashed, killed or hung: whatever it did not hand over has to be done again."""

    worker: WorkerId
    reason: str


@dataclass(frozen=True, slots=True)
class WorkStepped:
    worker: WorkerId
    fingerprint: Fingerprint
    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class WorkSeated:
    """`worker` has seats for so many to take their steps together with `fingerprint`, it included,
    until all of them have ended.
    """

    worker: WorkerId
    fingerprint: Fingerprint
    seats: int


@dataclass(frozen=True, slots=True)
class WorkComputed:
    """`token` is that of the lease it was computed under, where the worker knows it."""

    worker: WorkerId
    fingerprint: Fingerprint
    token: int | None = None


@dataclass(frozen=True, slots=True)
class WorkWritten:
    """The outputs are in files that outlive the worker."""

    worker: WorkerId
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class WorkKept:
    """The artifact is in the library and its row is saved."""

    artifact: Artifact


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """`worker` is `None` when the server could not keep what a worker wrote.

    `problem.code` is `transient` for what may pass, `out_of_memory` for what a fresh process may
    manage.
    """

    worker: WorkerId | None
    fingerprint: Fingerprint
    problem: Problem


@dataclass(frozen=True, slots=True)
class WorkStopped:
    worker: WorkerId
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class InputsMissing:
    """The worker no longer has in memory what it was sent to read from there."""

    worker: WorkerId
    fingerprint: Fingerprint


Event: TypeAlias = (
    Wished
    | Withdrawn
    | Moved
    | TimePassed
    | WorkerArrived
    | WorkerHeard
    | WorkerLost
    | WorkStepped
    | WorkSeated
    | WorkComputed
    | WorkWritten
    | WorkKept
    | WorkFailed
    | WorkStopped
    | InputsMissing
)
