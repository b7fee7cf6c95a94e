"""What each node of a board should show, and what has to run for it. Pure, linear, iterative.

`evaluate` answers with a verdict a node. It does not know what was already computed, who is
connected, or what is running: equal boards give equal verdicts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from collab.documents.model import NodeId
from render.graph import topology
from render.graph.fingerprint import fingerprint
from render.graph.model import Graph, GraphNode, Invocation, Problem
from render.graph.validate import missing_input, validate
from render.graph.values import Computed, Inline, Uploaded, Value
from render.nodes.spec import NodeSpec, PortSpec
from render.stores import AssetId, AssetInfo, Fingerprint


@dataclass(frozen=True, slots=True)
class Silent:
    """Writes no result: a source, or muted."""


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
class Stale:
    """Manual, and waits to be run."""

    wanted: Fingerprint


@dataclass(frozen=True, slots=True)
class Failed:
    """Ran and failed; nothing changed since, so it is not tried again."""

    wanted: Fingerprint
    problem: Problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """To be computed, if it is not known already."""

    invocation: Invocation


@dataclass(frozen=True, slots=True)
class Passed:
    """Bypassed: shows at each output what comes in."""

    wanted: Fingerprint
    outputs: Mapping[str, Value]


Verdict: TypeAlias = Silent | Invalid | Blocked | Stale | Failed | Wanted | Passed


@dataclass(frozen=True, slots=True)
class Failure:
    """How a node's last run went wrong."""

    fingerprint: Fingerprint
    problem: Problem


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What of the world outside the graph its verdicts depend on.

    `latched` is the fingerprint of each node's last finished run, `failures` the last failed one,
    `released` the fingerprint somebody asked a manual node to run.
    """

    assets: Mapping[AssetId, AssetInfo] = field(default_factory=dict)
    latched: Mapping[NodeId, Fingerprint] = field(default_factory=dict)
    failures: Mapping[NodeId, Failure] = field(default_factory=dict)
    released: Mapping[NodeId, Fingerprint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a node holds out to its readers: values by port, or whose fault it is that not."""

    values: Mapping[str, Value] = field(default_factory=dict)
    culprit: NodeId | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Received:
    """A node's inputs as they come in, by port. One may have a value and a culprit: it is known
    what would come, and that it will not.
    """

    values: Mapping[str, tuple[Value, ...]]
    culprits: Mapping[str, NodeId]
    problems: Mapping[str, tuple[Problem, ...]]
    is_complete: bool

    @property
    def culprit(self) -> NodeId | None:
        return next(iter(self.culprits.values()), None)


_NOTHING = _Offer()


def evaluate(graph: Graph, knowledge: Knowledge) -> dict[NodeId, Verdict]:
    """A verdict for every node, in an order in which the wanted ones can run."""
    found = topology.sort(
        {
            id: [source.node for sources in node.edges.values() for source in sources]
            for id, node in graph.nodes.items()
        }
    )
    problems = validate(graph, knowledge.assets, found.cyclic)
    verdicts: dict[NodeId, Verdict] = {}
    offers: dict[NodeId, _Offer] = {}
    for id in found.cyclic:
        verdicts[id], offers[id] = Invalid(problems[id]), _Offer(culprit=id)
    for id in found.order:
        verdicts[id], offers[id] = _judge(
            graph.nodes[id], problems.get(id, ()), offers, graph, knowledge
        )
    return verdicts


def _judge(
    node: GraphNode,
    problems: tuple[Problem, ...],
    offers: Mapping[NodeId, _Offer],
    graph: Graph,
    knowledge: Knowledge,
) -> tuple[Verdict, _Offer]:
    spec = node.spec
    if node.mode == "mute":
        return Silent(), _NOTHING
    if spec is not None and spec.mode == "source":
        return Silent(), _source(node, problems)
    if spec is None or (problems and node.mode != "bypass"):
        return Invalid(problems), _Offer(culprit=node.id)
    received = _receive(node, spec, offers)
    if node.mode == "bypass":
        return _bypass(node, spec, received, graph)
    if received.problems:
        told = tuple(problem for each in received.problems.values() for problem in each)
        return Invalid(told), _Offer(culprit=node.id)
    return _run(node, spec, received, graph, knowledge)


def _source(node: GraphNode, problems: tuple[Problem, ...]) -> _Offer:
    """A source writes no result, so what is wrong with it is said by its readers."""
    if problems:
        return _Offer(
            problems=tuple(Problem(p.code, p.message, p.params, node.id) for p in problems)
        )
    match node.type:
        case "note":
            return _Offer({"text": Inline("text", node.params["text"])})
        case "swatch":
            return _Offer({"color": Inline("color", node.params["color"])})
        case "image":
            return _Offer({"image": Uploaded(AssetId(str(node.params["asset"])))})
        case _:
            return _NOTHING


def _receive(node: GraphNode, spec: NodeSpec, offers: Mapping[NodeId, _Offer]) -> _Received:
    values: dict[str, tuple[Value, ...]] = {}
    culprits: dict[str, NodeId] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    is_complete = True
    for port, sources in node.edges.items():
        given = [(source.port, offers[source.node]) for source in sources]
        arrived = tuple(offer.values[name] for name, offer in given if name in offer.values)
        if arrived:
            values[port] = arrived
        for name, offer in given:
            if offer.culprit:
                culprits.setdefault(port, offer.culprit)
                is_complete = is_complete and name in offer.values
            if offer.problems:
                problems[port] = problems.get(port, ()) + offer.problems
        is_silent = port not in values.keys() | culprits.keys() | problems.keys()
        if is_silent and (found := spec.input(port)) and found.required:
            problems[port] = (missing_input(found),)  # what is connected is muted
    return _Received(values, culprits, problems, is_complete)


def _bypass(
    node: GraphNode, spec: NodeSpec, received: _Received, graph: Graph
) -> tuple[Verdict, _Offer]:
    passed: dict[str, Value] = {}
    culprit: NodeId | None = None
    for output in spec.outputs:
        port = _passing(output, spec, received)
        if told := [problem for problem in received.problems.get(port, ()) if problem.node]:
            return Invalid(tuple(told)), _Offer(culprit=node.id)
        culprit = culprit or received.culprits.get(port)
        if port in received.values:
            passed[output.name] = received.values[port][0]
    if not passed:
        if culprit is None:
            return Silent(), _NOTHING
        return _blocked(culprit, None, graph), _Offer(culprit=culprit)
    wanted = fingerprint(spec, {}, {port: (value,) for port, value in passed.items()})
    if culprit:
        return _blocked(culprit, wanted, graph), _Offer(passed, culprit)
    return Passed(wanted, passed), _Offer(passed)


def _passing(output: PortSpec, spec: NodeSpec, received: _Received) -> str:
    """The first input of the output's type where anything arrives; empty if there is none."""
    arriving = received.values.keys() | received.culprits.keys()
    ports = [port.name for port in spec.inputs if port.type == output.type]
    return next((name for name in ports if name in arriving), next(iter(ports), ""))


def _run(
    node: GraphNode, spec: NodeSpec, received: _Received, graph: Graph, knowledge: Knowledge
) -> tuple[Verdict, _Offer]:
    if not received.is_complete and received.culprit:
        return _blocked(received.culprit, None, graph), _Offer(culprit=received.culprit)
    # A connected input overrides the parameter of its name, which then must not matter.
    params = {name: value for name, value in node.params.items() if name not in received.values}
    wanted = fingerprint(spec, params, received.values)
    offer = _Offer(_outputs(spec, wanted))
    if received.culprit:
        return (
            _blocked(received.culprit, wanted, graph),
            _Offer(offer.values, received.culprit),
        )
    failure = knowledge.failures.get(node.id)
    if failure and failure.fingerprint == wanted:
        return Failed(wanted, failure.problem), _Offer(offer.values, node.id)
    latched = knowledge.latched.get(node.id)
    if node.mode == "manual" and wanted not in (latched, knowledge.released.get(node.id)):
        if latched is None:
            return Stale(wanted), _Offer(culprit=node.id)
        return Stale(wanted), _Offer(_outputs(spec, latched))
    return Wanted(Invocation(wanted, spec, params, received.values)), offer


def _outputs(spec: NodeSpec, wanted: Fingerprint) -> dict[str, Value]:
    return {port.name: Computed(wanted, port.name) for port in spec.outputs}


def _blocked(culprit: NodeId, wanted: Fingerprint | None, graph: Graph) -> Blocked:
    name = graph.nodes[culprit].name
    return Blocked(
        Problem("upstream", f"Waits for {name}, which has no result", node=culprit), wanted
    )
