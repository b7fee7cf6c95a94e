"""What one node should show, and what it holds out, from what its sources hold out. Pure.

It does not know what was already computed, who is connected, or what is running. Whole boards,
and what follows from a change, are `incremental`'s.
"""

from collections.abc import Mapping

from collab.documents.model import NodeId
from render.graph.fingerprint import fingerprint, of_list
from render.graph.lists import arrange
from render.graph.model import GraphNode, Problem
from render.graph.offers import NOTHING, Culprit, Offer, Received, receive
from render.graph.runs import runs_of, told_at_once
from render.graph.validate import recount
from render.graph.values import (
    Computed,
    Given,
    Inline,
    Uploaded,
    Value,
    ValueList,
    flat,
    made_in_place,
)
from render.graph.verdicts import (
    Blocked,
    Failed,
    Invalid,
    Knowledge,
    Latched,
    Passed,
    Silent,
    Stale,
    Verdict,
    Wanted,
    WantedEach,
)
from render.nodes.cut import Cut
from render.nodes.spec import NodeSpec, PortSpec
from render.stores import AssetId, Fingerprint

FRAMED = {"image": "images", "color": "palette", "text": "texts"}
"""The port of a frame at which a value of each type that stands in it comes out."""


def judge(
    node: GraphNode,
    problems: tuple[Problem, ...],
    is_cyclic: bool,
    nodes: Mapping[NodeId, GraphNode],
    offers: Mapping[NodeId, Offer],
    knowledge: Knowledge,
) -> tuple[Verdict, Offer]:
    """`problems` are those of `node` by itself; `offers` has those of all that it needs."""
    spec = node.spec
    is_source = spec is not None and spec.mode == "source"
    if is_cyclic and not is_source:
        return Invalid(problems), Offer(culprit=_self(node))
    if node.mode == "mute":
        return Silent(), NOTHING
    if is_source:
        return Silent(), _source(node, problems, nodes, offers)
    if spec is None or (problems and node.mode != "bypass"):
        return Invalid(problems), Offer(culprit=_self(node))
    received = receive(node, spec, offers)
    if node.mode == "bypass":
        return _bypass(node, spec, received)
    if received.problems:
        return _invalid(node, *(told for each in received.problems.values() for told in each))
    if not received.is_complete and received.culprit:
        return _blocked(received.culprit, None), Offer(culprit=received.culprit)
    if spec.in_graph:
        return _arrange(node, spec, received)
    return _run(node, spec, received, knowledge)


def _source(
    node: GraphNode,
    problems: tuple[Problem, ...],
    nodes: Mapping[NodeId, GraphNode],
    offers: Mapping[NodeId, Offer],
) -> Offer:
    """A source writes no result, so what is wrong with it is said by its readers."""
    if problems:
        return Offer(
            problems=tuple(Problem(p.code, p.message, p.params, node.id) for p in problems)
        )
    match node.type:
        case "note" | "heading":
            return Offer({"text": Inline("text", node.params["text"])})
        case "swatch":
            return Offer({"color": Inline("color", node.params["color"])})
        case "image":
            asset = AssetId(str(node.params["asset"]))
            return Offer({"image": Uploaded(asset, Cut.from_json(node.params))})
        case "frame":
            return Offer(ports=_framed(node, nodes, offers))
        case _:
            return NOTHING


def _framed(
    node: GraphNode, nodes: Mapping[NodeId, GraphNode], offers: Mapping[NodeId, Offer]
) -> dict[str, Offer]:
    """What stands in a frame, by kind. A port where something is amiss tells so, and only it."""
    values: dict[str, list[Value]] = {port: [] for port in FRAMED.values()}
    culprits: dict[str, Culprit] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for child in node.children:
        spec = nodes[child].spec
        for output in spec.outputs if spec else ():
            offer = offers[child].at(output.name)
            if port := FRAMED.get(output.type):
                if output.name in offer.values:
                    values[port] += flat([offer.values[output.name]])
                if offer.culprit:
                    culprits.setdefault(port, offer.culprit)
                if offer.problems:
                    problems[port] = problems.get(port, ()) + offer.problems
    return {
        port: Offer({} if port in culprits else {port: ValueList(tuple(found))},
                    culprits.get(port), problems.get(port, ()))
        for port, found in values.items()
    }  # fmt: skip


def _bypass(node: GraphNode, spec: NodeSpec, received: Received) -> tuple[Verdict, Offer]:
    passed: dict[str, Given] = {}
    culprit: Culprit | None = None
    for output in spec.outputs:
        port = _passing(output, spec, received)
        if told := [problem for problem in received.problems.get(port, ()) if problem.node]:
            return _invalid(node, *told)
        culprit = culprit or received.culprits.get(port)
        if port in received.values:
            passed[output.name] = received.values[port][0]
    if not passed:
        if culprit is None:
            return Silent(), NOTHING
        return _blocked(culprit, None), Offer(culprit=culprit)
    return _pass(spec, passed, culprit)


def _pass(
    spec: NodeSpec, passed: Mapping[str, Given], culprit: Culprit | None
) -> tuple[Verdict, Offer]:
    shown = {port: given for port, given in passed.items() if not made_in_place(flat([given]))}
    if not shown:
        return _defer(passed, culprit)
    wanted = fingerprint(spec, {}, {port: (value,) for port, value in shown.items()})
    verdict = _blocked(culprit, wanted) if culprit else Passed(wanted, shown)
    return verdict, Offer(passed, culprit)


def _passing(output: PortSpec, spec: NodeSpec, received: Received) -> str:
    """The first input of the output's type where anything arrives; empty if there is none."""
    arriving = received.values.keys() | received.culprits.keys()
    ports = [port.name for port in spec.inputs if port.type == output.type]
    return next((name for name in ports if name in arriving), next(iter(ports), ""))


def _arrange(node: GraphNode, spec: NodeSpec, received: Received) -> tuple[Verdict, Offer]:
    found = arrange(node, received.values)
    if isinstance(found, Problem):
        return _invalid(node, found)
    return _pass(spec, found, received.culprit)


def _run(
    node: GraphNode, spec: NodeSpec, received: Received, knowledge: Knowledge
) -> tuple[Verdict, Offer]:
    if told := recount(node, spec, received.values):
        return _invalid(node, told)
    runs = runs_of(node, spec, received.values, knowledge.models)
    if isinstance(runs, Problem):
        return _invalid(node, runs)
    known = told_at_once(spec, runs)
    if isinstance(known, Problem):
        return _invalid(node, known)
    if known is not None:
        return _pass(spec, known, received.culprit)
    if spec.deferred:
        return _defer(runs.deferred(spec), received.culprit)
    verdict: Wanted | WantedEach
    if runs.is_list:
        parts = tuple(each.fingerprint for each in runs.each)
        wanted = of_list(parts)
        verdict, run = WantedEach(wanted, runs.each), Latched(wanted, parts)
    else:
        wanted = runs.each[0].fingerprint
        verdict, run = Wanted(runs.each[0]), Latched(wanted)
    offer = Offer(_outputs(spec, run))
    if received.culprit:
        return _blocked(received.culprit, wanted), Offer(offer.values, received.culprit)
    failure = knowledge.failures.get(node.id)
    if failure and failure.fingerprint == wanted:
        failed = Failed(wanted, failure.problem, failure.how)
        return failed, Offer(offer.values, _self(node))
    if (node.mode == "manual" or knowledge.is_paused) and not _may_run(node.id, run, knowledge):
        latched = knowledge.latched.get(node.id)
        if latched is None:
            return Stale(wanted), Offer(culprit=_self(node))
        return Stale(wanted, latched), Offer(_outputs(spec, latched))
    return verdict, offer


def _defer(values: Mapping[str, Given], culprit: Culprit | None) -> tuple[Verdict, Offer]:
    """Whoever reads it makes it, so there is nothing to show of it by itself."""
    verdict = _blocked(culprit, None) if culprit else Silent()
    return verdict, Offer(values, culprit)


def _may_run(node: NodeId, run: Latched, knowledge: Knowledge) -> bool:
    latched = knowledge.latched.get(node)
    if latched and latched.fingerprint == run.fingerprint:
        return True
    released = knowledge.released.get(node, frozenset())
    return not released.isdisjoint((run.fingerprint, *run.parts))


def _outputs(spec: NodeSpec, run: Latched) -> dict[str, Given]:
    return {port.name: _output(port.name, run) for port in spec.outputs}


def _output(port: str, run: Latched) -> Given:
    if run.parts:
        return ValueList(tuple(Computed(part, port) for part in run.parts))
    return Computed(run.fingerprint, port)


def _invalid(node: GraphNode, *problems: Problem) -> tuple[Verdict, Offer]:
    return Invalid(problems), Offer(culprit=_self(node))


def _blocked(culprit: Culprit, wanted: Fingerprint | None) -> Blocked:
    message = f"Waits for {culprit.name}, which has no result"
    return Blocked(Problem("upstream", message, node=culprit.node), wanted)


def _self(node: GraphNode) -> Culprit:
    return Culprit(node.id, node.name)
