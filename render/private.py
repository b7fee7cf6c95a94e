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
from render.graph.verdicts import Blocked, Invalid, Wanted, invocations
from render.nodes.catalog import Catalog
from render.queue.job import JobId, Request
from render.stores import Artifact

MAX_NODES = 200


class PrivateRun:
    """A `JobListener` for one job and its parts. Raises `BadGraph` for what cannot run."""

    def __init__(
        self,
        graph: Mapping[str, JSON],
        output: str | None,
        catalog: Catalog,
        dispatcher: Dispatcher,
    ) -> None:
        self._dispatcher = dispatcher
        self._job = JobId("")
        self._parts: dict[JobId, Invocation] = {}
        evaluation = Evaluation(catalog)
        view = read_graph(graph)
        evaluation.change(view.nodes)
        evaluation.release(view.nodes)
        evaluation.settle()
        node = NodeId(output) if output is not None else _only_end(evaluation)
        if node not in evaluation.nodes:
            raise BadGraph("bad_output", f'The graph has no node "{node}" to be its output')
        self._node = evaluation.nodes[node]
        match evaluation.verdicts[node]:
            case Wanted(invocation):
                self.invocation = invocation
            case Invalid(problems):
                raise BadGraph(problems[0].code, problems[0].message)
            case Blocked(problem):
                culprit = evaluation.verdicts.get(problem.node or node)
                if isinstance(culprit, Invalid):
                    problem = culprit.problems[0]
                raise BadGraph(problem.code, problem.message)
            case _:
                raise BadGraph("bad_output", f'"{node}" computes no single result')
        self._needed = [
            invocation
            for each in reversed(list(evaluation.above([node])))
            for invocation in invocations(evaluation.verdicts.get(each))
            if invocation is not self.invocation
        ]

    @property
    def title(self) -> str:
        return self._node.name

    async def start(self, job: JobId, person: str | None) -> None:
        """Wish for what is not known yet, in an order in which it can run."""
        wanted = {each.fingerprint: each for each in [*self._needed, self.invocation]}
        known = await self._dispatcher.find(list(wanted))
        missing = {each: wanted[each] for each in wanted if each not in known}
        request = Request(job, None, None, self.title, person, "interactive")
        self._job = job
        if artifact := known.get(self.invocation.fingerprint):
            self._dispatcher.answer(request, self.invocation, artifact)
            return
        for number, invocation in enumerate(missing.values()):
            if invocation is self.invocation:
                self._dispatcher.wish(request, invocation, known, self)
                continue
            part = JobId(f"{job}.{number}")
            self._parts[part] = invocation
            about = Request(part, None, None, invocation.spec.title, person, "interactive")
            self._dispatcher.wish(about, invocation, known, self, is_part=True)

    def job_started(self, job: JobId) -> None:
        pass

    def job_progressed(self, job: JobId, step: int, steps: int) -> None:
        pass

    def job_finished(self, job: JobId, artifact: Artifact) -> None:
        self._parts.pop(job, None)

    def job_failed(self, job: JobId, problem: Problem) -> None:
        """Without one of its parts the whole cannot be."""
        is_part = self._parts.pop(job, None) is not None
        self._withdraw_parts()
        if is_part:
            self._dispatcher.fail(self._job, problem)

    def job_cancelled(self, job: JobId) -> None:
        self._parts.pop(job, None)
        self._withdraw_parts()

    def _withdraw_parts(self) -> None:
        parts, self._parts = self._parts, {}
        for part in parts:
            self._dispatcher.withdraw(part)


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
