"""What can be said of a node, and what that depends on besides the graph. Values only."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from collab.documents.model import NodeId
from render.graph.model import Invocation, Problem
from render.graph.values import Given
from render.models.entry import Models
from render.stores import AssetId, AssetInfo, Fingerprint


@dataclass(frozen=True, slots=True)
class Silent:
    """Writes no result: a source, muted, or made where it is used."""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Cannot run until somebody changes the board; at least one problem, the gravest first."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Fine itself, but something it depends on is not."""

    problem: Problem
    wanted: Fingerprint | None


@dataclass(frozen=True, slots=True)
class Latched:
    """A node's last finished run. `parts` are those of its elements, if it gave a list."""

    fingerprint: Fingerprint
    parts: tuple[Fingerprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """Waits to be run. `latched` is what its readers go on from meanwhile."""

    wanted: Fingerprint
    latched: Latched | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Ran and failed, or was called off; nothing changed since, so it is not tried again."""

    wanted: Fingerprint
    problem: Problem
    how: "Ending" = "error"


@dataclass(frozen=True, slots=True)
class Wanted:
    """To be computed, if it is not known already."""

    invocation: Invocation


@dataclass(frozen=True, slots=True)
class WantedEach:
    """To be computed for each element of a list; `wanted` names all of them together."""

    wanted: Fingerprint
    invocations: tuple[Invocation, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """Nothing to compute: shows at each output what comes in."""

    wanted: Fingerprint
    outputs: Mapping[str, Given]


Verdict: TypeAlias = Silent | Invalid | Blocked | Stale | Failed | Wanted | WantedEach | Passed

Ending: TypeAlias = Literal["error", "cancelled"]


@dataclass(frozen=True, slots=True)
class Failure:
    """How a node's last run went wrong."""

    fingerprint: Fingerprint
    problem: Problem
    how: Ending = "error"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What of the world outside the graph its verdicts depend on.

    `latched` is each node's last finished run, `failures` the last failed one, `released` what
    somebody asked a waiting node to run: the fingerprint of all of it, or of one of its elements.
    While `is_paused`, live nodes wait as manual ones do. `models` are those this server has.
    """

    assets: Mapping[AssetId, AssetInfo] = field(default_factory=dict)
    latched: Mapping[NodeId, Latched] = field(default_factory=dict)
    failures: MutableMapping[NodeId, Failure] = field(default_factory=dict)
    released: MutableMapping[NodeId, frozenset[Fingerprint]] = field(default_factory=dict)
    is_paused: bool = False
    models: Models = field(default_factory=dict)


def wanted_of(verdict: Verdict) -> Fingerprint | None:
    """The fingerprint of the node as it is now, where one can be told."""
    match verdict:
        case Silent() | Invalid():
            return None
        case Wanted(invocation):
            return invocation.fingerprint
        case _:
            return verdict.wanted


def invocations(verdict: Verdict | None) -> tuple[Invocation, ...]:
    """What `verdict` wants computed."""
    match verdict:
        case Wanted(invocation):
            return (invocation,)
        case WantedEach(_, each):
            return each
        case _:
            return ()
