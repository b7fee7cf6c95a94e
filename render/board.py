"""One board being rendered: its changes become verdicts, verdicts become wishes and results.

Lives as long as the document is live. Knows its document and the dispatcher; what is decided is
decided in `graph`, `outcomes`, `results` and the queue's machine.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from collab.documents.live import LiveDocument
from collab.documents.model import NodeId
from render.dispatcher import Dispatcher
from render.graph.build import build
from render.graph.model import Graph, Invocation, Problem
from render.graph.plan import (
    Failed,
    Failure,
    Knowledge,
    Passed,
    Silent,
    Verdict,
    Wanted,
    evaluate,
)
from render.nodes.catalog import Catalog
from render.outcomes import computed, done, failures, outcome, useful
from render.queue.job import JobId, Request
from render.results import Ledger, Nothing, Outcome, Underway
from render.stores import Artifact, AssetId, AssetInfo, AssetLibrary, Fingerprint
from render.watcher import Watcher, read_results_in_chunks
from render.wishes import Wish, Wishes
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


class Board:
    """A `JobListener` for the jobs of its nodes."""

    def __init__(
        self,
        document: LiveDocument,
        catalog: Catalog,
        assets: AssetLibrary,
        dispatcher: Dispatcher,
        clocks: Clocks,
        new_job: Callable[[NodeId, Fingerprint], JobId],
        progressed: Callable[[], None],
    ) -> None:
        self._document = document
        self._catalog = catalog
        self._assets = assets
        self._dispatcher = dispatcher
        self._clocks = clocks
        self._progressed = progressed
        self._ledger = Ledger()
        self._wishes = Wishes(new_job)
        self._writeback = Writeback(
            document, self._ledger, assets, clocks.monotonic, clocks.wall, self._wishes.moved.set
        )
        self._watcher = Watcher(document.doc)
        self._failures: dict[NodeId, Failure] = {}
        self._found_assets: dict[AssetId, AssetInfo] = {}
        self._artifacts: dict[Fingerprint, Artifact] = {}
        self._names: dict[NodeId, str] = {}
        self._paced_until = 0.0
        self._passes_wait = False
        self._dirty = asyncio.Event()
        self._dirty.set()

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
            for wish in self._wishes:
                self._withdraw(wish.job)

    def assets_changed(self) -> None:
        """Look again at what was missing."""
        self._dirty.set()

    def progress(self) -> dict[NodeId, tuple[int, int]]:
        """How far the long work of its nodes is: the step reached, and how many there are."""
        return {wish.node: wish.progress for wish in self._wishes if wish.progress}

    # How its jobs go

    def job_started(self, job: JobId) -> None:
        wish = self._wishes[job]
        wish.is_running = True
        self._desire(wish.node, Underway(wish.fingerprint, is_running=True))

    def job_progressed(self, job: JobId, step: int, steps: int) -> None:
        self._wishes[job].progress = (step, steps)
        self._progressed()

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        wish = self._end(job)
        self._artifacts[artifact.fingerprint] = artifact
        self._desire(wish.node, done(artifact))
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
            self._failures.update(failures(results))
            await asyncio.sleep(0)
        await self._watcher.load(CHUNK)

    async def _pace(self) -> None:
        """Let what was wished for last end and be shown first, if that is soon."""
        try:
            async with asyncio.timeout_at(self._paced_until):
                while self._wishes.any_fresh or self._ledger.is_due(self._clocks.monotonic()):
                    self._wishes.moved.clear()
                    await self._wishes.moved.wait()
        except TimeoutError:
            pass
        self._wishes.settle()
        self._paced_until = asyncio.get_running_loop().time() + PACE_SECONDS

    async def _watch(self) -> None:
        while True:
            if await self._watcher.changed():
                self._dirty.set()

    async def _render(self) -> None:
        graph = build(self._watcher.view(), self._catalog)
        self._names = {id: node.name for id, node in graph.nodes.items()}
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
        unknown = useful(verdicts.values()) - self._artifacts.keys()
        unknown -= set(self._wishes.fingerprints())
        if unknown:
            self._artifacts.update(await self._dispatcher.find(unknown))
        return bool(unknown)

    def _pin(self, verdicts: Mapping[NodeId, Verdict]) -> None:
        """Keep the artifacts that are of use, and no others."""
        wanted = useful(verdicts.values())
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
        for wish in self._wishes:
            if wish.node not in verdicts:
                self._withdraw(wish.job)
        for node in [node for node in self._ledger.nodes() if node not in verdicts]:
            self._desire(node, Nothing())
        for node in [node for node in self._failures if node not in verdicts]:
            del self._failures[node]
        for node, verdict in verdicts.items():
            self._pursue(node, verdict)

    def _pursue(self, node: NodeId, verdict: Verdict) -> None:
        """Have the wish that `verdict` calls for, and no other; show how it stands."""
        if node in self._failures and not isinstance(verdict, Failed | Silent):
            del self._failures[node]  # it changed: should it come back to this, it may try again
        invocation = verdict.invocation if isinstance(verdict, Wanted) else None
        if invocation and invocation.fingerprint in self._artifacts:
            invocation = None
        wish = self._wishes.of(node)
        if wish and (invocation is None or wish.fingerprint != invocation.fingerprint):
            self._withdraw(wish.job)
            wish = None
        if invocation and wish is None:
            self._wish(node, invocation)
        wish = self._wishes.of(node)
        is_running = wish is not None and wish.is_running
        found = outcome(verdict, self._artifacts, self._found_assets, is_running)
        if isinstance(verdict, Passed) and isinstance(found, Underway):
            self._passes_wait = True
        self._desire(node, found)

    def _wish(self, node: NodeId, invocation: Invocation) -> None:
        wish = self._wishes.add(node, invocation.fingerprint)
        needs = computed(invocation.inputs.values())
        known = {each: self._artifacts[each] for each in needs if each in self._artifacts}
        title = self._names.get(node, invocation.spec.title)
        request = Request(wish.job, self._document.id, node, title, None, "interactive")
        self._dispatcher.wish(request, invocation, known, self)

    def _desire(self, node: NodeId, outcome: Outcome) -> None:
        self._ledger.desire(node, outcome, self._clocks.monotonic())
        self._writeback.wake()

    def _withdraw(self, job: JobId) -> None:
        self._end(job)
        self._dispatcher.withdraw(job)

    def _end(self, job: JobId) -> Wish:
        wish = self._wishes.end(job)
        if wish.progress:
            self._progressed()
        return wish
