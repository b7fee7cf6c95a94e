"""A small graph run once, without a board: the same engine on the same nodes, for one output.

The graph is that of a document, as JSON. What the output depends on are parts of its job: they
are shared and kept as ever, but only the output is listed. No part outlives its job.
"""

from collections.abc import Mapping
from typing import Any

from pycrdt import Doc, Map

from collab.documents.model import JSON, BoardView, NodeId
from collab.documents.reader import read_board, root
from collab.documents.schema import NODES
from render.dispatcher import Dispatcher
from render.errors import BadGraph
from render.graph.incremental import Evaluation
from render.graph.model import Invocation, Problem
from render.graph.verdicts import (
    Blocked,
    Invalid,
    Passed,
    Wanted,
    WantedEach,
    invocations,
    wanted_of,
)
from render.nodes.catalog import Catalog
from render.outcomes import checks, outcome
from render.queue.job import JobId, Request
from render.results import Done
from render.stores import Artifact, AssetLibrary, Fingerprint, ModelList

MAX_NODES = 200


async def private_run(
    graph: Mapping[str, JSON],
    output: str | None,
    person: str | None,
    catalog: Catalog,
    dispatcher: Dispatcher,
    assets: AssetLibrary,
    models: ModelList,
) -> "PrivateRun":
    """Pictures in it are those that `person` may see on some board. Raises `BadGraph` for what
    cannot run.
    """
    evaluation = Evaluation(catalog)
    view = read_graph(graph)
    evaluation.change(view.nodes)
    evaluation.release(view.nodes)
    if pictures := evaluation.pictures():
        evaluation.learn(await assets.of_reader(person, pictures))
    if evaluation.names_models:
        evaluation.learn_models(await models.listed())
    evaluation.settle()
    return PrivateRun(evaluation, output, dispatcher)


class PrivateRun:
    """A `JobListener` for one job and its parts.

    An output that one invocation gives is that invocation's job. One that is put together, as a
    list is, is nobody's work: it is an artifact of its own as soon as its parts are there.
    """

    def __init__(self, evaluation: Evaluation, output: str | None, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._assets = evaluation.assets
        self._job = JobId("")
        self._parts: dict[JobId, Invocation] = {}
        self._known: dict[Fingerprint, Artifact] = {}
        node = NodeId(output) if output is not None else _only_end(evaluation)
        if node not in evaluation.nodes:
            raise BadGraph("bad_output", f'The graph has no node "{node}" to be its output')
        self._node = evaluation.nodes[node]
        self._verdict = _to_compute(evaluation, node)
        self._needed = {
            invocation.fingerprint: invocation
            for each in reversed(list(evaluation.above([node])))
            for invocation in invocations(evaluation.verdicts.get(each))
        }

    @property
    def title(self) -> str:
        return self._node.name

    async def start(self, job: JobId, person: str | None) -> None:
        """Wish for what is not known yet, in an order in which it can run."""
        self._job, wanted, type = job, wanted_of(self._verdict), self._node.type
        assert wanted is not None  # noqa: S101 - what is computed has a name
        self._known.update(await self._dispatcher.find([*self._needed, wanted]))
        request = Request(job, None, None, self.title, person, "interactive")
        if artifact := self._known.get(wanted):
            self._dispatcher.answer(request, type, artifact)
            return
        if wanted not in self._needed:
            self._dispatcher.begin_whole(request, type, wanted, self)
        missing = [each for each in self._needed.values() if each.fingerprint not in self._known]
        for number, invocation in enumerate(missing):
            if invocation.fingerprint == wanted:
                self._dispatcher.wish(request, invocation, self._known, self)
                continue
            part = JobId(f"{job}.{number}")
            self._parts[part] = invocation
            about = Request(part, None, None, invocation.spec.title, person, "interactive")
            self._dispatcher.wish(about, invocation, self._known, self, is_part=True)
        if not self._parts:
            self._put_together()

    def job_started(self, job: JobId) -> None:
        if job in self._parts and self._is_whole:
            self._tell_progress()

    def job_progressed(self, job: JobId, step: int, steps: int) -> None:
        pass

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        if self._parts.pop(job, None) is not None:
            self._known[artifact.fingerprint] = artifact
            self._put_together()

    def job_failed(self, job: JobId, problem: Problem) -> None:
        """Without one of its parts the whole cannot be."""
        is_part = self._parts.pop(job, None) is not None
        self._withdraw_parts()
        if is_part:
            self._dispatcher.fail(self._job, problem)

    def job_cancelled(self, job: JobId) -> None:
        self._parts.pop(job, None)
        self._withdraw_parts()

    @property
    def _is_whole(self) -> bool:
        return not isinstance(self._verdict, Wanted)

    def _tell_progress(self) -> None:
        count = len(self._needed)
        self._dispatcher.progress_whole(self._job, count - len(self._parts), count)

    def _put_together(self) -> None:
        if not self._is_whole:
            return
        if self._parts:
            self._tell_progress()
            return
        found = outcome(self._verdict, self._known, self._assets, is_running=False)
        assert isinstance(found, Done)  # noqa: S101 - every part is known
        run = found.run
        odd = checks(self._verdict, self._known)
        artifact = Artifact(run.fingerprint, run.outputs, run.duration_ms, odd)
        self._dispatcher.finish_whole(self._job, artifact)

    def _withdraw_parts(self) -> None:
        parts, self._parts = self._parts, {}
        for part in parts:
            self._dispatcher.withdraw(part)


def _to_compute(evaluation: Evaluation, node: NodeId) -> Wanted | WantedEach | Passed:
    match evaluation.verdicts[node]:
        case Wanted() | WantedEach() | Passed() as found:
            return found
        case Invalid(problems):
            raise BadGraph(problems[0].code, problems[0].message)
        case Blocked(problem):
            culprit = evaluation.verdicts.get(problem.node or node)
            if isinstance(culprit, Invalid):
                problem = culprit.problems[0]
            raise BadGraph(problem.code, problem.message)
        case _:
            raise BadGraph("bad_output", f'"{node}" computes nothing')


def read_graph(graph: Mapping[str, JSON]) -> BoardView:
    """`{nodes: {id: node}}` as a view, read just as a document is."""
    nodes = graph.get("nodes")
    if not isinstance(nodes, dict) or not nodes:
        raise BadGraph("bad_graph", "A graph is {nodes: {id: node}}, with at least one node")
    if len(nodes) > MAX_NODES:
        raise BadGraph("bad_graph", f"A graph has at most {MAX_NODES} nodes here")
    doc: Doc[Any] = Doc()
    with doc.transaction():
        written = root(doc, NODES)
        for id, node in nodes.items():
            if not isinstance(node, dict) or not isinstance(node.get("type"), str):
                raise BadGraph("bad_graph", f'Node "{id}" has no type')
            fields: dict[str, Any] = dict(node)
            for name in ("params", "inputs"):
                given = fields.get(name)
                fields[name] = Map(given if isinstance(given, dict) else {})
            written[id] = Map(fields)
    return read_board(doc)


def _only_end(evaluation: Evaluation) -> NodeId:
    """The one node that has a result and that no other reads."""
    read = {need for node in evaluation.nodes.values() for need in node.needs()}
    ends = [
        id
        for id, node in evaluation.nodes.items()
        if id not in read and not (node.spec and node.spec.mode == "source")
    ]
    if len(ends) != 1:
        raise BadGraph("bad_output", "Say with output which node's result is wanted")
    return ends[0]
