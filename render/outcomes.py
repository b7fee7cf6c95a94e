"""What a node should show, from its verdict and what is known by now. Pure.

Also the other way round: what a result written before says of a node's last run.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import assert_never

from collab.documents.model import JSON, NodeId
from render.graph.model import Problem
from render.graph.plan import (
    Blocked,
    Failed,
    Failure,
    Invalid,
    Passed,
    Silent,
    Stale,
    Verdict,
    Wanted,
)
from render.graph.values import Computed, Inline, Uploaded, Value
from render.results import Done, Ended, Nothing, Outcome, Result, Run, Underway
from render.stores import Artifact, AssetId, AssetInfo, Fingerprint


def outcome(
    verdict: Verdict,
    artifacts: Mapping[Fingerprint, Artifact],
    assets: Mapping[AssetId, AssetInfo],
    is_running: bool,
) -> Outcome:
    match verdict:
        case Wanted(invocation):
            artifact = artifacts.get(invocation.fingerprint)
            return done(artifact) if artifact else Underway(invocation.fingerprint, is_running)
        case Passed(fingerprint, outputs):
            return _passed(fingerprint, outputs, artifacts, assets)
        case Silent():
            return Nothing()
        case Invalid(problems):
            return Ended("invalid", None, _together(problems))
        case Blocked(problem, wanted):
            return Ended("blocked", wanted, problem)
        case Stale(wanted):
            return Ended("stale", wanted, None)
        case Failed(wanted, problem):
            return Ended("error", wanted, problem)
        case _:
            assert_never(verdict)


def done(artifact: Artifact) -> Done:
    return Done(Run(artifact.fingerprint, artifact.outputs, artifact.duration_ms))


def asset_output(info: AssetInfo) -> JSON:
    """A picture in the form of a result's `outputs`."""
    return {"asset": info.id, "mime": info.mime, "width": info.width, "height": info.height}


def useful(verdicts: Collection[Verdict]) -> set[Fingerprint]:
    """Every invocation whose artifact would be of use."""
    found: set[Fingerprint] = set()
    for verdict in verdicts:
        match verdict:
            case Wanted(invocation):
                found.add(invocation.fingerprint)
                found.update(computed(invocation.inputs.values()))
            case Passed(_, outputs):
                found.update(computed([tuple(outputs.values())]))
    return found


def computed(values: Collection[tuple[Value, ...]]) -> Iterator[Fingerprint]:
    """The invocations that give some of `values`."""
    for each in values:
        for value in each:
            if isinstance(value, Computed):
                yield value.fingerprint


def failures(written: Mapping[NodeId, Result]) -> Iterator[tuple[NodeId, Failure]]:
    """Runs that failed before this start, so that they are not tried again for nothing."""
    for node, result in written.items():
        match result:
            case {
                "status": "error",
                "wanted": str(wanted),
                "error": {"code": str(code), "message": str(message)},
            }:
                yield node, Failure(Fingerprint(wanted), Problem(code, message))


def _passed(
    wanted: Fingerprint,
    outputs: Mapping[str, Value],
    artifacts: Mapping[Fingerprint, Artifact],
    assets: Mapping[AssetId, AssetInfo],
) -> Outcome:
    shown: dict[str, JSON] = {}
    for port, value in outputs.items():
        match value:
            case Inline(_, content):
                shown[port] = {"value": content}
            case Uploaded(asset):
                shown[port] = asset_output(assets[asset])
            case Computed(fingerprint, from_port):
                artifact = artifacts.get(fingerprint)
                if artifact is None:
                    return Underway(wanted, is_running=False)
                shown[port] = artifact.outputs[from_port]
    return Done(Run(wanted, shown, 0))


def _together(problems: tuple[Problem, ...]) -> Problem:
    """Every problem in one: the first one's code, everybody's sentences."""
    first, *others = problems
    if not others:
        return first
    sentences = dict.fromkeys(problem.message for problem in problems)
    return Problem(first.code, ". ".join(sentences), first.params, first.node)
