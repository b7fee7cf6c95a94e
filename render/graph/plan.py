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
from render.nodes.spec import NodeSpec
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
    """A node's inputs as they come in."""

    values: Mapping[str, tuple[Value, ...]]
    problems: tuple[Problem, ...]
    culprit: NodeId | None
    is_complete: bool


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
        return Invalid(received.problems), _Offer(culprit=node.id)
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
    problems: list[Problem] = []
    culprit: NodeId | None = None
    is_complete = True
    for port, sources in node.edges.items():
        given = [(source, offers[source.node]) for source in sources]
        arrived = [offer.values[s.port] for s, offer in given if s.port in offer.values]
        faulty = [offer for _, offer in given if offer.culprit or offer.problems]
        for offer in faulty:
            culprit = culprit or offer.culprit
            problems.extend(offer.problems)
        if arrived:
            values[port] = tuple(arrived)
        elif not faulty and (found := spec.input(port)) and found.required:
            problems.append(missing_input(found))  # what is connected is muted
        is_complete = is_complete and all(
            s.port in offer.values for s, offer in given if offer in faulty
        )
    return _Received(values, tuple(problems), culprit, is_complete)


def _bypass(
    node: GraphNode, spec: NodeSpec, received: _Received, graph: Graph
) -> tuple[Verdict, _Offer]:
    passed: dict[str, Value] = {}
    for output in spec.outputs:
        for port in spec.inputs:
            if port.type == output.type and port.name in received.values:
                passed[output.name] = received.values[port.name][0]
                break
    if not passed:
        if received.culprit:
            return _blocked(received.culprit, None, graph), _Offer(culprit=received.culprit)
        if received.problems:
            return Invalid(received.problems), _Offer(culprit=node.id)
        return Silent(), _NOTHING
    wanted = fingerprint(spec, {}, {port: (value,) for port, value in passed.items()})
    offer = _Offer(passed, received.culprit)
    if received.culprit:
        return _blocked(received.culprit, wanted, graph), offer
    return Passed(wanted, passed), offer


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
