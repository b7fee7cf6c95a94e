"""What the queue is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from render.graph.model import Invocation, Problem
from render.queue.job import JobId, WorkerId
from render.stores import Artifact, Fingerprint


@dataclass(frozen=True, slots=True)
class Wished:
    """`job` wants `invocation`. `known` has those of its inputs that were finished before."""

    job: JobId
    invocation: Invocation
    known: Mapping[Fingerprint, Artifact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`job` wants nothing any more."""

    job: JobId


@dataclass(frozen=True, slots=True)
class WorkerArrived:
    worker: WorkerId


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """Crashed, killed or hung: whatever it did not hand over has to be done again."""

    worker: WorkerId
    reason: str


@dataclass(frozen=True, slots=True)
class WorkComputed:
    worker: WorkerId
    fingerprint: Fingerprint


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
    """`worker` is `None` when the server could not keep what a worker wrote."""

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
    | WorkerArrived
    | WorkerLost
    | WorkComputed
    | WorkWritten
    | WorkKept
    | WorkFailed
    | WorkStopped
    | InputsMissing
)
