"""What the queue asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from render.graph.model import Invocation, Problem
from render.queue.job import JobId, WorkerId
from render.stores import Artifact, Fingerprint


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Send `invocation` to `worker`. An input without artifact is in that worker's memory. What is
    a guest runs `between` the steps of what the worker is at; what `joins` takes its own together
    with these.
    """

    worker: WorkerId
    invocation: Invocation
    inputs: Mapping[Fingerprint, Artifact | None]
    token: int
    attempt: int
    jobs: tuple[JobId, ...]
    between: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True)
class StopWork:
    """Tell `worker` that nobody wants `fingerprint` any more."""

    worker: WorkerId
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Replace:
    """End `worker`'s process and start another; its work is back in the queue already."""

    worker: WorkerId
    reason: str


@dataclass(frozen=True, slots=True)
class Started:
    """`jobs` are being worked on."""

    jobs: tuple[JobId, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """`invocation` was executed and is kept as `artifact`; `jobs` end with it."""

    invocation: Invocation
    jobs: tuple[JobId, ...]
    artifact: Artifact


@dataclass(frozen=True, slots=True)
class GaveUp:
    """`invocation` was executed and has no result; `jobs` end with `problem`."""

    invocation: Invocation
    jobs: tuple[JobId, ...]
    problem: Problem


Command: TypeAlias = Dispatch | StopWork | Replace | Started | Finished | GaveUp
