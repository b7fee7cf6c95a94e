"""What a node should show, from its verdict and what is known by now. Pure.

Also the other way round: what a result written before says of a node's last run.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from collab.documents.model import JSON, NodeId
from render.graph.model import Invocation, Problem
from render.graph.values import (
    Computed,
    Deferred,
    Given,
    Inline,
    Uploaded,
    Value,
    ValueList,
    flat,
    needed,
)
from render.graph.verdicts import (
    Blocked,
    Ending,
    Failed,
    Failure,
    Invalid,
    Passed,
    Silent,
    Stale,
    Verdict,
    Wanted,
    WantedEach,
    invocations,
    wanted_of,
)
from render.nodes.cut import Cut
from render.results import Done, Ended, Nothing, Outcome, Result, Run, Underway
from render.stores import Artifact, AssetId, AssetInfo, Checks, Fingerprint

CANCELLED = Problem("cancelled", "Called off; run it to try again")


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
        case WantedEach(wanted, each):
            return _each(wanted, each, artifacts, is_running)
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
        case Failed(wanted, problem, how):
            return Ended(how, wanted, problem if how == "error" else None)
        case _:
            assert_never(verdict)


def done(artifact: Artifact) -> Done:
    return Done(Run(artifact.fingerprint, artifact.outputs, artifact.duration_ms))


def asset_output(info: AssetInfo) -> dict[str, JSON]:
    """A picture in the form of a result's `outputs`."""
    return {"asset": info.id, "mime": info.mime, "width": info.width, "height": info.height}


def useful(verdict: Verdict | None) -> set[Fingerprint]:
    """Every invocation whose artifact would be of use."""
    found: set[Fingerprint] = set()
    for invocation in invocations(verdict):
        found.add(invocation.fingerprint)
        found.update(computed(invocation.inputs.values()))
    if isinstance(verdict, Passed):
        found.update(computed([tuple(flat(verdict.outputs.values()))]))
    if isinstance(verdict, Stale) and verdict.latched:
        found.update(verdict.latched.parts or [verdict.latched.fingerprint])
    return found


def computed(values: Collection[tuple[Value, ...]]) -> Iterator[Fingerprint]:
    """The invocations that give some of `values`."""
    for value in needed(value for each in values for value in each):
        yield value.fingerprint


def checks(verdict: Verdict, artifacts: Mapping[Fingerprint, Artifact]) -> Checks:
    """What is odd about outputs that are put together, from the artifacts that they are of."""
    values: Mapping[str, Sequence[Value]]
    match verdict:
        case WantedEach(_, each):
            ports = [port.name for port in each[0].spec.outputs]
            values = {port: [Computed(one.fingerprint, port) for one in each] for port in ports}
        case Passed(_, outputs):
            values = {port: list(flat([given])) for port, given in outputs.items()}
        case _:
            return {}
    found = {port: [_check(one, artifacts) for one in some] for port, some in values.items()}
    return {port: some for port, some in found.items() if any(each is not None for each in some)}


def _check(value: Value, artifacts: Mapping[Fingerprint, Artifact]) -> list[str] | None:
    """Nobody looks at what people brought themselves."""
    if not isinstance(value, Computed):
        return None
    known = artifacts[value.fingerprint].checks.get(value.port)
    return known[0] if known else None


def failure(
    verdict: Verdict | None, fingerprint: Fingerprint, problem: Problem, how: Ending
) -> Failure | None:
    """A node fails as a whole, though perhaps with one element of a list only; `None` when it does
    not want `fingerprint` any more.
    """
    names = [each.fingerprint for each in invocations(verdict)]
    wanted = wanted_of(verdict) if verdict else None
    if wanted is None or fingerprint not in names:
        return None
    if len(names) > 1:
        message = f"{names.index(fingerprint) + 1} of {len(names)}: {problem.message}"
        problem = Problem(problem.code, message, problem.params, problem.node)
    return Failure(wanted, problem, how)


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
            case {"status": "cancelled", "wanted": str(wanted)}:
                yield node, Failure(Fingerprint(wanted), CANCELLED, "cancelled")


def _each(
    wanted: Fingerprint,
    each: tuple[Invocation, ...],
    artifacts: Mapping[Fingerprint, Artifact],
    is_running: bool,
) -> Outcome:
    parts = tuple(one.fingerprint for one in each)
    found = [artifacts[part] for part in parts if part in artifacts]
    if len(found) < len(parts):
        return Underway(wanted, is_running)
    ports = dict.fromkeys(port.name for port in each[0].spec.outputs)
    outputs: dict[str, JSON] = {port: [one.outputs.get(port) for one in found] for port in ports}
    return Done(Run(wanted, outputs, sum(one.duration_ms for one in found), parts))


def _passed(
    wanted: Fingerprint,
    outputs: Mapping[str, Given],
    artifacts: Mapping[Fingerprint, Artifact],
    assets: Mapping[AssetId, AssetInfo],
) -> Outcome:
    if any(each not in artifacts for each in computed([tuple(flat(outputs.values()))])):
        return Underway(wanted, is_running=False)
    shown: dict[str, JSON] = {}
    for port, given in outputs.items():
        if isinstance(given, ValueList):
            shown[port] = [_shown(value, artifacts, assets) for value in given.values]
        else:
            shown[port] = _shown(given, artifacts, assets)
    return Done(Run(wanted, shown, 0))


def _shown(
    value: Value,
    artifacts: Mapping[Fingerprint, Artifact],
    assets: Mapping[AssetId, AssetInfo],
) -> JSON:
    match value:
        case Inline(_, content):
            return {"value": content}
        case Uploaded(asset, cut):
            return _seen(assets[asset], cut)
        case Computed(fingerprint, port):
            return artifacts[fingerprint].outputs.get(port)
        case Deferred():
            return None  # what is made where it is used is shown there


def _seen(info: AssetInfo, cut: Cut) -> JSON:
    """An uploaded picture as the board shows it: what reads `crop` and `turn` sees just that."""
    width, height = cut.size(info.width, info.height)
    shown = replace(info, width=width, height=height)
    return {**asset_output(shown), **cut.as_json()}


def _together(problems: tuple[Problem, ...]) -> Problem:
    """Every problem in one: the first one's code, everybody's sentences."""
    first, *others = problems
    if not others:
        return first
    sentences = dict.fromkeys(problem.message for problem in problems)
    return Problem(first.code, ". ".join(sentences), first.params, first.node)
