"""One board being rendered: its changes become verdicts, verdicts become wishes and results.

Lives as long as the document is live. Knows its document and the dispatcher; what is decided is
decided in `graph`, `outcomes`, `results` and the queue's machine.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from collab.documents.live import LiveDocument
from collab.documents.model import JSON, NodeId
from render.dispatcher import Dispatcher
from render.graph.incremental import Cause, Change, Evaluation
from render.graph.model import Invocation, Problem
from render.graph.verdicts import (
    Blocked,
    Ending,
    Failed,
    Latched,
    Stale,
    Verdict,
    WantedEach,
    invocations,
)
from render.models.entry import Models
from render.nodes.catalog import Catalog
from render.outcomes import CANCELLED, computed, failure, failures, outcome, useful
from render.pace import Pace
from render.queue.job import JobId, Priority, Request
from render.recollection import Recollection
from render.results import Ledger, Nothing, Outcome, assets_of, pictures_in
from render.shelf import Shelf, artifacts_of
from render.stores import (
    Artifact,
    AssetId,
    AssetLibrary,
    Fingerprint,
    ModelList,
    NoModels,
)
from render.watcher import Watcher, read_results_in_chunks
from render.wishes import Wish, Wishes
from render.writeback import Writeback

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0

CHUNK = 100
"""Nodes read in one go when a document opens, so that a large one does not hold everybody up."""

JUDGED = 500
"""Nodes judged in one go, for the same reason."""

SHORT_LIST = 4
"""Longer ones are batch work, which lets single pictures go first."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """`monotonic` for waiting, `wall` for what people read; both in seconds."""

    monotonic: Callable[[], float]
    wall: Callable[[], float]


class Board:
    """A `JobListener` for the jobs of its nodes.

    `released` is what somebody had asked its nodes to run before a restart; `remembers` is called
    when its `recollection` has something new.
    """

    def __init__(
        self,
        document: LiveDocument,
        catalog: Catalog,
        assets: AssetLibrary,
        dispatcher: Dispatcher,
        clocks: Clocks,
        new_job: Callable[[NodeId, Fingerprint], JobId],
        progressed: Callable[[], None],
        *,
        models: ModelList | None = None,
        released: Mapping[NodeId, Collection[Fingerprint]] | None = None,
        remembers: Callable[[], None] = lambda: None,
    ) -> None:
        self._document = document
        self._remembers = remembers
        self.recollection = Recollection(document.id)
        self._assets = assets
        self._models = models or NoModels()
        self._knows_models = False
        self._dispatcher = dispatcher
        self._clocks = clocks
        self._progressed = progressed
        self._released = released or {}
        self._ledger = Ledger()
        self._wishes = Wishes(new_job)
        self._writeback = Writeback(
            document, self._ledger, assets, clocks.monotonic, clocks.wall, self._wrote
        )
        self._watcher = Watcher(document)
        self._evaluation = Evaluation(catalog)
        self._shelf = Shelf()
        self._changes: dict[NodeId, Change] = {}
        self._asked: set[AssetId] = set()
        self._pace = Pace(self._is_busy, self._wishes.moved)
        self._loaded = asyncio.Event()
        self._rendering = asyncio.Lock()
        self.resumes = False
        """Whether its jobs are to go on when it is opened again, as after a restart."""

    async def live(self) -> None:
        """Until cancelled."""
        try:
            await self._load()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._writeback.run(), name="writeback")
                while True:
                    await self._watcher.wake.wait()
                    await self._pace.wait()
                    self._wishes.settle()
                    try:
                        async with self._rendering:
                            await self._render()
                    except Exception:  # a store that cannot be asked now, for one
                        logger.exception("board %s waits", self._document.id)
                        await asyncio.sleep(RETRY_SECONDS)
                        self._look_again()
        finally:
            self._watcher.cancel()
            for wish in self._wishes:
                self._end(wish.job)
                (self._dispatcher.suspend if self.resumes else self._dispatcher.withdraw)(wish.job)

    async def run(
        self, nodes: Sequence[NodeId] | None, person: str, upstream: bool = False
    ) -> list[JobId]:
        """Have `nodes` run, or all; with `upstream`, also what they depend on. Those that wait are
        let go on, those that failed are tried again. The jobs of those that are not done yet.
        """
        await self._loaded.wait()
        cause = Cause(person, is_batch=nodes is None)
        async with self._rendering:
            await self._render()  # with what was edited before
            evaluation = self._evaluation
            chosen: Collection[NodeId] = list(evaluation.nodes) if nodes is None else nodes
            if upstream:
                chosen = list(evaluation.above(chosen))
            waiting = [node for node in chosen if self._waits(evaluation.verdicts.get(node))]
            for node in waiting:
                evaluation.fail(node, None, cause)
            evaluation.release(waiting, cause)
            await self._render()
            return [wish.job for node in dict.fromkeys(chosen) for wish in self._wishes.of(node)]

    def assets_changed(self) -> None:
        """Look again at what was missing."""
        self._asked.clear()
        self._look_again()

    def models_changed(self, models: Models) -> None:
        """The server has others than before."""
        if self._knows_models:
            self._evaluation.learn_models(models)
            self._look_again()

    async def recipe(self, asset: AssetId) -> dict[str, JSON] | None:
        """What the picture was made of that a node shows; `None` when none does, or that is not
        known any more.
        """
        await self._loaded.wait()
        async with self._rendering:
            await self._render()
        runs = [each for run in self._ledger.runs.values() for each in artifacts_of(run)]
        for each in [*runs, *self._shelf.artifacts.values()]:
            shows = any(picture["asset"] == asset for picture in pictures_in(each.outputs))
            if shows and (record := await self._dispatcher.record_of(each.fingerprint)):
                return record
        return None

    def progress(self) -> dict[NodeId, tuple[int, int]]:
        """How far the long work of its nodes is: the step reached, and how many there are. Of a
        list, elements.
        """
        found: dict[NodeId, tuple[int, int]] = {}
        for node, wishes in self._wishes.by_node():
            if parts := self._elements(node):
                found[node] = (max(0, parts - len(wishes)), parts)
            elif progress := wishes[0].progress:
                found[node] = progress
        return found

    # How its jobs go

    def job_started(self, job: JobId) -> None:
        wish = self._wishes[job]
        wish.is_running = True
        self._show(wish.node)

    def job_progressed(self, job: JobId, step: int, steps: int) -> None:
        self._wishes[job].progress = (step, steps)
        self._progressed()

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        wish = self._end(job)
        if self._elements(wish.node):
            self._progressed()
        self._shelf.put([artifact])
        self._writeback.linked(assets_of([{"outputs": dict(artifact.outputs)}]))
        for node in self._shelf.users(artifact.fingerprint):
            self._show(node)

    def job_failed(self, job: JobId, problem: Problem) -> None:
        self._give_up(self._end(job), problem)

    def job_cancelled(self, job: JobId) -> None:
        """Somebody called it off."""
        self._give_up(self._end(job), CANCELLED, "cancelled")

    def _give_up(self, wish: Wish, problem: Problem, how: Ending = "error") -> None:
        verdict = self._evaluation.verdicts.get(wish.node)
        if found := failure(verdict, wish.fingerprint, problem, how):
            self._evaluation.fail(wish.node, found)
            self._look_again()

    # Rendering

    async def _load(self) -> None:
        """Read the document as it is, a chunk at a time."""
        await self._watcher.load(CHUNK, self._evaluation.change)
        for results in read_results_in_chunks(self._document.doc, CHUNK):
            self._ledger.load(results)
            for node, told in failures(results):
                self._evaluation.fail(node, told)
            self._latch(results)
            await asyncio.sleep(0)
        for node, runs in self._released.items():
            self._evaluation.let(node, runs)
        for node in self._ledger.nodes() - self._evaluation.nodes.keys():
            self._desire(node, Nothing())
        self._loaded.set()
        self._look_again()

    def _is_busy(self) -> bool:
        """Whether something wished for last is under way, or not yet shown."""
        return self._wishes.any_fresh or self._ledger.is_due(self._clocks.monotonic())

    def _look_again(self) -> None:
        self._watcher.wake.set()

    async def _render(self) -> None:
        """Until everything that changed has its verdict, its wishes and its result."""
        self._take()
        await self._look_up()
        while self._changes or not self._evaluation.is_settled:
            self._settle()
            while await self._recall(self._changes):
                if not self._settle():  # jobs may have ended meanwhile
                    break
            changes, self._changes = self._changes, {}
            for node, change in changes.items():
                self._pursue(node, change)
            await asyncio.sleep(0)

    def _settle(self) -> bool:
        """Note what is to be said of nodes now; false if it is nothing new."""
        later = self._evaluation.settle(JUDGED)
        if later:
            self._changes = {n: c for n, c in self._changes.items() if n not in later} | later
        return bool(later)

    def _take(self) -> None:
        taken = self._watcher.take()
        for person, views in taken.views.items():
            self._evaluation.change(views, Cause(person))
        if taken.is_paused and not self._evaluation.is_paused:
            for wish in self._wishes:
                if wish.is_running:  # what runs may end
                    self._evaluation.let(wish.node, [wish.fingerprint])
        self._evaluation.pause(taken.is_paused)

    async def _look_up(self) -> None:
        unknown = self._evaluation.pictures() - self._asked
        if unknown:
            self._asked |= unknown  # before the answer: what comes during it is asked for again
            try:
                found = await self._assets.of_board(self._document.id, unknown)
            except BaseException:
                self._asked -= unknown
                raise
            self._evaluation.learn(found)
        if self._evaluation.names_models and not self._knows_models:
            self._evaluation.learn_models(await self._models.listed())
            self._knows_models = True

    async def _recall(self, changes: Mapping[NodeId, Change]) -> bool:
        """Learn which of what is wanted now was computed before; whether that took a wait."""
        unknown: set[Fingerprint] = set()
        for node, change in changes.items():
            uses = useful(change.verdict)
            self._shelf.hold(node, uses)
            if isinstance(change.verdict, Stale) and (run := self._ledger.runs.get(node)):
                # Nothing wanted makes it again, so its result is all there is of it.
                self._shelf.put(artifacts_of(run))
            unknown |= {each for each in uses if not self._wishes.is_for(node, each)}
        unknown -= self._shelf.artifacts.keys()
        if unknown:
            self._shelf.put((await self._dispatcher.find(unknown)).values())
        return bool(unknown)

    def _pursue(self, node: NodeId, change: Change) -> None:
        """Have the wishes that the verdict calls for, and no others; show how it stands."""
        missing = {
            each.fingerprint: each
            for each in invocations(change.verdict)
            if each.fingerprint not in self._shelf.artifacts
        }
        for wish in self._wishes.of(node):
            if wish.fingerprint not in missing:
                self._withdraw(wish.job)
        for fingerprint, invocation in missing.items():
            if not self._wishes.is_for(node, fingerprint):
                is_batch = change.cause.is_batch or len(missing) > SHORT_LIST
                self._wish(node, invocation, change.cause.person, is_batch)
        self.recollection.wanted(node, change, self._evaluation)
        self._recollect([node])  # as after a restart, with its result there already
        self._show(node)

    def _wish(
        self, node: NodeId, invocation: Invocation, person: str | None, is_batch: bool
    ) -> None:
        wish = self._wishes.add(node, invocation.fingerprint)
        artifacts = self._shelf.artifacts
        needs = computed(invocation.inputs.values())
        known = {each: artifacts[each] for each in needs if each in artifacts}
        title = self._evaluation.nodes[node].name
        priority: Priority = "batch" if is_batch else "interactive"
        request = Request(wish.job, self._document.id, node, title, person, priority)
        self._dispatcher.wish(request, invocation, known, self)

    def _show(self, node: NodeId) -> None:
        verdict = self._evaluation.verdicts.get(node)
        if verdict is None:
            self._desire(node, Nothing())
            return
        is_running = any(wish.is_running for wish in self._wishes.of(node))
        assets = self._evaluation.assets
        self._desire(node, outcome(verdict, self._shelf.artifacts, assets, is_running))

    def _desire(self, node: NodeId, outcome: Outcome) -> None:
        self._ledger.desire(node, outcome, self._clocks.monotonic())
        self._writeback.wake()

    def _wrote(self, nodes: Collection[NodeId]) -> None:
        self._latch(nodes)
        self._recollect(nodes)
        self._wishes.moved.set()
        if not self._evaluation.is_settled:
            self._look_again()

    def _recollect(self, nodes: Collection[NodeId]) -> None:
        now = round(self._clocks.wall() * 1000)
        for node in nodes:
            if run := self._ledger.runs.get(node):
                self.recollection.shown(node, run, now)
        if self.recollection.is_waiting:
            self._remembers()

    def _latch(self, nodes: Collection[NodeId]) -> None:
        for node in nodes:
            run = self._ledger.runs.get(node)
            self._evaluation.latch(node, Latched(run.fingerprint, run.parts) if run else None)

    def _withdraw(self, job: JobId) -> None:
        self._end(job)
        self._dispatcher.withdraw(job)

    def _end(self, job: JobId) -> Wish:
        wish = self._wishes.end(job)
        if wish.progress:
            self._progressed()
        return wish

    def _elements(self, node: NodeId) -> int:
        """How many elements the list has that `node` makes; 0 if it makes none."""
        verdict = self._evaluation.verdicts.get(node)
        return len(verdict.invocations) if isinstance(verdict, WantedEach) else 0

    @staticmethod
    def _waits(verdict: Verdict | None) -> bool:
        """Whether it takes somebody's word before it goes on."""
        return isinstance(verdict, Stale | Failed | Blocked)
