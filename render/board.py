"""One board being rendered: its changes become verdicts, verdicts become wishes and results.

Lives as long as the document is live. Knows its document and the dispatcher; what is decided is
decided in `graph`, `results` and the queue's machine.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from collab.documents.live import LiveDocument
from collab.documents.model import JSON, NodeId
from render.dispatcher import Dispatcher, asset_output
from render.graph.build import build
from render.graph.model import Graph, Invocation, Problem
from render.graph.plan import (
    Blocked,
    Failed,
    Failure,
    Invalid,
    Knowledge,
    Passed,
    Silent,
    Stale,
    Verdict,
    Wanted,
    evaluate,
)
from render.graph.values import Computed, Inline, Uploaded, Value
from render.nodes.catalog import Catalog
from render.queue.job import JobId
from render.results import Done, Ended, Ledger, Nothing, Outcome, Result, Run, Underway
from render.stores import Artifact, AssetId, AssetInfo, AssetLibrary, Fingerprint
from render.watcher import Watcher, read_results_in_chunks
from render.writeback import Writeback

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0

PACE_SECONDS = 0.1
"""What was just wished for gets this long before newer changes may withdraw it. A slider in motion
would otherwise take each picture back right before it is done, and show none until it rests.
"""

CHUNK = 100
"""Nodes read in one go when a document opens, so that a large one does not hold everybody up."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """`monotonic` for waiting, `wall` for what people read; both in seconds."""

    monotonic: Callable[[], float]
    wall: Callable[[], float]


@dataclass(slots=True)
class _Wish:
    node: NodeId
    fingerprint: Fingerprint
    is_running: bool = False


class Board:
    """A `JobListener` for the jobs of its nodes."""

    def __init__(
        self,
        document: LiveDocument,
        catalog: Catalog,
        assets: AssetLibrary,
        dispatcher: Dispatcher,
        clocks: Clocks,
        new_job: Callable[[], JobId],
        progressed: Callable[[], None],
    ) -> None:
        self._document = document
        self._catalog = catalog
        self._assets = assets
        self._dispatcher = dispatcher
        self._clocks = clocks
        self._new_job = new_job
        self._progressed = progressed
        self._ledger = Ledger()
        self._is_calm = asyncio.Event()
        self._writeback = Writeback(
            document, self._ledger, assets, clocks.monotonic, clocks.wall, self._is_calm.set
        )
        self._watcher = Watcher(document.doc)
        self._failures: dict[NodeId, Failure] = {}
        self._found_assets: dict[AssetId, AssetInfo] = {}
        self._artifacts: dict[Fingerprint, Artifact] = {}
        self._wishes: dict[NodeId, JobId] = {}
        self._jobs: dict[JobId, _Wish] = {}
        self._fresh: set[JobId] = set()
        self._paced_until = 0.0
        self._passes_wait = False
        self._dirty = asyncio.Event()
        self._dirty.set()
        self.progress: dict[NodeId, tuple[int, int]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await self._load()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._writeback.run(), name="writeback")
                tasks.create_task(self._watch(), name="watch")
                while True:
                    await self._dirty.wait()
                    await self._pace()
                    self._dirty.clear()
                    try:
                        await self._render()
                    except Exception:  # a store that cannot be asked now, for one
                        logger.exception("board %s waits", self._document.id)
                        await asyncio.sleep(RETRY_SECONDS)
                        self._dirty.set()
        finally:
            self._watcher.cancel()
            for job in list(self._jobs):
                self._withdraw(job)

    def assets_changed(self) -> None:
        """Look again at what was missing."""
        self._dirty.set()

    # How its jobs go

    def job_started(self, job: JobId) -> None:
        wish = self._jobs[job]
        wish.is_running = True
        self._desire(wish.node, Underway(wish.fingerprint, is_running=True))

    def job_progressed(self, job: JobId, step: int, steps: int) -> None:
        self.progress[self._jobs[job].node] = (step, steps)
        self._progressed()

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        wish = self._end(job)
        self._artifacts[artifact.fingerprint] = artifact
        self._desire(wish.node, _done(artifact))
        if self._passes_wait:
            self._dirty.set()

    def job_failed(self, job: JobId, problem: Problem) -> None:
        wish = self._end(job)
        self._failures[wish.node] = Failure(wish.fingerprint, problem)
        self._dirty.set()

    # Rendering

    async def _load(self) -> None:
        """Read the document as it is, a chunk at a time."""
        for results in read_results_in_chunks(self._document.doc, CHUNK):
            self._ledger.load(results)
            self._failures.update(_failures(results))
            await asyncio.sleep(0)
        await self._watcher.load(CHUNK)

    async def _pace(self) -> None:
        """Let what was wished for last end and be shown first, if that is soon."""
        try:
            async with asyncio.timeout_at(self._paced_until):
                while self._fresh or self._ledger.is_due(self._clocks.monotonic()):
                    self._is_calm.clear()
                    await self._is_calm.wait()
        except TimeoutError:
            pass
        self._fresh.clear()
        self._paced_until = asyncio.get_running_loop().time() + PACE_SECONDS

    async def _watch(self) -> None:
        while True:
            if await self._watcher.changed():
                self._dirty.set()

    async def _render(self) -> None:
        graph = build(self._watcher.view(), self._catalog)
        await self._look_up(
            AssetId(str(node.params["asset"]))
            for node in graph.nodes.values()
            if node.type == "image" and node.params["asset"]
        )
        verdicts = self._evaluate(graph)
        if await self._recall(verdicts):
            verdicts = self._evaluate(graph)  # jobs may have ended meanwhile
        self._apply(verdicts)

    def _evaluate(self, graph: Graph) -> dict[NodeId, Verdict]:
        latched = {id: run.fingerprint for id, run in self._ledger.runs.items()}
        knowledge = Knowledge(self._found_assets, latched=latched, failures=self._failures)
        return evaluate(graph, knowledge)

    async def _look_up(self, used: Iterator[AssetId]) -> None:
        if unknown := set(used) - self._found_assets.keys():
            self._found_assets.update(await self._assets.of_board(self._document.id, unknown))

    async def _recall(self, verdicts: Mapping[NodeId, Verdict]) -> bool:
        """Learn which of what is wanted was computed before; whether that took a wait."""
        under_way = {wish.fingerprint for wish in self._jobs.values()}
        unknown = _fingerprints(verdicts.values()) - self._artifacts.keys() - under_way
        if unknown:
            self._artifacts.update(await self._dispatcher.find(unknown))
        return bool(unknown)

    def _pin(self, verdicts: Mapping[NodeId, Verdict]) -> None:
        """Keep the artifacts that are of use, and no others."""
        wanted = _fingerprints(verdicts.values())
        runs = {run.fingerprint: run for run in self._ledger.runs.values()}
        made = {v.invocation.fingerprint for v in verdicts.values() if isinstance(v, Wanted)}
        kept = {each: self._artifacts[each] for each in wanted if each in self._artifacts}
        for each in wanted - kept.keys() - made:
            if run := runs.get(each):
                # Latched: nothing wanted makes it again, so its result is all there is of it.
                kept[each] = Artifact(each, run.outputs, run.duration_ms)
        self._artifacts = kept

    def _apply(self, verdicts: Mapping[NodeId, Verdict]) -> None:
        self._pin(verdicts)
        self._passes_wait = False
        for node in [node for node in self._wishes if node not in verdicts]:
            self._withdraw(self._wishes[node])
        for node in [node for node in self._ledger.nodes() if node not in verdicts]:
            self._desire(node, Nothing())
        for node in [node for node in self._failures if node not in verdicts]:
            del self._failures[node]
        for node, verdict in verdicts.items():
            self._desire(node, self._pursue(node, verdict))

    def _pursue(self, node: NodeId, verdict: Verdict) -> Outcome:
        """Have the wish that `verdict` calls for, and no other; what `node` shows meanwhile."""
        wanted = verdict.invocation if isinstance(verdict, Wanted) else None
        artifact = self._artifacts.get(wanted.fingerprint) if wanted else None
        job = self._wishes.get(node)
        if job and (
            wanted is None or artifact or self._jobs[job].fingerprint != wanted.fingerprint
        ):
            self._withdraw(job)
        failure = self._failures.get(node)
        if failure and not (isinstance(verdict, Failed | Silent)):
            del self._failures[node]  # it changed: should it come back to this, it may try again
        match verdict:
            case Wanted(invocation):
                return _done(artifact) if artifact else self._wish(node, invocation)
            case Passed(fingerprint, outputs):
                return self._passed(fingerprint, outputs)
            case Silent():
                return Nothing()
            case Invalid(problems):
                return Ended("invalid", None, _together(problems))
            case Blocked(problem, fingerprint):
                return Ended("blocked", fingerprint, problem)
            case Stale(fingerprint):
                return Ended("stale", fingerprint, None)
            case Failed(fingerprint, problem):
                return Ended("error", fingerprint, problem)

    def _wish(self, node: NodeId, invocation: Invocation) -> Outcome:
        job = self._wishes.get(node)
        if job is None:
            job = self._new_job()
            self._wishes[node] = job
            self._jobs[job] = _Wish(node, invocation.fingerprint)
            self._fresh.add(job)
            known = {
                value.fingerprint: self._artifacts[value.fingerprint]
                for values in invocation.inputs.values()
                for value in values
                if isinstance(value, Computed) and value.fingerprint in self._artifacts
            }
            self._dispatcher.wish(job, invocation, known, self)
        return Underway(invocation.fingerprint, self._jobs[job].is_running)

    def _passed(self, wanted: Fingerprint, outputs: Mapping[str, Value]) -> Outcome:
        shown: dict[str, JSON] = {}
        for port, value in outputs.items():
            match value:
                case Inline(_, content):
                    shown[port] = {"value": content}
                case Uploaded(asset):
                    shown[port] = asset_output(self._found_assets[asset])
                case Computed(fingerprint, from_port):
                    artifact = self._artifacts.get(fingerprint)
                    if artifact is None:
                        self._passes_wait = True
                        return Underway(wanted, is_running=False)
                    shown[port] = artifact.outputs[from_port]
        return Done(Run(wanted, shown, 0))

    def _desire(self, node: NodeId, outcome: Outcome) -> None:
        self._ledger.desire(node, outcome, self._clocks.monotonic())
        self._writeback.wake()

    def _withdraw(self, job: JobId) -> None:
        self._end(job)
        self._dispatcher.withdraw(job)

    def _end(self, job: JobId) -> _Wish:
        wish = self._jobs.pop(job)
        del self._wishes[wish.node]
        self._fresh.discard(job)
        if not self._fresh:
            self._is_calm.set()
        if self.progress.pop(wish.node, None):
            self._progressed()
        return wish


def _done(artifact: Artifact) -> Done:
    return Done(Run(artifact.fingerprint, artifact.outputs, artifact.duration_ms))


def _together(problems: tuple[Problem, ...]) -> Problem:
    """Every problem in one: the first one's code, everybody's sentences."""
    first, *others = problems
    if not others:
        return first
    sentences = dict.fromkeys(problem.message for problem in problems)
    return Problem(first.code, ". ".join(sentences), first.params, first.node)


def _fingerprints(verdicts: Collection[Verdict]) -> set[Fingerprint]:
    """Every invocation whose artifact would be of use."""
    found: set[Fingerprint] = set()
    for verdict in verdicts:
        match verdict:
            case Wanted(invocation):
                found.add(invocation.fingerprint)
                values = [value for each in invocation.inputs.values() for value in each]
            case Passed(_, outputs):
                values = list(outputs.values())
            case _:
                continue
        found.update(value.fingerprint for value in values if isinstance(value, Computed))
    return found


def _failures(written: Mapping[NodeId, Result]) -> Iterator[tuple[NodeId, Failure]]:
    """Runs that failed before this start, so that they are not tried again for nothing."""
    for node, result in written.items():
        match result:
            case {
                "status": "error",
                "wanted": str(wanted),
                "error": {"code": str(code), "message": str(message)},
            }:
                yield node, Failure(Fingerprint(wanted), Problem(code, message))
